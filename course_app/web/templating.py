"""Templates: one folder for each feature, strict about names, with what every layout needs."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined

from course_app.infrastructure.config import Settings
from course_app.web.access import Visitor, visitor
from course_app.web.compiled import CompiledTemplates
from course_app.web.frame import Frame
from course_app.web.i18n import CourseEnvironment, init_i18n

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class MailColours:
    """The colour of links and buttons in mails, and of words on a button, in each theme."""

    light: str = "#0F5C63"
    on_light: str = "#FFFFFF"
    dark: str = "#74C7C9"
    on_dark: str = "#06201F"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the header: its address and its size there in pixels; ``named`` when it shows the name itself."""

    url: str
    width: int
    height: int
    named: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What pages and mails say of the site, and how it looks; addresses of files are '' for the usual ones."""

    name: str
    base_url: str
    production: bool
    issuer_name: str
    support_email: str
    footer_links: tuple[tuple[str, str], ...] = ()
    footer_words: str = ""
    brand_css: str = ""
    icon: str = ""
    logo: Logo | None = None
    mail: MailColours = MailColours()


def init_templating(app: Flask, settings: Settings) -> None:
    """Find the templates of every feature as ``feature/page.html`` and those of the web floor by their path."""
    package = Path(str(resources.files("course_app")))
    features = {
        folder.parent.name: FileSystemLoader(folder)
        for folder in package.glob("*/templates")
        if folder.parent.name != "web"
    }
    shared = FileSystemLoader(package / "web" / "templates")
    app.jinja_environment = CourseEnvironment  # type: ignore[assignment]
    app.jinja_options = {
        "loader": _Shelf(features, shared),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": app.debug,
        "cache_size": -1,  # all of them: a cache that forgets the oldest takes a lock for every import of a page
        "bytecode_cache": None if app.debug else CompiledTemplates(app, settings.instance / "cache" / "templates"),
    }
    init_i18n(app)
    app.extensions["site"] = Site(
        settings["SITE_NAME"],
        settings.base_url,
        settings.production,
        settings.issuer_name,
        settings["SUPPORT_EMAIL"],
        (("Verify a certificate", "/verify"), ("Privacy", "/privacy"), ("Accessibility", "/accessibility")),
    )
    app.context_processor(_context(app))


class _Shelf(PrefixLoader):
    """Templates of features by prefix, everything else from the web floor."""

    def __init__(self, features: dict[str, FileSystemLoader], shared: FileSystemLoader) -> None:
        super().__init__(features)
        self.shared = shared

    def get_loader(self, template: str) -> tuple[Any, str]:
        """Return who loads ``template``, and under which name."""
        if template.partition("/")[0] in self.mapping:
            return super().get_loader(template)
        return self.shared, template


def _context(app: Flask) -> Any:
    def context() -> dict[str, Any]:
        if not has_request_context():  # a mail, written by a job or a command, brings what it needs
            return {}
        person: Visitor | None = visitor()
        locale = person.locale if person else app.config["LOCALE"]
        return {
            "site": app.extensions["site"],
            "visitor": person,
            "frame": Frame(app, app.extensions["site"], person),
            "locale": locale,
            "text_direction": "rtl" if locale in RIGHT_TO_LEFT else "ltr",
            "time_zone": person.time_zone if person else app.config["TIME_ZONE"],
            "asset_url": app.extensions["assets"].url,
            "current_path": request.path,
        }

    return context

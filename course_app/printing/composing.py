"""What every printed document is composed of: its HTML and style, before the engine sees them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"
PAPERS = ("a4", "letter")
USUAL = "setting-regular"
"""The class of the body that the press replaces by the setting it tries."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a site puts on everything that it prints: its name, its full address, and whether that is a public one."""

    site: str
    base_url: str
    public: bool = True

    def place_of(self, course: str) -> str:
        """Return the address of a course as a footer shows it, '' where nobody else could follow it."""
        host = urlsplit(self.base_url).netloc
        return f"{host}/c/{course}" if self.public and host else ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A document ready for the engine.

    ``settings`` are classes of the body to try, from the loosest to the tightest, when the document is to take one
    page, two pages and so on; the last ones hold for every larger number. Pages are counted up from ``fewest_pages``
    to ``most_pages``; what does not fit then takes as many as it needs. ``pictures`` are names of files in the
    course's assets.
    """

    name: str
    title: str
    html: str
    css: str
    settings: tuple[tuple[str, ...], ...]
    pictures: tuple[str, ...] = ()
    fewest_pages: int = 1
    most_pages: int = 2

    def settings_for(self, pages: int) -> tuple[str, ...]:
        """Return the settings to try when the document is to take ``pages`` pages."""
        return self.settings[min(pages - self.fewest_pages, len(self.settings) - 1)]


@cache
def template(name: str, folder: Path = TEMPLATES) -> Any:
    """Return a template of a printed document; ``folder`` is that of another room."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template(name)


@cache
def stylesheet(name: str, folder: Path = TEMPLATES) -> str:
    """Return the stylesheet of a kind of document, with what all printed documents share."""
    files = (TEMPLATES / "every_document.css", folder / f"{name}_document.css")
    return "".join(file.read_text("utf-8") for file in files)

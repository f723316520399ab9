"""Words and dates for a reader: strings are marked with ``_`` and resolved when a template is compiled.

A call to a translation catalogue per string costs about 0.3 ms a page, so that ``_("…")`` with a constant becomes
the translated text in the compiled template; only strings with values are filled in while the page is made.
"""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import get_decimal_symbol
from babel.support import NullTranslations
from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from werkzeug.routing import BuildError

from course_app.infrastructure.clock import zone

_translations = NullTranslations()


def gettext(message: str, **values: Any) -> str:
    """Return ``message`` in the reader's language, with ``%(name)s`` filled in from ``values``."""
    text = _translations.ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """Return the form for ``n``, with ``%(n)s`` and other values filled in."""
    return _translations.ungettext(singular, plural, n) % {"n": n, **values}


class _Fold(NodeTransformer):
    """Replaces calls that give every reader the same by what they give."""

    def __init__(self, known: Mapping[str, Callable[[str], str | None]]) -> None:
        self._known = known

    def visit_Call(  # noqa: N802 - the visitor looks for this name
        self, node: nodes.Call, *args: Any, **kwargs: Any
    ) -> nodes.Node:
        self.generic_visit(node, *args, **kwargs)
        resolve = self._known.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if resolve and plain and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
            text = resolve(node.args[0].value)
            return node if text is None else nodes.Const(text, lineno=node.lineno)
        return node


class CourseTemplate(Template):
    """A template whose macros see only the globals, which are the same for every request.

    Jinja looks for differences between them at each import; with some fifteen imports a page that costs as much as a
    statement.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class CourseContext(Context):
    """A context that calls macros without asking each time what kind of callable they are."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Call the first of ``args`` with the others, as Jinja does."""
        if type(args[0]) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return args[0](self.eval_ctx, *args[1:], **kwargs)
        return super().call(*args, **kwargs)


class CourseEnvironment(Environment):
    """Flask's Jinja environment, with translations and fixed addresses resolved at compile time."""

    template_class = CourseTemplate
    context_class = CourseContext

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._app = app
        self._at_hand: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """Return a template; one that was used before costs a look into a dictionary."""
        if not isinstance(name, str) or globals or self.auto_reload:
            return super().get_template(name, parent, globals)
        template = self._at_hand.get(name)
        if template is None:
            template = self._at_hand[name] = super().get_template(name, parent)
        return template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        known: dict[str, Callable[[str], str | None]] = {"_": gettext}
        if not self._app.debug:
            known |= {"asset_url": self._asset, "url_for": self._address}
        folded: nodes.Template = _Fold(known).visit(tree)
        return folded

    def _asset(self, name: str) -> str | None:
        assets = self._app.extensions.get("assets")
        return None if assets is None else str(assets.url(name))

    def _address(self, endpoint: str) -> str | None:
        """Return the address of a page without values; None leaves the question to the request."""
        try:
            return str(self._app.url_map.bind("").build(endpoint))
        except BuildError:
            return None


@lru_cache(maxsize=16)
def locale_of(name: str) -> Locale:
    """Return the Babel locale of a language tag; English in its British form."""
    return Locale.parse("en_GB" if name == "en" else name.replace("-", "_"))


@lru_cache(maxsize=16)
def has_decimal_comma(language: str) -> bool:
    """Return whether numbers are written with a decimal comma in a language."""
    try:
        return bool(get_decimal_symbol(locale_of(language)) == ",")
    except (UnknownLocaleError, ValueError):
        return False


def day_text(value: date, locale: str = "en") -> str:
    """Return a date in words: 22 November 2026."""
    return str(format_date(value, "d MMMM y", locale=locale_of(locale)))


def weekday_text(value: date, locale: str = "en") -> str:
    """Return a date as Today greets with it: Sunday 22 November."""
    return str(format_date(value, "EEEE d MMMM", locale=locale_of(locale)))


def moment_text(value: datetime, time_zone: str, locale: str = "en") -> str:
    """Return a moment in the reader's zone: 22 Nov 2026, 18:04."""
    return str(format_datetime(value, "d MMM y, HH:mm", tzinfo=zone(time_zone), locale=locale_of(locale)))


def clock_text(value: datetime, time_zone: str, locale: str = "en") -> str:
    """Return the time of day in the reader's zone: 18:04."""
    return str(format_time(value.astimezone(zone(time_zone)), "HH:mm", locale=locale_of(locale)))


def duration_text(minutes: int) -> str:
    """Return a span in words, rounded as people speak: "40 minutes", "3 and a half hours"."""
    if minutes < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", max(5, 5 * round(minutes / 5)))
    hours, half = divmod(round(minutes / 30), 2)
    return gettext("%(n)s and a half hours", n=hours) if half else ngettext("%(n)s hour", "%(n)s hours", hours)


def init_i18n(app: Flask) -> None:
    """Give templates ``_``, ``ngettext`` and the date filters."""
    app.jinja_env.globals.update(_=gettext, ngettext=ngettext)
    app.jinja_env.filters.update(
        day=day_text, weekday=weekday_text, moment=moment_text, clock=clock_text, duration=duration_text
    )

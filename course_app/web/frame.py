"""What stands around every page: header, foot and display menu, rendered once for all readers who see the same.

They are most of the macros of a page and differ only in a few words: the reader's name, the token of forms, where a
form leads back to. Each piece is kept with marks in place of these words, and a page puts its own in. A page of which
only some parts are a reader's own is kept whole in the same way.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask, current_app, g, render_template, request, session
from markupsafe import Markup, escape

from course_app.web.access import Role, Visitor, visitor
from course_app.web.cookies import FLASHES
from course_app.web.navigation import Link, menu
from course_app.web.security import page_token

NAME, TOKEN, BACK = "\ue000name\ue000", "\ue000token\ue000", "\ue000back\ue000"
"""Marks of private use, which no word of a page holds."""
MOST_PAGES = 400
"""Pages that a process keeps of one release; each takes some 20 KiB."""
_pages: WeakKeyDictionary[object, dict[tuple[Any, ...], list[str]]] = WeakKeyDictionary()

STAFF_PATHS = ("/admin", "/author")


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody whose name is put in later."""

    name: str = NAME


class Frame:
    """The frame of one page, for one reader."""

    __slots__ = ("_app", "_person", "_site")

    def __init__(self, app: Flask, site: Any, person: Visitor | None) -> None:
        self._app, self._site, self._person = app, site, person

    @property
    def nav(self) -> list[Link]:
        """The entries of the main navigation."""
        return menu(_place(self._person), self._person)

    def header(self, *, bar: bool = True) -> Markup:
        """Return brand, navigation and account menu; ``bar``: on narrow screens the navigation stands below."""
        person = self._person
        bar = bar and _place(person) != "staff"  # seven entries of staff do not fit side by side
        # Entries of a menu depend on the role, and the current one on the endpoint.
        key = ("header", self._site, request.endpoint, person and person.role, bar)
        html = self._kept(key)
        if html is None:
            account = menu("account", person) if person else []
            html = self._made(key, "site_header", self._site, self.nav, account, _Named() if person else None, bar=bar)
        return html if person is None else with_token(html.replace(NAME, person.name))

    def footer(self) -> Markup:
        """Return the foot of the page."""
        key = ("footer", self._site)
        return self._kept(key) or self._made(key, "site_footer", self._site)

    def display_menu(self, action: str, back: str) -> Markup:
        """Return "Aa", which posts to ``action`` and leads back to ``back``."""
        person = self._person
        picked = (person.theme, person.text_size, person.letters) if person else ("auto", "normal", "plain")
        key = ("display", action, *picked)
        html = self._kept(key)
        if html is None:
            theme, size, letters = picked
            html = self._made(key, "display_menu", action, theme=theme, size=size, letters=letters, back=BACK)
        return with_token(html.replace(BACK, back))

    def _kept(self, key: tuple[Any, ...]) -> Markup | None:
        return None if self._app.debug else _pieces().get(key)

    def _made(self, key: tuple[Any, ...], name: str, *values: Any, **named: Any) -> Markup:
        html = _pieces()[key] = piece(f"components/{name}.html", name, *values, **named)
        return html


def _pieces() -> dict[tuple[Any, ...], Markup]:
    """Return the pieces at hand: one for each page and role, so that they stay few."""
    pieces: dict[tuple[Any, ...], Markup] = current_app.extensions.setdefault("frame", {})
    return pieces


def piece(template: str, macro: str, *values: Any, **named: Any) -> Markup:
    """Return what a macro makes, with a mark in place of the token of forms: ``with_token`` puts it in."""
    return marked(lambda: drawn_by(template, macro, *values, **named))


def drawn_by(template: str, macro: str, *values: Any, **named: Any) -> Markup:
    """Return what a macro makes for this request."""
    html: Markup = getattr(current_app.jinja_env.get_template(template).module, macro)(*values, **named)
    return html


def marked(make: Callable[[], Markup]) -> Markup:
    """Return what ``make`` makes, with a mark in place of the token of forms."""
    token = g.get("page_token")
    g.page_token = TOKEN
    try:
        return make()
    finally:
        g.page_token = token


def with_token(html: Markup) -> Markup:
    """Return a piece for this request."""
    return html.replace(TOKEN, page_token())


def shared_page(
    template: str, kept_with: object, key: tuple[Any, ...], own: Mapping[str, Markup], **values: Any
) -> str:
    """Return a page that is the same for all readers but for their names and the parts in ``own``.

    It is drawn once for each ``key`` and each way to see a page, for somebody who is nobody, and kept as long as
    ``kept_with`` lives. A reader to whom something is to be told gets a page drawn for this moment.
    """
    person = visitor()
    if FLASHES in session or current_app.debug:
        return render_template(template, **values, **own)
    site = current_app.extensions["site"]
    looks = person and (person.role, person.theme, person.text_size, person.letters, person.locale)
    known = (template, request.endpoint, g.get("as_learner"), site, looks, *key)
    pages = _pages.setdefault(kept_with, {})
    parts = pages.get(known)
    if parts is None:
        marks = {name: Markup(f"\ue000{name}\ue000") for name in own}  # noqa: S704 - names of parts, from our own code
        nobody = person and replace(person, id=0, session_id=0, name=NAME, email="", wrapped_key=b"", token="")
        drawn = marked(
            lambda: Markup(  # noqa: S704 - it comes from a template of ours
                render_template(template, **values, **marks, visitor=nobody, frame=Frame(current_app, site, nobody))
            )
        )
        parts = re.split("\ue000(" + "|".join((*own, "name", "token")) + ")\ue000", str(drawn))
        if len(pages) < MOST_PAGES:
            pages[known] = parts
    words = {"name": escape(person.name) if person else "", "token": page_token(), **own}
    filled = list(parts)
    filled[1::2] = [words[name] for name in parts[1::2]]
    return "".join(filled)


def _place(person: Visitor | None) -> str:
    """Return which menu stands on top: on pages for staff it is theirs, but for those shown as a learner sees them."""
    if person is None:
        return "public"
    if g.get("as_learner"):
        return "main"
    on_staff_page = request.path.startswith(STAFF_PATHS) and person.role is not Role.LEARNER
    return "staff" if on_staff_page else "main"

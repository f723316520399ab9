"""The navigation: features put their entries in, the layout shows those that fit the visitor."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from course_app.web.access import Visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a menu; ``place`` is main, account, public or staff; ``fits`` decides who sees it."""

    place: str
    order: int
    label: str
    endpoint: str
    fits: Callable[[Visitor | None], bool] = lambda _visitor: True
    under: str | tuple[str, ...] = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the layout shows it."""

    label: str
    url: str
    current: bool


def add_entry(app: Flask, entry: Entry) -> None:
    """Put an entry into a menu; ``under`` are the beginnings of the endpoints that make it the current one."""
    entries: list[Entry] = app.extensions.setdefault("navigation", [])
    entries.append(entry)
    entries.sort(key=lambda each: each.order)


def menu(place: str, visitor: Visitor | None) -> list[Link]:
    """Return the links of a menu for this visitor, with the current page marked."""
    links = []
    for entry in current_app.extensions.get("navigation", []):
        if entry.place == place and entry.fits(visitor):
            current = request.endpoint == entry.endpoint or (
                bool(entry.under) and (request.endpoint or "").startswith(entry.under)
            )
            links.append(Link(entry.label, _address(entry.endpoint), current))
    return links


def _address(endpoint: str) -> str:
    """Return the address of a page without values; asked for once, since every page shows every entry."""
    known: dict[str, str] = current_app.extensions.setdefault("navigation_addresses", {})
    if endpoint not in known:
        known[endpoint] = url_for(endpoint)
    return known[endpoint]


def url_if(endpoint: str, **values: str | int | None) -> str:
    """Return the address of a page that another room may offer, '' where it does not."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]

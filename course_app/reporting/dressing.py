"""Put an owner's look onto the pages and mails of this process.

Every process keeps what it last read and looks every few seconds whether there is a newer version, so that a page
costs no statement more. The files of a look are served from memory under names that change with their content.
"""

import hashlib
import time
from dataclasses import dataclass, field, replace

from flask import Flask, current_app
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from course_app.domain import shades
from course_app.domain.shades import Shades
from course_app.infrastructure.database import connect_for_reading, db
from course_app.reporting import branding
from course_app.reporting.branding import Branding
from course_app.web.templating import Logo, MailColours, Site

EVERY_SECONDS = 5.0
LOGO_HEIGHT = 32
TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}


@dataclass
class Look:
    """What this process shows: which version, its files by name, and when to ask again."""

    plain: Site
    version: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    ask_at: float = 0.0


def init_look(app: Flask) -> None:
    """Keep the look of ``app`` up to date, page by page."""
    app.extensions["look"] = Look(app.extensions["site"])
    app.before_request(keep_up)


def keep_up() -> None:
    """Read the newest look, if a while has passed since the last time."""
    look: Look = current_app.extensions["look"]
    if time.monotonic() >= look.ask_at:
        refresh()


def refresh() -> None:
    """Read the newest look now; without tables, or while the database is away, nothing changes."""
    look: Look = current_app.extensions["look"]
    look.ask_at = time.monotonic() + EVERY_SECONDS
    try:
        with connect_for_reading(db.engine) as connection:
            _read(look, connection)
    except SQLAlchemyError:
        return


def _read(look: Look, connection: Connection) -> None:
    version = branding.newest(connection)
    if version != look.version:
        found = branding.current(connection)
        site, look.files = dressed(look.plain, found)
        current_app.extensions["site"] = site
        current_app.extensions.pop("frame", None)  # headers and feet that were drawn with another look
        look.version = version


def dressed(plain: Site, look: Branding) -> tuple[Site, dict[str, bytes]]:
    """Return a site in a look, and the files that it needs by name."""
    files: dict[str, bytes] = {}

    def url(data: bytes, ending: str) -> str:
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        files[name] = data
        return f"/look/{name}"

    site = replace(
        plain,
        name=look.name or plain.name,
        footer_words=look.footer,
        footer_links=(*look.links, *plain.footer_links),
    )
    if look.own_colours:
        light, dark = shades.on_light(look.brand), shades.on_dark(look.brand)
        mail = MailColours(light.colour, light.on, dark.colour, dark.on)
        css, sign = url(stylesheet(look).encode(), "css"), url(favicon(light, dark).encode(), "svg")
        site = replace(site, brand_css=css, icon=sign, mail=mail)
    if look.icon:
        site = replace(site, icon=url(look.icon, "png"))
    if look.logo:
        width, height = branding.size_of(look.logo)
        shown = max(1, round(width * LOGO_HEIGHT / height))
        site = replace(site, logo=Logo(url(look.logo, "png"), shown, LOGO_HEIGHT, look.logo_named))
    return site, files


def stylesheet(look: Branding) -> str:
    """Return the sheet that puts a look's colours in place of the site's own, in both themes."""
    light = _values(shades.on_light(look.brand), shades.on_light(look.accent))
    dark = _values(shades.on_dark(look.brand), shades.on_dark(look.accent))
    return (
        f"@layer tokens{{:root{{{light}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
        f':root[data-theme="dark"]{{{dark}}}'
        "@media (prefers-contrast:more){:root,:root[data-theme]{--brand:var(--brand-strong)}}}"
    )


def _values(brand: Shades, accent: Shades) -> str:
    return (
        f"--brand:{brand.colour};--brand-tint:{brand.tint};--brand-strong:{brand.strong};--on-brand:{brand.on};"
        f"--accent:{accent.colour};--accent-tint:{accent.tint}"
    )


def favicon(light: Shades, dark: Shades) -> str:
    """Return the mark of two dots and a line in a look's colour."""
    one, other = light.colour, dark.colour
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>'
        f".a{{fill:{one};stroke:{one}}}@media (prefers-color-scheme:dark){{.a{{fill:{other};stroke:{other}}}}}</style>"
        '<path class="a" d="M8 16h16" stroke-width="3"/><circle class="a" cx="7.5" cy="16" r="6" stroke="none"/>'
        '<circle class="a" cx="24.5" cy="16" r="6" stroke="none"/></svg>'
    )


def file(name: str) -> bytes | None:
    """Return a file of the look; one that is not known may be that of a version another process has just made."""
    look: Look = current_app.extensions["look"]
    if name not in look.files:
        refresh()
    return look.files.get(name)

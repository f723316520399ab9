"""How the site looks and what it is called: versions that owners make; the newest holds.

Nothing here commits. An empty text means what the settings or the stylesheet say.
"""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from course_app.domain import shades
from course_app.domain.colours import LEAST_FOR_TEXT, contrast, is_colour
from course_app.domain.errors import DomainError
from course_app.infrastructure.audit import Value
from course_app.reporting.models import BrandingRow
from course_app.web.i18n import gettext as _

BRAND, ACCENT = "#0F5C63", "#A84414"
LONGEST_NAME, LONGEST_FOOTER, LONGEST_WORDS, LONGEST_LINK = 60, 300, 40, 300
MOST_LINKS = 6
LARGEST_PICTURE = 500_000
PICTURE_PIXELS = 4_000_000
LOGO_BOX, ICON_BOX = (600, 128), (192, 192)
_LINK = re.compile(r"(?P<words>.+?)[\s|]+(?P<url>(?:https?://|mailto:|/)\S+)")
Reader = Connection | Session
_branding = BrandingRow.__table__


@dataclass(frozen=True, slots=True)
class Branding:
    """One version. ``links`` are (words, address); ``logo_named``: the logo shows the name itself."""

    name: str = ""
    brand: str = BRAND
    accent: str = ACCENT
    footer: str = ""
    links: tuple[tuple[str, str], ...] = ()
    logo_named: bool = False
    logo: bytes | None = None
    icon: bytes | None = None
    id: int = 0

    @property
    def own_colours(self) -> bool:
        """Whether a colour is another than that of the stylesheet."""
        return (self.brand, self.accent) != (BRAND, ACCENT)

    @property
    def said(self) -> dict[str, Value]:
        """What the audit log keeps of it."""
        return {
            "name": self.name,
            "brand": self.brand,
            "accent": self.accent,
            "links": len(self.links),
            "logo": self.logo is not None,
            "icon": self.icon is not None,
        }


def current(reader: Reader) -> Branding:
    """Return the version in force."""
    return _nth(reader, 0) or Branding()


def before(reader: Reader) -> Branding | None:
    """Return the version before the one in force; None without one, or the standard look before the first."""
    found = _nth(reader, 1)
    return found if found or not newest(reader) else Branding()


def newest(reader: Reader) -> int:
    """Return the number of the version in force, 0 for the standard look."""
    return int(reader.scalar(select(func.max(_branding.c.id))) or 0)


def save(session: Session, chosen: Branding, now: datetime) -> int:
    """Keep a new version and return its number.

    Raises:
        DomainError: as ``check`` refuses.
    """
    check(chosen)
    values = {
        "name": chosen.name,
        "brand": chosen.brand,
        "accent": chosen.accent,
        "footer": chosen.footer,
        "links": [list(each) for each in chosen.links],
        "logo_named": chosen.logo_named,
    }
    row = BrandingRow(values=values, logo=chosen.logo, icon=chosen.icon, at=now)
    session.add(row)
    session.flush()
    return row.id


def check(chosen: Branding) -> None:
    """Refuse what could not be read or does not fit.

    Raises:
        DomainError: with the field it belongs to.
    """
    if len(chosen.name) > LONGEST_NAME:
        raise DomainError(_("At most %(n)s letters fit.", n=LONGEST_NAME), "name")
    if len(chosen.footer) > LONGEST_FOOTER:
        raise DomainError(_("At most %(n)s letters fit.", n=LONGEST_FOOTER), "footer")
    for field, colour in (("brand", chosen.brand), ("accent", chosen.accent)):
        if not is_colour(colour):
            raise DomainError(_("Write the colour as # and six digits, such as #0F5C63."), field)
        if not shades.can_be_read(colour):
            ratio = contrast(colour, shades.LIGHT[-1])
            near = shades.mended(colour)
            words = _(
                "On our light grey this has a contrast of %(ratio)s, and words need %(least)s. The nearest that "
                "passes is %(near)s.",
                ratio=f"{ratio:.1f}",
                least=LEAST_FOR_TEXT,
                near=near,
            )
            raise DomainError(words, field)


def read_links(text: str) -> tuple[tuple[str, str], ...]:
    """Return the links of a text, one a line: words, then an address.

    Raises:
        DomainError: a line is none, or there are too many.
    """
    found = []
    for number, line in enumerate((each.strip() for each in text.splitlines()), 1):
        if not line:
            continue
        parts = _LINK.fullmatch(line)
        if parts is None or not _leads_somewhere(parts["url"]):
            raise DomainError(_("Line %(n)s: write words, a blank and an address with https://.", n=number), "links")
        words = parts["words"].strip(" |")
        if not words or len(words) > LONGEST_WORDS or len(parts["url"]) > LONGEST_LINK:
            raise DomainError(_("Line %(n)s is too long.", n=number), "links")
        found.append((words, parts["url"]))
    if len(found) > MOST_LINKS:
        raise DomainError(_("At most %(n)s links fit.", n=MOST_LINKS), "links")
    return tuple(found)


def _leads_somewhere(url: str) -> bool:
    if url.startswith("/"):
        return not url.startswith(("//", "/\\"))
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) if parts.scheme in {"http", "https"} else "@" in parts.path


def write_links(links: tuple[tuple[str, str], ...]) -> str:
    """Return links as they are typed."""
    return "\n".join(f"{words} {url}" for words, url in links)


def tidy_picture(data: bytes, field: str, box: tuple[int, int]) -> bytes:
    """Return a picture as a small PNG that fits a box, without anything else that was in the file.

    Raises:
        DomainError: it is too large, or no picture we can read.
    """
    if len(data) > LARGEST_PICTURE:
        raise DomainError(_("A picture may have 500 kB at most."), field)
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > PICTURE_PIXELS:
                raise DomainError(_("A picture may have four million pixels at most."), field)
            small = picture.convert("RGBA")
            small.thumbnail(box)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DomainError(_("This is not a picture we can read. Use PNG or JPEG."), field) from error
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def size_of(picture: bytes) -> tuple[int, int]:
    """Return width and height of a picture that was made tidy, in pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=("PNG",)) as found:
        return found.size


def _nth(reader: Reader, place: int) -> Branding | None:
    row = reader.execute(select(_branding).order_by(_branding.c.id.desc()).offset(place).limit(1)).first()
    if row is None:
        return None
    links = tuple((words, url) for words, url in row.values["links"])
    return Branding(**row.values | {"links": links}, logo=row.logo, icon=row.icon, id=row.id)

"""Make tagged PDFs from our own HTML: fonts from packages, no foreign address, the same bytes every time.

The engine is loaded at the first ``render`` or ``warm_up``, not at import, because it doubles the memory
of a process: the job process pays for it once, the web workers do not. Load it after a fork, never before.
"""

from __future__ import annotations

import importlib.resources
import re
import threading
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from course_app.infrastructure import pdf_reading
from course_app.infrastructure.pdf_finish import claim_accessibility, finish
from course_app.infrastructure.pdf_reading import Fetcher, Ours
from course_app.infrastructure.typefaces import FACES

_ONE_AT_A_TIME = threading.Lock()  # Pango demands it


class EngineMissingError(Exception):
    """The PDF engine cannot be loaded; the message says what to install."""


class MissingGlyphsError(Exception):
    """No permitted font has these letters, so the file would be wrong; nothing was made."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        super().__init__("no font for " + ", ".join(f"U+{ord(letter):04X}" for letter in letters))
        self.letters = letters


class TooManyPagesError(Exception):
    """The text does not fit on the pages it may take."""


class ForbiddenAddressError(Exception):
    """The document asked for something that is not one of our own files; nothing was fetched or made."""


class Variant(StrEnum):
    """What a file claims to be."""

    ARCHIVAL = "pdf/a-3a"  # and PDF/UA-1: both claims in one file
    ACCESSIBLE = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A vector picture as PDF path operators, ``width`` by ``height`` CSS pixels, origin top left, y down.

    Far cheaper than SVG. HTML names it as ``<img src="drawing:NAME" alt="…">``, CSS as ``url(drawing:NAME)``;
    a CSS background becomes an artifact, which reading aloud skips.
    """

    width: float
    height: float
    operators: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF; ``relationship`` is a name of ISO 32000-2, 7.11.3."""

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


def render(
    html: str,
    css: str,
    *,
    variant: Variant,
    dated: date,
    drawings: Mapping[str, Drawing] | None = None,
    attachments: Collection[Attachment] = (),
    files: Collection[Path] = (),
    pictures: Mapping[str, bytes] | None = None,
    families: Collection[str] | None = None,
    max_pages: int | None = None,
    well_formed: bool = False,
) -> bytes:
    """Return the PDF of a whole HTML document, the same bytes for the same arguments in every process.

    Args:
        html: with ``lang`` and ``<title>``; pictures need ``alt``.
        css: may use the families of ``typefaces.FACES``; parsed once a process, so keep its text constant.
        variant: what the file claims.
        dated: written as the date of creation and change, at midnight UTC.
        drawings: by the name they have after ``drawing:``.
        attachments: kept in the given order.
        files: our own files that the document may name by a ``file:`` address; all else is refused.
        pictures: the bytes of pictures by the address that the document names them by, such as ``picture:map.png``.
        families: system font families that may help out beside our own; ``None`` allows any.
        max_pages: the most pages it may take; ``None`` allows any number.
        well_formed: ``html`` closes and quotes as XML does and leaves out no element, so it can be read in a twentieth
            of the time.

    Raises:
        MissingGlyphsError, TooManyPagesError, ForbiddenAddressError, EngineMissingError.
    """
    with _ONE_AT_A_TIME:
        return _engine().render(
            html,
            css,
            variant,
            dated,
            drawings or {},
            attachments,
            Ours(frozenset(files), pictures or {}),
            families,
            max_pages,
            well_formed,
        )


def page_count(data: bytes) -> int:
    """Return how many pages a file of ``render`` has; its objects may be packed."""
    streams = re.findall(rb"/Type /ObjStm.*?stream\r?\n(.*?)\nendstream", data, re.DOTALL)
    # A packed stream may itself end in a carriage return, and one that stands behind it does no harm.
    packed = [zlib.decompressobj().decompress(stream) for stream in streams]
    return sum(len(re.findall(rb"/Type /Page\b", part)) for part in (data, *packed))


def warm_up() -> None:
    """Load the engine and the fonts, so that the first document is as fast as the others."""
    html = '<!DOCTYPE html><html lang="en"><title>Warm up</title><h1>Aa</h1></html>'
    render(html, "h1 { font-family: Course Sans }", variant=Variant.ARCHIVAL, dated=date(2000, 1, 1))


@cache
def _engine() -> _Engine:
    try:
        import weasyprint
        from weasyprint.css import ColorProfile
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as problem:
        raise EngineMissingError(
            "The PDF engine cannot be loaded. On Debian: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from problem
    # The engine would open the same profile anew for every file, and leave it open. The library for colours writes a
    # profile otherwise once it was asked for its name: the first file of a process would differ from all others.
    data = (importlib.resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    as_it_is = type("AsItIs", (ColorProfile,), {"content": data})
    srgb = as_it_is(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    return _Engine(weasyprint, FontConfiguration(), srgb)


@dataclass(slots=True)
class _Engine:
    """The library with what it may keep between documents."""

    library: Any
    fonts: Any
    srgb: Any

    def render(
        self,
        html: str,
        css: str,
        variant: Variant,
        dated: date,
        drawings: Mapping[str, Drawing],
        attachments: Collection[Attachment],
        ours: Ours,
        families: Collection[str] | None,
        max_pages: int | None,
        well_formed: bool,
    ) -> bytes:
        fetcher = Fetcher(self.library, ours)
        moment = datetime.combine(dated, time(), UTC)
        claims: dict[str, Any] = {"pdf_variant": str(variant)}
        if variant is Variant.ARCHIVAL:
            claims["output_intent"] = "--srgb"
        read = pdf_reading.read_well_formed if well_formed else pdf_reading.read
        document = read(self.library, _dated(html, moment), fetcher).render(
            font_config=self.fonts,
            stylesheets=[_stylesheet(css)],
            cache=_Pictures(drawings),
            color_profiles={"--srgb": self.srgb} if variant is Variant.ARCHIVAL else {},
            **claims,
        )
        if max_pages is not None and len(document.pages) > max_pages:
            raise TooManyPagesError(f"{len(document.pages)} pages, {max_pages} allowed")
        if variant is Variant.ARCHIVAL:
            claim_accessibility(document.metadata)
        pdf: bytes = document.write_pdf(
            **claims,
            attachments=[
                self.library.Attachment(
                    string=each.content,
                    name=each.name,
                    description=each.description,
                    relationship=each.relationship,
                    created=moment,
                    modified=moment,
                )
                for each in attachments
            ],
            finisher=finish,
        )
        if fetcher.refused:
            raise ForbiddenAddressError(", ".join(fetcher.refused))
        if letters := _letters_without_font(document.fonts.values(), families):
            raise MissingGlyphsError(letters)
        return pdf


@lru_cache(maxsize=16)
def _stylesheet(css: str) -> Any:
    engine = _engine()
    faces = "".join(
        f'@font-face {{ font-family: "{face.family}"; src: url("{face.path.as_uri()}"); font-weight: {face.weight} }}\n'
        for face in FACES
    )
    fetcher = Fetcher(engine.library, Ours(frozenset(face.path for face in FACES)))
    sheet = engine.library.CSS(string=faces + css, font_config=engine.fonts, url_fetcher=fetcher)
    if fetcher.refused:
        raise ForbiddenAddressError(", ".join(fetcher.refused))
    return sheet


class _Pictures(dict[str, Any]):
    """The engine's picture cache, filled with drawings before it asks."""

    def __init__(self, drawings: Mapping[str, Drawing]) -> None:
        super().__init__()
        self._drawings = drawings

    def __contains__(self, url: object) -> bool:
        return (isinstance(url, str) and url.startswith("drawing:")) or super().__contains__(url)

    def __missing__(self, url: str) -> _Picture:
        return _Picture(self._drawings[url.removeprefix("drawing:")])


@dataclass(frozen=True, slots=True)
class _Picture:
    """What the engine expects of a picture: a size, and to draw itself."""

    drawing: Drawing

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        drawing = self.drawing
        return drawing.width, drawing.height, drawing.width / drawing.height

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        stream.transform(a=width / self.drawing.width, d=height / self.drawing.height)
        stream.stream.append(self.drawing.operators)


def _dated(html: str, moment: datetime) -> str:
    """Put both dates into the head: without them the file would carry the hour of its making, or none."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = f'<meta name="dcterms.created" content="{stamp}"/><meta name="dcterms.modified" content="{stamp}"/>'
    return html.replace("<title>", dates + "<title>", 1)


def _letters_without_font(fonts: Collection[Any], families: Collection[str] | None) -> tuple[str, ...]:
    """Return the letters that were drawn as an empty box, or by a font that nobody allowed."""
    allowed = None if families is None else {face.family for face in FACES} | set(families)
    letters: dict[str, None] = {}
    for font in fonts:
        letters.update((chr(codepoint), None) for codepoint in font.missing)
        if font.bitmap or font.png or (allowed is not None and font.family not in allowed):
            letters.update((letter, None) for text in font.to_unicode.values() for letter in text)
    return tuple(letter for letter in letters if not letter.isspace())

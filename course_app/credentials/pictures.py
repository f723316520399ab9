"""Pictures of a credential: the badge, and the card that others show beside a link. Equal facts give equal bytes."""

import io
import textwrap
from functools import cache, lru_cache
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from course_app.infrastructure.typefaces import SANS, SERIF_STRONG, Face

BADGE = 512
CARD = (1200, 630)
INK, INK_2, BRAND, PAPER, DESK = "#16252B", "#43535A", "#0F5C63", "#FFFFFF", "#F6F8F8"
CLEAR = "#FFFFFF00"
_FINER = 2  # drawn larger and made smaller: smooth edges


@lru_cache(maxsize=32)
def badge_png(title: str, issuer: str) -> bytes:
    """Return the badge of an achievement, 512 pixels square, without anybody's name."""
    size = BADGE * _FINER
    picture = Image.new("RGBA", (size, size), CLEAR)  # round on any background
    draw = ImageDraw.Draw(picture)
    draw.ellipse(_box(size // 2, size // 2, 0.485 * size), fill=PAPER, outline=BRAND, width=size // 64)
    draw.ellipse(_box(size // 2, size // 2, 0.452 * size), outline=BRAND, width=size // 256)
    _tie(draw, size // 2, int(0.25 * size), int(0.34 * size), size // 22)
    lines = textwrap.wrap(title, 16)[:4]
    letters = _fitting(SERIF_STRONG, lines, 0.72 * size, size // 11)
    _lines(draw, lines, letters, (size // 2, size // 2 + size // 50), INK, 1.16)
    below = textwrap.wrap(issuer, 26)[:2]
    _lines(draw, below, _fitting(SANS, below, 0.52 * size, size // 22), (size // 2, int(0.775 * size)), INK_2, 1.2)
    return _png(picture.resize((BADGE, BADGE), Image.Resampling.LANCZOS))


def badge_svg(title: str, issuer: str) -> str:
    """Return the badge as SVG, with its words as text."""
    lines = textwrap.wrap(title, 16)[:4]
    first = 266 - 26 * (len(lines) - 1)
    words = "".join(
        f'<text x="256" y="{first + 52 * number}" font-size="44" font-weight="600" fill="{INK}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BADGE} {BADGE}" role="img">'
        f"<title>{escape(title)}, {escape(issuer)}</title>"
        f'<circle cx="256" cy="256" r="248" fill="{PAPER}" stroke="{BRAND}" stroke-width="8"/>'
        f'<circle cx="256" cy="256" r="231" fill="none" stroke="{BRAND}" stroke-width="2"/>'
        f'<path d="M169 128h174" stroke="{BRAND}" stroke-width="5"/>'
        f'<circle cx="169" cy="128" r="12" fill="{BRAND}"/><circle cx="343" cy="128" r="12" fill="{BRAND}"/>'
        f'<g text-anchor="middle" font-family="Source Serif Pro, Source Serif 4, Georgia, serif">{words}</g>'
        f'<text x="256" y="405" text-anchor="middle" font-size="22" fill="{INK_2}" '
        f'font-family="Source Sans Pro, Source Sans 3, system-ui, sans-serif">{escape(issuer)}</text></svg>'
    )


@lru_cache(maxsize=64)
def card_png(name: str, title: str, line: str) -> bytes:
    """Return the card of a public certificate, 1,200 by 630 pixels; a name our faces cannot draw is left out."""
    width, height = (side * _FINER for side in CARD)
    picture = Image.new("RGB", (width, height), DESK)
    draw = ImageDraw.Draw(picture)
    edge = width // 30
    draw.rectangle((edge, edge, width - edge, height - edge), fill=PAPER, outline=BRAND, width=4)
    draw.rectangle((edge + 20, edge + 20, width - edge - 20, height - edge - 20), outline="#D9E1E0", width=2)
    _tie(draw, width // 2, int(0.2 * height), int(0.2 * width), width // 70)
    middle = width // 2
    if drawable(name, SERIF_STRONG):
        lines = textwrap.wrap(name, 34)[:2]
        _lines(draw, lines, _fitting(SERIF_STRONG, lines, 0.82 * width, 150), (middle, int(0.42 * height)), INK, 1.1)
    titles = textwrap.wrap(title, 44)[:2]
    _lines(draw, titles, _fitting(SERIF_STRONG, titles, 0.8 * width, 84), (middle, int(0.65 * height)), BRAND, 1.15)
    _lines(draw, [line], _fitting(SANS, [line], 0.8 * width, 46), (middle, int(0.83 * height)), INK_2, 1)
    return _png(picture.resize(CARD, Image.Resampling.LANCZOS))


def drawable(text: str, face: Face) -> bool:
    """Return whether ``face`` has every letter of ``text``."""
    return all(ord(letter) in _letters(face) for letter in text)


@cache
def _letters(face: Face) -> frozenset[int]:
    with TTFont(face.path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.BASIC)


def _fitting(face: Face, lines: list[str], width: float, size: int) -> ImageFont.FreeTypeFont:
    """Return the font in ``size``, or smaller until the longest line fits."""
    while size > 12 and any(_font(face, size).getlength(line) > width for line in lines):
        size -= 4
    return _font(face, size)


def _lines(
    draw: ImageDraw.ImageDraw,
    lines: list[str],
    font: ImageFont.FreeTypeFont,
    centre: tuple[int, int],
    colour: str,
    leading: float,
) -> None:
    step = font.size * leading
    top = centre[1] - step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        draw.text((centre[0], top + step * number), line, fill=colour, font=font, anchor="mm")


def _tie(draw: ImageDraw.ImageDraw, x: int, y: int, width: int, dot: int) -> None:
    """Draw the line between two dots."""
    half = width // 2
    draw.line((x - half, y, x + half, y), fill=BRAND, width=max(2, dot // 5))
    for end in (x - half, x + half):
        draw.ellipse(_box(end, y, dot / 2), fill=BRAND)


def _box(x: int, y: int, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.quantize(64, Image.Quantize.FASTOCTREE if picture.mode == "RGBA" else None).save(out, "PNG", optimize=True)
    return out.getvalue()

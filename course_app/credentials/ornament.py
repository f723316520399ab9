"""What is drawn on a certificate: frame, thread of five dots, QR code, and the word across a specimen.

Coordinates are CSS pixels, y down; colours are the brand's on white paper.
"""

from collections.abc import Iterator
from functools import lru_cache

from course_app.credentials import qr_codes
from course_app.domain.colours import channels, tint
from course_app.infrastructure.pdf import Drawing
from course_app.infrastructure.typefaces import SERIF_STRONG

MM = 96 / 25.4
PT = 96 / 72

BRAND = "#0F5C63"
BRAND_STRONG = (0x0A, 0x46, 0x4C)
GHOST = (0xFC, 0xEB, 0xDD)

# A circle of four Bézier curves: how far the handles stand from the corners, for a radius of 1.
_HANDLE = 0.5522848
# Half a sine wave as one Bézier curve: handles at this share of its length, this many times its height.
_SINE_HANDLE, _SINE_HEIGHT = 0.3642, 4 / 3


@lru_cache(maxsize=16)
def frame(width: float, height: float, ghost: str | None = None, brand: str = BRAND) -> Drawing:
    """Return the frame of a page, two hairlines that part and meet between a dot in each corner.

    ``ghost`` is a word in pale letters that rises across the page, for what is no certificate to rely on.
    """
    edge, depth = 9 * MM, 3.2 * MM
    middle = edge + depth / 2
    left, top, right, bottom = middle, middle, width - middle, height - middle
    radius, gap = 0.75 * MM, 2.1 * MM
    colour = channels(brand)
    operators = [
        _stroke(colour, 0.6 * PT),
        _rectangle(edge, edge, width - edge, height - edge),
        _stroke(colour, 0.3 * PT),
        _rectangle(edge + depth, edge + depth, width - edge - depth, height - edge - depth),
        _stroke(tint(brand, 0.46), 0.45 * PT),
    ]
    for sign in (1, -1):
        operators += [
            _wave(left + gap, top, right - gap, top, sign),
            _wave(left + gap, bottom, right - gap, bottom, sign),
            _wave(left, top + gap, left, bottom - gap, sign),
            _wave(right, top + gap, right, bottom - gap, sign),
        ]
    operators.append(_fill(colour))
    operators += [_dot(x, y, radius) for x in (left, right) for y in (top, bottom)]
    if ghost:
        operators = [*_ghost(ghost, width, height), *operators]
    return Drawing(width, height, _together(operators))


@lru_cache(maxsize=16)
def thread(width: float, brand: str = BRAND) -> Drawing:
    """Return the line between two dots with the three steps between them, ``width`` pixels long."""
    end, step, height = 1.5 * MM, 1.0 * MM, 4 * MM
    middle = height / 2
    operators = [
        _stroke(channels(brand), 1.4 * PT),
        f"{end:.3f} {middle:.3f} m {width - end:.3f} {middle:.3f} l S",
        _fill(channels(brand)),
        _dot(end, middle, end),
        *(_dot(step + number * width / 4, middle, step) for number in (1, 2, 3)),
        _dot(width - end, middle, end),
    ]
    return Drawing(width, height, _together(operators))


@lru_cache(maxsize=8)  # the same code goes on both papers
def qr(text: str) -> Drawing:
    """Return ``text`` as a QR code, one pixel a module, without its quiet zone: the page must leave four modules."""
    rows = qr_codes.matrix(text)
    operators = [_fill(BRAND_STRONG), *_runs(rows), "f"]
    return Drawing(len(rows), len(rows), _together(operators))


def _ghost(word: str, width: float, height: float) -> list[str]:
    from fontTools.pens.basePen import BasePen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    class OperatorPen(BasePen):  # type: ignore[misc]
        def __init__(self, glyphs: object) -> None:
            super().__init__(glyphs)
            self.operators: list[str] = []

        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self.operators.append(f"{point[0]:.2f} {point[1]:.2f} m")

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self.operators.append(f"{point[0]:.2f} {point[1]:.2f} l")

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            self.operators.append(" ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " c")

        def _closePath(self) -> None:  # noqa: N802
            self.operators.append("h")

    with TTFont(SERIF_STRONG.path) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        letters = [glyphs[names[ord(letter)]] for letter in word]
        length = sum(letter.width for letter in letters)
        scale = 0.66 * (width**2 + height**2) ** 0.5 / length
        scale = min(scale, 0.27 * height / 660)
        # The baseline runs along the page's rising diagonal, and the word stands in the middle of it.
        slope = (width**2 + height**2) ** 0.5
        cosine, sine = width / slope, height / slope
        x = width / 2 - cosine * length * scale / 2 + sine * 330 * scale
        y = height / 2 + sine * length * scale / 2 + cosine * 330 * scale
        pen = OperatorPen(glyphs)
        for letter in letters:
            letter.draw(TransformPen(pen, (scale * cosine, -scale * sine, -scale * sine, -scale * cosine, x, y)))
            x, y = x + cosine * letter.width * scale, y - sine * letter.width * scale
    return [_fill(GHOST), *pen.operators, "f"]


def _together(operators: list[str]) -> bytes:
    """Enclose in a saved state, so that nothing drawn later takes on a colour or line of ours."""
    return "\n".join(["q", *operators, "Q"]).encode("ascii")


def _colour(colour: tuple[int, int, int]) -> str:
    return " ".join(f"{part / 255:.4f}" for part in colour)


def _fill(colour: tuple[int, int, int]) -> str:
    return f"{_colour(colour)} rg"


def _stroke(colour: tuple[int, int, int], width: float) -> str:
    return f"{_colour(colour)} RG {width:.3f} w"


def _rectangle(left: float, top: float, right: float, bottom: float) -> str:
    return f"{left:.3f} {top:.3f} {right - left:.3f} {bottom - top:.3f} re S"


def _dot(x: float, y: float, radius: float) -> str:
    handle = radius * _HANDLE
    return (
        f"{x - radius:.3f} {y:.3f} m "
        f"{x - radius:.3f} {y - handle:.3f} {x - handle:.3f} {y - radius:.3f} {x:.3f} {y - radius:.3f} c "
        f"{x + handle:.3f} {y - radius:.3f} {x + radius:.3f} {y - handle:.3f} {x + radius:.3f} {y:.3f} c "
        f"{x + radius:.3f} {y + handle:.3f} {x + handle:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c "
        f"{x - handle:.3f} {y + radius:.3f} {x - radius:.3f} {y + handle:.3f} {x - radius:.3f} {y:.3f} c f"
    )


def _wave(x0: float, y0: float, x1: float, y1: float, sign: int) -> str:
    """Draw an upright or level sine wave from one point to the other, in whole half waves."""
    length = x1 - x0 + y1 - y0
    halves = round(length / (4.2 * MM))
    step, bow = length / halves, 0.95 * MM * _SINE_HEIGHT
    level = y0 == y1

    def at(along: float, across: float) -> str:
        return f"{x0 + along:.3f} {y0 + across:.3f}" if level else f"{x0 + across:.3f} {y0 + along:.3f}"

    curves = [f"{at(0, 0)} m"]
    for number in range(halves):
        side = bow * sign * (1 if number % 2 == 0 else -1)
        start = number * step
        curves.append(
            f"{at(start + _SINE_HANDLE * step, side)} {at(start + (1 - _SINE_HANDLE) * step, side)} "
            f"{at(start + step, 0)} c"
        )
    return " ".join(curves) + " S"


def _runs(rows: tuple[bytes, ...]) -> Iterator[str]:
    """Join the dark modules of each row that touch: fewer rectangles, and no white hairlines between them."""
    for y, row in enumerate(rows):
        x = 0
        for light, run in _grouped(row):
            if not light:
                yield f"{x} {y} {run} 1 re"
            x += run


def _grouped(row: bytes) -> Iterator[tuple[bool, int]]:
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at] != row[start]:
            yield row[start] == 0, at - start
            start = at

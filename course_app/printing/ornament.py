"""The line between two dots on printed pages, as PDF path operators: lighter than a drawing, and no picture to name."""

from functools import cache

from course_app.infrastructure.pdf import Drawing

BRAND = (0x0F, 0x5C, 0x63)
PAPER = (0xFF, 0xFF, 0xFF)

# A circle of four Bézier curves: how far the handles stand from the corners, for a radius of 1.
_HANDLE = 0.5522848


@cache
def line(length: float, dot: float, stroke: float) -> Drawing:
    """Return a line between two full dots of radius ``dot``; all sizes in CSS pixels."""
    operators = [
        _stroke(stroke),
        f"{dot:.3f} {dot:.3f} m {length - dot:.3f} {dot:.3f} l S",
        _fill(BRAND),
        f"{_circle(dot, dot, dot)} f",
        f"{_circle(length - dot, dot, dot)} f",
    ]
    return Drawing(length, 2 * dot, _together(operators))


@cache
def crossing(width: float, height: float, dot: float) -> Drawing:
    """Return the ornament of a cover: dashes leave an open dot, become one line and end in a full dot.

    The way leads from the lower left to the upper right in one swing; all sizes in CSS pixels.
    """
    rim = 0.22 * dot
    left, low = dot + rim, height - dot - rim
    right, high = width - dot - rim, dot + rim
    swing = (
        (left, low),
        (left + 0.34 * width, low + 0.02 * height),
        (left + 0.30 * width, high + 0.10 * height),
        (right, high),
    )
    first, second = _divided(swing, 0.5)
    operators = [
        _stroke(1.6 * rim),
        "1 J",
        f"[0.1 {3.4 * rim:.3f}] 0 d {_curve(first)} S",
        f"[] 0 d {_curve(second)} S",
        _fill(PAPER),
        _stroke(1.6 * rim),
        f"{_circle(left, low, dot)} B",
        _fill(BRAND),
        f"{_circle(right, high, dot)} f",
    ]
    return Drawing(width, height, _together(operators))


Point = tuple[float, float]
Swing = tuple[Point, Point, Point, Point]


def _divided(swing: Swing, share: float) -> tuple[Swing, Swing]:
    """Return the two parts of a Bézier curve (de Casteljau)."""
    a, b, c, d = swing
    ab, bc, cd = _between(a, b, share), _between(b, c, share), _between(c, d, share)
    abc, bcd = _between(ab, bc, share), _between(bc, cd, share)
    middle = _between(abc, bcd, share)
    return (a, ab, abc, middle), (middle, bcd, cd, d)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _curve(swing: Swing) -> str:
    start, *rest = swing
    points = " ".join(f"{x:.3f} {y:.3f}" for x, y in rest)
    return f"{start[0]:.3f} {start[1]:.3f} m {points} c"


def _circle(x: float, y: float, radius: float) -> str:
    handle = radius * _HANDLE
    return (
        f"{x - radius:.3f} {y:.3f} m "
        f"{x - radius:.3f} {y - handle:.3f} {x - handle:.3f} {y - radius:.3f} {x:.3f} {y - radius:.3f} c "
        f"{x + handle:.3f} {y - radius:.3f} {x + radius:.3f} {y - handle:.3f} {x + radius:.3f} {y:.3f} c "
        f"{x + radius:.3f} {y + handle:.3f} {x + handle:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c "
        f"{x - handle:.3f} {y + radius:.3f} {x - radius:.3f} {y + handle:.3f} {x - radius:.3f} {y:.3f} c h"
    )


def _colour(colour: tuple[int, int, int]) -> str:
    return " ".join(f"{part / 255:.4f}" for part in colour)


def _fill(colour: tuple[int, int, int]) -> str:
    return f"{_colour(colour)} rg"


def _stroke(width: float) -> str:
    return f"{_colour(BRAND)} RG {width:.3f} w"


def _together(operators: list[str]) -> bytes:
    """Enclose in a saved state, so that nothing drawn later takes on a colour or line of ours."""
    return "\n".join(["q", *operators, "Q"]).encode("ascii")

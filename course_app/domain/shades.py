"""The shades that a site's own colour comes in: for words, tints and buttons, on light and on dark grounds.

One colour is chosen; the others are computed so that every pair in which words are read keeps the contrast of
WCAG 2.2 AA (4.5 to 1). The grounds are those of the site's stylesheet.
"""

from dataclasses import dataclass

from course_app.domain.colours import LEAST_FOR_TEXT, calmed, contrast, mixed, nearest_lighter, nearest_passing

LIGHT = ("#F6F8F8", "#FFFFFF", "#EAEFEE")
DARK = ("#0F1719", "#172124", "#0A1012")
"""Paper, surface and sunken of each theme."""
SURFACE = 1
COMFORT = 7.5
"""On dark grounds colours of just enough contrast look dull; they are lightened to this."""
CALM = 0.6
"""On dark grounds full colours glow; their saturation is brought down to this."""
_LIGHT_WORST, _DARK_WORST = LIGHT[2], DARK[SURFACE]
_TINTS = tuple(share / 100 for share in range(16, 1, -1))


@dataclass(frozen=True, slots=True)
class Shades:
    """A colour on one kind of ground: itself, the tint behind words in it, its strong shade, and words upon it."""

    colour: str
    tint: str
    strong: str
    on: str

    def least(self, grounds: tuple[str, ...]) -> float:
        """Return the lowest contrast of the words it is used for, on these grounds."""
        return min(*(contrast(self.colour, ground) for ground in (*grounds, self.tint)), contrast(self.on, self.colour))


OURS = {
    "#0F5C63": (
        Shades("#0F5C63", "#DFF0EF", "#0A464C", "#FFFFFF"),
        Shades("#74C7C9", "#14363A", "#97D8D8", "#06201F"),
    ),
    "#A84414": (
        Shades("#A84414", "#FCEBDD", "#A84414", "#FFFFFF"),
        Shades("#F3A377", "#3B2417", "#F3A377", "#06201F"),
    ),
}
"""The shades of the stylesheet's own two colours, on light and on dark grounds: those were chosen by eye."""


def can_be_read(colour: str) -> bool:
    """Return whether words in this colour can be read on every light ground."""
    return contrast(colour, _LIGHT_WORST) >= LEAST_FOR_TEXT


def mended(colour: str) -> str:
    """Return ``colour``, or the lightest darker shade of it that can be read on every light ground."""
    return nearest_passing(colour, ground=_LIGHT_WORST)


def on_light(colour: str) -> Shades:
    """Return the shades of a colour that ``can_be_read``, on light grounds."""
    if colour in OURS:
        return OURS[colour][0]
    strong = nearest_passing(colour, contrast(colour, LIGHT[SURFACE]) + 3, LIGHT[SURFACE])
    return Shades(colour, _tint(colour, LIGHT[SURFACE]), strong, LIGHT[SURFACE])


def on_dark(colour: str) -> Shades:
    """Return the shades of a colour on dark grounds, lightened as far as they need."""
    if colour in OURS:
        return OURS[colour][1]
    shown = nearest_lighter(calmed(colour, CALM), COMFORT, _DARK_WORST)
    strong = nearest_lighter(shown, contrast(shown, _DARK_WORST) + 2, _DARK_WORST)
    return Shades(shown, _tint(shown, _DARK_WORST), strong, DARK[2])


def _tint(colour: str, ground: str) -> str:
    """Return the strongest tint of a colour on which words in it can be read."""
    tints = (mixed(colour, ground, share) for share in _TINTS)
    return next((each for each in tints if contrast(colour, each) >= LEAST_FOR_TEXT), ground)

"""Can words in a colour be read on a ground, and which colour near it can?

Source: W3C, WCAG 2.2, relative luminance and contrast ratio.
"""

import colorsys
import re
from collections.abc import Iterator

PAPER = "#FFFFFF"
LEAST_FOR_TEXT = 4.5
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(text: str) -> bool:
    """Return whether ``text`` is a colour such as #0F5C63."""
    return bool(_HEX.fullmatch(text))


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_passing(colour: str, least: float = LEAST_FOR_TEXT, ground: str = PAPER) -> str:
    """Return ``colour``, or the lightest darker shade of it that can be read on a light ground."""
    return next((each for each in _shades(colour, 0) if contrast(each, ground) >= least), "#000000")


def nearest_lighter(colour: str, least: float, ground: str) -> str:
    """Return ``colour``, or the darkest lighter shade of it that can be read on a dark ground."""
    return next((each for each in _shades(colour, 1) if contrast(each, ground) >= least), "#FFFFFF")


def calmed(colour: str, most: float) -> str:
    """Return a colour whose saturation (HLS, 0 to 1) is ``most`` at the highest."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in channels(colour)))
    return _written(colorsys.hls_to_rgb(hue, light, min(saturation, most)))


def mixed(colour: str, ground: str, share: float) -> str:
    """Return ``ground`` with ``share`` (0 to 1) of ``colour`` in it."""
    pairs = zip(channels(colour), channels(ground), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02X}" for one, other in pairs)


def _shades(colour: str, end: float) -> Iterator[str]:
    """Go from a colour in a hundred steps to lightness ``end``, 0 for black or 1 for white; hue and saturation stay."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in channels(colour)))
    for step in range(101):
        yield _written(colorsys.hls_to_rgb(hue, light + (end - light) * step / 100, saturation))


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def tint(colour: str, share: float) -> tuple[int, int, int]:
    """Return ``colour`` with ``share`` (0 to 1) of it on white, as red, green and blue."""
    red, green, blue = (round(255 - (255 - part) * share) for part in channels(colour))
    return red, green, blue


def _luminance(colour: str) -> float:
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

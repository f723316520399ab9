"""Is a colour dark enough for words on white paper, and which one near it is?

Source: W3C, WCAG 2.2, relative luminance and contrast ratio.
"""

import colorsys
import re

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


def nearest_passing(colour: str, least: float = LEAST_FOR_TEXT) -> str:
    """Return ``colour``, or the lightest darker shade of it that can be read on white."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in channels(colour)))
    for step in range(101):
        shade = colorsys.hls_to_rgb(hue, light * (100 - step) / 100, saturation)
        text = "#" + "".join(f"{round(part * 255):02X}" for part in shade)
        if contrast(text, PAPER) >= least:
            return text
    return "#000000"


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

"""The colours, by the formula of WCAG 2.2 (relative luminance, contrast ratio)."""

import re
from pathlib import Path

import pytest

from course_app.domain import shades
from course_app.domain.shades import OURS
from course_app.web.templating import MailColours

WEB = Path(__file__).parents[3] / "course_app" / "web"
TOKENS = (WEB / "static" / "css" / "tokens.css").read_text()
TONES = ("brand", "accent", "ok", "warn", "err", "info")
DESKS = ("paper", "surface", "sunken")


def blocks():
    """The declarations of colours: light, dark by the device, dark by choice."""
    found = [dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", part)) for part in re.split(r"\n\s*:root", TOKENS)]
    return [colours for colours in found if colours]


LIGHT, DARK, DARK_BY_CHOICE = blocks()
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour):
    def linear(part):
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_knows_its_ends():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_two_dark_blocks_say_the_same():
    assert DARK == DARK_BY_CHOICE
    assert LIGHT.keys() == DARK.keys()


@THEMES
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", *TONES])
@pytest.mark.parametrize("desk", DESKS)
def test_words_can_be_read_on_every_desk(theme, ink, desk):
    assert contrast(theme[ink], theme[desk]) >= 4.5


@THEMES
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "own"])
def test_words_can_be_read_on_every_tint(theme, tone, ink):
    assert contrast(theme[tone if ink == "own" else ink], theme[f"{tone}-tint"]) >= 4.5


@THEMES
@pytest.mark.parametrize("button", ["brand", "brand-strong"])
def test_words_can_be_read_on_buttons(theme, button):
    assert contrast(theme["on-brand"], theme[button]) >= 4.5


@THEMES
def test_a_button_under_the_pointer_can_be_read(theme):
    assert contrast(theme["brand-strong"], theme["brand-tint"]) >= 4.5


@THEMES
@pytest.mark.parametrize("edge", ["border", "focus"])
@pytest.mark.parametrize("desk", ["paper", "surface"])
def test_edges_and_the_focus_ring_can_be_seen(theme, edge, desk):
    assert contrast(theme[edge], theme[desk]) >= 3


def test_mails_use_the_colours_of_the_site():
    mail = (WEB / "templates" / "layouts" / "mail.html").read_text()
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", mail))
    assert used <= {*LIGHT.values(), *DARK.values()}
    own = MailColours()
    assert (own.light, own.on_light) == (LIGHT["brand"], LIGHT["on-brand"])
    assert (own.dark, own.on_dark) == (DARK["brand"], DARK["on-brand"])


def test_an_owners_look_begins_with_the_colours_of_the_site():
    for name in ("brand", "accent"):
        light, dark = OURS[LIGHT[name]]
        assert (light.colour, light.tint) == (LIGHT[name], LIGHT[f"{name}-tint"])
        assert (dark.colour, dark.tint) == (DARK[name], DARK[f"{name}-tint"])
    assert (OURS[LIGHT["brand"]][1].strong, OURS[LIGHT["brand"]][1].on) == (DARK["brand-strong"], DARK["on-brand"])
    assert tuple(LIGHT[name] for name in DESKS) == shades.LIGHT
    assert tuple(DARK[name] for name in DESKS) == shades.DARK


def test_no_other_stylesheet_names_a_colour():
    for sheet in (WEB / "static" / "css").rglob("*.css"):
        if sheet.name in ("tokens.css", "print.css"):
            continue
        colours = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", sheet.read_text())
        assert colours in ([], ["#000"]), sheet.name

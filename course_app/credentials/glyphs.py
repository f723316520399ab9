"""Which letters can be printed: asked when a name is confirmed, and again when the certificate is made.

The package's own face holds Latin, Latin Extended, Cyrillic, Greek and Vietnamese. Other scripts are printed
when a font for them is installed on the machine. The answer comes from the fonts' own character tables, without
the PDF engine, so that a web request can ask it.
"""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from course_app.domain.errors import DomainError
from course_app.infrastructure.typefaces import SERIF_STRONG

JOINERS = "\u200c\u200d"
MAX_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SystemFont:
    """A font family of the operating system, and how its files are called."""

    family: str
    stem: str


def _noto(*names: str) -> tuple[SystemFont, ...]:
    return tuple(SystemFont(f"Noto {name}", f"Noto{name.replace(' ', '')}") for name in names)


def _cjk(region: str) -> tuple[SystemFont, ...]:
    """One file holds all regions; the family name chooses the shapes."""
    return (
        SystemFont(f"Noto Serif CJK {region}", "NotoSerifCJK"),
        SystemFont(f"Noto Sans CJK {region}", "NotoSansCJK"),
        SystemFont("Droid Sans Fallback", "DroidSansFallbackFull"),
    )


# By ISO 15924 code, best first. Fonts of Debian's fonts-noto-core and fonts-noto-cjk.
SYSTEM_FONTS: dict[str, tuple[SystemFont, ...]] = {
    "Arab": _noto("Naskh Arabic", "Sans Arabic"),
    "Armn": _noto("Serif Armenian", "Sans Armenian"),
    "Beng": _noto("Serif Bengali", "Sans Bengali"),
    "Bopo": _cjk("TC"),
    "Deva": _noto("Serif Devanagari", "Sans Devanagari"),
    "Ethi": _noto("Serif Ethiopic", "Sans Ethiopic"),
    "Geor": _noto("Serif Georgian", "Sans Georgian"),
    "Grek": _noto("Serif"),
    "Gujr": _noto("Serif Gujarati", "Sans Gujarati"),
    "Guru": _noto("Serif Gurmukhi", "Sans Gurmukhi"),
    "Hang": _cjk("KR"),
    "Hani": _cjk("SC"),
    "Hebr": _noto("Serif Hebrew", "Sans Hebrew"),
    "Hira": _cjk("JP"),
    "Kana": _cjk("JP"),
    "Khmr": _noto("Serif Khmer", "Sans Khmer"),
    "Knda": _noto("Serif Kannada", "Sans Kannada"),
    "Laoo": _noto("Serif Lao", "Sans Lao"),
    "Latn": _noto("Serif"),
    "Cyrl": _noto("Serif"),
    "Mlym": _noto("Serif Malayalam", "Sans Malayalam"),
    "Mymr": _noto("Serif Myanmar", "Sans Myanmar"),
    "Orya": _noto("Sans Oriya"),
    "Sinh": _noto("Serif Sinhala", "Sans Sinhala"),
    "Taml": _noto("Serif Tamil", "Sans Tamil"),
    "Telu": _noto("Serif Telugu", "Sans Telugu"),
    "Thaa": _noto("Sans Thaana"),
    "Thai": _noto("Serif Thai", "Sans Thai"),
    "Tibt": _noto("Serif Tibetan", "Sans Tibetan"),
}
SHARED_SCRIPTS = frozenset({"Zyyy", "Zinh", "Zzzz"})


class CannotPrintError(DomainError):
    """A text has letters that no font at hand can print, or marks that cannot be seen."""

    def __init__(self, letters: tuple[str, ...], field: str | None = None) -> None:
        named = ", ".join(_called(letter) for letter in letters[:MAX_SHOWN])
        if len(letters) > MAX_SHOWN:
            named += " and others"
        if all(_is_unseen(letter) for letter in letters):
            message = f"Something that cannot be seen is in the name: {named}. Please type the name again."
        else:
            message = (
                f"We have no font that prints {named} yet. "
                "Please write the name in other letters, or ask us to add one."
            )
        super().__init__(message, field)
        self.letters = letters


def printed(text: str) -> str:
    """Return the text as it will be printed: composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def unprintable(text: str) -> tuple[str, ...]:
    """Return the letters of ``printed(text)`` that no font at hand can print, each once, in their order.

    Invisible marks are among them, since they could make a name read otherwise than it is stored; only the
    two joiners may stand, and only in a script of the system fonts, where they shape letters.
    """
    letters = dict.fromkeys(printed(text))
    fonts = _fonts_for(text)
    return tuple(letter for letter in letters if not _is_printable(letter, fonts))


def fallback_families(text: str, lang: str = "") -> tuple[str, ...]:
    """Return the system font families that ``text`` needs beside the package's own, best first.

    ``lang`` chooses the shapes of Chinese characters when nothing beside them does.
    """
    return tuple(dict.fromkeys(font.family for font, _ in _fonts_for(text, lang)))


def script_coverage() -> dict[str, str | None]:
    """Return for each script beyond the package's own, by ISO 15924 code, the family that prints it, if any."""
    installed = _installed()
    return {
        script: next((font.family for font in fonts if font.stem in installed), None)
        for script, fonts in sorted(SYSTEM_FONTS.items())
    }


def widths(text: str) -> dict[str, float]:
    """Return how wide each letter of ``text`` stands on the line, in ems, without kerning.

    For scripts whose letters join, these sum up to an upper bound.
    """
    found = dict.fromkeys(text, 1.0)
    narrow = frozenset(letter for letter in found if unicodedata.east_asian_width(letter) not in "WF")
    if narrow:
        for path in (*(path for _, path in reversed(_fonts_for("".join(narrow)))), SERIF_STRONG.path):
            found |= _advances(path, narrow)
    return found | {letter: 0.0 for letter in found if unicodedata.category(letter) in ("Mn", "Me", "Cf")}


def _called(letter: str) -> str:
    if unicodedata.category(letter)[0] in "LNSP":
        return f"“{letter}”"
    name = unicodedata.name(letter, "")
    return name.lower() if name else f"U+{ord(letter):04X}"


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "CZ"


def _is_printable(letter: str, fonts: tuple[tuple[SystemFont, Path], ...]) -> bool:
    if letter in JOINERS:
        return bool(fonts)
    if letter == " ":
        return True
    if _is_unseen(letter):
        return False
    codepoint = ord(letter)
    return codepoint in _own() or any(codepoint in _coverage(path) for _, path in fonts)


@cache
def _own() -> frozenset[int]:
    return _coverage(SERIF_STRONG.path)


def _fonts_for(text: str, lang: str = "") -> tuple[tuple[SystemFont, Path], ...]:
    """Return the installed fonts for the scripts of ``text`` that the package's face lacks."""
    own = _own()
    foreign = [letter for letter in printed(text) if ord(letter) not in own and not letter.isspace()]
    if not foreign:
        return ()
    from course_app.credentials import name_languages

    needed = name_languages.with_shapes_of(name_languages.scripts_of("".join(foreign)), lang)
    installed = _installed()
    return tuple(
        (font, installed[font.stem])
        for script in needed
        if script not in SHARED_SCRIPTS
        for font in SYSTEM_FONTS.get(script, ())
        if font.stem in installed
    )


@cache
def _coverage(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=0, lazy=True) as font:
        # Glyph names are not wanted here, and reading them takes most of the time in a large font.
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
        return frozenset(font.getBestCmap() or ())


def _advances(path: Path, letters: frozenset[str]) -> dict[str, float]:
    if path == SERIF_STRONG.path:
        known = _own_advances()
        return {letter: known[letter] for letter in letters if letter in known}
    return _advances_in(path, letters)


@cache
def _own_advances() -> dict[str, float]:
    """Return how wide every letter of our own face is: it has few, and every certificate asks for some."""
    return _advances_in(SERIF_STRONG.path, frozenset(map(chr, _own())))


@lru_cache(maxsize=64)
def _advances_in(path: Path, letters: frozenset[str]) -> dict[str, float]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=0, lazy=True) as font:
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
        glyphs, advances, em = font.getBestCmap() or {}, font["hmtx"], font["head"].unitsPerEm
        return {letter: advances[glyphs[ord(letter)]][0] / em for letter in letters if ord(letter) in glyphs}


@cache
def _installed() -> dict[str, Path]:
    """Return the file of each known system font that is installed, by stem; the boldest that stands for it."""
    stems = {font.stem for fonts in SYSTEM_FONTS.values() for font in fonts}
    found: dict[str, Path] = {}
    for path in sorted(_font_files()):
        stem, _, style = path.stem.replace("[", "-").partition("-")
        if stem in stems and (stem not in found or style.lower() in ("bold", "semibold")):
            found[stem] = path
    return found


def _font_files() -> Iterator[Path]:
    """Walk the folders in which the font system looks."""
    home = Path.home()
    data_home = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data_home / "fonts", home / ".fonts"]
    for folder in folders:
        for place, _, names in os.walk(folder):
            yield from (Path(place) / name for name in names if name.endswith((".ttf", ".otf", ".ttc")))

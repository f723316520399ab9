"""The typefaces: cut to one WOFF2 a script, and declared with fallbacks of the same measure.

Nothing here is stored in the repository: the outlines come from two font packages, the cuts go to a cache folder.
"""

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

CUT_VERSION = 1
"""Raise when the way of cutting changes, so that cached cuts are made anew."""

SCRIPTS = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, "
    "U+2190-2193, U+2212, U+2215, U+2713, U+FEFF, U+FFFD",
    "latin-ext": "U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, "
    "U+1D00-1DBF, U+1E00-1E9F, U+20A0-20AA, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF",
    "vietnamese": "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0303, "
    "U+0306, U+0309, U+031B, U+0323, U+1EA0-1EF9, U+20AB",
    "greek": "U+0370-03FF, U+1F00-1FFF",
    "cyrillic": "U+0400-052F, U+1C80-1C88, U+20B4, U+2116, U+2DE0-2DFF, U+A640-A69F",
}
"""Unicode ranges by script, as CSS writes them."""

LETTER_SHARES = {
    **{" ": 18.3, "e": 10.3, "t": 7.5, "a": 6.5, "o": 6.2, "n": 5.7, "i": 5.7, "s": 5.3, "r": 5.0, "h": 5.0},
    **{"l": 3.3, "d": 3.3, "u": 2.3, "c": 2.2, "m": 2.0, "f": 2.0, "w": 1.7, "g": 1.6, "p": 1.5, "y": 1.4},
    **{"b": 1.3, "v": 0.8, "k": 0.6, "x": 0.14, "j": 0.1, "q": 0.08, "z": 0.05},
}
"""How often a letter stands in English text, in percent: what makes the width of a line."""


@dataclass(frozen=True, slots=True)
class Face:
    """One weight of one family, and what stands in for it until it is there.

    ``fallback_width`` is the mean letter width of the local fonts, in em, weighted by ``LETTER_SHARES``.
    """

    slug: str
    family: str
    weight: int
    package: str
    file: str
    fallback_fonts: tuple[str, ...]
    fallback_width: float

    def outlines(self) -> bytes:
        """Return the TrueType file with all the scripts."""
        return resources.files(self.package).joinpath("files", self.file).read_bytes()


FACES = (
    Face(
        "serif-600",
        "Source Serif",
        600,
        "font_source_serif_pro",
        "SourceSerifPro-Semibold.ttf",
        ("Georgia", "Gelasio"),
        0.4439,
    ),
    Face(
        "sans-400",
        "Source Sans",
        400,
        "font_source_sans_pro",
        "SourceSansPro-Regular.ttf",
        ("Arial", "Liberation Sans", "Helvetica"),
        0.4395,
    ),
    Face(
        "sans-600",
        "Source Sans",
        600,
        "font_source_sans_pro",
        "SourceSansPro-Semibold.ttf",
        ("Arial Bold", "Liberation Sans Bold", "Helvetica Bold"),
        0.4754,
    ),
)


@dataclass(frozen=True, slots=True)
class Cuts:
    """The cut fonts by file name, and the style rules that declare them."""

    files: dict[str, bytes]
    css: str


def fingerprint() -> str:
    """Return a hash that changes with the typefaces or the way they are cut."""
    digest = hashlib.sha256(f"{CUT_VERSION}{SCRIPTS}{FACES}".encode())
    for face in FACES:
        digest.update(face.outlines())
    return digest.hexdigest()


def cut_all(cache_dir: Path) -> Cuts:
    """Return all cuts, from ``cache_dir`` where a cut of the same inputs lies there already."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    rules: list[str] = []
    for face in FACES:
        outlines = face.outlines()
        rules.append(_fallback_rule(face, outlines))
        for script, ranges in SCRIPTS.items():
            name = f"{face.slug}-{script}.woff2"
            files[name] = _cached_cut(cache_dir, outlines, ranges)
            rules.append(
                f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-display:swap;'
                f'src:url("{name}") format("woff2");unicode-range:{ranges.replace(" ", "")}}}'
            )
    return Cuts(files, "\n".join(rules))


def _cached_cut(cache_dir: Path, outlines: bytes, ranges: str) -> bytes:
    key = hashlib.sha256(outlines + ranges.encode() + bytes([CUT_VERSION])).hexdigest()[:20]
    path = cache_dir / f"{key}.woff2"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        cut = _cut(outlines, ranges)
    draft = path.with_suffix(f".{secrets.token_hex(4)}~")
    draft.write_bytes(cut)
    draft.replace(path)
    return cut


def _cut(outlines: bytes, ranges: str) -> bytes:
    from fontTools.subset import Options, Subsetter  # 0.2 s that a warm start does not need
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(outlines), recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.hinting = False
    options.name_IDs = []
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_code_points(ranges))
    subsetter.subset(font)
    font.flavor = "woff2"
    cut = io.BytesIO()
    font.save(cut)
    return cut.getvalue()


def _code_points(ranges: str) -> Iterator[int]:
    for part in ranges.split(", "):
        first, _, last = part.removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _fallback_rule(face: Face, outlines: bytes) -> str:
    """Declare local fonts that take the room of ``face``, so that nothing moves when it arrives.

    ``size-adjust`` is the ratio of mean letter widths; the vertical overrides are divided by it because they apply
    to the adjusted size (CSS Fonts 5).
    """
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(outlines), lazy=True)
    em, widths, glyphs = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
    shares = LETTER_SHARES.items()
    width = sum(widths[glyphs[ord(letter)]][0] * share for letter, share in shares) / sum(LETTER_SHARES.values()) / em
    adjust = width / face.fallback_width
    ascent, descent = font["hhea"].ascent / em / adjust, -font["hhea"].descent / em / adjust
    local = ",".join(f'local("{name}")' for name in face.fallback_fonts)
    return (
        f'@font-face{{font-family:"{face.family} Fallback";font-weight:{face.weight};src:{local};'
        f"size-adjust:{adjust:.1%};ascent-override:{ascent:.1%};descent-override:{descent:.1%};line-gap-override:0%}}"
    )

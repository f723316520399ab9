"""Marks: what stands in braces at the end of a line: ``{#id .class key=value key="value" flag 50%}``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from course_app.courseware.language.inline import shade
from course_app.courseware.language.source import BLANKS

_TOKEN = re.compile(r'[^ \t"=]+="[^"]*"(?=[ \t]|$)|[^ \t]+')
_SHARE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,5})?%", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_OPT_START = re.compile(r"[#.]|was=|[0-9.,]+[ \t]*%")
_STRAY = re.compile(r"(?<!\{)\{:?[ \t]?(?:[#.][^\W\d_]|[a-z][a-z-]{0,20}=)[^{}\n]*\}")
# Braces that open twice or not at all, do not close, close with another sign, or stand inside of the line.
_ALMOST_MARKS = re.compile(
    r"(?:\{{1,2}:?|[ \t][(\[]?(?=[^{}]*\}$))[ \t]?((?:[#.][^\W\d_]|[a-z][a-z-]{0,20}=)[^{}\n]*)(?:\}{1,2}|$)"
)
_ALMOST_SHARE = re.compile(r"\{[ \t]?([0-9.]{1,6}%?)(?:[)\]]$|$)|[(\[][ \t]?([0-9.]{1,6}%)\}$")
_ODD_IN_NAMES = re.compile("[{}=;,\"'“”„‘’]")
_ODD_IN_VALUES = re.compile("[{}=;\"'“”„‘’]")


class Sort(Enum):
    """What a mark is; the value is what a sentence calls it."""

    ID = "#id"
    CLASS = ".class"
    PAIR = "key=value"
    SHARE = "percentage"
    FLAG = "word"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark; ``raw`` as it is written, ``at`` its index in the line."""

    sort: Sort
    name: str
    value: str
    raw: str
    at: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A line parted from its marks; ``at`` and ``end`` bound the braces, -1 where there are none."""

    text: str
    marks: tuple[Mark, ...] = ()
    at: int = -1
    end: int = -1
    raw: str = ""

    @property
    def has_braces(self) -> bool:
        """Tell whether braces end the line."""
        return self.at >= 0


def part(text: str, *, always: bool) -> Marked:
    """Part ``text`` from the marks at its end.

    With ``always`` braces at the end are marks (headings, fields); without, they are when they begin with #, a
    point, ``was=`` or a percentage (answers, items).
    """
    bare = text.rstrip(BLANKS)
    if not bare.endswith("}") or bare.endswith("}}"):
        return Marked(bare)
    shaded = shade(bare)
    at = shaded.rfind("{")
    if at < 0 or shaded[-1] != "}" or (at and shaded[at - 1] == "{"):
        return Marked(bare)
    inside = bare[at + 1 : -1]
    if not always and not _OPT_START.match(inside.lstrip(BLANKS)):
        return Marked(bare)
    return Marked(bare[:at].rstrip(BLANKS), tuple(_marks(inside, at + 1)), at, len(bare), bare[at:])


def plain_braces(text: str) -> str:
    """Return the braces at the end of ``text`` that are not marks there, such as ``{50}``; '' if there are none."""
    bare = text.rstrip(BLANKS)
    shaded = shade(bare)
    at = shaded.rfind("{")
    if at < 0 or not shaded.endswith("}") or shaded.endswith("}}") or (at and shaded[at - 1] == "{"):
        return ""
    return bare[at:]


def _marks(inside: str, offset: int) -> Iterator[Mark]:
    for match in _TOKEN.finditer(inside):
        raw = match.group(0)
        yield _mark(raw, match.start() + offset)


def _mark(raw: str, at: int) -> Mark:
    if raw[0] in "#.":
        sound = raw[1:] and _ODD_IN_NAMES.search(raw) is None
        sort = Sort.ID if raw[0] == "#" else Sort.CLASS
        return Mark(sort if sound else Sort.BROKEN, raw[1:], "", raw, at)
    name, equals, value = raw.partition("=")
    if equals:
        quoted = len(value) >= 2 and value[0] == value[-1] == '"'
        value = value[1:-1] if quoted else value
        broken = _NAME.fullmatch(name) is None or "{" in value or "}" in value
        broken = broken or (not quoted and (not value or _ODD_IN_VALUES.search(value) is not None))
        return Mark(Sort.BROKEN if broken else Sort.PAIR, name, value, raw, at)
    if _SHARE.fullmatch(raw):
        return Mark(Sort.SHARE, raw, raw[:-1], raw, at)
    return Mark(Sort.FLAG if _NAME.fullmatch(raw) else Sort.BROKEN, raw, "", raw, at)


def stray(text: str) -> tuple[str, int] | None:
    """Return marks that stand where none can be read, with their index; None if there are none."""
    if "{" not in text:
        return None
    match = _STRAY.search(shade(text))
    return None if match is None else (text[match.start() : match.end()], match.start())


def recovered(text: str) -> tuple[Marked, str] | None:
    """Return ``text`` parted from marks whose braces are not right, and these as they stand; None without any."""
    if not any(sign in text for sign in "{}"):
        return None
    shaded = shade(text)
    match = _ALMOST_MARKS.search(shaded) or _ALMOST_SHARE.search(shaded)
    if match is None:
        return None
    at = match.start() + 1
    group = match.lastindex or 0
    inside = text[match.start(group) : match.end(group)].rstrip(BLANKS + "}")
    words = f"{text[: match.start()].rstrip(BLANKS)} {text[match.end() :].strip(BLANKS)}".rstrip(BLANKS)
    raw = text[match.start() : match.end()]
    return Marked(words, tuple(_marks(inside, match.start(group))), at, match.end(), raw), raw

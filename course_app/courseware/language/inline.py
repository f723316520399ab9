"""Inside a line: code spans and escapes, which hide structure; links, pictures, footnotes and slots.

Everything is linear in the length of the text, whatever the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from string import punctuation
from typing import Literal

HIDDEN = "\x00"
"""Stands in a shaded text for each letter of a code span or an escape."""

_ESCAPE = re.compile("\\\\[" + re.escape(punctuation) + "]")
_TICKS = re.compile(r"`+")
_SIGNS = re.compile(r"!?\[|\]|\{\{")
_SLOT = re.compile(r"\{\{([^{}\n]*)\}\}")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
_ADDRESS_END = re.compile(r"[\s()]")
_WHITE = re.compile(r"[ \t]*\n?[ \t]*")
DEEPEST_BRACKETS = 2

FoundKind = Literal["link", "image", "footnote", "slot", "broken slot"]


@dataclass(frozen=True, slots=True)
class Found:
    """A link, picture, footnote mark or slot in a text, from ``start`` to ``end``."""

    kind: FoundKind
    target: str
    text: str
    start: int
    end: int


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each code span: a run of backticks up to the next run of the same length."""
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(index)
    spans = []
    at = 0
    while at < len(runs):
        start, end = runs[at]
        escaped = _is_escaped(text, start)
        length = end - start - escaped
        same = by_length.get(length, [])
        place = bisect_right(same, at)
        if length and place < len(same):
            at = same[place]
            spans.append((start + escaped, runs[at][1]))
        at += 1
    return spans


def _is_escaped(text: str, at: int) -> bool:
    slashes = 0
    while at - slashes > 0 and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1


def shade(text: str) -> str:
    """Return ``text`` with each letter of code spans and of backslash escapes replaced by HIDDEN."""
    if "`" in text:
        pieces = []
        done = 0
        for start, end in code_spans(text):
            pieces += [_shade_escapes(text[done:start]), HIDDEN * (end - start)]
            done = end
        pieces.append(_shade_escapes(text[done:]))
        return "".join(pieces)
    return _shade_escapes(text)


def _shade_escapes(text: str) -> str:
    return _ESCAPE.sub(HIDDEN * 2, text) if "\\" in text else text


def unescape(text: str) -> str:
    """Return ``text`` with each backslash before punctuation taken away."""
    return _ESCAPE.sub(lambda match: match.group(0)[1], text) if "\\" in text else text


def found_in(text: str) -> Iterator[Found]:
    """Yield the links, pictures, footnote marks and slots of a paragraph, in the order of their ends."""
    if "[" not in text and "{{" not in text:
        return
    shaded = shade(text)
    opened: list[tuple[int, bool]] = []
    at = 0
    while (sign := _SIGNS.search(shaded, at)) is not None:
        start, at = sign.start(), sign.end()
        if sign.group(0) == "{{":
            slot = _SLOT.match(shaded, start)
            at = slot.end() if slot else at
            yield _slot(text, start, slot)
        elif sign.group(0) == "]":
            if opened:
                found = _link(text, shaded, *opened.pop(), start)
                if found is not None:
                    at = found.end
                    yield found
        elif (note := _FOOTNOTE.match(shaded, start)) is not None:
            at = note.end()
            yield Found("footnote", note.group(1), "", start, at)
        else:
            opened.append((start, sign.group(0) == "!["))


def _link(text: str, shaded: str, start: int, picture: bool, close: int) -> Found | None:
    span = _target(shaded, close + 1)
    if span is None:
        return None
    first, last, end = span
    words = text[start + (2 if picture else 1) : close]
    return Found("image" if picture else "link", unescape(text[first:last]), words, start, end)


def _target(shaded: str, at: int) -> tuple[int, int, int] | None:
    """Return where an address in round brackets at ``at`` begins and ends, and the end of its brackets."""
    if shaded[at : at + 1] != "(":
        return None
    at = _white_end(shaded, at + 1)
    if shaded[at : at + 1] == "<":
        first, last = at + 1, shaded.find(">", at)
        if last < 0 or any(sign in shaded[first:last] for sign in "<\n"):
            return None
        at = last + 1
    else:
        first, last = at, _address_end(shaded, at)
        at = last
    quote = _white_end(shaded, at)
    if quote > at and shaded[quote : quote + 1] in ('"', "'"):
        close = shaded.find(shaded[quote], quote + 1)
        if close < 0:
            return None
        at = close + 1
    at = _white_end(shaded, at)
    return (first, last, at + 1) if shaded[at : at + 1] == ")" else None


def _white_end(shaded: str, at: int) -> int:
    match = _WHITE.match(shaded, at)
    return match.end() if match else at


def _address_end(shaded: str, at: int) -> int:
    """Return where an address ends: at white space, or at a bracket that it did not open."""
    depth = 0
    while (match := _ADDRESS_END.search(shaded, at)) is not None:
        at = match.start()
        if match.group(0) == "(" and depth < DEEPEST_BRACKETS:
            depth += 1
        elif match.group(0) == ")" and depth:
            depth -= 1
        else:
            return at
        at += 1
    return len(shaded)


def _slot(text: str, start: int, match: re.Match[str] | None) -> Found:
    inside = text[match.start(1) : match.end(1)] if match else ""
    name, _, prompt = inside.partition(":")
    name = name.strip()
    if name.startswith("?"):
        name = "?" + name[1:].strip()
    end = match.end() if match else start + 2
    if not name.strip("?"):
        return Found("broken slot", text[start:end], "", start, end)
    return Found("slot", name, prompt.strip(), start, end)

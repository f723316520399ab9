"""Compare our pages with what a repository page shows of the same Markdown: stress, code and links.

Blocks are read by the same rules here and there (a test compares them at random), so only what stands inside
lines can differ, and there only what is written in an unusual way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from course_app.courseware.language.inline import shade
from course_app.courseware.language.problems import Problem, problem, quoted
from course_app.domain.questions import Leaf, Place

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_STYLES = {"em": "stress", "strong": "strong stress", "code": "code", "del": "struck text", "s": "struck text"}
_FIXES = {
    "stress": "put blanks around the * that begin and end it, or \\* for a plain star",
    "strong stress": "put blanks around the ** that begin and end it, or \\* for a plain star",
    "code": "use one backtick before and after, and none inside",
    "struck text": "write \\~ for a plain tilde; there is no struck text here",
}
# What both sides read alike: stars around words with blanks or signs outside and none inside; plain code.
_PLAIN_STRESS = re.compile(r"(?<![\w*_\\])(\*\*|\*)(?![\s*_])[^*_\n`]*[^\s*_\\`](?<![\s*_])\1(?![\w*_])")
_PLAIN_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_LIST_MARK = re.compile(r"(?m)^[ \t>]*[*+-][ \t]")
_RULE = re.compile(r"(?m)^[ \t]*(?:[*_][ \t]*){3,}$")
_FENCES = re.compile(r"(?ms)^[ \t>]*(```+|~~~+).*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)")
_SLOTS = re.compile(r"\{\{[^{}\n]*\}\}")
_ADDRESSES = re.compile(r"\]\([^()\n]*\)|<[^<>\s]*>|\[\^[^\[\]\s]*\]")


def check_elsewhere(html: Mapping[Leaf, str]) -> tuple[Problem, ...]:
    """Return a warning (W723) for each leaf that a repository page shows otherwise than ``html`` has it."""
    return tuple(found for leaf, ours in html.items() if is_doubtful(leaf.text) for found in _compare(leaf, ours))


def is_doubtful(markdown: str) -> bool:
    """Tell whether two readers of Markdown may see different things inside the lines of a text."""
    if not any(sign in markdown for sign in "*_`~"):
        return False
    text = _FENCES.sub("", markdown)
    text = _ADDRESSES.sub(" ", _SLOTS.sub(" ", _PLAIN_CODE.sub(" ", text)))
    if "`" in text.replace("\\`", ""):
        return True
    text = _PLAIN_STRESS.sub(" ", shade(_RULE.sub("", _LIST_MARK.sub("", text))))
    return "*" in text or "_" in text or "~~" in text


def _compare(leaf: Leaf, ours: str) -> Iterator[Problem]:
    text = _SLOTS.sub("slot", leaf.text)
    other = _reader().renderInline(text) if leaf.inline else _reader().render(text)
    here, there = _styled(ours), _styled(other)
    for style in dict.fromkeys(_STYLES.values()):
        different = (here[style] - there[style]) + (there[style] - here[style])
        if different:
            word = next(iter(different))
            where = "here only" if here[style][word] > there[style][word] else "there only"
            what = f"{style} of '{quoted(word)}' {where}"
            yield problem("W723", _place_of(word, leaf), what=what, fix=_FIXES[style])
            return


def _place_of(word: str, leaf: Leaf) -> Place:
    at = leaf.text.find(word)
    if at < 0:
        return leaf.place
    before = leaf.text[:at]
    lines = before.count("\n")
    column = len(before) - before.rfind("\n") if lines else leaf.place.column + len(before)
    return Place(leaf.place.file, leaf.place.line + lines, column)


class _Styles(HTMLParser):
    """Counts the words of each style in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: dict[str, Counter[str]] = {style: Counter() for style in _STYLES.values()}
        self._open: list[str] = []
        self._in_block_of_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self._in_block_of_code += 1
        elif tag in _STYLES:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._in_block_of_code -= 1
        elif tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._in_block_of_code:
            for tag in self._open:
                self.words[_STYLES[tag]].update(data.split())


def _styled(html: str) -> Mapping[str, Counter[str]]:
    parser = _Styles()
    parser.feed(html)
    parser.close()
    return parser.words


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return reader.disable(["lheading", "code", "reference", "html_block", "html_inline"])

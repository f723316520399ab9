"""Prose: the lines that Markdown renders. Checked for what would turn them into something else by mistake."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from course_app.courseware.language import marks
from course_app.courseware.language.blocks import DEEPEST
from course_app.courseware.language.context import Context, trimmed
from course_app.courseware.language.inline import Found, found_in
from course_app.courseware.language.letters import check_opening
from course_app.courseware.language.lookalikes import answer_like, field_like
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.problems import nearest, quoted
from course_app.courseware.language.setting_types import is_id
from course_app.courseware.language.source import BLANKS, Kind, Line, indent_of
from course_app.domain.questions import Leaf, Place

LONGEST_LEAF = 20_000
PLAYED = (".mp4", ".mp3")

_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)")
# One line of words, of which nothing needs to be checked.
_PLAIN = re.compile(r"[A-Z\"'“‘][^\[\]{}^<>#]{0,1000}")
_RULE = re.compile(r"[*\-_ \t]+")
DEFINITION = re.compile(r" {0,3}\[\^([^\[\]\n]*)\]:[ \t]*")
_ALMOST_DEFINITION = re.compile(r"[ \t]{0,3}[\[(]?\^[\[(]?[^\s\[\]:;()]{1,80}(?:[\])]{0,2}[ \t]?[:;]|$)")
_LINK_DEFINITION = re.compile(r"[ \t]{0,3}\[(?!\^)[^\[\]\n]+\]:(?=[ \t]|$)")
_INCLUDE = re.compile(r"[ \t]*\{\.include\}[ \t]*")
_QUOTED_HEADING = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+#{1,6}[ \t]")
_HEADING_TABLE = MarkTable("a heading inside prose")


@dataclass(frozen=True, slots=True)
class Manner:
    """What may stand in some prose.

    ``answers`` is how to mend an answer line that strayed here; '' lets tick lists stand. ``fields`` is the same
    for the fields of a worksheet. ``includes``: a file may be shown in place. ``definitions``: footnotes may be
    defined.
    """

    answers: str = ""
    fields: str = ""
    includes: bool = False
    definitions: bool = False


def read(context: Context, lines: Sequence[Line], manner: Manner, empty_at: Line | None = None) -> Leaf:
    """Return ``lines`` as a leaf, checked, its references collected; the place of an empty one is ``empty_at``."""
    lines = trimmed(lines)
    if not lines:
        return Leaf("", context.place(empty_at) if empty_at else Place(context.file, 1))
    if len(lines) == 1 and _PLAIN.fullmatch(lines[0].text) and lines[0].kind is Kind.TEXT:
        return Leaf(lines[0].text, context.place(lines[0]))
    _check_lines(context, lines, manner)
    defined = _define_footnotes(context, lines) if manner.definitions else set()
    for paragraph in paragraphs(lines):
        _refer(context, paragraph, manner)
    text = "\n".join("" if line.kind is Kind.COMMENT or line.number in defined else line.text for line in lines)
    if len(text) > LONGEST_LEAF:
        count = f"{len(text):,} letters"
        context.note("E109", lines[0], what="This piece of text", count=count, limit=f"{LONGEST_LEAF:,}")
    return Leaf(text, context.place(lines[0]))


def _check_lines(context: Context, lines: Sequence[Line], manner: Manner) -> None:
    depth = _Depth()
    after_blank = True
    told = False
    for line in lines:
        kind, text = line.kind, line.text
        if kind is Kind.BLANK or kind is Kind.COMMENT:
            after_blank = True
            continue
        if kind is Kind.HEADING:
            if not _heading(context, line):
                context.silence(_below(lines, line))
            depth.clear()
        elif kind is Kind.TEXT or kind is Kind.FENCE:
            if text[0] in BLANKS or text[0] in "-*+>0123456789":
                deep = depth.enter(text, after_blank)
                if deep > DEEPEST:
                    context.note("E225", line, limit=DEEPEST)
                elif deep < 0:
                    context.note("E209", line)
                elif _QUOTED_HEADING.match(text):
                    context.note("E203", line, text.index("#"), fix="take the # away, or the line out of the quote")
            elif after_blank:
                depth.clear()
            if "[^" in text and DEFINITION.match(text):
                depth.columns[:] = [0]
            if kind is Kind.FENCE:
                _check_fence(context, line)
            else:
                told = _check_text(context, line, manner, told) or told
        after_blank = kind is not Kind.TEXT


def _check_text(context: Context, line: Line, manner: Manner, told: bool) -> bool:
    """Check a line of text; tell whether it was an answer or field that strayed here, which is said only once."""
    text = line.text
    if "[" in text and _LINK_DEFINITION.match(text):
        context.note("E226", line)
    elif "^" in text[:6] and _ALMOST_DEFINITION.match(text) and not DEFINITION.match(text):
        context.note(
            "E213", line, word=quoted(text[:20]), hint="a source is written: [^levin-2011]: Author, title, year"
        )
    elif not manner.definitions and "[^" in text and DEFINITION.match(text):
        code = "E510" if context.inside == "question" else "E226"
        context.note(code, line, hint="footnotes are defined in lessons, in the Guide and in sources.md")
    if not manner.answers and not manner.fields:
        return False
    if manner.fields and (field := field_like(text)) is not None:
        if not told:
            context.note("E421", line, fix=f"{manner.fields}: {field}")
        return True
    if manner.answers and answer_like(text):
        if not told:
            context.note("E304", line, fix=manner.answers)
        return True
    return False


def _check_fence(context: Context, line: Line) -> None:
    """Refuse marks on a code block that is no letter, and a letter whose word is misspelt."""
    info = line.text.lstrip(BLANKS + ">").lstrip("`~").strip(BLANKS)
    word = info.partition("{")[0].strip(BLANKS)
    if not info:
        return
    if word == "email" or word.startswith("email "):
        check_opening(context, line)
        return
    if nearest(word, ("email",)) is not None or word.casefold() in ("e-mail", "mail", "letter"):
        context.note("E215", line, line.text.find(info), word=quoted(word), suggestion="a letter begins with ```email")
    elif info.endswith("}") and (found := marks.stray(info)) is not None:
        context.note("E218", line, line.text.find("{"), word=quoted(found[0]))


def _below(lines: Sequence[Line], heading: Line) -> Sequence[Line]:
    """Return the lines from ``heading`` up to the next one."""
    start = lines.index(heading)
    end = next((i for i in range(start + 1, len(lines)) if lines[i].kind is Kind.HEADING), len(lines))
    return lines[start:end]


def _heading(context: Context, line: Line) -> bool:
    """Read a heading that stands inside prose: it has an anchor, and an id at most. Tell whether that is so."""
    marked, start = context.heading(line)
    taken = take(context, line, marked, start, _HEADING_TABLE)
    given = context.identify("section", taken.id, line, marked, start, required=False)
    context.anchors.add(marked.text, given)
    if (misplaced := marks.stray(marked.text)) is not None:
        context.note("E217", line, start + misplaced[1], word=quoted(misplaced[0]))
    return taken.sound


class _Depth:
    """How deep lists and quotes are nested at a line."""

    def __init__(self) -> None:
        self.columns: list[int] = []
        self.quotes = 0

    def clear(self) -> None:
        self.columns.clear()
        self.quotes = 0

    def enter(self, text: str, after_blank: bool) -> int:
        """Return the depth of a line; -1 where its indent makes it a code block."""
        column = indent_of(text)
        rest = text.lstrip(BLANKS)
        quotes = 0
        while rest.startswith(">"):
            quotes += 1
            column = indent_of(rest[1:])
            rest = rest[1:].lstrip(BLANKS)
        if quotes != self.quotes:
            self.columns.clear()
            self.quotes = quotes
        while self.columns and column <= self.columns[-1] and (after_blank or _ITEM.match(rest)):
            self.columns.pop()
        if not quotes and column >= 4 and after_blank and not self.columns:
            return -1
        levels = 0
        while (item := _ITEM.match(rest)) is not None and not _RULE.fullmatch(rest):
            self.columns.append(column)
            column += item.end() + indent_of(rest[item.end() :])
            rest = rest[item.end() :].lstrip(BLANKS)
            levels += 1
            if levels > DEEPEST:
                break
        return quotes + len(self.columns)


def _define_footnotes(context: Context, lines: Sequence[Line]) -> set[int]:
    """Collect the footnotes that ``lines`` define; return the numbers of the lines that belong to them."""
    used: set[int] = set()
    at = 0
    while at < len(lines):
        line = lines[at]
        match = DEFINITION.match(line.text) if line.kind is Kind.TEXT and "[^" in line.text else None
        if match is None:
            at += 1
            continue
        end = definition_end(lines, at)
        used.update(member.number for member in lines[at:end])
        define(context, lines[at:end], match)
        at = end
    return used


def definition_end(lines: Sequence[Line], at: int) -> int:
    """Return the index behind a footnote that is defined at ``at``: its own lines and indented ones below."""
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if line.kind is Kind.BLANK:
            below = next((later for later in lines[end:] if later.kind is not Kind.BLANK), None)
            if below is None or below.kind is not Kind.TEXT or indent_of(below.text) < 4:
                break
        elif line.kind is not Kind.TEXT or DEFINITION.match(line.text):
            break
        end += 1
    return end


def define(context: Context, lines: Sequence[Line], match: re.Match[str]) -> None:
    """Take in the footnote that ``lines`` define."""
    first = lines[0]
    key = match.group(1)
    words = [first.text[match.end() :]]
    words += [line.text[min(indent_of(line.text), 4) :].lstrip("\t") for line in lines[1:]]
    leaf = Leaf("\n".join(words).strip(BLANKS + "\n"), context.place(first, match.end()))
    if not is_id(key):
        context.note("E213", first, 2, word=quoted(key), example="[^levin-2011]")
    elif key in context.footnotes:
        other = context.footnotes[key].place.line
        context.note("E221", first, 2, word=f"^{key}", other=f"line {other}")
    elif not leaf:
        context.note("E509", first, 2, word=key, suggestion="write the source behind the colon")
    else:
        context.footnotes[key] = leaf


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield lines that belong together inside: a paragraph, an item, a heading, a row; letters line by line."""
    current: list[Line] = []
    letter = False
    for line in lines:
        kind, text = line.kind, line.text
        if kind is Kind.FENCE:
            letter = text.lstrip(BLANKS + ">`~").startswith("email")
        elif kind is Kind.CODE:
            if letter:
                yield [line]
        elif kind is Kind.TEXT and current:
            bare = text.lstrip(BLANKS)
            if bare[0] in "|-*+0123456789" and (bare[0] == "|" or _ITEM.match(bare)):
                yield current
                current = []
            current.append(line)
            continue
        elif kind is Kind.TEXT:
            current.append(line)
            continue
        if current:
            yield current
            current = []
        if kind is Kind.HEADING:
            yield [line]
    if current:
        yield current


def _refer(context: Context, paragraph: list[Line], manner: Manner) -> None:
    if not any("[" in line.text or "{" in line.text for line in paragraph):
        return
    text = "\n".join(line.text for line in paragraph)
    starts = [0, *accumulate(len(line.text) + 1 for line in paragraph[:-1])]
    alone = len(paragraph) == 1
    letter = paragraph[0].kind is Kind.CODE
    included = False
    for found in found_in(text):
        line, at = _where(paragraph, starts, found.start)
        if found.kind == "broken slot":
            context.broken_slot(line, at, found)
            continue
        if found.kind == "footnote" and not line.text[:at].strip(BLANKS) and text[found.end : found.end + 1] == ":":
            continue
        if letter and found.kind != "slot":
            continue
        kind = found.kind
        before, after = (text[: found.start].strip(BLANKS), text[found.end :]) if alone else ("", "")
        if kind == "link" and alone and not before and manner.includes and _INCLUDE.fullmatch(after):
            context.add_reference("include", found.target, found.text, context.place(line, at))
            included = True
        elif kind == "link" and alone and not before and not after.strip(BLANKS) and _is_played(found):
            context.add_reference("player", found.target, found.text, context.place(line, at))
        else:
            context.add_reference(kind, found.target, found.text, context.place(line, at))
    if letter or included or paragraph[0].kind is Kind.HEADING:
        return
    misplaced = marks.stray(text)
    if misplaced is not None:
        line, at = _where(paragraph, starts, misplaced[1])
        above = context.findings.broken(line.number - 1, line.number - 1)
        if not above:
            context.note("E218", line, at, word=quoted(misplaced[0]))
        context.silence([line])


def _is_played(found: Found) -> bool:
    return found.target.lower().endswith(PLAYED) and "://" not in found.target


def _where(paragraph: list[Line], starts: list[int], offset: int) -> tuple[Line, int]:
    """Return the line of a paragraph that holds ``offset``, and the index in it; ``starts`` are its lines' offsets."""
    number = bisect_right(starts, offset) - 1
    return paragraph[number], min(offset - starts[number], len(paragraph[number].text))

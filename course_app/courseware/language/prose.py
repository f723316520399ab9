"""Prose: the lines that Markdown renders. Checked for what would turn them into something else by mistake."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from course_app.courseware.language import marks
from course_app.courseware.language.blocks import DEEPEST
from course_app.courseware.language.context import Context, trimmed
from course_app.courseware.language.footnotes import DEFINITION, define_footnotes
from course_app.courseware.language.inline import Found, found_in
from course_app.courseware.language.letters import check_opening
from course_app.courseware.language.lookalikes import answer_like, field_like
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.nesting import ITEM, Depth
from course_app.courseware.language.problems import nearest, quoted
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.domain.questions import Leaf, Place

LONGEST_LEAF = 20_000
PLAYED = (".mp4", ".mp3")

# One line of words, of which nothing needs to be checked.
_PLAIN = re.compile(r"[A-Z\"'“‘][^\[\]{}^<>#]{0,1000}")
_ALMOST_DEFINITION = re.compile(r"[ \t]{0,3}[\[(]{0,2}\^[\[(]?[^\s\[\]:;()]{1,80}(?:[\])]{0,2}[ \t]?[:;]|$)")
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
    defined = define_footnotes(context, lines) if manner.definitions else set()
    for paragraph in paragraphs(lines):
        _refer(context, paragraph, manner)
    text = "\n".join("" if line.kind is Kind.COMMENT or line.number in defined else line.text for line in lines)
    if len(text) > LONGEST_LEAF:
        count = f"{len(text):,} letters"
        context.note("E109", lines[0], what="This piece of text", count=count, limit=f"{LONGEST_LEAF:,}")
    return Leaf(text, context.place(lines[0]))


def _check_lines(context: Context, lines: Sequence[Line], manner: Manner) -> None:
    depth = Depth()
    after_blank = True
    told = False
    for line in lines:
        kind, text = line.kind, line.text
        if kind is Kind.BLANK or kind is Kind.COMMENT:
            after_blank = True
            continue
        if kind is Kind.HEADING:
            known = context.findings.broken(line.number, line.number)
            if not _heading(context, line) and not known:
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
    """Return the lines from ``heading`` up to one with fewer #; those of its level may hang on it too."""
    start = heading.number - lines[0].number
    below = (i for i in range(start + 1, len(lines)) if lines[i].kind is Kind.HEADING)
    return lines[start : next((i for i in below if lines[i].level < heading.level), len(lines))]


def _heading(context: Context, line: Line) -> bool:
    """Read a heading that stands inside prose: it has an anchor, and an id at most. Tell whether that is so."""
    marked, start = context.heading(line)
    taken = take(context, line, marked, start, _HEADING_TABLE)
    given = context.identify("section", taken.id, line, marked, start, required=False)
    context.anchors.add(marked.text, given)
    if (misplaced := marks.stray(marked.text)) is not None:
        context.note("E217", line, start + misplaced[1], word=quoted(misplaced[0]))
    return taken.sound


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
            if bare[0] in "|-*+0123456789" and (bare[0] == "|" or ITEM.match(bare)):
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

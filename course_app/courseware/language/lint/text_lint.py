"""Advice on the lines of a file: what Markdown or its readers would take otherwise than it was meant."""

import re
from collections.abc import Iterable, Iterator

from course_app.courseware.language import blocks, source
from course_app.courseware.language.inline import HIDDEN, shade
from course_app.courseware.language.problems import Findings, Problem, problem, quoted
from course_app.courseware.language.reading import Reference
from course_app.courseware.language.source import Kind, Line
from course_app.domain.course import ActionStep, Unit
from course_app.domain.questions import Place

# A tag as HTML has it: <b>, </div>, <img src=…>. An address in < > is none.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|&(?:[a-zA-Z]{2,20}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,6});")
_ADDRESS = re.compile(r"(?<![(<\[\"'=/\w])(?:https?://|www\.)[^\s<>]+[^\s<>.,;:!?'\")\]]")
_LINK_TEXT = re.compile(r"!?\[[^\[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)|<[^<>\s]+>")
_LINE_TO_FILL = re.compile(r"_{4,}")
_TABLE_DASHES = re.compile(r"[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?[ \t]*")
_RULE = re.compile(r"[ \t]*(?:_[ \t]*){3,}")
_RECALL = re.compile(r"(?i)\W*(?:pause and )?recall\W*")
_DOWNLOADS = re.compile(r"(?i)\W*(?:downloads?|resources)\W*")


def lines_of(data: bytes) -> list[Line]:
    """Return the lines of a file that was read without an error, each with its kind."""
    lines = source.split(data.decode("utf-8"))
    blocks.scan(lines, Findings(""))
    return lines


def check_lines(file: str, lines: Iterable[Line]) -> Iterator[Problem]:
    """Yield advice on HTML, bare addresses and skipped levels."""
    level = 0
    for line in lines:
        if line.kind is Kind.HEADING:
            if line.level > level + 1 and level:
                yield problem("W727", Place(file, line.number, line.column), excerpt=line.text)
            level = line.level
        if line.kind not in (Kind.TEXT, Kind.HEADING):
            continue
        if "<" in line.text or "&" in line.text:
            yield from _html(file, line)
        if "://" in line.text or "www." in line.text:
            yield from _bare_address(file, line)


def _html(file: str, line: Line) -> Iterator[Problem]:
    found = _TAG.search(shade(line.text))
    if found:
        place = Place(file, line.number, found.start() + line.column)
        yield problem("W721", place, excerpt=line.text, word=quoted(line.text[found.start() : found.end()]))


def _bare_address(file: str, line: Line) -> Iterator[Problem]:
    shaded = _LINK_TEXT.sub(lambda match: HIDDEN * len(match[0]), shade(line.text))
    found = _ADDRESS.search(shaded)
    if found:
        yield problem("W731", Place(file, line.number, found.start() + line.column), excerpt=line.text)


def check_kinds(file: str, lines: Iterable[Line], levels: Iterable[int] = (2,)) -> Iterator[Problem]:
    """Yield each heading that is called like a section of a special kind, and has no kind."""
    for line in lines:
        if line.kind is not Kind.HEADING or line.level not in levels or "{" in line.text:
            continue
        words = blocks.heading_text(line)[0]
        for pattern, kind in ((_RECALL, "recall"), (_DOWNLOADS, "resources")):
            if pattern.fullmatch(words):
                place = Place(file, line.number, line.column)
                yield problem("W722", place, excerpt=line.text, word=quoted(words), fix=f"## {words} {{.{kind}}}")


def check_action(unit: Unit, lines: list[Line]) -> Iterator[Problem]:
    """Yield advice on things in an action step that look as if they could be filled in."""
    if not isinstance(unit.body, ActionStep):
        return
    in_tables = _table_rows(lines)
    parts = {part.title.place.line for task in unit.body.tasks for part in task.parts if hasattr(part, "title")}
    worksheets = [task.place.line for task in unit.body.tasks if task.kind == "worksheet"]
    others = [task.place.line for task in unit.body.tasks if task.kind != "worksheet"]
    heading = 0
    for number, line in enumerate(lines):
        if line.kind is Kind.HEADING and line.level <= 3:
            heading = line.number
        if line.kind is not Kind.TEXT:
            continue
        place = Place(unit.file, line.number, line.column)
        if number in in_tables:
            first = number - 1 not in in_tables
            if first and heading not in parts and _belongs(line.number, worksheets, others):
                yield problem("W724", place, excerpt=line.text)
        elif _LINE_TO_FILL.search(shade(line.text)) and not _is_rule(lines, number):
            yield problem("W725", place, excerpt=line.text)


def _is_rule(lines: list[Line], number: int) -> bool:
    """Tell whether a line of nothing but underscores parts two passages."""
    blank_before = number == 0 or lines[number - 1].kind is Kind.BLANK
    blank_after = number + 1 == len(lines) or lines[number + 1].kind is Kind.BLANK
    bare = _RULE.fullmatch(lines[number].text) is not None
    return bare and blank_before and blank_after and len(lines[number].text.strip()) == 3


def _belongs(line: int, worksheets: list[int], others: list[int]) -> bool:
    above = max((start for start in worksheets if start < line), default=0)
    return above > max((start for start in others if start < line), default=0)


def _table_rows(lines: list[Line]) -> frozenset[int]:
    """Return the indexes of the lines that belong to a table."""
    rows: set[int] = set()
    for number in range(1, len(lines)):
        dashes = lines[number]
        if dashes.kind is not Kind.TEXT or "-" not in dashes.text or "|" not in lines[number - 1].text:
            continue
        if lines[number - 1].kind is Kind.TEXT and _TABLE_DASHES.fullmatch(dashes.text):
            rows.update((number - 1, number))
            after = number + 1
            while after < len(lines) and lines[after].kind is Kind.TEXT and "|" in lines[after].text:
                rows.add(after)
                after += 1
    return frozenset(rows)


def check_pictures(references: Iterable[Reference]) -> Iterator[Problem]:
    """Yield each picture without words for those who do not see it."""
    for reference in references:
        if reference.kind == "image" and not reference.text.strip():
            yield problem("W726", reference.place)

"""Headings and items that were broken over two lines: put together again, so that one slip is one problem."""

from itertools import pairwise

from course_app.courseware.language.blocks import DEEPEST, heading_text
from course_app.courseware.language.inline import shade
from course_app.courseware.language.lookalikes import answer_form, field_like
from course_app.courseware.language.marks import part
from course_app.courseware.language.problems import Findings
from course_app.courseware.language.source import BLANKS, Kind, Line

_JOIN = "a heading is one line: join it with the line below"
_BEGINS_OTHERWISE = "-*+>|[`~0123456789"


def mend(lines: list[Line], findings: Findings) -> None:
    """Join headings and items with the line below where they were broken; each such place is a problem."""
    for line, below in pairwise(lines):
        if line.kind is Kind.HEADING:
            if below.kind in (Kind.TEXT, Kind.HEADING):
                _mend_heading(line, below, findings)
        elif line.kind is Kind.TEXT and below.kind is Kind.TEXT and line.text.strip(BLANKS) == "-":
            _mend_item(line, below, findings)


def _mend_heading(line: Line, below: Line, findings: Findings) -> None:
    words, _ = heading_text(line)
    level = line.level + below.level
    if not words and below.kind is Kind.HEADING and level <= DEEPEST:
        below.text, below.level = f"{'#' * level} {heading_text(below)[0]}", level
        findings.silence(below.number, below.number)
        line.kind, line.text = Kind.BLANK, ""
    elif _belongs(words, below):
        if findings.broken(below.number, below.number):
            findings.silence(line.number, line.number)
        else:
            findings.add("E217", line.number, len(line.text) + line.column, excerpt=line.text, word=words, hint=_JOIN)
            findings.silence(below.number, below.number)
        line.text = f"{line.text.rstrip(BLANKS)} {below.text.strip(BLANKS)}"
        below.kind, below.text = Kind.BLANK, ""


def _belongs(words: str, below: Line) -> bool:
    """Tell whether ``below`` goes on with a heading: with its words, or with its marks."""
    shaded = shade(words)
    if shaded.rfind("{") > shaded.rfind("}"):
        return "}" in below.text
    if below.kind is Kind.HEADING or below.text.lstrip(BLANKS)[0] in _BEGINS_OTHERWISE:
        return False
    return not words or ("}" not in shaded and part(below.text, always=False).has_braces)


def _mend_item(line: Line, below: Line, findings: Findings) -> None:
    """Join a lone hyphen and the line below it, when together they are an answer, a field or an item."""
    words = below.text.strip(BLANKS)
    joined = f"- {words}"
    if answer_form(joined) is not None:
        code = "E301"
    elif field_like(joined) == joined:
        code = "E421"
    elif part(words, always=False).has_braces or (words.startswith("[") and words.endswith(")")):
        code = "E417"
    else:
        return
    fix = f"write: {joined}"
    findings.add(code, line.number, line.column, excerpt=line.text, fix=fix, hint=fix)
    findings.silence(below.number, below.number)
    line.text, below.kind, below.text = joined, Kind.BLANK, ""

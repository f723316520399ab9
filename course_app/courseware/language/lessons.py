"""Lessons: prose in sections, questions to recall, downloads. Modules have the same sections."""

import posixpath
from collections.abc import Sequence
from types import MappingProxyType

from course_app.courseware.language import prose
from course_app.courseware.language.context import Context, divide
from course_app.courseware.language.inline import found_in
from course_app.courseware.language.items import split_items
from course_app.courseware.language.lookalikes import answer_form
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.questions import read_introduction, read_question
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.domain.course import Download, Lesson, QuizSettings, Section, SectionKind
from course_app.domain.questions import Question

RECALL_MISSING = "put it below ### Your question? in a section ## Pause and recall {.recall}"
PROSE = prose.Manner(
    answers=RECALL_MISSING,
    fields="a field stands in an action step, # Title {.action}, below ## Task {.worksheet #id}",
    definitions=True,
)
_SECTION = MarkTable("a section", ("recall", "resources"))
_RECALL = prose.Manner(answers="write the question above it: ### Your question?", fields=PROSE.fields, definitions=True)
_RESOURCES = prose.Manner(definitions=True)
RESOURCE_HINT = "- [name](address), in the first column"


def read_lesson(context: Context, title: Line, lines: Sequence[Line], defaults: QuizSettings) -> Lesson:
    """Return the lesson below its title."""
    before, parts = divide(lines, 2)
    intro = prose.read(context, before, PROSE, title)
    sections: list[Section] = []
    for index, (heading, body) in enumerate(parts):
        if sections and sections[-1].kind is SectionKind.RECALL and _is_question(body):
            words = context.heading(heading)[0].text
            context.note("E224", heading, what="A question", fix=f"write: ### {words}")
            context.silence([heading, *body])
        below = parts[index + 1][1] if index + 1 < len(parts) else []
        sections.append(_section(context, heading, body, defaults, question_below=_is_question(below)))
    return Lesson(intro, tuple(sections), MappingProxyType(dict(context.footnotes)))


def _section(
    context: Context, heading: Line, lines: Sequence[Line], defaults: QuizSettings, *, question_below: bool
) -> Section:
    marked, start = context.heading(heading)
    taken = take(context, heading, marked, start, _SECTION)
    given = context.identify("section", taken.id, heading, marked, start, required=False)
    anchor = context.anchors.add(marked.text, given)
    title = context.title(heading, marked, start)
    if taken.kind_unknown:
        context.silence(lines)
    if not taken.kind and taken.id in _SECTION.kinds:
        context.note("W722", heading, word=f"#{taken.id}", fix=f"{{.{taken.id}}}")
    if taken.kind == "recall":
        before, found = divide(lines, 3)
        body = read_introduction(context, before, 3, heading, _RECALL)
        if not found and not question_below and not context.broken([heading, *lines]):
            context.note("E352", heading, hint="add below it: ### Your question? {#id}")
        questions: list[Question] = []
        for line, below in found:
            question = read_question(context, line, below, defaults)
            if question is not None:
                questions.append(question)
        return Section(anchor, title, body, SectionKind.RECALL, tuple(questions))
    if taken.kind == "resources":
        downloads, rest = read_downloads(context, lines)
        body = prose.read(context, rest, _RESOURCES, heading)
        return Section(anchor, title, body, SectionKind.RESOURCES, downloads=downloads)
    return Section(anchor, title, prose.read(context, lines, PROSE, heading))


def _is_question(lines: Sequence[Line]) -> bool:
    """Tell whether an answer stands in a section before any heading."""
    for line in lines:
        if line.kind is Kind.HEADING:
            return False
        if (
            line.kind is Kind.TEXT
            and line.text.startswith(("- (", "- [", "- = "))
            and answer_form(line.text) is not None
        ):
            return True
    return False


def read_downloads(context: Context, lines: Sequence[Line]) -> tuple[tuple[Download, ...], list[Line]]:
    """Return the files that the items of a ``.resources`` section name, and its other lines."""
    items, rest = split_items(context, lines, RESOURCE_HINT)
    for line in rest:
        if (
            line.kind is Kind.TEXT
            and line.text.lstrip(BLANKS).startswith("[")
            and line.text.rstrip(BLANKS).endswith(")")
        ):
            context.note("E417", line, hint=RESOURCE_HINT)
    downloads = []
    for line in items:
        found = [one for one in found_in(line.text) if one.kind == "link"]
        words = line.text.rstrip(BLANKS)
        if len(found) != 1 or found[0].start != 2 or found[0].end != len(words):
            context.note("E417", line, hint=RESOURCE_HINT)
            continue
        link = found[0]
        context.add_reference("link", link.target, link.text, context.place(line, link.start))
        downloads.append(Download(link.text, path_in_course(context.file, link.target)))
    return tuple(downloads), rest


def path_in_course(file: str, address: str) -> str:
    """Return the path below the course folder that ``address`` in ``file`` means; addresses of sites stay."""
    if "://" in address:
        return address
    path, sign, inside = address.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) + sign + inside

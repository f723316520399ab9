"""Read one file of a course: bytes in; value, problems, references and ids out.

``value`` is as good as the file allows: where ``problems`` holds an error, parts may be missing from it.
"""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from course_app.courseware.language import documents
from course_app.courseware.language.actions import read_action
from course_app.courseware.language.documents import MINUTES, SUMMARY
from course_app.courseware.language.frontmatter import former_name, unit_address
from course_app.courseware.language.lessons import read_lesson
from course_app.courseware.language.mark_settings import MarkTable
from course_app.courseware.language.opening import Opened, open_file
from course_app.courseware.language.quizzes import QUIZ_TYPES, quiz_settings, read_questions
from course_app.courseware.language.reading_types import (
    DocumentKind,
    FinalText,
    Inside,
    Missing,
    Name,
    Read,
    Reference,
    ReferenceKind,
    TopicText,
)
from course_app.courseware.language.setting_types import language_tag, letters, one_of
from course_app.domain.course import ActionStep, Document, Lesson, Module, Quiz, QuizSettings, Term, Unit
from course_app.domain.questions import Leaf

__all__ = [
    "DocumentKind", "FinalText", "Inside", "Missing", "Name", "Read", "Reference", "ReferenceKind", "TopicText",
    "read_any", "read_document", "read_final", "read_glossary", "read_module", "read_sources", "read_topic",
    "read_unit",
]  # fmt: skip

_UNIT = MarkTable("the title of a unit", ("quiz", "action"), QUIZ_TYPES, ("optional",), id_code="E216")
_PLAIN_TITLE = MarkTable("this title", id_code="E216")
_FINAL_TITLE = MarkTable("the title of the final", ("quiz",), id_code="E216")
Value = TypeVar("Value")


def _read(file: str, data: bytes, inside: Inside, table: MarkTable, value_of: Callable[[Opened], Value]) -> Read[Value]:
    context, opened = open_file(file, data, inside, table)
    value = None
    if opened is not None:
        value = value_of(opened)
        opened.front.close()
    missing = context.missing_ids()
    return Read(
        value,
        problems=context.finish(),
        references=tuple(sorted(context.references, key=lambda one: (one.place.line, one.place.column))),
        anchors=context.anchors.all(),
        names=tuple(context.names),
        footnotes=tuple(context.footnotes),
        missing=missing,
    )


def read_unit(file: str, data: bytes, module: str, defaults: QuizSettings) -> Read[Unit]:
    """Read ``<module>/<unit>.md``; a quiz starts from ``defaults``."""
    return _read(file, data, "lesson", _UNIT, lambda opened: _unit(opened, module, defaults))


def _unit(opened: Opened, module: str, defaults: QuizSettings) -> Unit:
    context, front, taken = opened.context, opened.front, opened.taken
    body: Lesson | Quiz | ActionStep
    settings = quiz_settings(context, opened.heading, taken, defaults)
    if taken.kind_unknown:
        context.silence(opened.body)
    if taken.kind == "quiz":
        context.inside = "quiz"
        intro, questions, pools = read_questions(context, opened.heading, opened.body, settings, final=False)
        body = Quiz(intro, settings, questions, pools)
    elif taken.kind == "action":
        context.inside = "action"
        body = read_action(context, opened.heading, opened.body)
    else:
        body = read_lesson(context, opened.heading, opened.body, defaults)
    if taken.kind != "quiz" and taken.values and not taken.kind_unknown:
        _refuse_quiz_settings(opened)
    return Unit(
        id=PurePosixPath(context.file).stem,
        module=module,
        title=opened.title,
        body=body,
        file=context.file,
        summary=front.value("summary", SUMMARY, ""),
        minutes=front.value("minutes", MINUTES, 0),
        requires=front.words("requires", unit_address()),
        optional="optional" in taken.flags,
        draft=front.value("state", one_of("draft", "ready"), "ready") == "draft",
        lang=front.value("lang", language_tag(), ""),
        license=front.value("license", letters(2, 80), ""),
        was=front.words("was", former_name()),
    )


def _refuse_quiz_settings(opened: Opened) -> None:
    name = next(iter(opened.taken.values))
    at = max(opened.heading.text.find(f"{name}="), 0)
    hint = "write {.quiz} before it, or delete it"
    kind = "an action step" if opened.taken.kind else "a lesson"
    opened.context.note("E214", opened.heading, at, word=name, where=kind, suggestion=hint)


def read_module(file: str, data: bytes) -> Read[Module]:
    """Read ``<module>/module.md``; its units are for the caller to fill in."""
    return _read(file, data, "module", _PLAIN_TITLE, documents.read_module_text)


def read_topic(file: str, data: bytes, defaults: QuizSettings) -> Read[TopicText]:
    """Read ``final/<topic>.md``, questions of the final, where no reflection may stand."""

    def topic(opened: Opened) -> TopicText:
        intro, questions, pools = read_questions(opened.context, opened.heading, opened.body, defaults, final=True)
        return TopicText(opened.title, intro, questions, pools)

    return _read(file, data, "quiz", _PLAIN_TITLE, topic)


def read_final(file: str, data: bytes) -> Read[FinalText]:
    """Read ``final/final.md``."""
    return _read(file, data, "final", _FINAL_TITLE, documents.read_final_text)


def read_document(file: str, data: bytes, kind: DocumentKind) -> Read[Document]:
    """Read a letter template, a Guide chapter or a resource sheet."""
    return _read(file, data, kind, _PLAIN_TITLE, lambda opened: documents.read_document_text(opened, kind))


def read_glossary(file: str, data: bytes) -> Read[tuple[Term, ...]]:
    """Read ``glossary.md``: each ``##`` is a term and its meaning."""
    return _read(file, data, "glossary", _PLAIN_TITLE, documents.read_terms)


def read_sources(file: str, data: bytes) -> Read[Mapping[str, Leaf]]:
    """Read ``sources.md``: ``[^key]: …`` lines that any lesson may cite."""
    return _read(file, data, "source", _PLAIN_TITLE, documents.read_source_lines)


def read_any(file: str, data: bytes, defaults: QuizSettings) -> Read[object]:
    """Read a file as its place in the course decides."""
    folder, _, name = file.rpartition("/")
    if name == "module.md":
        return read_module(file, data)
    match folder:
        case "" if name == "sources.md":
            return read_sources(file, data)
        case "":
            return read_glossary(file, data)
        case "final":
            return read_final(file, data) if name == "final.md" else read_topic(file, data, defaults)
        case "templates":
            return read_document(file, data, "template")
        case "guide":
            return read_document(file, data, "guide")
        case "resources":
            return read_document(file, data, "resource")
        case _:
            return read_unit(file, data, folder, defaults)

"""All questions of a course: found by words, kind and file; a new one begins here."""

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author, typed_line
from course_app.authoring.import_views import targets
from course_app.authoring.importing.markdown import at_level
from course_app.authoring.importing.rows import with_questions
from course_app.authoring.question_edit import new_question
from course_app.authoring.question_text import OptionText, QuestionText, section_of
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.identities import questions_of
from course_app.courseware.language.anchors import free_slug
from course_app.domain.course import Course
from course_app.domain.errors import DomainError
from course_app.domain.questions import Question
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _

BODIES = {
    "Choice": "choice",
    "Several": "several",
    "TextEntry": "accept",
    "NumberEntry": "accept",
    "Match": "pairs",
    "Order": "order",
    "Cloze": "gaps",
    "Scenario": "scenario",
    "Reflection": "reflection",
}
ASKED = ("q", "kind", "file")
_B, _C = OptionText("Another answer"), OptionText("One that is not right")
BEGINNINGS: dict[str, tuple[str, tuple[OptionText, ...]]] = {
    "choice": ("", (OptionText("The right answer", True, "Say why it is right."), _B)),
    "several": ("", (OptionText("A right answer", True), OptionText("Another right one", True), _C)),
    "accept": ("", (OptionText("the word", True),)),
    "pairs": ("", (OptionText("its right side", True, "", "One"), OptionText("the other right side", True, "", "Two"))),
    "order": ("", (OptionText("What comes first", True), OptionText("Then this", True), OptionText("Then that", True))),
    "gaps": ("Write a sentence with a [[gap]] in it.", ()),
    "reflection": ("", (OptionText("Write a few lines. Nobody else reads them.", True),)),
}
"""What a new question of each kind begins with: its text and its answers."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the list; ``used`` says where learners meet it, ``state`` is '', draft or retired."""

    id: str
    heading: str
    kind: str
    path: str
    objective: str
    used: tuple[str, ...]
    state: str


@bp.get("/<course>/questions")
@for_author
def questions(_author: Visitor, course: str) -> str:
    """Show the questions of a course that fit what was asked for."""
    return _page(desk(course))


def _page(space: Workspace, refusal: DomainError | None = None) -> str:
    lines = _lines(space)
    fitting = _fitting(lines)
    return render_template(
        "authoring/questions.html",
        course=space.course,
        lines=fitting,
        total=len(lines),
        files=[(path, path) for path in sorted({line.path for line in lines})],
        asked={name: request.args.get(name, "") for name in ASKED},
        targets=targets(space),
        beginnings=list(BEGINNINGS),
        refusal=refusal,
        typed=request.form,
    )


def _lines(space: Workspace) -> list[QuestionLine]:
    read = review(reader(), space.files).reading.course
    return [_line(each, read) for each in questions_of(read)] if read else []


def _fitting(lines: list[QuestionLine]) -> list[QuestionLine]:
    """Return the questions that fit what was asked for."""
    words, kind, file = (request.args.get(name, "") for name in ASKED)
    return [
        line
        for line in lines
        if all(word in f"{line.id} {line.heading} {line.objective}".casefold() for word in words.casefold().split())
        and kind in ("", line.kind, line.state)
        and file in ("", line.path)
    ]


@bp.get("/<course>/questions.md")
@for_author
def export_questions(_author: Visitor, course: str) -> ResponseReturnValue:
    """Send the questions that fit as one Markdown file, such as an import takes."""
    space = desk(course)
    texts: dict[str, str] = {}
    pieces = [f"# {space.course.title or course} {{.quiz}}\n"]
    for line in _fitting(_lines(space)):
        text = texts.setdefault(line.path, shown(space.files[line.path]))
        pieces.append(at_level(section_of(text, line.id), 2))
    headers = {"Content-Disposition": f'attachment; filename="{course}-questions.md"'}
    return Response("\n".join(pieces), mimetype="text/markdown", headers=headers)


def _line(question: Question, course: Course) -> QuestionLine:
    place = question.place.file
    final = course.final.topics if course.final else ()
    used = [place.removesuffix(".md")] if not place.startswith("final/") else []
    used += [f"final: {topic.id}" for topic in final if any(each.id == question.id for each in topic.questions)]
    state = "retired" if question.retired else "draft" if question.draft else ""
    return QuestionLine(
        question.id,
        question.heading.text,
        BODIES[type(question.body).__name__],
        place,
        question.objective,
        tuple(used),
        state,
    )


@bp.post("/<course>/questions")
@for_author
def begin_question(author: Visitor, course: str) -> ResponseReturnValue:
    """Begin a question of a kind at the end of a file, and lead to its form."""
    space = desk(course)
    target, kind, heading = request.form.get("target", ""), request.form.get("kind", ""), typed_line("heading", 120)
    path, _hash, pool = target.partition("#")
    try:
        if target not in [name for name, _words in targets(space)]:
            raise DomainError(_("Choose where the question goes."), "target")
        if kind not in BEGINNINGS:
            raise DomainError(_("Choose a kind of question."), "kind")
        if not heading:
            raise DomainError(_("A question needs its heading."), "heading")
        before = file_of(space, path)
        read = review(reader(), space.files).reading.course
        name = free_slug(heading, {each.id for each in questions_of(read)} if read else (), "question")
        stem, options = BEGINNINGS[kind]
        text = with_questions(shown(before), [new_question(QuestionText(name, kind, heading, stem, options))], pool)
        with transaction() as session:
            done = deed(author, f"new question {name}")
            service.save(session, space.course, path, typed(text, before), space.hashes[path], done)
    except DomainError as refusal:
        return _page(space, refusal), 422
    flash(_("The question is begun. Write over what stands in it."), "ok")
    return redirect(url_for("authoring.question", course=course, path=path, id=name), 303)

"""A question by its form: heading, answers, key, feedback and points; only the lines that differ are written."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author, typed_line
from course_app.authoring.editor_views import conflict_page
from course_app.authoring.question_text import NOTES, OptionText, QuestionText, read_question, write_question
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.drafts import StaleFileError
from course_app.domain.errors import DomainError, NotFoundError
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _

SPARE = 2
MOST_OPTIONS = 12


@bp.get("/<course>/question/<path:path>/<id>")
@for_author
def question(_author: Visitor, course: str, path: str, id: str) -> ResponseReturnValue:  # noqa: A002 - of the address
    """Show the form of a question; a kind that has no form leads to its line in the source."""
    space = desk(course)
    text = shown(file_of(space, path))
    found = read_question(text, id)
    if found is None:
        line = text[: text.find(f"#{id}")].count("\n") + 1
        return redirect(url_for("authoring.edit", course=course, path=path) + f"#line-{line}", 303)
    return _page(space, path, found)


def _page(space: Workspace, path: str, found: QuestionText, refusal: DomainError | None = None) -> str:
    problems = review(reader(), space.files).of(path)
    spare = [OptionText("", False, "")] * min(SPARE, MOST_OPTIONS - len(found.options))
    return render_template(
        "authoring/question.html",
        course=space.course,
        path=path,
        question=found,
        options=[*found.options, *spare],
        version=space.hashes[path],
        notes=NOTES,
        problems=problems,
        refusal=refusal,
        preview=path.removesuffix(".md"),
    )


@bp.post("/<course>/question/<path:path>/<id>")
@for_author
def keep_question(author: Visitor, course: str, path: str, id: str) -> ResponseReturnValue:  # noqa: A002
    """Keep a question as its form says."""
    space = desk(course)
    before = file_of(space, path)
    old = read_question(shown(before), id)
    if old is None:
        raise NotFoundError(_("This question is edited as source."))
    new = _typed(old)
    try:
        text = write_question(shown(before), new)
        with transaction() as session:
            base = request.form.get("version", "")
            service.save(session, space.course, path, typed(text, before), base, deed(author, f"question {id}"))
    except StaleFileError:
        return conflict_page(desk(course), path, text), 409
    except DomainError as refusal:
        return _page(space, path, new, refusal), 422
    flash(_("The question is saved in the draft."), "ok")
    return redirect(url_for("authoring.question", course=course, path=path, id=id), 303)


def _typed(old: QuestionText) -> QuestionText:
    form = request.form
    options = []
    for at in range(MOST_OPTIONS):
        if f"text-{at}" in form:
            right = form.get("right") == str(at) if old.kind == "choice" else f"right-{at}" in form
            said = form.get(f"feedback-{at}", "").replace("\r\n", "\n").strip()
            options.append(OptionText(typed_line(f"text-{at}", 500), right, said))
    while len(options) > len(old.options) and not options[-1].text:
        options.pop()
    points = form.get("points", "1")
    return QuestionText(
        old.id,
        old.kind,
        typed_line("heading", 300),
        int(points) if points.isascii() and points.isdigit() and len(points) < 4 else 0,
        tuple(options),
        {word: typed_line(f"note-{word}", 500) for word in NOTES},
    )

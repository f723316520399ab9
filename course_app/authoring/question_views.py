"""A question by its form: text, answers, key, feedback and settings; only the lines that differ are written."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import front_text, service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author, framed, version_of
from course_app.authoring.editor_views import conflict_page
from course_app.authoring.question_edit import write_question
from course_app.authoring.question_forms import MOST_OPTIONS, question_from
from course_app.authoring.question_text import NOTES, OptionText, QuestionText, SceneText, read_question
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace
from course_app.courseware.drafts import StaleFileError
from course_app.domain.errors import DomainError, NotFoundError
from course_app.infrastructure.database import transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _

SPARE = 2


@bp.get("/<course>/question/<path:path>/<id>")
@for_author
def question(_author: Visitor, course: str, path: str, id: str) -> ResponseReturnValue:  # noqa: A002 - of the address
    """Show the form of a question; a kind that has no form leads to its line in the source."""
    space = desk(course)
    text = shown(file_of(space, path))
    found = read_question(text, id)
    if found is None:
        line = text[: text.find(f"#{id}")].count("\n") + 1
        flash(_("This question holds more than a form can show. Here is its source."), "info")
        return redirect(url_for("authoring.edit", course=course, path=path) + f"#line-{line}", 303)
    return framed(_page(space, path, found))


def _page(space: Workspace, path: str, found: QuestionText, refusal: DomainError | None = None) -> str:
    return render_template(
        "authoring/question.html",
        course=space.course,
        path=path,
        question=found,
        options=_with_spare(found.options) if found.kind not in ("gaps", "scenario", "reflection") else found.options,
        scenes=[(scene, _with_spare(scene.options, 1)) for scene in (*found.scenes, SceneText("", ""))]
        if found.kind == "scenario"
        else [],
        version=version_of(space, path),
        notes=NOTES,
        objectives=_objectives(space, path),
        refusal=refusal,
        look=path.removesuffix(".md"),
        theme=request.args.get("theme", "auto"),
    )


def _with_spare(options: tuple[OptionText, ...], count: int = SPARE) -> list[OptionText]:
    return [*options, *([OptionText("")] * min(count, MOST_OPTIONS - len(options)))]


def _objectives(space: Workspace, path: str) -> list[tuple[str, str]]:
    """Return the objectives that a question of a file may be about: those of its module, of all for the final."""
    folder = path.partition("/")[0]
    heads = (
        [f"{folder}/module.md"] if folder != "final" else [each for each in space.files if each.endswith("/module.md")]
    )
    found = []
    for head in heads:
        if head in space.files:
            for line in front_text.values(shown(space.files[head])).get("objectives", "").split("\n"):
                name, colon, words = line.partition(": ")
                if colon:
                    found.append((name, words))
    return found


@bp.post("/<course>/question/<path:path>/<id>")
@for_author
def keep_question(author: Visitor, course: str, path: str, id: str) -> ResponseReturnValue:  # noqa: A002
    """Keep a question as its form says."""
    space = desk(course)
    before = file_of(space, path)
    old = read_question(shown(before), id)
    if old is None:
        raise NotFoundError(_("This question is edited as source."))
    new, text = old, ""
    try:
        new = question_from(request.form, old)
        text = write_question(path, shown(before), new)
        with transaction() as session:
            base = request.form.get("version", "")
            service.save(session, space.course, path, typed(text, before), base, deed(author, f"question {id}"))
    except StaleFileError:
        return conflict_page(desk(course), path, text), 409
    except DomainError as refusal:
        return framed(_page(space, path, new, refusal), 422)
    flash(_("The question is saved in the draft."), "ok")
    return redirect(url_for("authoring.question", course=course, path=path, id=id), 303)

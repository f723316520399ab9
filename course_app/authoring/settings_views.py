"""The settings of a course by a form: identity, checks, final, certificate, and what each step asks for."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import course_text, service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author
from course_app.authoring.course_settings import groups_of, with_settings
from course_app.authoring.step_settings import Step, steps_of, with_steps
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.drafts import StaleFileError
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.storage import manifest_of
from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext


@bp.get("/<course>/settings")
@for_author
def course_settings(_author: Visitor, course: str) -> str:
    """Show every setting of a course with what it does."""
    return _page(desk(course))


def _texts(space: Workspace) -> dict[str, str]:
    return {path: shown(data) for path, data in space.files.for_reading().items() if path.endswith(".md")}


def _steps(space: Workspace) -> list[Step]:
    read = review(reader(), space.files).reading.course
    return steps_of(read, _texts(space)) if read else []


def _page(space: Workspace, refusal: DomainError | None = None) -> str:
    text = shown(file_of(space, COURSE_FILE))
    return render_template(
        "authoring/settings.html",
        course=space.course,
        groups=groups_of(text),
        values={".".join(path): value for path, value in course_text.values(text).items()},
        steps=_steps(space),
        version=manifest_of(space.hashes),
        refusal=refusal,
        typed=request.form,
    )


@bp.post("/<course>/settings")
@for_author
def keep_settings(author: Visitor, course: str) -> ResponseReturnValue:
    """Keep the settings in the draft; only the lines of what differs change."""
    space = desk(course)
    before = file_of(space, COURSE_FILE)
    wanted = {name.removeprefix("set-"): value for name, value in request.form.items() if name.startswith("set-")}
    try:
        if request.form.get("version") != manifest_of(space.hashes):
            raise ConflictError(_("The draft was edited in the meantime. Look at the values once more."))
        changed: dict[str, bytes | None] = {}
        text = with_settings(shown(before), wanted)
        if text != shown(before):
            changed[COURSE_FILE] = typed(text, before)
        if "steps" in request.form:
            files = with_steps(_texts(space), _steps(space), wanted, set(request.form.getlist("required")))
            changed |= {path: typed(new, space.files[path]) for path, new in files.items()}
        with transaction() as session:
            service.save_all(session, space.course, changed, space.hashes, deed(author, "settings"))
    except StaleFileError as stale:
        return _page(desk(course), ConflictError(stale.message)), 409
    except ConflictError as refusal:
        return _page(desk(course), refusal), 409
    except DomainError as refusal:
        return _page(space, refusal), 422
    if changed:
        said = ngettext("One file changed in the draft.", "%(n)s files changed in the draft.", len(changed))
        flash(said + " " + _("See whom it touches under Publish."), "ok")
    else:
        flash(_("Nothing differs from what the draft says."), "info")
    return redirect(url_for("authoring.course_settings", course=course), 303)

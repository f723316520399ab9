"""The editor of one file: source, problems beside their lines, settings, and what a learner will see."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import queries, service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author, framed, version_of
from course_app.authoring.differences import difference
from course_app.authoring.editing import EditorView, editor_view
from course_app.authoring.file_settings import FIELDS, with_settings
from course_app.authoring.outline import kind_of
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.drafts import StaleFileError, settle
from course_app.courseware.language.fmt import format_file
from course_app.courseware.language.problems import Problem
from course_app.courseware.language.reading import read_any
from course_app.courseware.storage import blobs
from course_app.domain.course import QuizSettings
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.errors import wants_json
from course_app.web.i18n import gettext as _


@bp.get("/<course>/edit/<path:path>")
@for_author
def edit(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Show the editor of a file."""
    space = desk(course)
    file_of(space, path)
    return framed(_page(author, space, path))


def _page(author: Visitor, space: Workspace, path: str, refusal: DomainError | None = None, mine: str = "") -> str:
    view = editor_view(space, review(reader(), space.files), path)
    held = next((each for each in space.held if each.path == path), None)
    return render_template(
        "authoring/editor.html",
        space=space,
        course=space.course,
        view=view,
        text=mine or view.text,
        refusal=refusal,
        others=queries.others_at(reader(), space.course.id, path, author.id, clock.now()),
        held=held,
        last=next(iter(queries.history(reader(), space.course.id, path, limit=1)), None),
        theme=request.args.get("theme", "auto"),
        width=request.args.get("width", "desk"),
    )


@bp.post("/<course>/edit/<path:path>")
@for_author
def keep(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Keep the text of a file in the draft; a text typed over an older one is refused, and both are offered."""
    space = desk(course)
    before = file_of(space, path)
    text, base = request.form.get("text", ""), request.form.get("version", "")
    try:
        data = typed(text, before)
        if not wants_json():
            data = _with_ids(space, path, data)
        with transaction() as session:
            service.save(session, space.course, path, data, base, deed(author))
            service.be_there(session, space.course.id, path, author.id, clock.now())
    except StaleFileError:
        if wants_json():
            return jsonify(conflict=url_for("authoring.edit", course=course, path=path)), 409
        return conflict_page(desk(course), path, text), 409
    except DomainError as refusal:
        if wants_json():
            return jsonify(sentence=refusal.message), 422
        return framed(_page(author, space, path, refusal, text), 422)
    if wants_json():
        return _as_data(desk(course), path)
    flash(_("Saved in the draft. Learners see it when it is published."), "ok")
    return redirect(url_for("authoring.edit", course=course, path=path), 303)


def _with_ids(space: Workspace, path: str, data: bytes) -> bytes:
    """Return a file with an id for everything that needs one, as ``course content fmt`` writes them."""
    if not path.endswith(".md"):
        return data
    elsewhere: set[str] = set()
    for other, text in space.files.for_reading().items():
        if other != path and other.endswith(".md") and (b"{.quiz" in text or b".recall" in text or "final/" in other):
            names = read_any(other, text, QuizSettings()).names
            elsewhere |= {name.id for name in names if name.kind in ("question", "pool")}
    return format_file(path, data.decode("utf-8"), elsewhere).encode("utf-8")


def _as_data(space: Workspace, path: str) -> ResponseReturnValue:
    view = editor_view(space, review(reader(), space.files), path)
    return jsonify(
        saved_at=clock.now().isoformat(),
        version=view.version,
        facts=view.facts,
        problems=[_problem(found) for found in view.problems],
        said=problem_count(view),
    )


def _problem(found: Problem) -> dict[str, object]:
    return {
        "line": found.line,
        "column": found.column,
        "code": found.code,
        "severity": found.severity,
        "sentence": found.sentence,
        "hint": found.hint,
    }


def problem_count(view: EditorView) -> str:
    """Say how many problems a file has."""
    errors = sum(found.severity == "error" for found in view.problems)
    warnings = len(view.problems) - errors
    if not view.problems:
        return _("No problems in this file.")
    return _("%(errors)s to mend, %(warnings)s to think about.", errors=errors, warnings=warnings)


@bp.post("/<course>/about/<path:path>")
@for_author
def about(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Change the settings of a file by its form; only their lines change."""
    space = desk(course)
    before = file_of(space, path)
    text = shown(before)
    kind = kind_of(path, text)
    wanted = {field.key: request.form[field.key] for field in FIELDS.get(kind, ()) if field.key in request.form}
    new = with_settings(kind, text, wanted)
    try:
        with transaction() as session:
            base = request.form.get("version", "")
            service.save(session, space.course, path, typed(new, before), base, deed(author, "settings"))
    except StaleFileError:
        return conflict_page(desk(course), path, new), 409
    flash(_("Saved in the draft. Learners see it when it is published."), "ok")
    return redirect(url_for("authoring.edit", course=course, path=path), 303)


@bp.post("/<course>/here/<path:path>")
@for_author
def here(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Note that somebody has a file open, and say who else has."""
    space = desk(course)
    file_of(space, path)
    now = clock.now()
    with transaction() as session:
        service.be_there(session, space.course.id, path, author.id, now)
    others = queries.others_at(reader(), space.course.id, path, author.id, now)
    return jsonify(others=others, words=lock_words(others), version=version_of(space, path))


def lock_words(others: list[str]) -> str:
    """Say who else has a file open, '' for nobody."""
    if not others:
        return ""
    return _("%(names)s has this file open, too. Nobody's text is overwritten.", names=", ".join(others))


def conflict_page(space: Workspace, path: str, mine: str, *, live: bool = False) -> str:
    """Return the page that offers two texts of a file: what was typed, and what somebody else wrote meanwhile."""
    data = space.files.get(path, b"")
    if live:
        digest = space.live.get(path, "")
        data = blobs(reader(), [digest]).get(digest, b"")
    theirs = shown(data)
    mine = mine.replace("\r\n", "\n")
    return render_template(
        "authoring/conflict.html",
        course=space.course,
        path=path,
        mine=mine,
        theirs=theirs,
        version=version_of(space, path),
        difference=difference(theirs, mine),
        live=live,
    )


@bp.get("/<course>/both/<path:path>")
@for_author
def both(_author: Visitor, course: str, path: str) -> str:
    """Show a file of the draft beside the text that was published in the meantime."""
    space = desk(course)
    mine = shown(space.files[path]) if path in space.files else ""
    return conflict_page(space, path, mine, live=True)


@bp.post("/<course>/both/<path:path>")
@for_author
def settled(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Keep the text that was chosen of the two; what learners read is no obstacle to publishing it then."""
    space = desk(course)
    before = space.files.get(path, b"")
    with transaction() as session:
        settle(session, space.course, path, author.id, clock.now())
        text, base = request.form.get("text", ""), request.form.get("version", "")
        service.save(session, space.course, path, typed(text, before), base, deed(author, "chose between two texts"))
    flash(_("Saved in the draft. Learners see it when it is published."), "ok")
    return redirect(url_for("authoring.edit", course=course, path=path), 303)

"""Questions from a file: each row is shown with what would become of it; nothing is kept before that is confirmed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author
from course_app.authoring.front_text import title
from course_app.authoring.history_views import pasts
from course_app.authoring.importing.rows import Import, decoded, read_import, with_questions
from course_app.authoring.outline import kind_of
from course_app.authoring.question_lines import heading_marks
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.identities import questions_of
from course_app.courseware.language.tree import parse
from course_app.domain.errors import DomainError
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.web.security import takes_up_to

LARGEST_FORM = 700_000
"""A text of 200 kB in a form, each of its letters as three in the worst case."""
IMPORTED = "imported"


@bp.get("/<course>/questions/import")
@for_author
def import_questions(_author: Visitor, course: str) -> str:
    """Show the form that takes a file of questions, and the last import with its way back."""
    space = desk(course)
    return _page(space, target=request.args.get("to", ""), last=request.args.get("last", ""))


def _page(
    space: Workspace,
    found: Import | None = None,
    *,
    text: str = "",
    target: str = "",
    refusal: DomainError | None = None,
    last: str = "",
) -> str:
    return render_template(
        "authoring/import.html",
        course=space.course,
        targets=targets(space),
        target=target,
        found=found,
        text=text,
        refusal=refusal,
        wanted=request.form.get("format", ""),
        done=_last(space, last) if last else None,
        last=last,
    )


def _last(space: Workspace, path: str) -> dict[str, str] | None:
    """Return what the newest change of a file was, and the text before it, where that was an import."""
    found = pasts(space, path)[:2] if path in space.files else []
    if len(found) < 2 or not found[0].words.startswith(IMPORTED):
        return None
    return {"words": found[0].words, "before": found[1].key}


def targets(space: Workspace) -> list[tuple[str, str]]:
    """Return the files, and the pools in them, that take questions."""
    found = []
    for path in space.files:
        if not path.endswith(".md") or kind_of(path, text := shown(space.files[path])) not in ("quiz", "topic"):
            continue
        pools = [
            each for each in parse(text).walk() if each.kind == "heading" and each.id and ".pool" in heading_marks(each)
        ]
        if not pools:
            found.append((path, f"{title(text)} ({path})"))
        for pool in pools:
            words = pool.child("words")
            name = words.text.strip() if words else pool.id
            found.append((f"{path}#{pool.id}", f"{title(text)}: {name} ({path})"))
    return found


def _read(space: Workspace, text: str) -> Import:
    course = review(reader(), space.files).reading.course
    questions = tuple(questions_of(course)) if course else ()
    return read_import(
        text,
        request.form.get("format", ""),
        {question.id for question in questions},
        {question.heading.text for question in questions},
    )


@bp.post("/<course>/questions/import")
@for_author
@takes_up_to(LARGEST_FORM)
def look_at_import(_author: Visitor, course: str) -> ResponseReturnValue:
    """Show what each row of a file would become. Nothing is kept."""
    space = desk(course)
    sent, text = request.files.get("file"), request.form.get("text", "")
    target = request.form.get("target", "")
    try:
        text = decoded(sent.read() if sent is not None and sent.filename else text.encode("utf-8", "replace"))
        if not text.strip():
            raise DomainError(_("Choose a file, or paste the questions."), "file")
    except DomainError as refusal:
        return _page(space, target=target, refusal=refusal), 422
    return _page(space, _read(space, text), text=text, target=target)


@bp.post("/<course>/questions/import/keep")
@for_author
@takes_up_to(LARGEST_FORM)
def keep_import(author: Visitor, course: str) -> ResponseReturnValue:
    """Put the rows that were chosen into the draft of a file."""
    space = desk(course)
    target = request.form.get("target", "")
    path, _hash, pool = target.partition("#")
    text = ""
    try:
        text = decoded(request.form.get("text", "").encode("utf-8", "replace"))
        if target not in [name for name, _words in targets(space)]:
            raise DomainError(_("Choose where the questions go."), "target")
        chosen = set(request.form.getlist("row"))
        rows = [row for row in _read(space, text).rows if row.state != "bad" and str(row.line) in chosen]
        if not rows:
            raise DomainError(_("Choose a row that is ready."), "rows")
        before = file_of(space, path)
        new = with_questions(shown(before), [row.source for row in rows], pool)
        done = deed(author, f"{IMPORTED} {len(rows)} questions")
        with transaction() as session:
            service.save(session, space.course, path, typed(new, before), space.hashes[path], done)
    except DomainError as refusal:
        found = _read(space, text) if text else None
        return _page(space, found, text=text, target=target, refusal=refusal), 422
    flash(
        ngettext("One question is in the draft.", "%(n)s questions are in the draft.", len(rows))
        + " "
        + _("Learners see them when it is published."),
        "ok",
    )
    return redirect(url_for("authoring.import_questions", course=course, last=path, to=target), 303)

"""The history of a file: every text it had, the difference to the one before, and the way back."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import queries, service
from course_app.authoring.blueprint import bp, deed, desk, for_author
from course_app.authoring.differences import difference
from course_app.authoring.texts import is_text, shown
from course_app.authoring.workspace import Workspace
from course_app.courseware import queries as courseware
from course_app.courseware.storage import blobs, hashes_of_release
from course_app.domain.errors import NotFoundError
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _

MOST_RELEASES = 40


@dataclass(frozen=True, slots=True)
class Past:
    """A text that a file had: ``key`` names it in an address, ``sha256`` is '' where the file was not there."""

    key: str
    sha256: str
    words: str
    who: str
    at: datetime


def pasts(space: Workspace, path: str) -> list[Past]:
    """Return every text of a file, saved or published, the newest first."""
    found = []
    for each in queries.history(reader(), space.course.id, path):
        found.append(Past(f"s{each.id}", each.sha256, each.what or _("saved"), each.who, each.at))
    released = list(reversed(courseware.releases_of(reader(), space.course.id)))[-MOST_RELEASES:]
    before = None
    for release in released:
        digest = hashes_of_release(reader(), release.id).get(path, "")
        if digest != before:
            words = _("published as r%(n)s", n=release.number)
            who = queries.name_of(reader(), release.published_by)
            found.append(Past(f"r{release.number}", digest, words, who, release.published_at))
            before = digest
    return sorted(found, key=lambda each: each.at, reverse=True)


@bp.get("/<course>/history/<path:path>")
@for_author
def history(_author: Visitor, course: str, path: str) -> str:
    """Show the texts of a file, one of them with its difference to the one before, or to what stands now."""
    space = desk(course)
    found = pasts(space, path)
    if not found and path not in space.files:
        raise NotFoundError(_("This file is not in the course."))
    wanted, live = request.args.get("at"), space.live.get(path)
    at = next(
        (i for i, each in enumerate(found) if each.key == wanted or (wanted == "live" and each.sha256 == live)), 0
    )
    picked = found[at] if found else None
    older = found[at + 1].sha256 if at + 1 < len(found) else ""
    to_now = request.args.get("to") == "now"
    lines = []
    if picked is not None and is_text(path):
        old, new = (picked.sha256, space.hashes.get(path, "")) if to_now else (older, picked.sha256)
        data = blobs(reader(), {old, new} - {""})
        lines = difference(shown(data.get(old, b"")), shown(data.get(new, b"")))
    return render_template(
        "authoring/history.html",
        course=space.course,
        path=path,
        pasts=found,
        picked=picked,
        lines=lines,
        to_now=to_now,
        current=space.hashes.get(path, ""),
    )


@bp.post("/<course>/history/<path:path>")
@for_author
def restore(author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Put an earlier text into the draft again; the one that stood there stays in the history."""
    space = desk(course)
    picked = next((each for each in pasts(space, path) if each.key == request.form.get("at")), None)
    if picked is None:
        raise NotFoundError(_("This text is not in the history."))
    data = blobs(reader(), [picked.sha256]).get(picked.sha256) if picked.sha256 else None
    with transaction() as session:
        what = f"back to what was {picked.words}"
        service.save(session, space.course, path, data, space.hashes.get(path, ""), deed(author, what))
    flash(_("The earlier text is in the draft again."), "ok")
    if data is None or not is_text(path):
        return redirect(url_for("authoring.outline", course=course), 303)
    return redirect(url_for("authoring.edit", course=course, path=path), 303)

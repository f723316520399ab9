"""Pages at both ends of the import: the file or the names, what became of the picks, and undo."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.people import MOST_PEOPLE
from course_app.infrastructure.database import reader, transaction
from course_app.people import queries
from course_app.people.import_blueprint import READINGS, bp, reader_key, room_of
from course_app.people.importing import batches, packing, pasting, reading, trays
from course_app.people.importing.found import MOST_BYTES, UnreadableError
from course_app.people.importing.matching import known_of
from course_app.people.importing.terms import TERMS
from course_app.people.keeper import keeper_of
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.web.security import limiter, takes_up_to

FORM = 1_000_000
"""The bytes of a form around its file."""
SAMPLE = (
    "First name,Last name,E-mail,Company\r\n"
    "Evan,Brandt,evan@example.org,Hazel Bakery\r\n"
    "Priya,Nair,,Lime Street Library\r\n"
)


@bp.get("")
@for_learner
def start(learner: Visitor) -> str:
    """Ask for a file or a list of names, and say how to get one."""
    return _start_page(learner)


def _start_page(learner: Visitor, errors: Sequence[tuple[str, str]] = (), names: str = "") -> str:
    keeper = keeper_of(learner)
    circle = queries.circle(reader(), keeper)
    known = known_of(circle.people)
    return render_template(
        "people/import.html",
        terms=TERMS,
        known={"names": sorted(known.names), "addresses": sorted(known.addresses)},
        room=room_of(circle),
        most=MOST_PEOPLE,
        batches=batches.recent(reader(), keeper),
        errors=errors,
        names=names,
    )


@bp.post("")
@for_learner
@takes_up_to(MOST_BYTES + FORM)
@limiter.limit(READINGS, key_func=reader_key)
def read(learner: Visitor) -> ResponseReturnValue:
    """Read a file or names here, where there is no JavaScript, and lay the people out."""
    file, names = request.files.get("file"), request.form.get("names", "")
    try:
        if names.strip():
            sift, text = pasting.read_paste(names), ""
        elif file is not None and file.filename:
            text = reading.text_of(file.read(MOST_BYTES + 1))
            sift = reading.read_text(text)
        else:
            at = "names" if "names" in request.form else "file"
            said = _("Paste or type some names first.") if at == "names" else _("Choose a file first.")
            return _start_page(learner, [(at, said)]), 422
    except UnreadableError as refusal:
        return _start_page(learner, [("names" if names.strip() else "file", refusal.message)], names), 422
    ticked = trays.everybody(sift) if sift.kind == "paste" else frozenset[int]()
    with transaction() as session:
        tray = trays.lay_out(session, keeper_of(learner), sift, "" if sift.sure else text, ticked)
    return redirect(url_for(".sift" if sift.sure else ".columns", tray=tray), 303)


@bp.post("/picks")
@for_learner
def picks(learner: Visitor) -> ResponseReturnValue:
    """Take the ticked people from a browser that read the file itself; nobody else was sent."""
    try:
        sift = packing.picks_of(request.form.get("picks", ""))
    except DomainError as refusal:
        return _start_page(learner, [("file", refusal.message)]), 422
    with transaction() as session:
        tray = trays.lay_out(session, keeper_of(learner), sift, ticked=frozenset(range(len(sift.rows))))
    return redirect(url_for(".spheres", tray=tray), 303)


@bp.get("/sample.csv")
@for_learner
def sample(learner: Visitor) -> Response:
    """Give a file that shows what a table may look like."""
    headers = {"Content-Disposition": 'attachment; filename="sample.csv"'}
    return Response(SAMPLE, mimetype="text/csv", headers=headers)


@bp.get("/<tray>/done")
@for_learner
def done(learner: Visitor, tray: str) -> str:
    """Say what became of the picks, and offer to undo it for a day."""
    keeper = keeper_of(learner)
    batch = next((each for each in batches.recent(reader(), keeper) if each.id == tray), None)
    kept: dict[str, Any] | None
    try:
        kept = trays.open_tray(reader(), keeper, tray).kept
    except NotFoundError:
        kept = None
    if kept is None and batch is None:
        raise NotFoundError(_("This import is over."))
    kept = kept or {"known": [], "no_room": []}
    count = batch.count if batch else 0
    return render_template("people/import_done.html", kept=kept, batch=batch, count=count, most=MOST_PEOPLE)


@bp.post("/<tray>/undo")
@for_learner
def undo(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Take off whom an import brought, except those with whom something was done since."""
    with transaction() as session:
        undone = batches.undo(session, keeper_of(learner), tray)
    if not undone.removed and not undone.stayed:
        raise NotFoundError(_("This import can no longer be undone."))
    said = ngettext("%(n)s person is off the list again.", "%(n)s people are off the list again.", undone.removed)
    if undone.stayed:
        stayed = ngettext(
            "%(n)s stays: you have worked with them since.",
            "%(n)s stay: you have worked with them since.",
            undone.stayed,
        )
        said = f"{said} {stayed}" if undone.removed else stayed
    flash(said, "ok")
    return redirect(url_for("people.index"), 303)


@bp.post("/<tray>/drop")
@for_learner
def drop(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Put a tray away without keeping anybody."""
    with transaction() as session:
        keeper = keeper_of(learner)
        trays.open_tray(session.connection(), keeper, tray)
        trays.put_away(session, keeper)
    flash(_("What was read is gone. Nobody was kept."), "ok")
    return redirect(url_for(".start"), 303)

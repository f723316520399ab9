"""Settings of the whole site: words of mails, the privacy desk, and the state of the system."""

import shutil
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.accounts import letters, wording
from course_app.accounts.wording import KINDS, Wording
from course_app.credentials import notices
from course_app.credentials.glyphs import unprintable
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock, migrating
from course_app.infrastructure.audit import record
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import db, reader, transaction
from course_app.infrastructure.jobs import Jobs
from course_app.infrastructure.last_backup import last_backup
from course_app.infrastructure.mail import overdue
from course_app.infrastructure.versions import own_version
from course_app.reporting import privacy, words
from course_app.web.access import Visitor, for_owner, visitor
from course_app.web.forms import tidy, tidy_line
from course_app.web.i18n import gettext as _

SCRIPTS = {
    _("Arabic"): "ف",
    _("Chinese"): "山",
    _("Hebrew"): "נ",
    _("Hindi"): "अ",
    _("Japanese"): "あ",
    _("Korean"): "한",
    _("Thai"): "ก",
}
"""A letter of scripts for which names are printed with fonts of the machine."""
bp = Blueprint("settings", __name__, url_prefix="/admin")


@bp.get("/mail/words")
@for_owner
def mail_templates(_owner: Visitor) -> str:
    """List the mails whose words may be changed."""
    found = [(kind, wording.wording(reader(), kind)) for kind in KINDS]
    return render_template("reporting/mails.html", found=found, names=words.MAILS)


@bp.get("/mail/words/<kind>")
@for_owner
def mail_template(_owner: Visitor, kind: str) -> str:
    """Show the words of a kind of mail, with a preview."""
    return _mail_page(kind, wording.wording(reader(), kind))


def _mail_page(kind: str, shown: Wording | None, refusal: DomainError | None = None) -> str:
    if kind not in KINDS:
        abort(404)
    own = _sample(kind)
    base = Wording(kind, own.subject, "\n\n".join(own.lines))
    said = letters.reworded(own, shown) if refusal is None else own
    return render_template(
        "reporting/mail.html",
        kind=kind,
        shown=shown or base,
        changed=shown is not None,
        names=words.MAILS,
        words=said,
        text=letters.write(kind, "", said).text,
        refusal=refusal,
    )


def _sample(kind: str) -> letters.Words:
    """Return a mail of a kind; what stands in its text is nobody's but the owner's, who may keep it."""
    person = visitor()
    by = person.name if person else ""
    made = {
        "invite": lambda: letters.invitation("sample", by),
        "signin": lambda: letters.sign_in_link("sample"),
        "confirm": lambda: letters.confirm("sample"),
        "certificate": lambda: notices.issued_words("sample", _("Certificate"), "7KQ4-9TXM-2BCD-FGHJ"),
        "name-corrected": lambda: notices.corrected_words("sample", "Dana Whitfield", True),
    }
    if kind in made:
        return made[kind]()
    site = current_app.extensions["site"].name
    if kind == "cohort":
        return letters.Words(
            _("You are invited to a cohort of %(site)s", site=site),
            (_("%(name)s invites you to take the course together with others.", name=by),),
            _("Look at the invitation"),
            letters.address("/join/sample"),
        )
    return letters.Words(
        _("Your certificate of %(site)s runs out", site=site),
        (_("You can renew it now: what you have done counts, and if the course asks for something new, it says so."),),
        _("Renew it"),
        letters.address("/courses"),
    )


@bp.post("/mail/words/<kind>")
@for_owner
def save_mail(owner: Visitor, kind: str) -> ResponseReturnValue:
    """Keep words, go back to the site's own, or send a test to oneself."""
    if kind not in KINDS:
        abort(404)
    subject, body = tidy_line(request.form.get("subject", "")), tidy(request.form.get("body", "").replace("\r", ""))
    chosen, what = Wording(kind, subject, body), request.form.get("do", "keep")
    try:
        with transaction() as session:
            now = clock.now()
            if what == "restore":
                wording.restore(session, kind)
            elif what == "test":
                letters.send(session, kind, owner.email, _sample(kind), now)
            else:
                wording.save(session, chosen, now)
            if what != "test":
                record(session, owner.id, "words of a mail", f"mail {kind}", now, {}, {"own": what != "restore"})
    except DomainError as refusal:
        return _mail_page(kind, chosen, refusal), 422
    said = {"restore": _("The site’s own words are back."), "test": _("A test is on its way to you.")}
    flash(said.get(what, _("Kept. Mails of this kind say so from now on.")), "ok")
    return redirect(url_for(".mail_template", kind=kind), 303)


@bp.get("/privacy")
@for_owner
def privacy_desk(owner: Visitor) -> str:
    """Show requests of people about their data, and when they are due."""
    return _privacy_page(owner)


def _privacy_page(owner: Visitor, refusal: DomainError | None = None) -> str:
    return render_template(
        "reporting/privacy.html",
        found=privacy.requests(reader()),
        today=clock.today(owner.time_zone),
        refusal=refusal,
        typed=request.form,
    )


@bp.post("/privacy")
@for_owner
def note_request(owner: Visitor) -> ResponseReturnValue:
    """Note a request that came by mail or by word of mouth."""
    email = tidy_line(request.form.get("email", ""))
    try:
        with transaction() as session:
            number = privacy.note(session, request.form.get("kind", ""), email, clock.today(owner.time_zone))
            said = {"kind": request.form.get("kind", "")}
            record(session, owner.id, "privacy request noted", f"request {number}", clock.now(), {}, said)
    except DomainError as refusal:
        return _privacy_page(owner, refusal), 422
    flash(_("Noted. It is due in thirty days."), "ok")
    return redirect(url_for(".privacy_desk"), 303)


@bp.post("/privacy/<int:number>/<any(done, refused, delete, forget):what>")
@for_owner
def answer_request(owner: Visitor, number: int, what: str) -> ResponseReturnValue:
    """Put a request away, delete the account that it is about, or take the person off every list."""
    now = clock.now()
    try:
        with transaction() as session:
            if what == "delete":
                gone = privacy.delete_account(session, number, now)
                record(session, owner.id, "account deleted on request", f"account {gone}", now)
            elif what == "forget":
                found = privacy.forget(session, current_app.extensions["blind_index"], number, now)
                counts = {"entries": found.entries, "lists": found.lists}
                record(session, owner.id, "person forgotten on request", f"request {number}", now, {}, counts)
            else:
                privacy.close(session, number, what, now)
            after = {"state": what if what == "refused" else "done"}
            record(session, owner.id, "privacy request answered", f"request {number}", now, {"state": "open"}, after)
    except DomainError as refusal:
        return _privacy_page(owner, refusal), 422
    flash(_("Answered. The address is wiped from this list."), "ok")
    return redirect(url_for(".privacy_desk"), 303)


@bp.get("/system")
@for_owner
def system(_owner: Visitor) -> str:
    """Show version, database, jobs, mail and space."""
    settings: Settings = current_app.extensions["settings"]
    jobs: Jobs = current_app.extensions["jobs"]
    database = db.engine.url.database or ""
    on_disk = db.engine.dialect.name == "sqlite" and Path(database).is_file()
    return render_template(
        "reporting/system.html",
        version=own_version(),
        dialect={"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(db.engine.dialect.name, db.engine.dialect.name),
        megabytes=Path(database).stat().st_size / 1e6 if on_disk else None,
        migrated=migrating.current(db.engine) == migrating.head(),
        waiting=len(jobs.waiting()),
        worker=jobs.last_seen(),
        mail=current_app.extensions["mailer"].configured,
        late=overdue(reader(), clock.now()),
        unprinted=[script for script, letter in SCRIPTS.items() if unprintable(letter)],
        backed_up=last_backup(settings.instance),
        free=shutil.disk_usage(settings.instance).free / 1e9,
        production=settings.production,
        base_url=settings.base_url,
    )

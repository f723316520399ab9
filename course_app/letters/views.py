"""The desk's pages: choose what to begin from, write, save; two versions; how one signs."""

from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError
from course_app.domain.letters.slots import PROMPTS, Sender, Sheet
from course_app.domain.people import Letter, LetterStatus
from course_app.infrastructure.database import reader, transaction
from course_app.letters import desk as desks
from course_app.letters import showing
from course_app.letters.blueprint import bp
from course_app.letters.desk import OTHER_LANGUAGE, OVERRIDABLE, WRITABLE, Desk, open_desk
from course_app.letters.senders import save_sender
from course_app.letters.shelf import USES
from course_app.people import letters as kept
from course_app.people import words
from course_app.people.letters import StaleLetterError
from course_app.web.access import Visitor, for_learner
from course_app.web.errors import wants_json
from course_app.web.forms import tidy, tidy_line
from course_app.web.i18n import gettext as _


def text(name: str) -> str:
    """Return a text of this request's form, tidied."""
    return str(tidy(request.form.get(name, "").replace("\r\n", "\n")))


def line(name: str) -> str:
    """Return a line of this request's form, tidied."""
    return str(tidy_line(request.form.get(name, "")))


def to_desk(person: str, letter: str = "", **values: Any) -> ResponseReturnValue:
    """Lead to the desk with a letter on it."""
    return redirect(url_for("letters.desk", person=person, letter=letter or None, **values), 303)


@bp.get("/people/<person>/letter")
@for_learner
def desk(learner: Visitor, person: str) -> str:
    """Show the letter being written to somebody, or what one could begin from."""
    asked = request.args.get("use", "")
    found = open_desk(learner, person, request.args.get("letter", ""), asked if asked in USES else "")
    if found.is_left_in_peace and (found.letter is None or found.letter.status in WRITABLE):
        return render_template("letters/peace.html", person=found.person)
    if found.letter is None or "choose" in request.args:
        return _choose_page(found, desks.wanted_use(asked, found.tie))
    if found.letter.status not in WRITABLE:
        return _kept_page(found, found.letter)
    return desk_page(learner, found, found.letter, pressed="missing" in request.args)


def _choose_page(found: Desk, use: str) -> str:
    return render_template(
        "letters/choose.html",
        desk=found,
        person=found.person,
        use=use,
        uses=[
            {
                "label": label,
                "url": url_for(".desk", person=found.person.id, use=name, choose=1),
                "current": name == use,
                "count": None,
            }
            for name, label in showing.USES.items()
        ],
        offered=showing.offered(found, found.shelf.templates(use), use),
        known=showing.last_known(found.tie),
        said=words,
        earlier=list(showing.earlier(replace(found, letter=None))),
        at=found.letter,
    )


def _kept_page(found: Desk, letter: Letter) -> str:
    return render_template(
        "letters/kept.html",
        desk=found,
        person=found.person,
        letter=letter,
        paragraphs=showing.paragraphs(letter.body),
        use=showing.USES.get(letter.use, ""),
        state=showing.STATUSES[letter.status],
        earlier=list(showing.earlier(found)),
        sent=next((each for each in found.tie.touches if each.letter == letter.id), None),
        said=words,
        today=found.keeper.today,
    )


def desk_page(
    learner: Visitor, found: Desk, letter: Letter, refusal: DomainError | None = None, *, pressed: bool = False
) -> str:
    """Return the page on which a letter is written; ``pressed`` lists what keeps it from being ready."""
    reading = desks.read(found, letter)
    return render_template(
        "letters/desk.html",
        desk=found,
        person=found.person,
        letter=letter,
        reading=reading,
        lines=showing.check_lines(reading, Sheet(letter.subject, letter.body)),
        length=showing.length_words(reading),
        use=showing.USES.get(letter.use, ""),
        way=showing.WAYS.get(found.channel, found.channel),
        plan=showing.plan_words(found, found.shelf.plan(reader(), found.keeper.key)),
        known=showing.last_known(found.tie),
        language=showing.language_name(found.shelf.language, learner.locale),
        refusal=refusal,
        pressed=pressed,
        earlier=list(showing.earlier(found)),
        said=words,
    )


@bp.post("/people/<person>/letter/begin")
@for_learner
def begin(learner: Visitor, person: str) -> ResponseReturnValue:
    """Begin a letter from a template, a blank sheet, or a text that was written elsewhere (``body``)."""
    use = line("use") if line("use") in USES else "first"
    found = _open_to_write(learner, person, text("letter"))
    template = found.shelf.template(line("template"))
    sheet = Sheet(line("subject"), text("body")) if text("body") else desks.begun(found, template, use)
    letter = Letter("", person, use, LetterStatus.OPEN, sheet.subject, sheet.body)
    letter = replace(letter, template=template.key if template else "")
    with transaction() as session:
        if found.letter is not None and found.letter.status in WRITABLE:
            if _untouched(found):
                letter = replace(letter, id=found.letter.id, version=found.letter.version)
            else:
                kept.set_status(session, found.keeper, person, found.letter.id, LetterStatus.DROPPED)
        begun = kept.save_letter(session, found.keeper, letter)
    return to_desk(person, begun.id)


def _open_to_write(learner: Visitor, person: str, letter: str = "") -> Desk:
    """Return the desk of somebody who may be written to; nothing lies on it unless ``letter`` is asked for."""
    found = open_desk(learner, person, letter)
    if found.is_left_in_peace:
        raise DomainError(_("You left %(name)s in peace. Open it again first.", name=found.person.short))
    return found if letter else replace(found, letter=None)


def _untouched(found: Desk) -> bool:
    """Return whether the letter on the desk still is what it began with."""
    assert found.letter is not None
    first = desks.begun(found, found.template, found.letter.use)
    return (found.letter.subject, found.letter.body) == (first.subject, first.body)


@bp.post("/people/<person>/letter")
@for_learner
def save(learner: Visitor, person: str) -> ResponseReturnValue:
    """Keep what was typed; ``then=send`` goes on to sending when the letter is ready, and says what is missing else."""
    found = open_desk(learner, person, text("letter") or "none")
    assert found.letter is not None
    letter = _typed(found, found.letter)
    try:
        if found.letter.status not in WRITABLE:
            raise DomainError(_("This letter is %(state)s already.", state=showing.STATUSES[found.letter.status]))
        letter = replace(letter, status=desks.status_of(found, letter))
        with transaction() as session:
            letter = kept.save_letter(session, found.keeper, letter)
    except StaleLetterError as stale:
        if wants_json():
            return jsonify(conflict=url_for(".desk", person=person, letter=letter.id)), 409
        return _conflict_page(found, letter, stale.theirs), 409
    except DomainError as refusal:
        if wants_json():
            return jsonify(sentence=refusal.message), 422
        return desk_page(learner, found, letter, refusal), 422
    found = replace(found, letter=letter)
    if wants_json():
        return jsonify(saved_at=found.keeper.now.isoformat(), version=letter.version, **_parts(found, letter))
    if line("then") != "send":
        flash(_("Saved."), "ok")
        return to_desk(person, letter.id)
    if letter.status is LetterStatus.READY:
        return redirect(url_for(".sending", person=person, letter=letter.id), 303)
    return to_desk(person, letter.id, missing=1)


def _typed(found: Desk, letter: Letter) -> Letter:
    """Return the letter on the desk with what was typed into the form."""
    return replace(
        letter,
        subject=line("subject"),
        body=text("body"),
        overrides=tuple(sorted(OVERRIDABLE & set(request.form.getlist("override")))),
        language=OTHER_LANGUAGE if request.form.get("language") else "",
        version=request.form.get("version", 0, type=int),
    )


def _parts(found: Desk, letter: Letter) -> dict[str, str]:
    """Return the parts of the page that a saved text changes: the checks, and how long it is."""
    reading = desks.read(found, letter)
    lines = showing.check_lines(reading, Sheet(letter.subject, letter.body))
    checks = render_template("letters/_checks.html", reading=reading, lines=lines)
    return {"checks": checks, "length": showing.length_words(reading)}


def _conflict_page(found: Desk, mine: Letter, theirs: Letter) -> str:
    return render_template(
        "letters/conflict.html",
        desk=found,
        person=found.person,
        mine=mine,
        theirs=theirs,
        texts=(showing.paragraphs(mine.body), showing.paragraphs(theirs.body)),
    )


@bp.post("/people/<person>/letter/<letter>/aside")
@for_learner
def aside(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Set a letter aside; nothing of it is lost."""
    found = open_desk(learner, person, letter)
    assert found.letter is not None
    if found.letter.status in WRITABLE:
        with transaction() as session:
            kept.set_status(session, found.keeper, person, letter, LetterStatus.DROPPED)
    flash(_("Set aside. You can take it up again."), "ok")
    return redirect(url_for("people.person", person=person), 303)


@bp.post("/people/<person>/letter/<letter>/again")
@for_learner
def again(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Take up a letter that was set aside, or kept for practice."""
    found = _open_to_write(learner, person, letter)
    assert found.letter is not None
    if found.letter.status in (LetterStatus.DROPPED, LetterStatus.KEPT):
        with transaction() as session:
            kept.set_status(session, found.keeper, person, letter, desks.status_of(found, found.letter))
    return to_desk(person, letter)


@bp.post("/people/<person>/letter/sender")
@for_learner
def sender(learner: Visitor, person: str) -> ResponseReturnValue:
    """Keep how the learner signs, and sign the letter on the desk where it waits for that."""
    found = open_desk(learner, person, text("letter"))
    signed = Sender(*(line(f"sender-{part}") for part in ("name", "email", "phone", "other")))
    try:
        with transaction() as session:
            save_sender(session, found.keeper, signed)
            letter = found.letter
            blank = f"[{PROMPTS['signature']}]"
            if letter is not None and letter.status in WRITABLE and signed.signature and blank in letter.body:
                letter = replace(letter, body=letter.body.replace(blank, signed.signature))
                found = replace(found, sender=signed)
                kept.save_letter(session, found.keeper, replace(letter, status=desks.status_of(found, letter)))
    except DomainError as refusal:
        if found.letter is None:
            raise
        return desk_page(learner, replace(found, sender=signed), found.letter, refusal), 422
    flash(_("Kept. Your letters are signed with it."), "ok")
    return to_desk(person, found.letter.id if found.letter else "")

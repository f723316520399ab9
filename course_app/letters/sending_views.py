"""Sending, which the learner does: ways out of the house, the guess before, and saying afterwards that it went.

The site itself never sends anything to anybody on a list.
"""

from datetime import date

from flask import flash, jsonify, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.domain.errors import DomainError
from course_app.domain.letters.sending import MailLink, mail_file, mail_link, text_link
from course_app.domain.letters.slots import Sheet
from course_app.domain.people import HIGHEST_GUESS, LOWEST_GUESS, Channel, Direction, Letter, LetterStatus
from course_app.infrastructure.database import transaction
from course_app.letters import desk as desks
from course_app.letters import showing
from course_app.letters.blueprint import bp
from course_app.letters.desk import WRITABLE, Desk, open_desk
from course_app.letters.views import line, to_desk
from course_app.people import dealings, service, words
from course_app.people import letters as kept
from course_app.web.access import Visitor, for_learner
from course_app.web.errors import wants_json
from course_app.web.i18n import gettext as _


@bp.get("/people/<person>/letter/<letter>/send")
@for_learner
def sending(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Show a ready letter and the ways in which it can go; one that is not ready goes back to the desk."""
    found = open_desk(learner, person, letter)
    assert found.letter is not None
    if found.letter.status not in WRITABLE or found.is_left_in_peace:
        return to_desk(person, letter)
    if desks.status_of(found, found.letter) is not LetterStatus.READY:
        return to_desk(person, letter, missing=1)
    return _page(found, found.letter)


def _page(found: Desk, letter: Letter, typed: dict[str, str] | None = None, refusal: DomainError | None = None) -> str:
    person, sheet = found.person, Sheet(letter.subject, letter.body)
    by_mail = found.channel == "email" or bool(person.email)
    mail: MailLink | None = mail_link(person.email, sheet) if by_mail else None
    return render_template(
        "letters/send.html",
        desk=found,
        person=person,
        letter=letter,
        paragraphs=showing.paragraphs(letter.body),
        advice=[each for each in desks.read(found, letter).checks if not each.settled],
        mail=mail,
        by_text=text_link(person.phone, letter.body) if person.phone else "",
        guess=(LOWEST_GUESS, HIGHEST_GUESS),
        typed=typed or {"channel": str(desks.usual_way(found)), "when": "today", "day": ""},
        channels=list(words.CHANNELS.items()),
        refusal=refusal,
        said=words,
        today=found.keeper.today,
    )


@bp.get("/people/<person>/letter/<letter>.eml")
@for_learner
def mail(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Send a letter as a file that mail programs open as one still to be sent."""
    found = open_desk(learner, person, letter)
    assert found.letter is not None
    sheet = Sheet(found.letter.subject, found.letter.body)
    data = mail_file(found.sender, found.person.name, found.person.email, sheet, found.keeper.now)
    response = make_response(data)
    response.headers["Content-Type"] = "message/rfc822"
    response.headers["Content-Disposition"] = 'attachment; filename="letter.eml"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/people/<person>/letter/<letter>/guess")
@for_learner
def guess(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Keep how welcome the learner guesses the letter will be."""
    found = open_desk(learner, person, letter)
    with transaction() as session:
        _keep_guess(session, found)
    if wants_json():
        return jsonify(saved_at=found.keeper.now.isoformat())
    flash(_("Your guess is kept."), "ok")
    return redirect(url_for(".sending", person=person, letter=letter), 303)


def _keep_guess(session: Session, found: Desk) -> None:
    typed = line("guess")
    if typed.isdecimal() and LOWEST_GUESS <= int(typed) <= HIGHEST_GUESS and int(typed) != found.person.guess:
        service.change_person(session, found.keeper, found.person.id, guess=int(typed))


@bp.post("/people/<person>/letter/<letter>/sent")
@for_learner
def sent(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Log that a letter went: how and when. Saying so twice changes nothing."""
    found = open_desk(learner, person, letter)
    assert found.letter is not None
    typed = {name: line(name) for name in ("channel", "when", "day")}
    if found.is_left_in_peace:
        return to_desk(person, letter)
    try:
        if found.letter.status is not LetterStatus.SENT:
            _log(found, found.letter, typed)
    except DomainError as refusal:
        return _page(found, found.letter, typed, refusal), 422
    flash(_("Sent. That was the hard part."), "ok")
    return redirect(url_for("people.person", person=person), 303)


def _log(found: Desk, letter: Letter, typed: dict[str, str]) -> None:
    channel, day = _channel(typed["channel"]), _day(typed, found.keeper.today)
    with transaction() as session:
        # Of two requests at once the second waits here, and learns that it was said already.
        if not kept.set_status(session, found.keeper, found.person.id, letter.id, LetterStatus.SENT):
            return
        dealings.log_touch(session, found.keeper, found.person.id, Direction.OUT, channel, day, letter.id)
        _keep_guess(session, found)


def _channel(typed: str) -> Channel:
    if typed not in set(Channel):
        raise DomainError(_("Say how you sent it."), "channel")
    return Channel(typed)


def _day(typed: dict[str, str], today: date) -> date:
    if typed["when"] in ("today", "yesterday"):
        return today if typed["when"] == "today" else words.yesterday(today)
    try:
        return date.fromisoformat(typed["day"])
    except ValueError as error:
        raise DomainError(_("Give the day as a date."), "day") from error


@bp.post("/people/<person>/letter/<letter>/keep")
@for_learner
def keep(learner: Visitor, person: str, letter: str) -> ResponseReturnValue:
    """Keep a ready letter unsent: the practice path."""
    found = open_desk(learner, person, letter)
    assert found.letter is not None
    if not found.shelf.may_practise:
        raise DomainError(_("Your course does not offer the practice path."))
    if found.letter.status in WRITABLE:
        if desks.status_of(found, found.letter) is not LetterStatus.READY:
            return to_desk(person, letter, missing=1)
        with transaction() as session:
            kept.set_status(session, found.keeper, person, letter, LetterStatus.KEPT)
    flash(_("Kept for yourself. It counts as practice, and nobody asks why."), "ok")
    return to_desk(person, letter)

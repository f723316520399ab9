"""The weekly mail's pages: whether and when it comes; pausing it from a mail, with one click."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError, NotFoundError
from course_app.infrastructure.database import reader, transaction
from course_app.people import digests
from course_app.people.blueprint import bp
from course_app.people.keeper import keeper_of
from course_app.web.access import Visitor, for_anyone, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.security import exempt, limiter

HOURS = tuple(range(5, 23))
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


@bp.get("/reminders")
@for_learner
def reminders(learner: Visitor) -> str:
    """Show whether and when the weekly mail comes."""
    found = digests.digest_of(reader(), learner.id)
    weekday, hour = (found.weekday, found.hour) if found else digests.USUAL
    return render_template(
        "people/reminders.html",
        digest=found,
        weekday=str(weekday),
        hour=str(hour),
        weekdays=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        hours=[(str(number), f"{number}:00") for number in HOURS],
    )


@bp.post("/reminders")
@for_learner
def reminders_post(learner: Visitor) -> ResponseReturnValue:
    """Let the weekly mail come, or pause it."""
    if not request.form.get("wanted"):
        with transaction() as session:
            digests.pause(session, learner.id)
        flash(_("No weekly mail comes now."), "ok")
        return redirect(url_for(".reminders"), 303)
    weekday, hour = request.form.get("weekday", type=int), request.form.get("hour", type=int)
    if weekday not in range(7) or hour not in HOURS:
        raise DomainError(_("Choose a day and an hour."))
    assert weekday is not None
    assert hour is not None
    with transaction() as session:
        digests.wish(session, keeper_of(learner), weekday, hour, learner.time_zone)
    flash(_("The mail comes on %(day)s at %(hour)s:00.", day=WEEKDAYS[weekday], hour=hour), "ok")
    return redirect(url_for(".reminders"), 303)


@bp.get("/reminders/<token>/pause")
@for_anyone
@limiter.limit("30 per minute")
def pause(token: str) -> str:
    """Ask whether the weekly mail shall pause; looking changes nothing."""
    return render_template("people/pause.html", token=token, done=False)


@bp.post("/reminders/<token>/pause")
@for_anyone
@exempt("the token of the address stands instead, so that mail programs can do it with one click")
@limiter.limit("30 per minute")
def pause_post(token: str) -> str:
    """Pause the weekly mail that the token belongs to."""
    with transaction() as session:
        found = digests.pause_by_token(session, token)
    if not found:
        raise NotFoundError(_("There is no mail at this address to pause."))
    return render_template("people/pause.html", token=token, done=True)

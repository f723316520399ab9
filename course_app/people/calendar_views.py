"""The calendar: its page, the file to take, and the private address that calendars read."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import NotFoundError
from course_app.domain.followup import coming
from course_app.domain.people import Circle
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people import feeds, listing, queries
from course_app.people.blueprint import bp
from course_app.people.calendar import Almanac, people_calendar
from course_app.people.keeper import keeper_of
from course_app.web.access import Visitor, for_anyone, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.security import limiter

CONTENT_TYPE = "text/calendar; charset=utf-8"


def _feeds_are_on() -> bool:
    return bool(current_app.extensions["settings"]["CALENDAR_FEEDS"])


@bp.get("/people/calendar")
@for_learner
def calendar(learner: Visitor) -> str:
    """Show the ways into a calendar."""
    return _page(learner)


def _page(learner: Visitor, address: str = "") -> str:
    keeper = keeper_of(learner)
    circle = queries.circle(reader(), keeper)
    return render_template(
        "people/calendar.html",
        feed=feeds.feed_of(reader(), learner.id),
        address=address,
        may_feed=_feeds_are_on(),
        days=listing.coming_lines(coming(circle, keeper.today), keeper.today, learner.locale),
        today=keeper.today,
    )


@bp.get("/people/calendar.ics")
@for_learner
def calendar_file(learner: Visitor) -> ResponseReturnValue:
    """Send the calendar as it stands now."""
    keeper = keeper_of(learner)
    circle = queries.circle(reader(), keeper)
    response = make_response(_calendar(circle, names="names" in request.args, time_zone=learner.time_zone))
    response.headers["Content-Type"] = CONTENT_TYPE
    response.headers["Content-Disposition"] = 'attachment; filename="my-people.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _calendar(circle: Circle, *, names: bool, time_zone: str) -> bytes:
    settings: Any = current_app.extensions["settings"]
    host = urlsplit(settings.base_url).hostname or "localhost"
    title = f"{settings['SITE_NAME']}: {_('my people')}"
    almanac = Almanac(host, settings.base_url, title, names, clock.today(time_zone), clock.now())
    return people_calendar(circle, almanac)


@bp.post("/people/calendar/feed")
@for_learner
def open_feed(learner: Visitor) -> ResponseReturnValue:
    """Make a private address and show it, this once."""
    if not _feeds_are_on():
        raise NotFoundError(_("This site offers no private calendar addresses. Take the file instead."))
    with transaction() as session:
        token = feeds.open_feed(session, keeper_of(learner), names=bool(request.form.get("names")))
    # No redirect: the address must stand in this answer and nowhere else, not even in a cookie.
    base = current_app.extensions["settings"].base_url
    response = make_response(_page(learner, address=f"{base}{url_for('.feed', token=token)}"))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/people/calendar/feed/close")
@for_learner
def close_feed(learner: Visitor) -> ResponseReturnValue:
    """Take the private address back."""
    with transaction() as session:
        feeds.close_feed(session, learner.id)
    flash(_("The address is worthless from now on. Calendars that read it will say so."), "ok")
    return redirect(url_for(".calendar"), 303)


@bp.get("/cal/<token>.ics")
@for_anyone
@limiter.limit("60 per minute")
def feed(token: str) -> ResponseReturnValue:
    """Send the calendar to whoever has the address: the token is the authority."""
    found = feeds.reader_of(reader(), token) if _feeds_are_on() else None
    if found is None:
        raise NotFoundError(_("There is no calendar at this address."))
    key = current_app.extensions["data_key"](found.wrapped_key)
    circle = queries.circle_of(reader(), found.account_id, key)
    response = make_response(_calendar(circle, names=found.names, time_zone=found.time_zone))
    response.headers["Content-Type"] = CONTENT_TYPE
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

"""What needs an owner: requests for names, mails that do not leave, certificates that run out."""

from datetime import timedelta

from flask import url_for

from course_app.credentials import queries as credentials
from course_app.enrolment.listing import Wanted
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.infrastructure.mail import overdue
from course_app.reporting import items, nudges, privacy, reported
from course_app.reporting.scope import coach_of
from course_app.web.access import Role, Visitor
from course_app.web.attention import Matter
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

MOST = 100
SOON = timedelta(days=30)


def told(staff: Visitor) -> list[Matter]:
    """Return what waits for this person."""
    found = _for_owner() if staff.role is Role.OWNER else []
    found += _for_coach(staff) if staff.may(Role.COACH) else []
    return found + (_for_author() if staff.may(Role.AUTHOR) else [])


def _for_coach(staff: Visitor) -> list[Matter]:
    told = nudges.found(reader(), Wanted(coach=coach_of(staff)), clock.now())
    number = nudges.number(told)
    if not number:
        return []
    more = any(len(each) > nudges.AT_ONCE for each in told.values())
    words = ngettext("%(n)s learner may need a word", "%(n)s learners may need a word", number)
    if more:
        words = _("More than %(n)s learners may need a word", n=number - 1)
    return [Matter(words, url_for("nudges.listed"), _("See who"))]


def _for_author() -> list[Matter]:
    found = []
    waiting = reported.waiting(reader())
    if waiting:
        words = ngettext("%(n)s report of an error in a question", "%(n)s reports of errors in questions", waiting)
        found.append(Matter(words, url_for("reported.inbox"), _("Read")))
    for course, flagged in items.flagged(reader()).items():
        one, several = "%(n)s question behaves oddly in %(c)s", "%(n)s questions behave oddly in %(c)s"
        words = ngettext(one, several, flagged, c=course)
        found.append(Matter(words, url_for("quality.listed", course=course), _("See which")))
    return found


def _for_owner() -> list[Matter]:
    now, found = clock.now(), []
    asked = len(credentials.corrections(reader()))
    if asked:
        words = ngettext("%(n)s request for another name on a certificate", "%(n)s requests for other names", asked)
        found.append(Matter(words, url_for("certificates.listed"), _("Answer")))
    late = overdue(reader(), now - timedelta(minutes=15))
    if late:
        words = ngettext("%(n)s mail has not left", "%(n)s mails have not left", late)
        found.append(Matter(words, url_for("staff.mail"), _("Look at them")))
    asked_for = privacy.due(reader(), now.date())
    if asked_for:
        words = ngettext("%(n)s privacy request is due", "%(n)s privacy requests are due", asked_for)
        found.append(Matter(words, url_for("settings.privacy_desk"), _("Answer")))
    ending = credentials.running_out(reader(), now.date(), (now + SOON).date(), MOST)
    if ending:
        words = ngettext(
            "%(n)s certificate runs out within 30 days", "%(n)s certificates run out within 30 days", ending
        )
        found.append(Matter(words, url_for("certificates.listed", state="valid"), _("See them")))
    return found

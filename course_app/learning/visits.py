"""Somebody's look at a course: the live release, where they stand, and what is open without an account."""

from flask import current_app

from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.course import Unit
from course_app.domain.errors import NotFoundError
from course_app.domain.requirements import Standing
from course_app.enrolment import queries as enrolment
from course_app.enrolment.queries import Visit
from course_app.infrastructure.database import reader
from course_app.learning import progress
from course_app.web.access import SignInNeeded, Visitor
from course_app.web.i18n import gettext as _

NOBODY = 0


def visit_to(course: str, account_id: int) -> tuple[Visit, Release]:
    """Return somebody's look at a live course, or raise ``NotFoundError``."""
    visit = enrolment.visit(reader(), account_id, course)
    if visit is None:
        raise NotFoundError(_("This course is not here."))
    return visit, releases.get(visit.release_id)


def standing_of(visit: Visit, release: Release) -> Standing:
    """Return where the visitor of a course stands."""
    return release.standing(visit.facts, current_app.extensions["task_kinds"])


def refuse_strangers(release: Release, found: Unit, person: Visitor | None) -> None:
    """Ask for an account, but for the first lessons."""
    if person is not None:
        return
    if not current_app.extensions["settings"]["PUBLIC_PREVIEW"] or found.address not in progress.preview_addresses(
        release
    ):
        raise SignInNeeded

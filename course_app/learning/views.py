"""Pages of learning that show: home, Today, the syllabus, the outline, and every unit at its address."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.assessment.pages import check_start
from course_app.courseware import queries as courseware
from course_app.courseware import releases
from course_app.domain.errors import NotFoundError
from course_app.enrolment import queries as enrolment
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.learning import progress
from course_app.learning.reader import lesson_page
from course_app.learning.visits import NOBODY, refuse_strangers, standing_of, visit_to
from course_app.web.access import Visitor, for_anyone, for_learner, visitor
from course_app.web.i18n import gettext as _
from course_app.web.today import Rank, drawn, told
from course_app.workbook.pages import step_page

bp = Blueprint("learning", __name__)


@bp.get("/")
@for_anyone
def home() -> ResponseReturnValue:
    """Show what can be learned here; who is signed in goes to Today."""
    if visitor() is not None:
        return redirect(url_for(".today"), 303)
    live = courseware.live_courses(reader())
    if len(live) == 1:
        return _syllabus(live[0].slug, None)
    return render_template("learning/home.html", courses=[releases.get(each.release_id) for each in live])


@bp.get("/courses")
@for_anyone
def courses() -> str:
    """Show every course that is live."""
    live = courseware.live_courses(reader())
    return render_template("learning/home.html", courses=[releases.get(each.release_id) for each in live])


@bp.get("/today")
@for_learner
def today(learner: Visitor) -> str:
    """Show the one next thing, each course that was begun, and what other rooms put here.

    When every course is done this is the Keep view: people first, then the certificate.
    """
    kinds = current_app.extensions["task_kinds"]
    begun = []
    for visit in enrolment.visits(reader(), learner.id):
        release = releases.get(visit.release_id)
        now_at = standing_of(visit, release)
        begun.append(
            {
                "release": release,
                "standing": now_at,
                "still": progress.still_to_do(now_at),
                "next": progress.next_thing(release, now_at, kinds, visit.place.unit),
                "modules": progress.outline(release, now_at, kinds),
                "new": not visit.facts,
            }
        )
    live = [] if begun else [releases.get(each.release_id) for each in courseware.live_courses(reader())]
    day = clock.today(learner.time_zone)
    part = told(learner)
    lessons = any(each["next"] for each in begun)
    ahead = [thing for thing in part.things if thing.rank < Rank.COURSE or not lessons]
    return render_template(
        "learning/today.html",
        begun=begun,
        courses=live,
        day=day,
        first=ahead[0] if ahead else None,
        keep=bool(begun) and not lessons,
        cards=[drawn(card) for card in part.cards if card.place == "main"],
        aside_cards=[drawn(card) for card in part.cards if card.place == "aside"],
    )


@bp.get("/c/<course>")
@for_anyone
def syllabus(course: str) -> str:
    """Show what a course is, and what it leads to."""
    return _syllabus(course, visitor())


def _syllabus(course: str, person: Visitor | None) -> str:
    visit, release = visit_to(course, person.id if person else NOBODY)
    now_at = standing_of(visit, release) if visit.enrolment else None
    modules = progress.outline(release, now_at, current_app.extensions["task_kinds"])
    return render_template(
        "learning/syllabus.html",
        release=release,
        modules=modules,
        begun=visit.enrolment is not None,
        reading=progress.minutes_of(release, "lesson", "quiz"),
        doing=progress.minutes_of(release, "action"),
        preview=current_app.extensions["settings"]["PUBLIC_PREVIEW"],
    )


@bp.get("/c/<course>/learn")
@for_learner
def outline(learner: Visitor, course: str) -> str:
    """Show the outline with the learner's own progress."""
    visit, release = visit_to(course, learner.id)
    now_at = standing_of(visit, release)
    kinds = current_app.extensions["task_kinds"]
    return render_template(
        "learning/outline.html",
        release=release,
        standing=now_at,
        modules=progress.outline(release, now_at, kinds),
        next=progress.next_thing(release, now_at, kinds, visit.place.unit),
        begun=visit.enrolment is not None,
    )


@bp.get("/c/<course>/next")
@for_learner
def go_on(learner: Visitor, course: str) -> ResponseReturnValue:
    """Lead to the next thing to do."""
    visit, release = visit_to(course, learner.id)
    now_at = standing_of(visit, release)
    thing = progress.next_thing(release, now_at, current_app.extensions["task_kinds"])
    return redirect(thing.url if thing else url_for("credentials.certificate", course=course), 303)


@bp.get("/c/<course>/<module>/<unit>")
@for_anyone
def unit(course: str, module: str, unit: str) -> ResponseReturnValue:
    """Show a unit: a lesson, a check or an action step."""
    person = visitor()
    visit, release = visit_to(course, person.id if person else NOBODY)
    found = release.unit(f"{module}/{unit}")
    if found is None:
        moved = release.moved(f"{module}/{unit}")
        if moved is None:
            raise NotFoundError(_("This page of the course is not here."))
        return redirect(progress.unit_url(release, moved), 301)
    refuse_strangers(release, found, person)
    if found.kind == "quiz":
        return check_start(person, release, found)
    if found.kind == "action":
        assert person is not None
        return step_page(
            person, visit, release, found, pressed=request.args.get("pressed", ""), at=request.args.get("at", "")
        )
    return lesson_page(person, visit, release, found)


@bp.get("/c/<course>/assets/<name>")
@for_anyone
def asset(course: str, name: str) -> ResponseReturnValue:
    """Send a picture or another file of a course; its name holds its hash, so that browsers may keep it."""
    found = courseware.asset(reader(), course, name)
    if found is None:
        raise NotFoundError(_("This file is not here."))
    data, content_type = found
    response = current_app.response_class(data, mimetype=content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

"""Open the room: what reporting puts into the application."""

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from course_app.accounts import personal_data
from course_app.accounts.queries import account
from course_app.enrolment import counting
from course_app.infrastructure.crypto import DataKey
from course_app.infrastructure.jobs import Jobs
from course_app.people import sent
from course_app.people.keeper import Keeper
from course_app.reporting import (
    branding_views,
    cohort_views,
    dressing,
    forget_views,
    funnel_views,
    helping,
    invite_views,
    items,
    learner_views,
    matters,
    nudge_views,
    quality_views,
    reported,
    reported_views,
    settings_views,
    views,
    words,
)
from course_app.web import attention
from course_app.web.access import Role, Visitor
from course_app.web.navigation import Entry, add_entry

BLUEPRINTS = (
    views.bp,
    learner_views.bp,
    invite_views.bp,
    cohort_views.door,
    funnel_views.bp,
    quality_views.bp,
    reported_views.bp,
    settings_views.bp,
    branding_views.bp,
    forget_views.bp,
    nudge_views.bp,
)


def open_reporting(app: Flask) -> None:
    """Register pages, count messages, and tell what needs somebody."""
    app.jinja_env.filters["said"] = words.said
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    dressing.init_look(app)
    jobs: Jobs = app.extensions["jobs"]
    jobs.sweep("look of the site", dressing.refresh)
    jobs.handler("count_items", items.count_course)
    jobs.sweep("statistics of questions", items.count_due)
    sent.register(app, _count_letters)
    personal_data.register(app, _tell)
    attention.register(app, "reporting", matters.told)
    add_entry(app, Entry("staff", 10, "Home", "reports.home_page"))
    add_entry(app, Entry("staff", 20, "Courses", "authoring.courses", _edits_courses, under="authoring."))
    add_entry(app, Entry("staff", 30, "Learners", "learners.listed", _helps_learners, under=("learners.", "nudges.")))
    add_entry(app, Entry("staff", 40, "Cohorts", "cohorts.listed", _helps_learners, under="cohorts."))
    reports = Entry("staff", 60, "Reports", "funnel.reports", _is_staff, ("funnel.", "quality.", "reported.inbox"))
    add_entry(app, reports)
    add_entry(app, Entry("staff", 50, "Certificates", "certificates.listed", _is_owner, under="certificates."))
    add_entry(
        app,
        Entry(
            "staff",
            90,
            "Settings",
            "reports.settings",
            _is_owner,
            under=("settings.", "branding.", "staff.", "reports.audit"),
        ),
    )
    add_entry(app, Entry("account", 55, "Run the site", "reports.home_page", _is_staff))


def _tell(session: Session, account_id: int, _key: DataKey) -> dict[str, Any]:
    notes = helping.notes_of(session, account_id)
    return {
        "notes_of_staff": [
            {"kind": each.kind, "about": each.subject, "text": each.text, "at": each.at} for each in notes
        ],
        "errors_reported": [
            {"course": each.course, "question": each.question, "text": each.text, "at": each.at}
            for each in reported.told(session, account_id)
        ],
    }


def _count_letters(session: Session, keeper: Keeper, people: int) -> None:
    person = account(session, keeper.account_id)
    assert person is not None
    counting.note_letters(session, keeper.account_id, people, person.created_at, keeper.now)


def _is_owner(person: Visitor | None) -> bool:
    return person is not None and person.role is Role.OWNER


def _edits_courses(person: Visitor | None) -> bool:
    return person is not None and person.may(Role.AUTHOR)


def _helps_learners(person: Visitor | None) -> bool:
    return person is not None and person.may(Role.COACH)


def _is_staff(person: Visitor | None) -> bool:
    return person is not None and person.role is not Role.LEARNER

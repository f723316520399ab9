"""Attempts in the database give the figures that others published for the same marks."""

from fractions import Fraction
from pathlib import Path

import pytest

from course_app.assessment.models import AnswerRow, AttemptRow
from course_app.courseware import releases
from course_app.domain.course import Quiz
from course_app.domain.questions import Choice
from course_app.enrolment.service import enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import items
from tests.integration.reporting.test_reports import add_person_in
from tests.publishing import publish_course
from tests.unit.domain.published_marks import SEVEN, SEVEN_ITEMS

CONTENT = Path(__file__).parents[3] / "content" / "networkwise"


def seven_of(release):
    """Return a check of the course and seven of its questions."""
    for unit in release.course.units():
        if isinstance(unit.body, Quiz):
            found = [each for each in unit.body.questions if isinstance(each.body, Choice)][:7]
            if len(found) == 7:
                return unit, found
    raise AssertionError("no check has seven questions of one answer")


def test_facility_discrimination_and_efficiency_agree_to_seven_places(app):
    release_id, now = publish_course(app, folder=CONTENT), clock.now()
    with app.app_context(), transaction() as session:
        release = releases.get(release_id)
        unit, asked = seven_of(release)
        for number, marks in enumerate(SEVEN):
            enrolment = enrol(session, add_person_in(session, app, number), "networkwise", now)
            row = AttemptRow(public_id=f"try-{number}", enrolment_id=enrolment, unit=unit.address, number=1, seed="x")
            row.release_id, row.started_at, row.finished_at = release_id, now, now
            row.drawn = [[each.id, each.version, list(range(9)), ""] for each in asked]
            session.add(row)
            session.flush()
            for position, (each, mark) in enumerate(zip(asked, marks, strict=True), 1):
                answer = AnswerRow(attempt_id=row.id, position=position, number=1, question_version=each.version)
                credit = Fraction(mark)
                answer.response, answer.at = 0, now
                answer.credit_over, answer.credit_under = credit.numerator, credit.denominator
                session.add(answer)
    with app.app_context():
        items.count_course("networkwise")
        found = {each.question: each for each in items.items_of(reader(), "networkwise")}
    for question, (facility, _deviation, _weight, discrimination, efficiency) in zip(asked, SEVEN_ITEMS, strict=True):
        item = found[question.id]
        assert item.attempts == len(SEVEN) == 25
        assert item.facility == pytest.approx(facility, abs=1e-7)
        assert item.discrimination == pytest.approx(discrimination, abs=1e-7)
        assert item.efficiency == pytest.approx(efficiency, abs=1e-7)

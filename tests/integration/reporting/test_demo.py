"""Made-up learners leave the same rows and counters as real ones."""

from random import Random

from course_app.infrastructure.database import transaction
from course_app.reporting.commands import seed_learners
from tests.integration.reporting.test_counting import counted, recounted


def test_made_up_learners_are_counted_as_real_ones_would_be(programme, owner):
    app = programme.app
    with app.app_context():
        assert seed_learners(app, programme.release, 60, Random(3)) == 60
    before = counted(app)
    assert before == recounted(app)
    assert sum(many for (_cohort, step), many in before.items() if step == "started") == 60
    assert "certified" in {step for _cohort, step in before}
    with app.app_context(), transaction() as session:
        from sqlalchemy import text

        session.execute(text("DELETE FROM funnel_count"))
        session.execute(text("DELETE FROM reached_count"))
        session.execute(text("DELETE FROM milestone"))
        session.execute(text("UPDATE enrolment SET counted = false"))
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
    assert counted(app) == before
    assert owner.get("/admin/learners").status_code == 200

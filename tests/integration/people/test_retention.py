"""Lists of learners who do not come any more: a mail in time, then the list goes, and what was finished stays."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from course_app.accounts.models import AccountRow
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people.commands import privacy
from course_app.people.retention import Outcome, let_old_lists_go
from tests.conftest import sign_in
from tests.forms import submit

KEEP = timedelta(days=450)


@pytest.fixture
def listed(learner):
    submit(learner, "/people", page="/people/new", name="Zebediah", new_sphere="Choir")
    return learner


def after(app, days):
    """Look at the site so many days later."""
    with app.app_context(), transaction() as session:
        return let_old_lists_go(session, KEEP, clock.now() + timedelta(days=days))


def people(app):
    with app.app_context():
        return reader().execute(text("SELECT count(*) FROM person")).scalar_one()


def mails(app, settings):
    with app.app_context():
        app.extensions["jobs"].run_pending()
    return [file.read_text() for file in sorted((settings.instance / "outbox").glob("*.eml"))]


@pytest.mark.postgres
def test_first_a_mail_then_the_list_goes(app, listed, settings):
    assert after(app, 364) == Outcome(0, 0)
    assert after(app, 366) == Outcome(1, 0)
    assert after(app, 367) == Outcome(0, 0), "told once"
    assert after(app, 449) == Outcome(0, 0)
    assert people(app) == 1
    assert after(app, 451) == Outcome(0, 1)
    assert people(app) == 0
    assert after(app, 900) == Outcome(0, 0)
    first, last = mails(app, settings)
    assert "Your list of people will be deleted on" in first
    assert "Your list of people is deleted" in last
    assert "Zebediah" not in first + last
    with app.app_context():
        assert reader().execute(text("SELECT count(*) FROM account")).scalar_one() == 1


def test_whoever_signs_in_keeps_the_list(app, listed):
    long_ago = clock.now() - timedelta(days=400)
    with app.app_context(), transaction() as session:
        session.execute(update(AccountRow).values(signed_in_at=long_ago))
    assert after(app, 0) == Outcome(1, 0)
    sign_in(app.test_client())
    assert after(app, 60) == Outcome(0, 0)
    assert people(app) == 1
    assert after(app, 366) == Outcome(1, 0), "told anew, another time"


def test_a_late_mail_still_leaves_thirty_days(app, listed):
    assert after(app, 800) == Outcome(1, 0)
    assert after(app, 829) == Outcome(0, 0)
    assert after(app, 831) == Outcome(0, 1)


def test_who_has_no_list_is_left_alone(app, learner):
    assert after(app, 2000) == Outcome(0, 0)


def test_the_command_counts_before_it_does(app, listed):
    with app.app_context(), transaction() as session:
        session.execute(update(AccountRow).values(signed_in_at=clock.now() - timedelta(days=366)))
    run = CliRunner().invoke
    assert run(privacy, ["retention"], obj=lambda: app).output.startswith("Would tell 1 and delete 0")
    assert run(privacy, ["retention", "--yes"], obj=lambda: app).output == "Told: 1. Lists deleted: 0.\n"

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from course_app.infrastructure import migrating
from course_app.infrastructure.database import Model, connect_for_reading, db
from tests.conftest import sign_in
from tests.credentials import CERTIFICATE, issue_to, reach, work

OURS = {
    "achievement",
    "certificate_design",
    "correction_request",
    "credential",
    "credential_event",
    "credential_file",
    "signing_key",
    "status_list",
}
BEFORE = "0040"


@pytest.mark.postgres
def test_the_tables_are_what_the_models_say(app):
    with app.app_context(), connect_for_reading(db.engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [each for each in compare_metadata(context, Model.metadata) if names(each) & OURS]
    assert found == []


def names(difference):
    parts = difference if isinstance(difference, tuple) else difference[0]
    return {getattr(part, "name", None) or part for part in parts if not isinstance(part, dict)} | {
        getattr(getattr(part, "table", None), "name", None) for part in parts
    }


@pytest.mark.postgres
def test_certificates_with_their_files_and_events_survive_the_way_down_and_up(app, client, make_account):
    reach(app, make_account())
    sign_in(client)
    number = issue_to(client, "Dana Whitfield")
    work(app)
    client.get(f"{CERTIFICATE}.pdf?paper=letter")
    work(app)
    pdf = client.get(f"{CERTIFICATE}.pdf").data
    with app.app_context():
        migrating.downgrade(db.engine, BEFORE)
        with db.engine.begin() as connection:
            events = connection.execute(text("SELECT kind FROM credential_event")).scalars().all()
            papers = connection.execute(text("SELECT paper FROM credential_file ORDER BY paper")).scalars().all()
        assert (events, papers) == (["issued"], ["a4", "letter"])
        migrating.upgrade(db.engine)
    assert client.get(f"{CERTIFICATE}.pdf").data == pdf
    assert client.get(f"/v/{number}.json").status_code == 503
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
        again = text("INSERT INTO credential SELECT * FROM credential")
        with db.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(again)
    assert client.get(f"/v/{number}.json").status_code == 200

"""The audit log: every deed of staff leaves a line, and no line can be changed."""

import json

import pytest
import sqlalchemy as sa

from course_app.infrastructure.audit import entries
from course_app.infrastructure.database import db, reader
from tests.conftest import PASSWORD
from tests.forms import submit


def log_of(app):
    with app.app_context():
        return entries(reader())


@pytest.mark.postgres
@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_or_delete_a_line(programme, owner, change):
    dana = programme.learner()
    here = f"/admin/learners/{dana}"
    submit(owner, f"{here}/note", page=here, text="Called")
    with programme.app.app_context(), pytest.raises(sa.exc.DBAPIError), db.engine.begin() as connection:
        connection.execute(sa.text(change))
    assert len(log_of(programme.app)) == 1


def test_roles_access_links_and_invitations_leave_a_line(programme, owner):
    dana = programme.learner()
    here = f"/admin/accounts/{dana}"
    submit(owner, f"{here}/role", page=here, role="coach", current=PASSWORD)
    submit(owner, f"{here}/status", page=here, status="disabled")
    submit(owner, f"{here}/link", page=here)
    submit(owner, "/admin/accounts/invite", page="/admin/accounts", email="new@example.org", role="learner")
    found = [(each.action, each.object, dict(each.before), dict(each.after)) for each in log_of(programme.app)]
    assert found[::-1] == [
        ("role", f"account {dana}", {"role": "learner"}, {"role": "coach"}),
        ("access", f"account {dana}", {"open": True}, {"open": False}),
        ("sign-in link sent", f"account {dana}", {}, {}),
        ("invited", "invitation", {}, {"role": "learner"}),
    ]


def test_the_log_is_shown_filtered_and_exported_but_never_names_a_learner(programme, owner):
    dana = programme.learner("Dana Whitfield")
    here = f"/admin/learners/{dana}"
    submit(owner, f"{here}/note", page=here, text="Called on Monday")
    page = owner.get("/admin/audit").text
    assert "note written" in page
    assert "Owner Staff" in page
    assert "note written" not in owner.get("/admin/audit?action=role").text.split("</form>")[-1]
    told = json.loads(owner.get("/admin/audit/export.json").text)
    assert told[0]["object"] == f"account {dana}"
    whole = owner.get("/admin/audit/export.csv").text
    assert "Dana" not in whole
    assert "Monday" not in whole


def test_only_owners_read_the_log(programme, come_in):
    assert come_in("coach").get("/admin/audit").status_code == 403
    assert come_in("author").get("/admin/audit").status_code == 403

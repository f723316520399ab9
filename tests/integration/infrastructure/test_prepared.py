"""Statements that are compiled once give what the database gives."""

import pytest
from sqlalchemy import bindparam, func, select

from course_app.accounts.models import AccountRow
from course_app.infrastructure.database import reader
from course_app.infrastructure.prepared import Prepared

_account = AccountRow.__table__
STATEMENTS = {
    "a row of every type": select(_account).where(_account.c.id == bindparam("id")),
    "a value that is written into the text": select(
        func.aggregate_strings(_account.c.email, ", ").label("all"), func.count().label("n")
    ).where(_account.c.id <= bindparam("id")),
    "a constant among the values": select(_account.c.id, _account.c.email)
    .where(_account.c.id == bindparam("id"), _account.c.role == "learner")
    .limit(3),
}


@pytest.mark.postgres
@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=list(STATEMENTS))
def test_a_prepared_statement_gives_what_the_database_gives(app, make_account, statement):
    account = make_account()
    with app.app_context():
        expected = [tuple(row) for row in reader().execute(statement, {"id": account})]
        for _ in range(2):
            assert [tuple(row) for row in Prepared(statement).rows(reader(), id=account)] == expected
        assert len(expected) == 1

"""Somebody who keeps a list."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from course_app.accounts.models import AccountRow
from course_app.infrastructure.database import reader, transaction
from course_app.people import keeper as keepers
from course_app.people.keeper import Keeper

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def make_keeper(app: Flask, make_account: Callable[..., int]) -> Callable[..., Keeper]:
    def make(email: str = "dana@example.org", today: date = TODAY, now: datetime = NOW) -> Keeper:
        account_id = make_account(email)
        column = AccountRow.__table__.c
        wrapped = reader().execute(select(column.wrapped_key).where(column.id == account_id)).scalar_one()
        return keepers.keeper(account_id, app.extensions["data_key"](wrapped), today, now)

    return make


@pytest.fixture
def keeper(context: Flask, make_keeper: Callable[..., Keeper]) -> Keeper:
    return make_keeper()


@pytest.fixture
def session(context: Flask) -> Iterator[object]:
    with transaction() as session:
        yield session

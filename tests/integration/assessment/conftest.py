import pytest

from tests.conftest import sign_in
from tests.integration.assessment.taking import CHECK, begin
from tests.publishing import publish_course


@pytest.fixture
def tea(app):
    return publish_course(app, "small")


@pytest.fixture
def taker(tea, learner):
    """A learner in front of the course."""
    return learner


@pytest.fixture
def check(taker):
    """The first page of an attempt at the check."""
    return begin(taker, CHECK)


@pytest.fixture
def other(app, make_account):
    """Somebody else."""
    make_account(email="sam@example.org", name="Sam")
    return sign_in(app.test_client(), "sam@example.org")

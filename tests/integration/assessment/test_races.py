"""Many hands at once: whoever is first counts, the others are led there."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.forms import token_of
from tests.integration.assessment.taking import CHECK, GUARDED, RIGHT, SAME, begin, rows_of

HANDS = 6


@pytest.fixture
def all_at_once(app, taker):
    """Post the same form by several hands in the same moment; returns their responses."""

    def run(path, fields):
        ready = Barrier(HANDS)
        cookies = [taker.get_cookie(name) for name in ("session", "__Host-session")]

        def post(_hand):
            client = app.test_client()
            for cookie in filter(None, cookies):
                client.set_cookie(cookie.key, cookie.value)
            ready.wait(10)
            return client.post(path, data=fields, headers=SAME)

        with ThreadPoolExecutor(HANDS) as hands:
            return list(hands.map(post, range(HANDS)))

    return run


@pytest.mark.postgres
def test_many_clicks_on_begin_are_one_attempt(taker, app, all_at_once):
    responses = all_at_once(f"{CHECK}/begin", {"csrf_token": token_of(taker, CHECK)})
    assert {response.status_code for response in responses} == {303}
    assert len({response.location for response in responses}) == 1
    assert len(rows_of(app, "attempt")) == 1
    assert len(rows_of(app, "enrolment")) == 1


@pytest.mark.postgres
def test_many_clicks_on_an_answer_are_one_answer_and_one_fact(taker, app, all_at_once):
    page = begin(taker, GUARDED)
    responses = all_at_once(page.action, page.hidden | page.fields(RIGHT["milk"]))
    assert {response.status_code for response in responses} == {303}
    assert len(rows_of(app, "answer")) == 1
    assert [row["kind"] for row in rows_of(app, "fact")] == ["check"]

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.forms import submit
from tests.integration.assessment.taking import (
    CHECK,
    FINAL,
    RIGHT,
    SAME,
    WRONG,
    answer_all,
    at,
    begin,
    follow,
    give,
    rows_of,
    send,
)

NOON = (datetime.now(UTC) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
WORD = {"honour": "y"}
AGAIN = WORD | {"reviewed": "y"}


@pytest.fixture
def ready(taker):
    """A learner who passed the check, so that the final is open."""
    answer_all(taker, begin(taker, CHECK), RIGHT)
    return taker


def fail(client, **fields):
    return answer_all(client, begin(client, FINAL, **fields), WRONG)[0]


def names_of(app, number):
    import json

    drawn = rows_of(app, "attempt")[number]["drawn"]
    return [each[0] for each in (json.loads(drawn) if isinstance(drawn, str) else drawn)]


def test_the_final_waits_for_the_checks_and_says_so(taker, app):
    page = taker.get(FINAL).text
    assert "What it waits for" in page
    assert CHECK in page
    assert "Begin the final" not in page
    refused = submit(taker, FINAL, page=CHECK, honour="y")
    assert refused.status_code == 422
    assert rows_of(app, "attempt") == []


def test_the_final_asks_for_ones_word_first(ready, app):
    page = ready.get(FINAL).text
    assert "I answer these questions myself." in page
    refused = submit(ready, FINAL)
    assert refused.status_code == 422
    assert "tick the box" in refused.text
    assert len(rows_of(app, "attempt")) == 1, "the check alone"


def test_a_final_follows_its_blueprint(ready, app):
    begin(ready, FINAL, **WORD)
    names = names_of(app, 1)
    water, leaves = {"lime", "steam", "states"}, {"grows", "fermented", "cups", "caddy"}
    assert (len(names), len(set(names) & water), len(set(names) & leaves)) == (4, 2, 2)
    assert {"lime", "fermented"} & set(names)


def test_a_final_gives_no_feedback_and_no_verdict_before_a_pass(ready):
    page = begin(ready, FINAL, **WORD)
    for _ in range(4):
        assert "verdict" not in page.text
        assert "Save and go on" in page.text
        page = follow(ready, give(ready, page, WRONG[page.name]))
    assert "0 of 4. Not yet." in page.text
    for secret in ("White and stubborn.", "No such luck.", "In rows along the hills.", "rolled and left", "Right is:"):
        assert secret not in page.text


def test_the_result_of_a_final_goes_by_topic_and_says_what_to_open_again(ready):
    page = begin(ready, FINAL, **WORD)
    for _ in range(4):
        answers = RIGHT if page.name in {"lime", "steam", "states"} else WRONG
        page = follow(ready, give(ready, page, answers[page.name]))
    assert "2 of 4. Not yet." in page.text
    assert "2 more to pass, and nothing is lost." in page.text
    rows = page.text.split("<tbody>")[1]
    assert rows.index("Water") < rows.index("Leaves")
    assert "Fine as it is" in rows
    assert "Open Leaves again" in rows
    assert "Question by question" not in page.text


def test_a_final_is_exact_wherever_its_questions_stand(ready):
    page = begin(ready, FINAL, **WORD)
    partly = {"states": ["Ice"]}
    seen = set()
    for _ in range(4):
        seen.add(page.name)
        page = follow(ready, give(ready, page, partly.get(page.name, RIGHT[page.name])))
    assert ("3 of 4." in page.text) is ("states" in seen)


def test_a_slip_in_the_final_is_a_wrong_answer(ready):
    page = begin(ready, FINAL, **WORD)
    slips = {"steam": "staem", "caddy": "cadddy"}
    missed = 0
    for _ in range(4):
        missed += page.name in slips
        response = give(ready, page, slips.get(page.name, RIGHT[page.name]))
        assert response.status_code == 303
        page = follow(ready, response)
    assert f"{4 - missed} of 4." in page.text


def test_a_passed_final_locks_and_shows_everything(ready, app):
    page, _asked = answer_all(ready, begin(ready, FINAL, **WORD), RIGHT)
    assert "4 of 4. Passed." in page.text
    assert "Question by question" in page.text
    assert page.text.count("verdict-right") == 4
    assert ("final", "final") in [(row["kind"], row["subject"]) for row in rows_of(app, "fact")]
    start = ready.get(FINAL).text
    assert "You have passed." in start
    assert "Begin" not in start
    refused = submit(ready, FINAL, page=CHECK, **AGAIN)
    assert refused.status_code == 422
    assert len(rows_of(app, "attempt")) == 2


def test_an_answer_to_a_finished_final_changes_nothing(ready, app):
    first = begin(ready, FINAL, **WORD)
    answer_all(ready, first, WRONG)
    before = rows_of(app, "answer")
    response = send(ready, first, **first.fields(RIGHT[first.name]))
    assert response.status_code == 303
    assert rows_of(app, "answer") == before


def test_the_second_try_asks_to_open_the_weak_topics_first(ready, app):
    fail(ready, **WORD)
    page = ready.get(FINAL).text
    assert "Before the next try" in page
    assert "Water" in page
    assert "Leaves" in page
    refused = submit(ready, FINAL, **WORD)
    assert refused.status_code == 422
    assert "Open the topics below again first" in refused.text
    assert 'name="honour" value="y" checked' in refused.text, "what was ticked stays ticked"
    begin(ready, FINAL, **AGAIN)
    assert len(rows_of(app, "attempt")) == 3


def test_the_second_try_prefers_what_was_not_seen(ready, app):
    fail(ready, **WORD)
    begin(ready, FINAL, **AGAIN)
    first, second = set(names_of(app, 1)), set(names_of(app, 2))
    unseen = {"lime", "steam", "states", "grows", "fermented", "cups", "caddy"} - first
    assert unseen - second == set()


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, False), (0, True)])
def test_the_third_try_waits_twelve_hours_to_the_second(ready, app, seconds, is_open):
    with time_machine.travel(NOON, tick=False) as travel:
        fail(ready, **WORD)
        fail(ready, **AGAIN)
        later = NOON + timedelta(hours=12)
        assert f"The next try opens {later.day} {later:%b %Y}, 00:00" in ready.get(FINAL).text
        travel.move_to(later + timedelta(seconds=seconds))
        response = submit(ready, FINAL, page=CHECK, **AGAIN)
        assert (response.status_code == 303) is is_open
        assert len(rows_of(app, "attempt")) == (4 if is_open else 3)


def test_one_attempt_at_a_time_and_it_can_be_resumed(ready, app):
    first = begin(ready, FINAL, **WORD)
    second = follow(ready, give(ready, first, RIGHT[first.name]))
    assert "Go on where you were" in ready.get(FINAL).text
    again = begin(ready, FINAL, page=CHECK, **WORD)
    assert (again.action, again.name) == (second.action, second.name)
    assert len(rows_of(app, "attempt")) == 2
    assert at(ready, first.action).name == second.name, "an answered question is not shown again"


def test_another_learners_final_is_not_there(ready, other):
    page = begin(ready, FINAL, **WORD)
    assert other.get(page.action).status_code == 404
    assert other.get(page.action.replace("/q/1", "/result")).status_code == 404


def test_a_course_without_a_final_has_no_such_page(ready):
    assert ready.get("/c/nothing/final").status_code == 404
    token = begin(ready, CHECK).hidden["csrf_token"]
    assert ready.post("/c/nothing/final", data={"csrf_token": token}, headers=SAME).status_code == 404

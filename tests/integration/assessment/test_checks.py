from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from course_app.courseware.room import learner_data
from course_app.infrastructure.database import connect_for_reading, db
from tests.conftest import sign_in
from tests.forms import submit
from tests.integration.assessment.taking import (
    CHECK,
    GUARDED,
    QUICK,
    RIGHT,
    SAME,
    WRONG,
    answer_all,
    at,
    begin,
    follow,
    give,
    rows_of,
)
from tests.statements import statements

# Tomorrow, so that nobody was signed in after it.
NOON = (datetime.now(UTC) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)


def facts(app):
    return [(row["kind"], row["subject"]) for row in rows_of(app, "fact")]


def test_the_page_of_a_check_says_what_it_is(taker):
    page = taker.get(CHECK).text
    for words in ("Every kind of question once.", "about 4 minutes, no clock", "80 %", "as many as you like"):
        assert words in page
    assert ">9<" in page


def test_a_stranger_is_asked_to_sign_in(tea, client):
    assert client.get(CHECK).location.startswith("/signin")
    assert client.post(f"{CHECK}/begin", data={"x": "1"}, headers=SAME).location.startswith("/signin")


def test_beginning_twice_is_one_attempt(taker, app):
    one, two = begin(taker, CHECK), begin(taker, CHECK)
    assert one.action == two.action
    assert len(rows_of(app, "attempt")) == 1
    assert "Go on where you were" in taker.get(CHECK).text


def test_whoever_comes_back_finds_the_same_question_in_the_same_order(taker, check):
    taker.post(check.action, data=check.hidden | check.fields(RIGHT["green"]), headers=SAME)
    for path in (check.action, check.action.replace("/q/1", "/q/5"), check.action.replace("/q/1", "/result")):
        page = at(taker, path)
        assert page.name == "pot"
    assert at(taker, check.action).options() == at(taker, check.action).options()


def test_a_question_that_is_not_there_is_not_there(taker, check):
    for number in ("0", "10", "99999"):
        assert taker.get(check.action.replace("/q/1", f"/q/{number}")).status_code == 404
    response = taker.post(check.action.replace("/q/1", "/q/10"), data=check.hidden, headers=SAME)
    assert response.status_code == 404
    assert taker.get("/attempts/nothing/q/1").status_code == 404


def test_what_was_missed_comes_back_at_the_end_and_the_first_try_counts(taker, check):
    answers = RIGHT | {"green": WRONG["green"], "minutes": WRONG["minutes"]}
    page, _asked = answer_all(taker, check, answers)
    assert "See your result" in page.text
    assert "Once more, for practice" in page.text
    assert (page.name, page.hidden["try"]) == ("green", "2")
    page = follow(taker, give(taker, page, WRONG["green"]))
    assert (page.name, page.hidden["try"]) == ("minutes", "2"), "those tried least often come first"
    page = follow(taker, give(taker, page, RIGHT["minutes"]))
    assert (page.name, page.hidden["try"]) == ("green", "3")
    page = follow(taker, give(taker, page, RIGHT["green"]))
    assert page.form == ""
    assert "6 of 8." in at(taker, check.action.replace("/q/1", "/result")).text


def test_the_result_offers_the_missed_ones_again_without_their_feedback(taker, check):
    answer_all(taker, check, RIGHT | {"green": WRONG["green"]})
    result = at(taker, check.action.replace("/q/1", "/result"))
    assert "7 of 8. Passed." in result.text
    assert "87 %. The pass mark is 80 %." in result.text
    assert "Try the missed one" in result.text
    assert "?again=1" in result.text
    page = at(taker, check.action + "?again=1")
    assert (page.name, page.hidden["try"]) == ("green", "2")
    assert "verdict" not in page.text
    assert "That scalds the leaves." not in page.text


def test_a_result_below_the_pass_mark_says_how_much_is_lacking_and_where_to_read(taker, check):
    answer_all(taker, check, WRONG)
    result = at(taker, check.action.replace("/q/1", "/result")).text
    assert "0 of 8. Not yet." in result
    assert "7 more to pass, and nothing is lost. You may try as often as you like." in " ".join(result.split()).replace(
        ". You", ". You"
    )
    assert "Read again:" in result
    assert "Take it again" in result


def test_a_new_try_is_a_new_attempt_and_the_best_counts(taker, check, app):
    answer_all(taker, check, RIGHT)
    second = begin(taker, CHECK)
    assert second.action != check.action
    answer_all(taker, second, WRONG)
    assert [row["number"] for row in rows_of(app, "attempt")] == [1, 2]
    page = taker.get(CHECK).text
    assert "Earlier tries" in page
    assert "100 % · Passed" in page
    left = taker.get("/c/tea/certificate").text
    assert "100 %" in left


def test_an_attempt_ends_with_one_fact(taker, check, app):
    answer_all(taker, check, RIGHT)
    assert facts(app).count(("check", "brew/check")) == 1
    assert "100" in str(rows_of(app, "fact")[-1]["numbers"])


def test_posting_twice_is_one_answer_and_nobody_is_blamed(taker, check, app):
    fields = check.hidden | check.fields(RIGHT["green"])
    first = taker.post(check.action, data=fields, headers=SAME)
    second = taker.post(check.action, data=fields, headers=SAME)
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert len(rows_of(app, "answer")) == 1
    assert "already" not in at(taker, second.location).text


def test_two_tabs_do_not_overwrite_each_other_silently(taker, check, app):
    tab = at(taker, check.action)
    give(taker, check, RIGHT["green"])
    later = follow(taker, give(taker, tab, WRONG["green"]))
    assert "You answered this one already, here or in another tab. That first answer counts." in later.text
    assert "verdict-right" in later.text
    (row,) = rows_of(app, "answer")
    assert (row["credit_over"], row["number"]) == (1, 1)


def test_answering_out_of_turn_keeps_nothing(taker, check, app):
    skipped = check.action.replace("/q/1", "/q/3")
    response = taker.post(skipped, data=check.hidden | {"answer": "tea"}, headers=SAME)
    assert response.status_code == 303
    assert rows_of(app, "answer") == []


def test_a_later_try_cannot_be_answered_before_the_first(taker, check, app):
    response = taker.post(check.action, data=check.hidden | check.fields(RIGHT["green"]) | {"try": "2"}, headers=SAME)
    assert response.status_code == 303
    assert rows_of(app, "answer") == []


def test_a_try_that_is_no_number_does_no_harm(taker, check):
    fields = check.hidden | check.fields(RIGHT["green"])
    for number in ("", "x", "-1", "0", "99999999999999999999"):
        assert taker.post(check.action, data=fields | {"try": number}, headers=SAME).status_code == 303


def test_another_learners_attempt_is_not_there(taker, check, other):
    submit(other, "/c/tea/start", page="/c/tea")
    for path in (check.action, check.action.replace("/q/1", "/result")):
        assert other.get(path).status_code == 404
    token = begin(other, CHECK).hidden["csrf_token"]
    stolen = other.post(check.action, data={"csrf_token": token, "try": "1", "answer": "0"}, headers=SAME)
    assert stolen.status_code == 404


def test_a_form_without_its_token_is_refused(taker, check, app):
    taker.post(check.action, data={"try": "1", "answer": "0"}, headers=SAME)
    assert rows_of(app, "answer") == []


def test_signing_out_in_the_middle_loses_nothing(taker, check, app):
    give(taker, check, RIGHT["green"])
    submit(taker, "/signout", page=CHECK)
    assert taker.get(check.action).status_code == 303
    sign_in(taker)
    assert at(taker, check.action).name == "pot"


AT_THE_END = 8
"""Statements of the answer that ends an attempt: those of an answer, and three for the counters."""


def test_an_answer_and_a_question_ask_little_of_the_database(taker, check, app):
    page = check
    for name in ("green", "pot", "name", "minutes", "match", "steps", "rule"):
        with statements(app) as seen:
            response = give(taker, page, RIGHT[name])
        assert len(seen) <= 5, seen
        with statements(app) as seen:
            page = follow(taker, response)
        assert len(seen) <= 4, seen
    for choice in RIGHT["guest"]:
        with statements(app) as seen:
            response = give(taker, page, choice)
        assert len(seen) <= 5, seen
        page = follow(taker, response)
    with statements(app) as seen:
        give(taker, page, RIGHT["next"])
    assert len(seen) <= AT_THE_END, seen


def test_the_end_of_a_story_that_ends_an_attempt_asks_little_too(taker, app):
    """The last answer of an attempt also ends it, adds its fact, and brings summary and counters up to it."""
    page = begin(taker, GUARDED)
    with statements(app) as seen:
        give(taker, page, RIGHT["milk"])
    assert len(seen) <= AT_THE_END, seen


# A check by the clock.


def test_a_check_by_the_clock_says_so_before_and_while_it_runs(taker):
    with time_machine.travel(NOON, tick=False):
        assert "5 minutes, by the clock" in taker.get(QUICK).text
        assert "This try ends at 12:05." in begin(taker, QUICK).text


@pytest.mark.parametrize(("seconds", "kept"), [(300, True), (330, True), (331, False)])
def test_an_answer_counts_to_the_last_second_and_a_moment_of_grace(taker, app, seconds, kept):
    with time_machine.travel(NOON, tick=False) as travel:
        page = begin(taker, QUICK)
        travel.move_to(NOON + timedelta(seconds=seconds))
        response = give(taker, page, RIGHT["fermented"])
        assert (len(rows_of(app, "answer")) == 1) is kept
        if not kept:
            assert response.location.endswith("/result")
            assert "The time for this try is over." in taker.get(response.location).text


def test_time_over_ends_the_attempt_with_what_was_answered(taker, app):
    with time_machine.travel(NOON, tick=False) as travel:
        page = begin(taker, QUICK)
        page = follow(taker, give(taker, page, RIGHT["fermented"]))
        travel.move_to(NOON + timedelta(minutes=6))
        assert "1 of 3. Not yet." in at(taker, page.action).text
        assert rows_of(app, "attempt")[0]["finished_at"] is None, "reading writes nothing"
        give(taker, page, RIGHT["cups"])
        (row,) = rows_of(app, "attempt")
        assert (row["percent"], str(row["finished_at"])[:19]) == (33, f"{NOON:%Y-%m-%d} 12:05:00")
        assert facts(app) == [("check", "brew/quick")]


def test_time_over_is_found_by_the_sweep_too_and_only_once(taker, app):
    with time_machine.travel(NOON, tick=False) as travel:
        page = begin(taker, QUICK)
        give(taker, page, RIGHT["fermented"])
        travel.move_to(NOON + timedelta(minutes=6))
        with app.app_context():
            sweep = app.extensions["jobs"].sweeps["late attempts"]
            sweep()
            sweep()
        assert facts(app) == [("check", "brew/quick")]
        assert rows_of(app, "attempt")[0]["percent"] == 33


def test_after_time_over_the_next_try_begins_and_tries_are_counted(taker, app):
    with time_machine.travel(NOON, tick=False) as travel:
        first = begin(taker, QUICK)
        travel.move_to(NOON + timedelta(minutes=6))
        assert "Take it again" not in taker.get(QUICK).text or "Go on" not in taker.get(QUICK).text
        second = begin(taker, QUICK)
        assert first.action != second.action
        travel.move_to(NOON + timedelta(minutes=20))
        assert "All tries are used." in taker.get(QUICK).text
        refused = taker.post(f"{QUICK}/begin", data={"csrf_token": second.hidden["csrf_token"]}, headers=SAME)
        assert (refused.status_code, refused.location) == (303, QUICK)
        assert len(rows_of(app, "attempt")) == 2


def test_feedback_at_the_end_shows_everything_there_and_nothing_before(taker):
    page = begin(taker, QUICK)
    answers = RIGHT | {"fermented": WRONG["fermented"], "cups": "9"}
    for name in ("fermented", "cups", "caddy"):
        page = follow(taker, give(taker, page, answers[name]))
        if page.form:
            assert "verdict" not in page.text
            assert "rolled and left" not in page.text
    assert "1 of 3. Not yet." in page.text
    assert "It is rolled and left in the air." in page.text
    assert "from 4 to 5" in page.text
    assert "Try the missed" not in page.text


# A check with a rest between.


@pytest.mark.parametrize(("seconds", "is_open"), [(3599, False), (3600, True)])
def test_the_next_try_waits_for_its_hour_to_the_second(taker, seconds, is_open):
    with time_machine.travel(NOON, tick=False) as travel:
        page = begin(taker, GUARDED)
        result = follow(taker, give(taker, page, WRONG["milk"])).text
        assert f"The next try opens {NOON.day} {NOON:%b %Y}, 13:00" in result
        assert "Take it again" not in result
        assert "Truly." not in result
        travel.move_to(NOON + timedelta(seconds=seconds))
        assert ("Take it again" in taker.get(GUARDED).text) is is_open
        response = taker.post(f"{GUARDED}/begin", data={"csrf_token": page.hidden["csrf_token"]}, headers=SAME)
        assert (response.location == GUARDED) is not is_open


def test_feedback_comes_with_the_pass(taker):
    result = follow(taker, give(taker, begin(taker, GUARDED), RIGHT["milk"])).text
    assert "1 of 1. Passed." in result
    assert "Truly." in result


def test_a_check_that_is_not_there_cannot_be_begun(taker, check):
    token = {"csrf_token": check.hidden["csrf_token"]}
    for path in ("/c/tea/brew/leaves/begin", "/c/tea/brew/nothing/begin", "/c/nothing/brew/check/begin"):
        assert taker.post(path, data=token, headers=SAME).status_code == 404


def test_attempts_hold_back_an_id_that_would_vanish(taker, check, app):
    with app.app_context(), connect_for_reading(db.engine) as connection:
        known = learner_data(app)(connection, "tea")
    assert known["brew/check"] == 1
    assert known["green"] == 1
    assert "grows" not in known

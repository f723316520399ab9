from datetime import date, timedelta

import icalendar
import pytest

from tests.forms import shown, submit, token_of
from tests.publishing import publish_course

PLAN = "/c/garden/first/plan"
FILLED = {
    "plant": "Basil",
    "count": "3",
    "sun": "y",
    "buy.if": "When I pass the market on Saturday",
    "buy.then": "I buy one bag of soil",
    "places.0.place": "Rail",
}


@pytest.fixture
def gardener(app, learner):
    publish_course(app)
    submit(learner, "/c/garden/start", page="/c/garden")
    return learner


def save(client, task="pots", version="0", **fields):
    return shown(client, submit(client, f"{PLAN}/task/{task}", page=PLAN, version=version, **fields))


def test_a_half_filled_worksheet_is_kept_and_says_what_is_missing(gardener):
    response = save(gardener, plant="Basil")
    assert response.status_code == 200
    assert "Saved. Still missing" in response.text
    assert "How many pots fit?: Still empty." in response.text
    assert 'value="Basil"' in gardener.get(PLAN).text


def test_what_cannot_be_read_is_kept_and_told_at_its_field(gardener):
    response = save(gardener, **FILLED | {"count": "many"})
    assert "Type a whole number, such as 12." in response.text
    assert 'value="many"' in gardener.get(PLAN).text


def test_a_full_worksheet_is_done_and_can_still_be_changed(gardener):
    assert save(gardener, **FILLED).status_code == 303
    page = gardener.get(PLAN).text
    assert "Done" in page
    assert "Opens when" not in page
    assert save(gardener, version="1", plant="Mint").status_code == 200
    assert "Opens when" not in gardener.get(PLAN).text, "finished stays finished"


def test_a_task_opens_when_the_one_before_it_is_done(gardener):
    assert "Opens when “Your pots” is done." in gardener.get(PLAN).text
    response = save(gardener, task="bought", **{"bought.channel": "call", "bought.day": "2026-01-02"})
    assert response.status_code == 422


def test_a_declaration_takes_a_channel_and_a_day_that_has_come(gardener):
    save(gardener, **FILLED)
    tomorrow = (date.today() + timedelta(days=2)).isoformat()
    response = save(gardener, task="bought", **{"bought.channel": "call", "bought.day": tomorrow})
    assert "That day is still to come." in response.text
    done = save(gardener, task="bought", version="1", **{"bought.channel": "call", "bought.day": "2026-01-02"})
    assert done.status_code == 303
    assert "Your word" not in gardener.get(PLAN).text


def test_a_stale_page_is_refused_and_both_versions_are_offered(gardener):
    save(gardener, plant="Basil")
    response = save(gardener, plant="Thyme")
    assert response.status_code == 409
    assert "Basil" in response.text
    assert "Thyme" in response.text
    kept = save(gardener, version="1", plant="Thyme")
    assert kept.status_code == 200
    assert 'value="Thyme"' in gardener.get(PLAN).text


def test_saving_by_script_answers_time_and_version_or_the_way_to_both_texts(gardener):
    headers = {"X-Requested-With": "fetch"}
    data = {"csrf_token": token_of(gardener, PLAN), "version": "0", "plant": "Basil"}
    first = gardener.post(f"{PLAN}/task/pots", data=data, headers=headers)
    assert first.json["version"] == 1
    stale = gardener.post(f"{PLAN}/task/pots", data=data | {"plant": "Mint"}, headers=headers)
    assert stale.status_code == 409
    assert stale.json["conflict"].endswith("/task/pots")


def test_the_same_text_twice_is_no_conflict(gardener):
    save(gardener, plant="Basil")
    assert save(gardener, plant="Basil").status_code == 200


def test_what_is_written_is_sealed_at_rest(gardener, app):
    save(gardener, plant="Quince Ophelia")
    for file in app.extensions["settings"].instance.glob("course.db*"):
        assert b"Ophelia" not in file.read_bytes()


def test_a_plan_with_a_day_goes_into_a_calendar(gardener):
    assert gardener.get(f"{PLAN}/task/pots/buy.ics").status_code == 404
    save(gardener, **FILLED | {"buy.day": "2027-03-06", "buy.time": "9:30"})
    response = gardener.get(f"{PLAN}/task/pots/buy.ics")
    assert response.mimetype == "text/calendar"
    event = icalendar.Calendar.from_ical(response.data).walk("VEVENT")[0]
    assert event["summary"] == "I buy one bag of soil"
    assert event.decoded("dtstart").isoformat() == "2027-03-06T09:30:00+00:00"


def test_a_text_beyond_every_measure_is_refused_with_nothing_lost(gardener):
    response = save(gardener, plant="x" * 20_001)
    assert response.status_code == 422
    assert "x" * 20_001 in response.text


def test_another_learner_sees_nothing_of_it(gardener, app, make_account):
    from tests.conftest import sign_in

    save(gardener, plant="Secret fig")
    make_account(email="tom@example.org", name="Tom Okafor")
    other = sign_in(app.test_client(), "tom@example.org")
    assert "Secret fig" not in other.get(PLAN).text
    assert other.get(f"{PLAN}/task/pots/buy.ics").status_code == 404

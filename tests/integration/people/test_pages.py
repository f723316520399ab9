"""The pages of My people as a learner meets them."""

import re
from datetime import timedelta

import pytest

from course_app.infrastructure import clock
from tests.conftest import sign_in
from tests.forms import submit

TODAY = clock.today("UTC")


def add(learner, name="Evan Brandt", **more):
    """Add somebody by typing and return the address of their page."""
    fields = {"new_sphere": "First job"} | more
    response = submit(learner, "/people", page="/people/new", name=name, **fields)
    assert response.status_code == 303, response.text
    page = learner.get("/people").text
    return re.search(rf'href="(/people/[\w-]{{16}})"[^>]*>{re.escape(name)}<', page)[1]


def test_an_empty_list_teaches_and_offers_the_ways_to_add(learner):
    page = learner.get("/people").text
    assert "Nobody here yet. Think of a place you went every week five years ago." in page
    assert "Paste names" in page
    assert "Add one" in page


def test_typing_a_name_adds_it_and_the_field_is_ready_for_the_next(learner):
    person = add(learner)
    assert learner.get("/people/new").text.count("Evan Brandt") >= 1
    page = learner.get(person).text
    assert "<h1" in page
    assert "Evan Brandt" in page
    assert "On the list" in page
    assert "First job" in page


def test_the_row_below_the_list_adds_the_next_and_keeps_the_focus(learner):
    add(learner)
    sphere = re.search(r'<option value="([\w-]{16})"', learner.get("/people").text)[1]
    response = submit(learner, "/people", name="Ilse Brandt", sphere=sphere, back="list")
    assert response.location.startswith("/people?")
    page = learner.get(response.location).text
    assert "Ilse Brandt" in page
    assert re.search(r'id="quick-name"[^>]*autofocus', page)


def test_a_made_up_name_is_asked_about_kindly(learner):
    response = submit(learner, "/people", page="/people/new", name="asdf", new_sphere="Choir")
    assert response.status_code == 422
    assert "Is this a real name?" in response.text
    assert "Yes, it is a real name" in response.text
    again = submit(learner, "/people", page="/people/new", name="asdf", new_sphere="Choir", real="y")
    assert again.status_code == 303


def test_a_name_on_the_list_is_not_doubled_without_asking(learner):
    add(learner)
    response = submit(learner, "/people", page="/people/new", name="evan BRANDT", new_sphere="First job")
    assert response.status_code == 422
    assert "Evan Brandt is already on your list." in response.text
    same = submit(learner, "/people", page="/people/new", name="evan BRANDT", new_sphere="First job", same_name="y")
    assert same.status_code == 303


def test_pasted_names_are_added_and_the_rest_stays_to_look_at(learner):
    add(learner)
    names = "Ada Lovelace, ada@example.org\nEvan Brandt\n\n  qwerty \nTom Okafor;"
    response = submit(learner, "/people/paste", page="/people/new", names=names, new_sphere="Choir")
    assert response.status_code == 200
    assert "2 people are added." in response.text
    assert "Nobody is doubled: Evan Brandt." in response.text
    assert "qwerty</textarea>" in response.text
    page = learner.get("/people").text
    assert "Ada Lovelace" in page
    assert "Tom Okafor" in page


def test_pasted_names_can_be_taken_off_again_from_the_list(learner):
    add(learner)
    assert "Undo this import" not in learner.get("/people").text
    submit(learner, "/people/paste", page="/people/new", names="Ada Lovelace\nTom Okafor", new_sphere="Choir")
    page = learner.get("/people").text
    assert "2 people came by import." in page
    undo = page.split('action="/people/import/', 1)[1].split('"', 1)[0]
    submit(learner, f"/people/import/{undo}", page="/people")
    page = learner.get("/people").text
    assert "Ada Lovelace" not in page
    assert "Evan Brandt" in page
    assert "Undo this import" not in page


def test_nothing_pasted_is_explained_at_the_field(learner):
    response = submit(learner, "/people/paste", page="/people/new", names=" ,; \n", new_sphere="Choir")
    assert response.status_code == 422
    assert 'id="paste-names-errors"' in response.text


def test_everything_about_a_person_can_be_edited(learner):
    person = add(learner)
    fields = {
        "given": "Evan",
        "family": "Brandt",
        "new_sphere": "",
        "last_year": "2018",
        "close": "somewhat",
        "memory": "The taxi and the slides",
        "email": "evan@example.com",
        "phone": "+44 20 7946 0958",
        "link": "example.org/evan",
        "place": "Leeds",
        "stretch": "y",
        "born-day": "29",
        "born-month": "2",
        "dates-0-label": "Opened the shop",
        "dates-0-month": "5",
        "version": "1",
    }
    fields["sphere"] = re.search(r'<option value="([\w-]{16})"', learner.get(f"{person}/edit").text)[1]
    response = submit(learner, f"{person}/edit", **fields)
    assert response.status_code == 303, response.text
    page = learner.get(person).text
    for words in ("The taxi and the slides", "29 February", "Opened the shop", "May", "Leeds", "Stretch", "about 2018"):
        assert words in page
    assert 'href="tel:+442079460958"' in page
    assert 'href="https://example.org/evan"' in page
    form = learner.get(f"{person}/edit").text
    assert 'value="29"' in form


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("given", " ", "Give at least a name."),
        ("last_year", "18", "Give a year with four digits"),
        ("last_year", "2190", "or leave it empty"),
        ("email", "evan", "does not look like an e-mail address"),
        ("phone", "x", "does not look like a phone number"),
        ("link", "javascript:alert(1)", "A link begins with https://"),
        ("memory", "x" * 1001, "At most 1000 letters"),
        ("born-day", "31", "A day needs its month"),
        ("born-month", "13", "twelve months"),
        ("dates-0-label", "Wedding", "at least a month or a year"),
        ("dates-1-year", "1999", "Say what this date is."),
        ("sphere", "somebodyelses-id", "Choose one of your spheres."),
    ],
)
def test_what_cannot_be_kept_is_explained_and_nothing_typed_is_lost(learner, field, value, sentence):
    person = add(learner)
    sphere = re.search(r'<option value="([\w-]{16})"', learner.get(f"{person}/edit").text)[1]
    typed = {"given": "Evan", "family": "Kept as typed", "sphere": sphere, "version": "1"} | {field: value}
    response = submit(learner, f"{person}/edit", **typed)
    assert response.status_code == 422
    assert sentence in response.text
    assert "Kept as typed" in response.text


def test_a_stale_page_offers_both_versions_and_overwrites_nothing(learner):
    person = add(learner)
    sphere = re.search(r'<option value="([\w-]{16})"', learner.get(f"{person}/edit").text)[1]
    typed = {"given": "Evan", "family": "Brandt", "sphere": sphere, "version": "1"}
    assert submit(learner, f"{person}/edit", **typed, memory="The taxi").status_code == 303
    stale = submit(learner, f"{person}/edit", **typed, memory="The slides")
    assert stale.status_code == 409
    assert "The taxi" in stale.text
    assert "The slides" in stale.text
    assert "The taxi" in learner.get(person).text
    version = re.search(r'name="version" value="(\d+)"', stale.text)[1]
    kept = submit(learner, f"{person}/edit", **(typed | {"version": version}), memory="The slides")
    assert kept.status_code == 303
    assert "The slides" in learner.get(person).text


def test_two_taps_say_that_they_answered_today(learner):
    person = add(learner)
    submit(learner, f"{person}/log", direction="out", channel="email", when="today")
    page = learner.get("/people?view=waiting").text
    log = re.search(r'href="([^"]+/log\?direction=in)"', page)[1]
    response = submit(learner, f"{person}/log", page=log, direction="in", channel="email", when="today")
    assert response.location == f"{person}?heard=1"
    page = learner.get(response.location).text
    assert "Back in touch." in page
    assert "How welcome were you?" in page
    submit(learner, f"{person}/heard", page=response.location, reality="6", then="call", day=str(TODAY))
    page = learner.get(person).text
    assert "felt 6 of 7" in page
    assert "Call, today" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"direction": "up", "channel": "email", "when": "today"}, "Say who reached whom."),
        ({"direction": "in", "channel": "smoke", "when": "today"}, "Say how."),
        ({"direction": "in", "channel": "email", "when": "date", "day": "soon"}, "Give the day as a date."),
        ({"direction": "in", "channel": "email", "when": "date", "day": str(TODAY + timedelta(2))}, "not come yet"),
        ({"direction": "in", "channel": "email", "when": "date", "day": "0200-01-01"}, "too long ago"),
    ],
)
def test_a_log_that_cannot_be_is_explained(learner, fields, sentence):
    person = add(learner)
    response = submit(learner, f"{person}/log", **fields)
    assert response.status_code == 422
    assert sentence in response.text


def test_something_logged_by_mistake_is_taken_out(learner):
    person = add(learner)
    submit(learner, f"{person}/log", direction="out", channel="call", when="yesterday")
    page = learner.get(person).text
    assert "You reached out (call)" in page
    remove = re.search(r'action="([^"]+/remove)"', page)[1]
    submit(learner, remove, page=person)
    assert "You reached out (call)" not in learner.get(person).text


def test_somebody_rests_and_wakes(learner):
    person = add(learner)
    submit(learner, f"{person}/rest", span="6")
    assert "Resting until" in learner.get("/people?view=resting").text
    submit(learner, f"{person}/wake", page=person)
    assert "Nobody rests." in learner.get("/people?view=resting").text
    submit(learner, f"{person}/rest", span="open")
    assert "Resting" in learner.get(person).text
    refused = submit(learner, f"{person}/rest", span="date", day="2001-01-01")
    assert refused.status_code == 422
    assert "Choose a day to come." in refused.text


def test_closed_quietly_nothing_asks_any_more_and_it_can_be_opened_again(learner):
    person = add(learner)
    submit(learner, f"{person}/close", page=person)
    page = learner.get(person).text
    assert "Closed" in page
    assert 'id="plans"' not in page
    submit(learner, f"{person}/wake", page=person)
    assert "On the list" in learner.get(person).text
    submit(learner, f"{person}/mark", page=person, mark="do_not_contact", value="yes")
    assert "Not to be contacted" in learner.get(person).text


def test_a_deleted_person_can_be_brought_back_until_sign_out(learner, client):
    person = add(learner)
    response = submit(learner, f"{person}/delete", page=person)
    assert response.location == "/people"
    page = learner.get("/people").text
    assert "Evan Brandt is deleted, with letters and log." in page
    assert learner.get(person).status_code == 404
    submit(learner, f"{person}/restore", page="/people")
    assert learner.get(person).status_code == 200
    submit(learner, f"{person}/delete", page=person)
    submit(learner, "/signout", page="/people")
    sign_in(client)
    assert "is deleted" not in client.get("/people").text
    assert submit(client, f"{person}/restore", page="/people/new").status_code == 404


def test_an_offer_stands_beside_the_person_and_can_be_changed(learner):
    person = add(learner)
    refused = submit(learner, f"{person}/offer", kind="", text="")
    assert refused.status_code == 422
    submit(learner, f"{person}/offer", kind="encouragement", text="A warm word", effort="five-minutes")
    page = learner.get(person).text
    assert "A warm word" in page
    change = re.search(r'href="([^"]+/offer\?offer=[\w-]{16})"', page)[1]
    offer = change.rpartition("=")[2]
    submit(learner, f"{person}/offer", page=change, offer=offer, version="1", kind="time", text="An hour")
    assert "An hour" in learner.get(person).text
    stale = submit(learner, f"{person}/offer", page=change, offer=offer, version="1", kind="time", text="Two hours")
    assert stale.status_code == 422
    assert "another device" in stale.text
    submit(learner, f"{person}/offer/{offer}/remove", page=change)
    assert "An hour" not in learner.get(person).text


def test_plans_are_made_done_and_let_go(learner):
    person = add(learner)
    submit(learner, f"{person}/plans", page=person, what="Call about the bakery", channel="call", day=str(TODAY))
    submit(learner, f"{person}/plans", page=person, what="Send the photo", channel="", day="")
    page = learner.get(person).text
    done = re.search(r'action="([^"]+/done)"', page)[1]
    submit(learner, done, page=person)
    assert "You reached out (call)" in learner.get(person).text
    drop = re.search(r'action="([^"]+/drop)"', learner.get(person).text)[1]
    submit(learner, drop, page=person)
    assert "Send the photo" not in learner.get(person).text


def test_rhythm_marks_and_next_line_are_kept(learner):
    person = add(learner)
    for direction in ("out", "in"):
        submit(learner, f"{person}/log", direction=direction, channel="email", when="today")
    submit(learner, f"{person}/rhythm", page=person, cadence="quarterly")
    submit(learner, f"{person}/mark", page=person, mark="picked", value="yes")
    submit(learner, f"{person}/next-line", page=person, next_line="Ask about the bakery")
    page = learner.get(person).text
    assert "In touch, keeping it up" in page
    assert "First five" in page
    assert "Ask about the bakery" in page
    assert "Evan Brandt" in learner.get("/people?view=first").text
    assert "Evan Brandt" in learner.get("/people?view=touch").text


def test_a_fresh_start_rests_everybody_and_can_be_taken_back(learner):
    for name in ("Evan Brandt", "Priya Nair"):
        person = add(learner, name)
        submit(learner, f"{person}/log", direction="out", channel="email", when="today")
    assert "2 people would rest until" in learner.get("/people/fresh-start").text
    submit(learner, "/people/fresh-start")
    assert "With whom would you like to begin?" in learner.get("/people/fresh-start").text
    assert learner.get("/people?view=resting").text.count("Resting until") == 2
    submit(learner, "/people/fresh-start", undo="1")
    assert "2 people would rest until" in learner.get("/people/fresh-start").text


def test_spheres_are_tapped_typed_changed_and_taken_off(learner):
    page = learner.get("/spheres").text
    assert "Start with one place you used to be every week." in page
    submit(learner, "/spheres/chip", page="/spheres", name="School")
    submit(learner, "/spheres", name="Lime Street", kind="place", since="2009", until="2016", cadence="")
    page = learner.get("/spheres").text
    assert "Lime Street" in page
    assert '<svg class="sphere-map"' in page
    sphere = re.search(r'href="(/spheres/[\w-]{16})" aria-label="Edit: Lime Street"', page)[1]
    submit(learner, sphere, name="Lime Street", kind="place", since="2009", until="2016", version="1", cadence="yearly")
    stale = submit(learner, sphere, name="Lime Road", kind="place", version="1", cadence="")
    assert stale.status_code == 409
    assert "Lime Road" in stale.text
    add(learner, sphere=sphere.rpartition("/")[2], new_sphere="")
    refused = submit(learner, f"{sphere}/remove", page=sphere)
    assert refused.status_code == 422
    assert "Choose where they go." in refused.text
    school = re.search(r'href="/spheres/([\w-]{16})" aria-label="Edit: School"', page)[1]
    assert submit(learner, f"{sphere}/remove", page=sphere, move_to=school).status_code == 303
    assert re.search(r"<td data-label=\"Sphere\">School<", learner.get("/people").text)


def test_a_sphere_that_cannot_be_is_explained(learner):
    submit(learner, "/spheres", name="Choir", kind="interest", cadence="")
    for fields, sentence in (
        ({"name": "choir", "kind": "other"}, "on your map already"),
        ({"name": "x", "kind": "other"}, "2 to 40 letters"),
        ({"name": "Rowing", "kind": "other", "since": "2016", "until": "2009"}, "ends before it begins"),
    ):
        response = submit(learner, "/spheres", cadence="", **fields)
        assert response.status_code == 422
        assert sentence in response.text


def test_memory_cues_come_one_at_a_time(learner):
    first = learner.get("/spheres").text
    assert "Cue 1 of" in first
    following = re.search(r'href="(/spheres\?cue=1)', first)[1]
    assert "Cue 2 of" in learner.get(following).text


def test_a_view_that_does_not_exist_is_not_found(learner):
    assert learner.get("/people?view=hot-leads").status_code == 404


def test_nobody_elses_person_or_sphere_is_reachable(learner, app, make_account):
    person = add(learner)
    sphere = re.search(r'href="(/spheres/[\w-]{16})"', learner.get("/spheres").text)[1]
    make_account("tom@example.org", "Tom Okafor")
    other = sign_in(app.test_client(), "tom@example.org")
    for page in (person, f"{person}/edit", f"{person}/log", f"{person}/rest", f"{person}/offer", sphere):
        assert other.get(page).status_code == 404
    posts = [
        f"{person}/{verb}"
        for verb in (
            "edit", "log", "heard", "plans", "offer", "rhythm", "mark", "next-line", "rest", "wake", "close", "delete",
            "restore", "log/abc/remove", "plans/abc/done", "plans/abc/drop", "offer/abc/remove",
        )
    ]  # fmt: skip
    fields = {"direction": "in", "channel": "email", "when": "today", "mark": "picked", "kind": "time", "text": "x"}
    fields |= {"given": "Eve", "new_sphere": "Hers", "version": "1", "span": "6"}
    for post in [*posts, sphere, f"{sphere}/remove"]:
        assert submit(other, post, page="/people/new", name="Eve", **fields).status_code == 404, post
    assert "Evan Brandt" in learner.get(person).text

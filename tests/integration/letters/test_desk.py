"""The letter desk as a learner uses it: choose, write, sign, send, keep."""

import re
from html import unescape

import pytest

from course_app.infrastructure.database import reader
from course_app.people import queries
from tests.forms import submit
from tests.letters_course import write_course
from tests.publishing import publish_course
from tests.statements import statements

BODY = """Hi Evan,

The night the demo server died and we typed the slides again in a taxi came back to me this week. I still laugh.

Are you still baking?

Dana Whitfield
dana@example.org · 555 0100"""
LETTER = {"subject": "That taxi ride", "body": BODY}


@pytest.fixture
def writer(app, learner, tmp_path):
    publish_course(app, folder=write_course(tmp_path))
    submit(learner, "/c/pens/start", page="/c/pens")
    return learner


@pytest.fixture
def evan(app, writer):
    return add(
        app, writer, "Evan Brandt", memory="The night the demo server died, and the taxi", email="evan@bakery.example"
    )


def add(app, client, name, **more):
    submit(client, "/people", page="/people/new", name=name, new_sphere="First job")
    page = client.get("/people").text
    found = re.search(rf'href="/people/([\w-]+)"[^>]*>{re.escape(name)}', page)
    person = found[1]
    edit = client.get(f"/people/{person}/edit").text
    given, _, family = name.partition(" ")
    sphere = re.search(r'<option selected value="([\w-]+)"|<option value="([\w-]+)" selected', edit)
    version = re.search(r'name="version"[^>]*value="(\d+)"', edit)[1]
    fields = {"given": given, "family": family, "sphere": next(filter(None, sphere.groups())), "version": version}
    assert submit(client, f"/people/{person}/edit", **fields | more).status_code == 303
    return person


def begin(client, person, template="pens/scene", use="first", **more):
    here = f"/people/{person}/letter"
    response = submit(client, f"{here}/begin", page=f"{here}?choose=1", use=use, template=template, **more)
    assert response.status_code == 303, response.text
    return response.location.partition("letter=")[2]


def write(client, person, letter, headers=None, **fields):
    page = client.get(f"/people/{person}/letter?letter={letter}").text
    version = re.search(r'name="version" value="(\d+)"', page)
    data = {"letter": letter, "version": version[1] if version else "0", "then": "stay"} | LETTER | fields
    data["csrf_token"] = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    sent = {"Sec-Fetch-Site": "same-origin"} | (headers or {})
    return client.post(f"/people/{person}/letter", data=data, headers=sent)


def kept_letters(app, client):
    """Return the learner's letters as they are kept."""
    with app.app_context():
        from sqlalchemy import select

        from course_app.accounts.models import AccountRow

        row = reader().execute(select(AccountRow.id, AccountRow.wrapped_key)).first()
        return queries.letters_of(reader(), row.id, app.extensions["data_key"](row.wrapped_key))


def test_the_chooser_shows_templates_with_their_first_lines(writer, evan):
    page = unescape(writer.get(f"/people/{evan}/letter").text)
    assert "A scene" in page
    assert "The night the demo server died, and the taxi It came back to me this week." in page
    assert "An answer" not in page
    assert "Take a blank sheet" in page
    replies = unescape(writer.get(f"/people/{evan}/letter?use=reply&choose=1").text)
    assert "An answer" in replies
    assert "A scene" not in replies


def test_a_letter_begins_with_what_is_known_and_marks_the_rest(writer, evan):
    letter = begin(writer, evan)
    page = unescape(writer.get(f"/people/{evan}/letter").text)
    assert f'value="{letter}"' in page
    assert "Hi Evan," in page
    assert "[one easy question]" in page
    assert "[your name and two ways to answer]" in page
    assert "3 blanks are still open" in page


def test_a_ready_letter_is_ready_and_an_open_one_says_what_is_missing(app, writer, evan):
    letter = begin(writer, evan)
    missing = write(writer, evan, letter, body="Hi Evan, [one easy question]", then="send")
    page = unescape(writer.get(missing.location).text)
    assert "Before it can go" in page
    assert 'href="#check-blanks"' in page
    assert "Write a little more: 40 letters at least" in page
    assert write(writer, evan, letter, then="send").location == f"/people/{evan}/letter/{letter}/send"
    assert kept_letters(app, writer)[0].status == "ready"


def test_the_place_that_a_check_found_is_shown(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter, body=BODY + "\n\nDo you know of a VACANCY for me?")
    page = unescape(writer.get(f"/people/{evan}/letter?letter={letter}").text)
    assert "Do you know of a <mark>VACANCY</mark> for me?" in page


def test_a_check_may_be_right_as_it_is(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter, body=BODY + "\n\nDo you know of a vacancy?", override=["request", "name"])
    page = writer.get(f"/people/{evan}/letter?letter={letter}").text
    assert re.search(r'id="override-request"[^>]*checked', page)
    assert "Right as it is:" in page
    assert 'id="override-name"' not in page


def test_a_letter_in_another_language_is_not_listened_to(writer, evan):
    letter = begin(writer, evan)
    assert "why now" in writer.get(f"/people/{evan}/letter").text
    write(writer, evan, letter, language="y")
    assert "why now" not in writer.get(f"/people/{evan}/letter").text


def test_a_script_is_told_the_version_and_how_the_letter_stands(writer, evan):
    letter = begin(writer, evan)
    answer = write(writer, evan, letter, headers={"X-Requested-With": "fetch"})
    assert answer.json["version"] == 2
    assert "No blank is left open" in answer.json["checks"]
    assert "words, about" in answer.json["length"]


def test_a_stale_page_is_refused_with_both_texts(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter, body="Hi Evan, these are the first words of mine.")
    stale = write(writer, evan, letter, version="1", body="Hi Evan, these are the other words.")
    assert stale.status_code == 409
    assert "the first words of mine" in stale.text
    assert "the other words" in stale.text
    script = write(writer, evan, letter, version="1", headers={"X-Requested-With": "fetch"})
    assert (script.status_code, script.json["conflict"]) == (409, f"/people/{evan}/letter?letter={letter}")
    kept = write(writer, evan, letter, version="2", body="Hi Evan, these are the other words.")
    assert kept.status_code == 303


def test_a_letter_that_is_too_long_is_refused_with_the_text(writer, evan):
    letter = begin(writer, evan)
    response = write(writer, evan, letter, body="word " * 2001)
    assert response.status_code == 422
    assert "At most 10000 letters fit here" in response.text
    assert "word word" in response.text


def test_signing_once_fills_the_place_that_waits_for_it(writer, evan):
    letter = begin(writer, evan)
    here = f"/people/{evan}/letter"
    fields = {"sender-name": "Dana", "sender-email": "dana@home.example", "sender-phone": "555 0100"}
    assert submit(writer, f"{here}/sender", page=here, letter=letter, **fields).status_code == 303
    page = unescape(writer.get(here).text)
    assert "Dana\ndana@home.example · 555 0100" in page
    assert "[your name" not in page
    refused = submit(writer, f"{here}/sender", page=here, letter=letter, **fields | {"sender-name": " "})
    assert refused.status_code == 422
    assert "A letter is signed with a name." in refused.text


def sending(client, person, letter):
    return client.get(f"/people/{person}/letter/{letter}/send")


def test_the_ways_out_are_links_and_files_and_never_the_site(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    page = unescape(sending(writer, evan, letter).text)
    assert 'href="mailto:evan@bakery.example?subject=That%20taxi%20ride&body=Hi%20Evan' in page
    file = writer.get(f"/people/{evan}/letter/{letter}.eml")
    assert file.mimetype == "message/rfc822"
    assert b"X-Unsent: 1" in file.data
    assert b"evan@bakery.example" in file.data
    assert file.headers["Cache-Control"] == "private, no-store"


def test_a_long_letter_opens_with_its_subject_alone(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter, body=BODY + " ä" * 170)
    page = unescape(sending(writer, evan, letter).text)
    assert 'href="mailto:evan@bakery.example?subject=That%20taxi%20ride"' in page
    assert "too long for a link" in page


def test_who_has_no_address_is_looked_for_kindly(app, writer, evan):
    marta = add(app, writer, "Marta Lind")
    letter = begin(writer, marta, template="")
    write(writer, marta, letter, body=BODY.replace("Evan", "Marta"))
    page = sending(writer, marta, letter).text
    assert "Ask somebody you both know" in page
    assert "mailto:" not in page


def test_a_letter_that_is_not_ready_does_not_come_to_sending(writer, evan):
    letter = begin(writer, evan)
    assert sending(writer, evan, letter).location.endswith("missing=1")


def test_saying_that_it_is_sent_logs_it_once(app, writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    here = f"/people/{evan}/letter/{letter}"
    assert submit(writer, f"{here}/guess", page=f"{here}/send", guess="3").status_code == 303
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', sending(writer, evan, letter).text)[1]
    data = {"csrf_token": token, "channel": "email", "when": "yesterday", "day": ""}
    for _ in range(2):
        done = writer.post(f"{here}/sent", data=data, headers={"Sec-Fetch-Site": "same-origin"})
        assert (done.status_code, done.location) == (303, f"/people/{evan}")
    page = writer.get(f"/people/{evan}").text
    assert "Sent. That was the hard part." in page
    assert (
        page.count("You wrote (e-mail)</") + page.count("You wrote (e-mail) <") == 1 or page.count("guess 3 of 7") == 1
    )
    assert kept_letters(app, writer)[0].status == "sent"
    shown = unescape(writer.get(f"/people/{evan}/letter?letter={letter}").text)
    assert "Sent yesterday (e-mail)." in shown
    assert "Take it up again" not in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"channel": "pigeon"}, "Say how you sent it."),
        ({"when": "date", "day": "soon"}, "Give the day as a date."),
        ({"when": "date", "day": "2999-01-01"}, "This day has not come yet."),
    ],
)
def test_what_cannot_be_logged_is_said_at_its_field(app, writer, evan, wrong, sentence):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    here = f"/people/{evan}/letter/{letter}"
    fields = {"channel": "email", "when": "today", "day": ""} | wrong
    response = submit(writer, f"{here}/sent", page=f"{here}/send", **fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert kept_letters(app, writer)[0].status == "ready"


def test_a_letter_may_be_kept_for_practice_and_taken_up_again(app, writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    here = f"/people/{evan}/letter/{letter}"
    assert submit(writer, f"{here}/keep", page=f"{here}/send").status_code == 303
    assert kept_letters(app, writer)[0].status == "kept"
    page = f"/people/{evan}/letter?letter={letter}"
    assert "counts as practice" in writer.get(page).text
    submit(writer, f"{here}/again", page=page)
    assert kept_letters(app, writer)[0].status == "ready"


def test_an_open_letter_is_not_kept_for_practice(app, writer, evan):
    letter = begin(writer, evan)
    here = f"/people/{evan}/letter"
    submit(writer, f"{here}/{letter}/keep", page=here)
    assert kept_letters(app, writer)[0].status == "open"


def test_another_beginning_sets_the_first_aside_unless_it_was_not_touched(app, writer, evan):
    first = begin(writer, evan)
    assert begin(writer, evan, template="", letter=first) == first
    write(writer, evan, first, body="Hi Evan, some words.")
    second = begin(writer, evan, letter=first)
    assert second != first
    assert {each.id: each.status for each in kept_letters(app, writer)} == {first: "dropped", second: "open"}
    page = writer.get(f"/people/{evan}/letter?letter={first}").text
    assert "Set aside. Nothing of it is lost." in page


def test_an_answer_takes_up_the_subject_of_the_letter(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    here = f"/people/{evan}/letter"
    submit(writer, f"{here}/{letter}/sent", page=f"{here}/{letter}/send", channel="email", when="today", day="")
    submit(writer, f"/people/{evan}/log", direction="in", channel="email", when="today")
    assert "An answer" in writer.get(here).text
    begin(writer, evan, template="pens/answer", use="reply")
    assert 'value="Re: That taxi ride"' in writer.get(here).text


def test_texts_and_calls_have_no_subject(writer, evan):
    begin(writer, evan, template="pens/hello")
    assert 'name="subject"' not in writer.get(f"/people/{evan}/letter").text
    here = f"/people/{evan}/letter?choose=1"
    begin(writer, evan, template="pens/script")
    page = writer.get(f"/people/{evan}/letter").text
    assert "A call to Evan" in page
    assert here


def test_nobody_left_in_peace_is_written_to(writer, evan):
    submit(writer, f"/people/{evan}/close", page=f"/people/{evan}")
    page = writer.get(f"/people/{evan}/letter")
    assert "is left in peace" in page.text
    refused = submit(writer, f"/people/{evan}/letter/begin", page="/people/new", use="first", template="")
    assert refused.status_code == 422


def test_letters_of_others_are_not_there(app, writer, evan, make_account):
    from tests.conftest import sign_in

    letter = begin(writer, evan)
    make_account("marek@example.org", name="Marek")
    other = sign_in(app.test_client(), "marek@example.org")
    for path in ("", f"/{letter}/send", f"/{letter}.eml"):
        assert other.get(f"/people/{evan}/letter{path}").status_code == 404
    for path in ("/begin", f"/{letter}/sent", f"/{letter}/keep", f"/{letter}/aside", f"/{letter}/again", "/sender"):
        response = submit(other, f"/people/{evan}/letter{path}", page="/people/new", letter=letter, body="Hi")
        assert response.status_code == 404, path
    assert writer.get(f"/people/{evan}/letter/none.eml").status_code == 404


def test_the_desk_asks_little_of_the_database(app, writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    for path in (f"?letter={letter}", "?choose=1", f"/{letter}/send"):
        with statements(app) as seen:
            assert writer.get(f"/people/{evan}/letter{path}").status_code == 200
        assert len(seen) <= 6, (path, seen)


def test_the_plan_stands_on_top_of_the_desk(app, writer, evan):
    submit(writer, f"/people/{evan}/mark", page=f"/people/{evan}", mark="picked", value="yes")
    here = "/c/pens/write/plan"
    fields = {
        "cue": "If it is Tuesday at seven",
        "person": evan,
        "place": "the kitchen table",
        "step": "write one name.",
    }
    assert submit(writer, f"{here}/task/plan", page=here, version="0", **fields).status_code == 303
    begin(writer, evan)
    page = unescape(writer.get(f"/people/{evan}/letter").text)
    assert "If it is Tuesday at seven, then I will write to Evan at the kitchen table." in page
    assert "If I feel like putting it off, then I will write one name." in page


def test_a_letter_that_is_sent_is_not_changed_any_more(writer, evan):
    letter = begin(writer, evan)
    write(writer, evan, letter)
    here = f"/people/{evan}/letter"
    submit(writer, f"{here}/{letter}/sent", page=f"{here}/{letter}/send", channel="email", when="today", day="")
    page = f"{here}?choose=1"
    late = submit(writer, here, page=page, letter=letter, version="3", subject="Another", body="Hi Evan, too late.")
    assert late.status_code == 422
    assert "This letter is sent already." in late.text
    assert "Hi Evan, too late." in late.text

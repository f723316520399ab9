import pytest

from tests.conftest import sign_in
from tests.forms import submit, token_of, tokens_of
from tests.publishing import publish_course
from tests.statements import statements

SOIL = "/c/garden/first/soil"


@pytest.fixture
def garden(app):
    return publish_course(app)


@pytest.fixture
def gardener(garden, learner):
    assert submit(learner, "/c/garden/start", page="/c/garden").status_code == 303
    return learner


def test_the_home_page_of_a_site_with_one_course_is_its_syllabus(garden, client):
    page = client.get("/").text
    assert "A Balcony Garden" in page
    assert "Certified Balcony Gardener" in page
    assert "free to read" in page


def test_a_site_without_courses_says_so_kindly(client):
    assert "no published course yet" in client.get("/").text


def test_a_stranger_reads_the_first_lesson_and_is_asked_to_sign_in_for_the_second(garden, client):
    assert client.get(SOIL).status_code == 200
    response = client.get("/c/garden/first/water")
    assert (response.status_code, response.location) == (303, "/signin?next=/c/garden/first/water")


def test_starting_a_course_leads_to_its_first_lesson(garden, learner):
    response = submit(learner, "/c/garden/start", page="/c/garden")
    assert (response.status_code, response.location) == (303, SOIL)


def test_today_greets_and_offers_the_next_lesson(gardener):
    page = gardener.get("/today").text
    assert "Start with your reason, Dana." in page
    assert "Soil is mostly air" in page


def test_done_is_explicit_leads_on_and_can_be_taken_back(gardener):
    response = submit(gardener, f"{SOIL}/done", page=SOIL)
    assert (response.status_code, response.location) == (303, "/c/garden/first/water")
    assert "Not done after all" in gardener.get(SOIL).text
    assert submit(gardener, f"{SOIL}/undo", page=SOIL).status_code == 303
    assert "Not done after all" not in gardener.get(SOIL).text


def test_done_twice_adds_one_fact(gardener, app):
    for _ in range(2):
        submit(gardener, f"{SOIL}/done", page=SOIL)
    page = gardener.get("/c/garden/certificate").text
    assert "1 of 2" in page


def test_a_lesson_counts_only_when_what_it_requires_is_done(gardener):
    submit(gardener, "/c/garden/first/water/done", page="/c/garden/first/water")
    assert "It counts once this is done too:" in gardener.get("/c/garden/first/water").text
    assert "0 of 2" in gardener.get("/c/garden/certificate").text
    submit(gardener, f"{SOIL}/done", page=SOIL)
    assert "It counts once this is done too:" not in gardener.get("/c/garden/first/water").text


def test_what_is_left_names_every_requirement_with_its_evidence(gardener):
    page = gardener.get("/c/garden/certificate").text
    for words in ("First: 2 lessons", "Check: soil and water", "Plan your balcony", "Second: one lesson", "Final"):
        assert words in page
    for level in ("you read", "you show", "you declare"):
        assert level in page
    assert "you showed" not in page


def test_today_says_in_a_few_words_how_much_is_left(gardener):
    page = gardener.get("/today").text.replace("\u00a0", " ")
    assert "Still to do: 3 lessons, one check, one action step, the final." in page


def test_a_recall_question_gives_its_reason_and_keeps_nothing(gardener, app):
    page = gardener.get(SOIL).text
    assert "drives the air out" not in page
    with statements(app) as seen:
        for value in ("0", "1"):
            response = submit(gardener, f"{SOIL}/recall/air", page=SOIL, answer=value)
            assert response.status_code == 200
    assert not [each for each in seen if not each.startswith("SELECT")]
    assert "drives the air out" in response.text or "Roots breathe" in response.text


def test_an_empty_recall_answer_is_told_at_the_question(gardener):
    response = submit(gardener, f"{SOIL}/recall/air", page=SOIL)
    assert response.status_code == 422
    assert "Choose an answer first." in response.text


def test_a_line_to_oneself_is_kept_as_a_note(gardener):
    submit(gardener, f"{SOIL}/recall/childhood", page=SOIL, answer="Rhubarb, and gooseberries.", version="0")
    assert "Rhubarb, and gooseberries." in gardener.get(SOIL).text
    assert "Rhubarb, and gooseberries." in gardener.get("/notes").text


def test_a_note_is_kept_sealed_and_only_for_its_writer(gardener, app, client, make_account):
    submit(gardener, f"{SOIL}/note", page=SOIL, text="Ask Marek about the rail", version="0")
    assert "Ask Marek about the rail" in gardener.get(SOIL).text
    database = app.extensions["settings"].instance / "course.db"
    for file in database.parent.glob("course.db*"):
        assert b"Marek" not in file.read_bytes()


def test_a_stale_note_is_refused_with_both_texts(gardener):
    submit(gardener, f"{SOIL}/note", page=SOIL, text="from the phone", version="0")
    response = submit(gardener, f"{SOIL}/note", page=SOIL, text="from the desk", version="0")
    assert response.status_code == 409
    assert "from the phone" in response.text
    assert "from the desk" in response.text
    again = submit(gardener, f"{SOIL}/note", page=SOIL, text="joined", version="1")
    assert again.status_code == 303
    assert "joined" in gardener.get(SOIL).text


def test_a_note_that_is_too_long_is_told_and_not_lost(gardener):
    response = submit(gardener, f"{SOIL}/note", page=SOIL, text="x" * 20_001, version="0")
    assert response.status_code == 422
    assert "x" * 20_001 in response.text


def test_saving_by_script_answers_with_time_and_version(gardener):
    token = token_of(gardener, SOIL)
    data = {"csrf_token": token, "text": "soft", "version": "0"}
    response = gardener.post(f"{SOIL}/note", data=data, headers={"X-Requested-With": "fetch"})
    assert response.json["version"] == 1
    assert response.json["saved_at"].endswith("+00:00")


def test_the_place_of_reading_is_remembered(gardener):
    token = token_of(gardener, SOIL)
    headers = {"X-CSRFToken": token, "X-Requested-With": "fetch"}
    assert gardener.post(f"{SOIL}/place", json={"heading": "roots"}, headers=headers).status_code == 204
    assert "Go on where you stopped: What roots want" in gardener.get(SOIL).text
    assert gardener.post(f"{SOIL}/place", json={"heading": "nowhere"}, headers=headers).status_code == 422
    assert gardener.post(f"{SOIL}/place", json=["x"], headers=headers).status_code in {204, 422}


@pytest.mark.parametrize(
    "path",
    [
        "/c/nowhere",
        "/c/garden/first/nothing",
        "/c/garden/nothing/soil",
        "/c/nowhere/learn",
        "/c/garden/assets/none.svg",
        "/c/garden/first/%00",
        "/c/garden/../../etc/passwd",
    ],
)
def test_what_is_not_there_is_a_kind_404(gardener, path):
    response = gardener.get(path)
    assert response.status_code == 404
    assert "not here" in response.text


@pytest.mark.parametrize(
    ("path", "most"),
    [(SOIL, 3), ("/today", 5), ("/c/garden/learn", 2), ("/c/garden", 2), ("/c/garden/first/plan", 3)],
)
def test_a_page_asks_a_fixed_small_number_of_statements(gardener, app, path, most):
    gardener.get(path)
    with statements(app) as seen:
        assert gardener.get(path).status_code == 200
    assert len(seen) <= most, seen
    assert all(each.startswith("SELECT") for each in seen)


def test_who_stands_at_the_same_place_reads_the_same_text_with_tokens_and_places_of_their_own(
    gardener, app, make_account
):
    make_account(email="eli@example.org", name="Eli Norström")
    eli = sign_in(app.test_client(), "eli@example.org")
    first, second = gardener.get(SOIL).text, eli.get(SOIL).text
    tokens = [tokens_of(page) for page in (first, second)]
    assert [len(each) for each in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert first.replace(*tokens[0], *tokens[1]).replace("Dana Whitfield", "Eli Norström") == second
    assert submit(gardener, f"{SOIL}/done", page=SOIL).status_code == 303
    assert "Not done after all" in gardener.get(SOIL).text
    assert "Not done after all" not in eli.get(SOIL).text


def test_a_text_to_oneself_is_on_no_page_of_another_learner(gardener, app, make_account):
    make_account(email="eli@example.org", name="Eli Norström")
    eli = sign_in(app.test_client(), "eli@example.org")
    eli.get(SOIL)
    submit(gardener, f"{SOIL}/note", page=SOIL, version="0", text="the blue pots by the door")
    assert "the blue pots" in gardener.get(SOIL).text
    assert "the blue pots" not in eli.get(SOIL).text

"""Nothing about the key is in a page before the answer: another key makes the very same page."""

import re

import pytest
from sqlalchemy import text

from course_app.assessment.beginning import Taker, begin_check
from course_app.courseware import releases
from course_app.courseware.folder import read_folder
from course_app.courseware.service import Publishing, publish
from course_app.enrolment.service import enrol
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from tests.integration.assessment.taking import CHECK, RIGHT, SAME, Page, at, begin, follow, give
from tests.publishing import COURSES

OTHER_KEYS = [
    ("- (x) Water that has stopped", "- ( ) Water that has stopped"),
    ("- ( ) Water at a rolling", "- (x) Water at a rolling"),
    ("Cold water {50%}", "Cold water"),
    ("- [x] Leaves", "- [ ] Leaves"),
    ("- [ ] Yesterday's", "- [x] Yesterday's"),
    ("- = tea", "- = mate"),
    ("- ! coffee", "- ! beer"),
    ("- = 3..5", "- = 7"),
    ("- ! 30", "- ! 300"),
    ("Black => Boiling water", "Black => Eighty degrees"),
    ("Green => Eighty degrees", "Green => Boiling water"),
    (
        "1. Boil the water\n   > Before anything else.\n2. Pour it on the leaves\n",
        "1. Pour it on the leaves\n2. Boil the water\n",
    ),
    ("[[= 2]]", "[[= 9]]"),
    ("[[pot | teapot]]", "[[kettle]]"),
    ("[[minutes | (x) five minutes | hours]]", "[[(x) minutes | five minutes | hours]]"),
    ("- ( ) [Serve cold tea]", "- (x) [Serve cold tea]"),
    ("- (x) [Ask them in]", "- ( ) [Ask them in]"),
    ("(#cold) {50%}", "(#cold)"),
    ("Yes. Eighty degrees is plenty.", "Wrong feedback altogether."),
]
SECRETS = [
    "Eighty degrees is plenty",
    "That scalds the leaves",
    "takes a night",
    "Heat draws out",
    "What leaves want",
    "They are the point",
    "Pour it on the roses",
    "Something is missing",
    "chai",
    "That is another course",
    "infusion",
    "As the packet says",
    "That is tar",
    "A rolling boil",
    "Before anything else",
    "teapot",
    "Nobody drank it",
    "They chose well",
    "It was grey",
    "The evening is",
]


@pytest.fixture
def attempt_on(app, taker):
    """Begin an attempt with always the same chance, on the course with other words; gives the path of its pages."""

    def begin_on(changes):
        files = read_folder(COURSES / "small")
        for old, new in changes:
            assert old in files["brew/check.md"].decode(), old
            files["brew/check.md"] = files["brew/check.md"].decode().replace(old, new).encode()
        with app.app_context(), transaction() as session:
            how = Publishing(clock.now(), app.extensions["render_context"])
            release = publish(session, files, how).release_id
            session.execute(text("DELETE FROM scene_step"))
            session.execute(text("DELETE FROM answer"))
            session.execute(text("DELETE FROM attempt"))
        with app.app_context(), transaction() as session:
            now = clock.now()
            taker_of = Taker(1, enrol(session, 1, "tea", now), "0123456789abcdef")
            found = releases.get(release)
            return f"/attempts/{begin_check(session, taker_of, found, found.unit('brew/check'), now)}/q"

    return begin_on


def without_tokens(page):
    return re.sub(r'name="csrf_token" value="[^"]+"|nonce="[^"]+"', "", page)


def pages_of(client, path):
    """Return every page of an attempt as it is asked, answering what is there first; a story to its second scene."""
    pages = []
    page = at(client, f"{path}/1")
    while page.form:
        only_question = page.form if pages else page.text
        pages.append((page.name, without_tokens(only_question)))
        if page.name == "guest" and page.hidden["step"] == "0":
            page = follow(client, give(client, page, "Ask them in"))
            continue
        if page.name == "next":
            break
        page = follow(client, give(client, page, ANYTHING[page.name]))
    return pages


ANYTHING = RIGHT | {
    "name": "water",
    "minutes": "60",
    "rule": ["7", "bucket", "hours"],
    "guest": "Talk about the weather",
}


def test_another_key_makes_the_very_same_pages(taker, attempt_on):
    one = pages_of(taker, attempt_on([]))
    other = pages_of(taker, attempt_on(OTHER_KEYS))
    assert [name for name, _ in one] == [name for name, _ in other]
    assert len(one) == 10
    for (name, first), (_, second) in zip(one, other, strict=True):
        if name in {"match", "steps"}:
            # Where a line stands is chance; that the same lines stand there is what counts.
            assert sorted(re.findall(r">([^<>]+)<", first)) == sorted(re.findall(r">([^<>]+)<", second))
        else:
            assert first == second


def test_no_word_of_feedback_or_key_is_in_a_page_before_the_answer(taker, attempt_on):
    for _name, page in pages_of(taker, attempt_on([])):
        for secret in SECRETS:
            assert secret not in page, secret


def test_the_address_of_an_attempt_does_not_tell_its_seed(taker, app):
    page = begin(taker, CHECK)
    from tests.integration.assessment.taking import rows_of

    (row,) = rows_of(app, "attempt")
    assert row["seed"] not in page.text
    assert row["public_id"] in page.text


def test_options_and_choices_of_gaps_are_shown_in_an_order_of_chance(taker, attempt_on, app):
    shown = set()
    for _ in range(12):
        page = begin(taker, CHECK)
        shown.add(tuple(page.options()))
        with app.app_context(), transaction() as session:
            session.execute(text("DELETE FROM attempt"))
    assert len(shown) > 1


def test_a_refused_answer_tells_nothing(taker):
    page = begin(taker, CHECK)
    response = taker.post(page.action, data=page.hidden, headers=SAME)
    assert response.status_code == 422
    for secret in SECRETS:
        assert secret not in Page(response.text, "").form

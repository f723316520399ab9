import pytest

from course_app.printing.composing import PAPERS, Press
from course_app.printing.markup import parse
from course_app.printing.press import key_of
from course_app.printing.sheets import compose_sheet
from tests.small_book import PRESS, book, files_of_book

BOOK = book()


def sheet(name, release=BOOK, press=PRESS, paper="a4"):
    document = next(each for each in release.course.resources if each.id == name)
    return compose_sheet(release, document, press, paper)


def test_links_lead_to_full_addresses():
    links = [link.get("href") for link in parse(sheet("my-sheet").html).iter("a")]
    assert links == [
        "https://learn.example.org/c/small/files/our-cards.pdf",
        "https://learn.example.org/c/small/guide#hello",
        "https://example.com/x",
    ]


def test_a_drawing_gets_the_faces_of_the_page_and_says_all_its_words():
    drawing = parse(sheet("my-sheet").html).find(".//svg")
    assert drawing.find("title").text.startswith("Map. ")
    assert "Two rooms" in drawing.find("title").text
    assert drawing.get("font-family") == "Course Sans"
    assert drawing.find("text").get("font-family") == "Course Sans Strong"


def test_quotes_are_curved_in_english_only():
    assert "“small” things; it’s" in sheet("my-sheet").html
    german = files_of_book()
    german["course.yml"] = german["course.yml"].replace(b"language: en", b"language: de")
    assert '"small" things; it\'s' in sheet("my-sheet", book(german)).html


def test_the_footer_names_course_and_address_and_no_address_of_this_machine():
    assert "Small course" in sheet("my-sheet").html
    assert "learn.example.org/c/small" in sheet("my-sheet").html
    local = Press("Our Site", "http://127.0.0.1:8000", public=False)
    assert "127.0.0.1:8000</div>" not in sheet("my-sheet", press=local).html
    assert "</span> 127" not in sheet("my-sheet", press=local).html


def test_a_sheet_named_cards_is_cut_into_cards():
    assert 'class="cards"' in sheet("our-cards").html
    assert "<table" not in sheet("our-cards").html


def test_a_form_may_be_set_tight_and_a_text_never_is():
    assert "tight" in sheet("my-sheet").settings_for(1)
    assert "tight" not in sheet("our-cards").settings_for(1)
    assert sheet("our-cards").settings_for(9) == sheet("our-cards").settings_for(1)


def test_the_key_is_that_of_what_is_on_the_page():
    assert key_of(sheet("my-sheet"), "a4") == key_of(sheet("my-sheet", book()), "a4")
    assert len({key_of(sheet("my-sheet", paper=paper), paper) for paper in PAPERS}) == 2


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"resources__our-cards.md": "# Our cards\n\nNew.\n"}, True),
        ({"resources__my-sheet.md": "# My sheet\n\nNew.\n"}, False),
    ],
)
def test_another_release_shares_the_files_that_did_not_change(changed, same):
    other = book(files_of_book(**changed))
    assert (key_of(sheet("my-sheet", other), "a4") == key_of(sheet("my-sheet"), "a4")) is same

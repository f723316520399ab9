import pytest

from course_app.printing.guide import balanced, compose_guide
from course_app.printing.markup import has_class, parse, words
from tests.small_book import PRESS, book, files_of_book

GUIDE = parse(compose_guide(book(), PRESS, "a4").html)


def classed(name):
    return [element for element in GUIDE.iter() if has_class(element, name)]


def test_contents_name_every_chapter_and_lead_to_it():
    links = classed("contents")[0].iter("a")
    named = {link.get("href"): words(link) for link in links}
    assert named == {"#why": "Why", "#how": "How", "#sources": "Sources", "#work": "Work"}
    ids = {element.get("id") for element in GUIDE.iter()}
    assert {href[1:] for href in named} <= ids


def test_no_id_stands_twice_and_every_inner_link_has_its_place():
    ids = [element.get("id") for element in GUIDE.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {link.get("href")[1:] for link in GUIDE.iter("a") if link.get("href").startswith("#")}
    assert targets <= set(ids)


def test_sources_are_numbered_through_and_named_once():
    marks = [words(mark) for mark in classed("noteref")]
    assert marks == ["1", "2", "1", "2"]
    notes = [item for item in GUIDE.iter("li") if (item.get("id") or "").startswith("note-")]
    assert [words(note).split(",")[0] for note in notes] == ["One", "Two"]
    assert [link.get("href") for link in notes[0].iter("a")] == ["https://doi.org/10.1/x"]


def test_an_included_letter_stands_with_its_notes():
    letter = classed("letter")[0]
    assert letter.get("id") == "hello"
    text = words(letter)
    assert [
        text.index(part) for part in ("A hello", "Use it first", "Old times", "Variation", "Not at night")
    ] == sorted(text.index(part) for part in ("A hello", "Use it first", "Old times", "Variation", "Not at night"))
    assert {words(slot) for slot in classed("slot")} >= {"their name", "a memory only you two share"}


def test_an_included_action_step_is_a_form_to_fill_in():
    form = classed("form")[0]
    text = words(form)
    for asked in ("What do you want?", "Where?", "I told a friend", "How ready are you?", "On which day?"):
        assert asked in text
    assert len([each for each in form.iter("span") if has_class(each, "box")]) == 5
    assert [words(each) for each in form.iter("span") if has_class(each, "step")] == ["1", "2", "3", "4", "5"]
    rows = [row for row in form.iter("tr") if any(has_class(cell, "write") for cell in row)]
    assert len(rows) == 3
    assert len([each for each in form.iter("div") if has_class(each, "line")]) == 4 + 1 + 3 + 1


def test_an_included_sheet_and_step_have_their_headings():
    work = classed("sheets")[0]
    assert [words(each) for each in work.iter("h2")][:2] == ["Take the first step", "My sheet"]


def test_worksheets_at_the_end_come_after_the_sources():
    order = [words(heading) for heading in GUIDE.iter("h1")]
    assert order[1:] == ["Contents", "Why", "How", "Sources", "Work"]


def test_a_course_without_a_guide_has_none():
    files = files_of_book()
    files["course.yml"] = files["course.yml"].split(b"guide:")[0]
    kept = {path: data for path, data in files.items() if not path.startswith(("guide/", "templates/"))}
    kept["resources/my-sheet.md"] = b"# My sheet\n\nText.\n"
    with pytest.raises(LookupError):
        compose_guide(book(kept), PRESS, "a4")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Small course", ["Small course"]),
        (
            "Guide to Reestablishing Relationships in Your Network",
            ["Guide to Reestablishing", "Relationships", "in Your Network"],
        ),
    ],
)
def test_a_title_breaks_into_lines_that_belong_together(title, lines):
    assert balanced(title) == lines

import pytest

from course_app.printing.markup import parse, to_html, words
from course_app.printing.tables import set_tables


def table_of(head, *rows, cards=False):
    cells = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
    root = parse(f'<div class="table-scroll" tabindex="0">{table}</div>')
    set_tables(root, cards=cards)
    return root


def open_cells(root):
    return [[("write" in cell.get("class", "")) for cell in row] for row in root.iter("tr")][1:]


def test_a_table_without_an_empty_cell_is_for_reading():
    root = table_of(("A", "B"), ("one", "two"))
    assert root.find("table").get("class") == "reading short"
    assert root.find(".//colgroup") is None


def test_an_empty_row_is_for_writing():
    root = table_of(("Name", "Memory"), ("<em>Ada</em>", "<em>a coat</em>"), ("", ""), ("", ""))
    assert root.find("table").get("class") == "filling short low"
    assert open_cells(root) == [[False, False], [True, True], [True, True]]
    assert [cell.get("class") for cell in root.iter("td")][:2] == ["example", "example"]


def test_the_words_before_an_empty_cell_are_a_heading_of_their_row():
    root = table_of(("Question", "My answer"), ("Who?", ""), ("Where?", ""))
    heads = [cell for cell in root.iter("th") if cell.get("scope") == "row"]
    assert [words(head) for head in heads] == ["Who?", "Where?"]
    assert open_cells(root) == [[False, True], [False, True]]


def test_a_single_empty_cell_in_a_full_column_is_no_place_to_write():
    root = table_of(
        ("Module", "You read", "You do", "Done"), ("a", "3", "x", ""), ("b", "4", "y", ""), ("c", "", "z", "")
    )
    assert open_cells(root) == [[False, False, False, True]] * 3


def test_a_column_stays_open_beside_one_word_at_its_end():
    root = table_of(("Person", "Cadence"), *[("", "")] * 4, ("<strong>Sum</strong>", ""))
    assert open_cells(root) == [[True, True]] * 4 + [[False, True]]


def test_words_in_brackets_are_a_hint_in_a_place_to_write():
    root = table_of(("If", "then"), ("(a moment)", "(one act)"), ("two weeks pass", ""))
    assert open_cells(root) == [[True, True], [False, True]]
    assert [words(each) for each in root.iter("span")] == ["a moment", "one act"]


def test_words_in_brackets_stay_as_they_are_where_nothing_is_filled_in():
    assert "(2011)" in to_html(table_of(("Who", "When"), ("Levin", "(2011)")))


@pytest.mark.parametrize(
    ("head", "narrow"),
    [
        (("For whom", "What, and why", "When", "Done"), [False, False, True, True]),
        (("Line", "What I saw", "Sent?"), [False, False, True]),
        (("Name", "s", "The one thing"), [False, True, False]),
        (("Name", "Since"), [False, False]),
    ],
)
def test_short_headings_at_the_end_are_for_ticks_and_days(head, narrow):
    widths = [float(col.get("style")[7:-1]) for col in table_of(head, *[[""] * len(head)] * 3).iter("col")]
    assert sum(widths) == pytest.approx(100, abs=0.3)
    assert [width < 20 for width in widths] == narrow


def test_a_row_becomes_a_card_with_lines_where_it_is_empty():
    root = table_of(("If", "then"), ("tea", "write"), ("", ""), ("", ""), cards=True)
    assert [ul.get("class") for ul in root.iter("ul")] == ["card-row of-2", "card-row of-1"]
    assert [len(card.findall("div")) for card in root.iter("li")] == [0, 2, 2]
    assert root.find("div").get("class") == "cards"


def test_blank_cards_are_kept_together_and_three_examples_stand_in_one_row():
    blank = table_of(("If", "then"), ("", ""), ("", ""), cards=True)
    assert blank.find("div").get("class") == "cards cut"
    filled = table_of(("If", "then"), *[("a", "b")] * 3, cards=True)
    assert [ul.get("class") for ul in filled.iter("ul")] == ["card-row of-3"]

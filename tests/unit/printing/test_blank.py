import pytest

from course_app.courseware.language.people_tasks import KINDS
from course_app.printing.blank import PEOPLE_LINES, PEOPLE_TABLES, blank_form
from course_app.printing.markup import has_class, words
from tests.small_book import book, files_of_book


def form(task):
    step = f"---\nminutes: 5\n---\n# Take the first step {{.action}}\n\nWhy.\n\n{task}\n"
    release = book(files_of_book(**{"start__first-step.md": step}))
    return blank_form(release.unit("start/first-step").body, release.html, release.sheet)


def rows(root):
    return [row for row in root.iter("tr") if any(has_class(cell, "write") for cell in row)]


def test_a_task_about_people_has_as_many_rows_as_it_asks_for():
    assert len(rows(form("## List {.people #list min=12 spheres=3}"))) == 12


def test_a_purpose_has_lines_to_write_on():
    assert [words(each) for each in form("## Purpose {.purpose #purpose}").iter("p")][-1] == "My purpose"


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"declare", "text", "worksheet"}))
def test_every_task_about_people_can_be_filled_in_by_hand(kind):
    assert kind in PEOPLE_TABLES or kind in PEOPLE_LINES or kind == "mindset"

"""Missing ids are written, and nothing else changes."""

import pytest
from hypothesis import given

from course_app.courseware.language.fmt import format_file
from tests.unit.courseware.language.corpus import FILES
from tests.unit.courseware.language.mutations import mutated
from tests.unit.courseware.language.scanning import found, task

CHOICE = "- (x) Yes\n- ( ) No\n"


@pytest.mark.parametrize("file", FILES)
def test_a_file_with_all_its_ids_stays_as_it_is(file):
    assert format_file(file, FILES[file]) == FILES[file]


def test_questions_get_ids_of_their_words():
    text = f"# T {{.quiz}}\n\n## Why is it so?\n\n{CHOICE}\n## Why is it so? {{points=2}}\n\n{CHOICE}"
    assert format_file("find/c.md", text, taken=["why-is-it-so"]) == (
        f"# T {{.quiz}}\n\n## Why is it so? {{#why-is-it-so-2}}\n\n{CHOICE}\n"
        f"## Why is it so? {{#why-is-it-so-3 points=2}}\n\n{CHOICE}"
    )


def test_kinds_come_first_and_line_ends_stay():
    text = "# T {.quiz}\r\n\r\n## Warm up {.pool pick=1}\r\n\r\n### Über Größe? \r\n\r\n- (x) Yes\r\n- ( ) No\r\n"
    assert format_file("find/c.md", text) == (
        "# T {.quiz}\r\n\r\n## Warm up {.pool #warm-up pick=1}\r\n\r\n### Über Größe? {#uber-grosse} \r\n\r\n"
        "- (x) Yes\r\n- ( ) No\r\n"
    )


def test_fields_options_parts_and_columns_get_ids():
    text = task(
        "- [text] Your *name*\n- [select] Which? {optional}\n  - The first one\n  - The second one\n\n"
        "### P {.table}\n\n| Who {.text} | 2nd {.year} |\n|---|---|\n\n### C {.choices}\n\n- One\n",
        "{.worksheet}",
    )
    formatted = format_file("find/a.md", text)
    assert formatted == task(
        "- [text] Your *name* {#your-name}\n- [select] Which? {#which optional}\n  - The first one {#the-first-one}\n"
        "  - The second one {#the-second-one}\n\n### P {.table #p}\n\n"
        "| Who {.text #who} | 2nd {.year #nd} |\n|---|---|\n\n"
        "### C {.choices #c}\n\n- One {#one}\n",
        "{.worksheet #your-turn}",
    )
    assert found(formatted) == []


def test_an_id_is_at_most_forty_letters_and_never_empty():
    text = f"# T {{.quiz}}\n\n## {'wonder' * 12}\n\n{CHOICE}\n## 可以吗？\n\n{CHOICE}"
    formatted = format_file("find/c.md", text)
    assert f"{{#{('wonder' * 12)[:40]}}}" in formatted
    assert "{#question}" in formatted


@given(mutated())
def test_what_was_formatted_needs_no_ids_and_is_not_changed_again(case):
    file, text = case
    formatted = format_file(file, text)
    assert format_file(file, formatted) == formatted
    assert "".join(formatted.split()).count("\n") == "".join(text.split()).count("\n")
    if formatted != text:
        assert not [one for one in found(formatted, file) if one.startswith("E221")] or "E221" in str(found(text, file))

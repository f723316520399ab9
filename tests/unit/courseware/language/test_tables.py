"""Tables to fill in."""

import pytest

from tests.unit.courseware.language.scanning import found, only_task, task

SELECT = "- [select] Which? {#which}\n  - One {#one}\n  - Two {#two}\n\n"
HEAD = "| Who {#who .text} | Which {#w .select from=which optional} |"
TABLE = f"### People {{.table #people rows=3..8}}\n\nWords.\n\n{HEAD}\n|---|:--|\n| *Marek* | A \\| B |\n"


def test_a_table_has_columns_and_examples():
    (table,) = only_task(SELECT + TABLE).parts
    who, which = table.columns
    assert (who.id, who.type, who.label.text, who.optional) == ("who", "text", "Who", False)
    assert (which.id, which.type, which.source, which.optional) == ("w", "select", "which", True)
    assert (table.least, table.most, table.body.text) == (3, 8, "Words.")
    assert [[cell.text for cell in row] for row in table.examples] == [["*Marek*", "A \\| B"]]
    assert table.examples[0][0].place.column == 3


def test_rows_have_a_default_and_empty_examples_are_none():
    (table,) = only_task("### P {.table #p}\n\n| Who {#who .text} |\n|---|\n|  |\n").parts
    assert (table.least, table.most, table.examples) == (1, 10, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TABLE.replace("|---|:--|\n", ""), ["E431@13"]),
        (TABLE.replace("A \\| B", "A | B"), ["E432@15"]),
        (TABLE.replace("|---|:--|", "|---|"), ["E432@14"]),
        (TABLE.replace(" .text}", "}"), ["E433@13"]),
        (TABLE.replace("Who {#who .text}", "Who"), ["E433@13"]),
        (TABLE.replace(".text", ".txt"), ["E215@13"]),
        (TABLE.replace("#who", "#w"), ["E221@13"]),
        (TABLE.replace("#who ", ""), ["E222@13"]),
        (TABLE.replace(" from=which", ""), ["E219@13"]),
        (TABLE.replace("from=which", "from=whihc"), ["E219@13"]),
        (TABLE.replace(".text", ".text from=which"), ["E214@13"]),
        (TABLE.replace("rows=3..8", "rows=8..3"), ["E219@9"]),
        (TABLE.replace("rows=3..8", "rows=3"), ["E219@9"]),
    ],
)
def test_one_slip_in_a_table_is_one_problem(text, expected):
    assert found(task(SELECT + text)) == expected

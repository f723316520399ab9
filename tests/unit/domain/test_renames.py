import pytest

from course_app.domain.renames import Renames
from tests.unit.domain.making import course, lesson, module, step, task


@pytest.mark.parametrize(
    ("subject", "now"),
    [
        ("find/one", "find/one"),
        ("old/one", "find/one"),
        ("find/first", "find/one"),
        ("old/first", "find/one"),
        ("lost/two", "find/two"),
        ("find/sheet#all", "find/sheet#all"),
        ("find/sheet#a", "find/sheet#all"),
        ("old/paper#a", "find/sheet#all"),
        ("find/sheet#b", "find/sheet#b"),
        ("nowhere/one", "nowhere/one"),
        ("final", "final"),
        ("edition-1", "edition-1"),
    ],
)
def test_a_former_name_leads_to_the_name_of_today(subject, now):
    units = (
        lesson("one", was=("first",)),
        lesson("two", was=("lost/two",)),
        step("sheet", task("all", was=("a", "b")), task("b"), was=("paper",)),
    )
    assert Renames(course(module("find", *units, was=("old",)))).now(subject) == now


def test_a_name_in_use_is_never_a_former_one():
    whole = course(lesson("one", was=("two",)), lesson("two"))
    assert Renames(whole).now("find/two") == "find/two"


def test_without_renames_every_name_is_itself():
    assert Renames(course(lesson("one"))).now("lost/one") == "lost/one"

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.course import ListPart
from course_app.domain.worksheets import (
    CHANNELS,
    LONGEST_LINE,
    LONGEST_TEXT,
    channels,
    column_options,
    controls,
    field_trouble,
    filled,
    full_rows,
    parse_day,
    too_long,
)
from tests.unit.domain.making import EMPTY, column, field, item, letter, table, task

TODAY = date(2026, 3, 1)


def look(asked, **raw):
    return filled(asked, {name.replace("__", "."): text for name, text in raw.items()}, TODAY)


def trouble(kind, text, **settings):
    found = field_trouble(field(kind, **settings), {"it": text}, TODAY)
    return found.sentence if found else ""


def test_a_worksheet_is_done_when_every_required_field_is_filled():
    sheet = task(fields=(field("text", "name"), field("long", "story"), field("text", "more", optional=True)))
    nothing = look(sheet)
    assert (nothing.done, nothing.asked, nothing.met) == (0, 2, False)
    assert [(each.control, each.label, each.sentence) for each in nothing.lacks] == [
        ("name", "Name", "Still empty."),
        ("story", "Story", "Still empty."),
    ]
    half = look(sheet, name="Tom", story="  \n ")
    assert (half.done, half.met, [each.control for each in half.lacks]) == (1, False, ["story"])
    whole = look(sheet, name="Tom", story="We sailed.")
    assert (whole.done, whole.met, whole.lacks, whole.troubles) == (2, True, (), ())


def test_a_worksheet_that_asks_for_nothing_is_done():
    assert look(task(fields=(field("text", optional=True),))).met


def test_prompts_and_choices_ask_for_nothing():
    assert look(task(parts=(ListPart("cues", EMPTY, "cues", ()),))).met


def test_what_cannot_be_read_is_not_done_even_where_it_is_optional():
    asked = look(task(fields=(field("email"),)), it="nobody")
    assert (asked.done, asked.met, asked.lacks, len(asked.troubles)) == (0, False, (), 1)
    assert not look(task(fields=(field("email", optional=True),)), it="nobody").met
    assert look(task(fields=(field("email", optional=True),))).met


def test_a_tick_is_there_or_not():
    sheet = task(fields=(field("check"),))
    assert [each.sentence for each in look(sheet).lacks] == ["Not ticked yet."]
    assert look(sheet, it="on").met


@pytest.mark.parametrize(
    ("kind", "text", "settings", "sentence"),
    [
        ("number", "12", {}, ""),
        ("number", " 12 ", {}, ""),
        ("number", "-3", {}, ""),
        ("number", "--3", {}, "whole number"),
        ("number", "1.5", {}, "whole number"),
        ("number", "twelve", {}, "whole number"),
        ("number", "1" * 10, {}, "whole number"),
        ("number", "٣", {}, "whole number"),
        ("number", "5", {"low": 5, "high": 7}, ""),
        ("number", "7", {"low": 5, "high": 7}, ""),
        ("number", "4", {"low": 5, "high": 7}, "from 5 to 7"),
        ("number", "8", {"low": 5, "high": 7}, "from 5 to 7"),
        ("number", "4", {"low": 5}, "5 or more"),
        ("number", "8", {"high": 7}, "7 or less"),
        ("scale", "1", {"low": 1, "high": 5}, ""),
        ("scale", "6", {"low": 1, "high": 5}, "from 1 to 5"),
        ("scale", "often", {"low": 1, "high": 5}, "Choose one of the numbers."),
        ("year", "1900", {}, ""),
        ("year", "1899", {}, "from 1900 to 2036"),
        ("year", "2036", {}, ""),
        ("year", "2037", {}, "from 1900 to 2036"),
        ("year", "1850", {"low": 1800}, ""),
        ("year", "2027", {"high": 2026}, "from 1900 to 2026"),
        ("year", "last year", {}, "Type a year"),
        ("date", "2026-03-31", {}, ""),
        ("date", "2024-02-29", {}, ""),
        ("date", "2026-02-29", {}, "year, month and day"),
        ("date", "31.3.2026", {}, "year, month and day"),
        ("date", "2026-W10-1", {}, "year, month and day"),
        ("date", "20260331", {}, "year, month and day"),
        ("email", "tom@example.org", {}, ""),
        ("email", "tom@example", {}, "e-mail"),
        ("email", "tom example@org.org", {}, "e-mail"),
        ("phone", "+44 (0)20 7946-0000", {}, ""),
        ("phone", "1234", {}, "phone number"),
        ("phone", "call Tom: 12345", {}, "phone number"),
        ("url", "https://example.org/a?b", {}, ""),
        ("url", "HTTP://EXAMPLE.ORG", {}, ""),
        ("url", "example.org", {}, "https://"),
        ("url", "javascript:alert(1).x", {}, "https://"),
        ("select", "work", {"items": (item("work"), item("family"))}, ""),
        ("select", "Work", {"items": (item("work"), item("family"))}, "Choose one of the list."),
        ("text", "abc", {"shortest": 3}, ""),
        ("text", "ab", {"shortest": 3}, "3 letters at least, this has 2"),
        ("text", "abcd", {"longest": 4}, ""),
        ("text", "abcde", {"longest": 4}, "At most 4 letters; this has 5."),
        ("text", "x" * LONGEST_LINE, {}, ""),
        ("text", "x" * (LONGEST_LINE + 1), {}, "At most 200 letters"),
        ("text", "x" * 300, {"longest": 300}, ""),
        ("long", "x" * LONGEST_TEXT, {}, ""),
        ("long", "x" * (LONGEST_TEXT + 1), {}, "At most 20,000 letters"),
        ("url", "http://" + "a." * 5_000, {}, "At most 200 letters"),
    ],
)
def test_what_was_typed_is_read_or_the_trouble_told(kind, text, settings, sentence):
    found = trouble(kind, text, **settings)
    assert sentence in found
    assert bool(found) is bool(sentence)


@pytest.mark.parametrize("kind", ["text", "long", "number", "date", "year", "email", "phone", "url", "select", "scale"])
def test_an_empty_field_is_no_trouble(kind):
    assert trouble(kind, "", shortest=3, low=1, high=5) == ""
    assert trouble(kind, "  ", shortest=3, low=1, high=5) == ""


def test_a_plan_needs_both_halves_and_points_to_the_one_that_lacks():
    sheet = task(fields=(field("plan"),))
    assert [each.control for each in look(sheet).lacks] == ["it.if"]
    assert [each.control for each in look(sheet, it__if="it is Friday").lacks] == ["it.then"]
    assert [each.control for each in look(sheet, it__then="I write").lacks] == ["it.if"]
    assert look(sheet, it__if="it is Friday", it__then="I write").met


@pytest.mark.parametrize(
    ("day", "time", "control"),
    [
        ("2026-03-06", "18:30", ""),
        ("", "", ""),
        ("2026-03-06", "", ""),
        ("Friday", "18:30", "it.day"),
        ("2026-03-06", "7:05", ""),
        ("2026-03-06", "24:00", "it.time"),
        ("2026-03-06", "evening", "it.time"),
    ],
)
def test_day_and_time_of_a_plan_are_optional_and_must_be_readable(day, time, control):
    found = look(task(fields=(field("plan"),)), it__if="a", it__then="b", it__day=day, it__time=time)
    assert [each.control for each in found.troubles] == ([control] if control else [])
    assert found.met is (not control)


PEOPLE = table(column("name"), column("year", "year", optional=True), least=2, most=3)


def test_a_table_counts_rows_in_which_everything_asked_for_stands():
    raw = {"rows.0.name": "Tom", "rows.1.year": "2019", "rows.2.name": " "}
    assert list(full_rows(PEOPLE, raw)) == [0]
    found = filled(task(parts=(PEOPLE,)), raw, TODAY)
    assert [(each.control, each.sentence) for each in found.lacks] == [("rows.1.name", "One more row to fill.")]
    assert [each.sentence for each in look(task(parts=(PEOPLE,))).lacks] == ["2 more rows to fill."]


def test_rows_may_be_filled_in_any_place():
    assert filled(task(parts=(PEOPLE,)), {"rows.0.name": "Tom", "rows.2.name": "Ida"}, TODAY).met


def test_cells_that_cannot_be_read_are_told_wherever_they_stand():
    raw = {"rows.0.name": "Tom", "rows.1.name": "Ida", "rows.2.year": "long ago"}
    found = filled(task(parts=(PEOPLE,)), raw, TODAY)
    assert (found.met, found.done, [each.control for each in found.troubles]) == (False, 0, ["rows.2.year"])
    none_asked = table(column("year", "year"), least=0)
    found = filled(task(parts=(none_asked,)), {"rows.0.year": "1066"}, TODAY)
    assert (found.asked, [each.sentence for each in found.troubles]) == (0, ["Type a year from 1900 to 2036."])


def test_a_table_of_optional_columns_asks_for_whole_rows():
    part = table(column("a", optional=True), column("b", optional=True))
    assert list(full_rows(part, {"rows.0.a": "x", "rows.1.a": "x", "rows.1.b": "y"})) == [1]


def test_a_cell_that_offers_a_fields_options_takes_no_other():
    spheres = field("select", "sphere", items=(item("work"), item("family")), optional=True)
    part = table(column("where", "select", source="sphere"))
    sheet = task(fields=(spheres,), parts=(part,))
    assert column_options(sheet, part.columns[0]) == (("work", "Work"), ("family", "Family"))
    assert filled(sheet, {"rows.0.where": "work"}, TODAY).met
    assert not filled(sheet, {"rows.0.where": "moon"}, TODAY).met


NOTE = letter("Hi {{their_name}},\n\nI thought of you.", subject="Hello")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Still empty."),
        (NOTE.body, "Still as it was. Make it yours."),
        ("Hi {{their_name}},\r\n\r\nI thought  of you. ", "Still as it was. Make it yours."),
        ("Hi {{their_name}}, I thought of you today.", "One blank is still open: {{their_name}}"),
        ("Hi Tom, I thought of you.", ""),
    ],
)
def test_a_letter_counts_when_its_words_are_the_learners(body, sentence):
    found = filled(task(parts=(NOTE,)), {"note.body": body}, TODAY)
    assert [(each.control, each.label, each.sentence) for each in found.lacks] == (
        [("note.body", "Hello", sentence)] if sentence else []
    )
    assert found.met is (not sentence)


def test_a_blank_in_the_subject_is_still_open_too():
    found = filled(task(parts=(NOTE,)), {"note.body": "Hi Tom.", "note.subject": "{{memory: a scene}}"}, TODAY)
    assert [each.sentence for each in found.lacks] == ["One blank is still open: {{memory: a scene}}"]


def test_a_letter_without_a_subject_is_named_after_its_task():
    assert [each.label for each in look(task("sheet", parts=(letter("Hi"),))).lacks] == ["Sheet"]


DECLARED = task("sent", kind="declare", settings={"channels": "call, letter"})


@pytest.mark.parametrize(
    ("channel", "day", "lacks", "troubles"),
    [
        ("call", "2026-03-01", [], []),
        ("letter", "2025-12-31", [], []),
        ("", "", ["sent.channel", "sent.day"], []),
        ("pigeon", "2026-03-01", [], ["sent.channel"]),
        ("call", "2026-03-02", [], ["sent.day"]),
        ("call", "yesterday", [], ["sent.day"]),
    ],
)
def test_a_declaration_names_a_channel_and_a_day_that_has_come(channel, day, lacks, troubles):
    found = look(DECLARED, sent__channel=channel, sent__day=day)
    assert [each.control for each in found.lacks] == lacks
    assert [each.control for each in found.troubles] == troubles
    assert (found.asked, found.done) == (2, 2 - len(lacks) - len(troubles))


def test_a_declaration_that_names_no_channel_offers_all():
    assert channels(DECLARED) == ("call", "letter")
    assert channels(task(kind="declare", settings={"channels": ""})) == CHANNELS
    assert channels(task(kind="declare")) == CHANNELS


def test_every_control_of_a_task_is_known():
    fields = (field("text", "name"), field("plan", "when"))
    sheet = task(fields=fields, parts=(table(column("a"), most=2), letter("Hi")))
    assert controls(sheet) == {
        "name",
        "when.if",
        "when.then",
        "when.day",
        "when.time",
        "rows.0.a",
        "rows.1.a",
        "note.subject",
        "note.body",
    }
    assert controls(DECLARED) == {"sent.channel", "sent.day"}


def test_only_a_text_beyond_every_limit_is_refused_outright():
    assert too_long({"a": "x" * LONGEST_TEXT}) is None
    found = too_long({"a": "", "b": "x" * (LONGEST_TEXT + 1)})
    assert (found.control, "20,001" in found.sentence) == ("b", True)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-01", TODAY), ("2026-3-1", None), ("0000-01-01", None), ("", None), ("٢٠٢٦-٠٣-٠١", None)],
)
def test_a_day_is_year_month_and_day(text, day):
    assert parse_day(text) == day


EVERY_KIND = task(
    fields=tuple(
        field(kind, kind, items=(item("a"),), low=1 if kind == "scale" else None, high=5 if kind == "scale" else None)
        for kind in (
            "text",
            "long",
            "number",
            "date",
            "year",
            "email",
            "phone",
            "url",
            "select",
            "scale",
            "plan",
            "check",
        )
    ),
    parts=(table(column("when", "date"), column("what", "select", source="select")), NOTE),
)


@given(st.dictionaries(st.sampled_from(sorted(controls(EVERY_KIND))), st.text(max_size=12)))
def test_anything_typed_is_counted_without_a_fault(raw):
    found = filled(EVERY_KIND, raw, TODAY)
    assert 0 <= found.done <= found.asked == 14
    assert {each.control for each in (*found.lacks, *found.troubles)} <= controls(EVERY_KIND)
    assert not found.met or found.done == found.asked

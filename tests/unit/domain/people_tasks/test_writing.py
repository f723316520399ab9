import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.people import LetterStatus
from course_app.domain.people_tasks.writing import note_of
from tests.unit.domain.people_tasks.circles import IN, OUT, many, said, see, tie

OPEN, READY, SENT, KEPT, DROPPED = LetterStatus
HELLO = {"channel": "text", "day": "2026-11-22"}
PARTS = {"did": "x" * 20, "changed": "x" * 500, "today": "x" * 30}


@pytest.mark.parametrize(("ticks", "met"), [(3, True), (2, False), (0, False)])
def test_three_ticks_are_a_warm_up(ticks, met):
    assert see("warm-up", typed={f"tick.{n}": "on" for n in range(ticks)}).met is met


def test_the_next_tick_is_asked_for():
    assert said(see("warm-up", typed={"tick.0": "on"})) == [("tick.1", "Two more to write and tick.")]


@pytest.mark.parametrize(
    ("ties", "met"),
    [
        ([tie("Anna", touches=(OUT, OUT))], True),
        ([tie("Anna", touches=(OUT,)), tie("Bea", touches=(IN, IN))], False),
    ],
)
def test_who_has_logged_two_messages_is_warm(ties, met):
    assert see("warm-up", ties).met is met


@pytest.mark.parametrize(
    ("statuses", "ready"),
    [
        ((READY, SENT, KEPT, READY, READY), 5),
        ((READY, READY, READY, READY, OPEN), 4),
        ((READY, READY, READY, READY, DROPPED), 4),
        ((), 0),
    ],
)
def test_letters_count_when_they_are_ready_sent_or_kept(statuses, ready):
    ties = [tie(f"Anna{n}", letters=[("first", status)]) for n, status in enumerate(statuses)]
    look = see("letters", ties)
    assert (look.filled.done, look.met, look.numbers["letters"]) == (ready, ready == 5, ready)


def test_letters_go_to_different_people_and_are_of_the_use_that_is_asked_for():
    twice = tie("Anna", letters=[("first", READY), ("first", READY), ("second", READY)])
    assert see("letters", [twice], settings={"count": 2}).numbers["letters"] == 1
    assert see("letters", [twice], settings={"count": 1, "use": "second"}).met
    assert not see("letters", [twice], settings={"count": 1, "use": "thanks"}).met


def test_a_letter_that_is_begun_is_named():
    ties = [tie("Anna", letters=[("first", OPEN)]), tie("Bea", letters=[("first", READY)])]
    assert said(see("letters", ties)) == [
        ("person.anna", "Begun, and not ready yet: the desk says what is missing."),
        ("list", "Four more: one of five is ready."),
    ]


@pytest.mark.parametrize(
    ("sent", "picked", "lacks"),
    [
        (3, 1, []),
        (3, 0, [("picked", "One of them goes to your first picks.")]),
        (2, 1, [("list", "One more to send and log.")]),
        (0, 0, [("list", "Three more to send and log."), ("picked", "One of them goes to your first picks.")]),
    ],
)
def test_three_messages_to_three_people_one_of_them_picked(sent, picked, lacks):
    ties = [tie(f"Anna{n}", touches=(OUT,) if n < sent else (), picked=n < picked) for n in range(5)]
    look = see("send", ties)
    assert said(look) == lacks
    assert look.met is (not lacks)


def test_three_messages_to_one_person_are_one():
    assert see("send", [tie("Anna", picked=True, touches=(OUT, OUT, OUT))]).numbers["sent"] == 1


def test_an_answer_is_not_a_message_sent():
    assert see("send", [tie("Anna", picked=True, touches=(IN,))]).numbers["sent"] == 0


def hellos(count, **values):
    return {f"hello.{n}.{key}": text for n in range(count) for key, text in (HELLO | values).items()}


@pytest.mark.parametrize(
    ("kept", "greeted", "sent", "lacks"),
    [
        (3, 3, 0, []),
        (2, 2, 1, []),
        (2, 3, 0, [("letters", "One more letter to write and keep.")]),
        (3, 2, 0, [("hello.2.channel", "One more hello to people you are in touch with.")]),
    ],
)
def test_on_the_practice_path_letters_are_kept_and_friends_greeted(kept, greeted, sent, lacks):
    ties = [tie(f"Anna{n}", letters=[("first", KEPT)]) for n in range(kept)]
    ties += [tie(f"Bea{n}", touches=(OUT,)) for n in range(sent)]
    look = see("send", ties, {"practice": "on"} | hellos(greeted))
    assert said(look) == lacks
    assert look.numbers == {"done": look.filled.done, "asked": 6, "sent": sent, "practice": 1, "kept": kept}


def test_the_practice_path_is_the_courses_to_offer():
    ties = [tie(f"Anna{n}", letters=[("first", KEPT)]) for n in range(3)]
    typed = {"practice": "on"} | hellos(3)
    assert see("send", ties, typed).met
    assert not see("send", ties, typed, settings={"practice": False}).met


@pytest.mark.parametrize(
    ("values", "control"),
    [({"day": "2026-11-23"}, "day"), ({"day": "today"}, "day"), ({"channel": "pigeon"}, "channel")],
)
def test_a_hello_has_a_known_channel_and_a_day_that_has_come(values, control):
    ties = [tie(f"Anna{n}", letters=[("first", KEPT)]) for n in range(3)]
    look = see("send", ties, {"practice": "on"} | hellos(1, **values))
    assert [each.control for each in look.filled.troubles] == [f"hello.0.{control}"]


@pytest.mark.parametrize(
    ("typed", "lacking"),
    [
        ({"person": "anna"} | PARTS, []),
        (PARTS, ["person"]),
        ({"person": "gone"} | PARTS, ["person"]),
        ({"person": "anna"} | PARTS | {"did": "x" * 19}, ["did"]),
        ({}, ["person", "did", "changed", "today"]),
    ],
)
def test_thanks_have_a_person_and_three_parts(typed, lacking):
    look = see("gratitude", [tie("Anna")], typed)
    assert [control for control, _ in said(look)] == lacking
    assert (look.filled.done, look.filled.asked) == (4 - len(lacking), 4)


def test_a_part_of_thanks_may_be_too_long():
    look = see("gratitude", [tie("Anna")], {"person": "anna"} | PARTS | {"did": "x" * 501})
    assert [each.control for each in look.filled.troubles] == ["did"]


def test_three_parts_become_a_note():
    note = note_of("Petra", ("You hung a key.", " I slept. ", ""), "Dana")
    assert note.split("\n\n")[:3] == ["Dear Petra,", "You hung a key.", "I slept."]
    assert note.endswith("Dana")


def near(count, lines=(), **person):
    return [
        tie(f"Anna{n}", touches=(OUT, IN), next_line=lines[n] if n < len(lines) else "", **person) for n in range(count)
    ]


@pytest.mark.parametrize(
    ("ties", "met"),
    [
        ([], True),
        (many(4, touches=(OUT,)), True),
        (near(1), False),
        (near(1, ["x" * 10]), True),
        (near(1, ["x" * 9]), False),
        (near(1, ["x" * 280]), True),
        (near(1, ["x" * 281]), False),
        (near(5, ["x" * 10] * 3), True),
        (near(5, ["x" * 10] * 2), False),
        (near(2, closed=True), True),
        (near(2, do_not_contact=True), True),
    ],
)
def test_three_people_in_touch_have_a_next_line_or_all_if_there_are_fewer(ties, met):
    assert see("next-line", ties).met is met


def test_a_line_out_of_its_range_is_explained_beside_the_person():
    assert said(see("next-line", near(1, ["short"]))) == [
        ("person.anna0", "Write a little more: 10 letters at least, this has 5."),
        ("person.anna0", "One more to write."),
    ]


@given(st.lists(st.sampled_from(list(LetterStatus)), max_size=8), st.integers(1, 8))
def test_letters_are_done_just_when_nothing_lacks(statuses, count):
    ties = [tie(f"Anna{n}", letters=[("first", status)]) for n, status in enumerate(statuses)]
    look = see("letters", ties, settings={"count": count})
    assert look.met is (look.filled.done == look.filled.asked == count)

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.letters.checks import (
    LONGEST_QUESTION,
    Around,
    Limits,
    checks,
    is_ready,
    memory_words,
    names_of,
    ranges,
    ways_to_answer,
)
from course_app.domain.letters.slots import Sender, Sheet, begin, known_of
from course_app.domain.people import Person, Sphere, Tie
from tests.unit.domain.making import letter

EVAN = Person(
    "e", "Evan", "work", "Brandt", memory="The night the demo server died and we re-typed the slides in a taxi"
)
DANA = Sender("Dana Whitfield", "dana@example.org", "555 0100")
TEMPLATE = letter(
    "Hi {{their_name}},\n\n{{memory: a scene}} It came back to me, and I caught myself smiling at it.\n\n"
    "{{question: ask}} A short answer is plenty.\n\n{{signature}}",
    "{{?subject: a few words}}",
)
BODY = """Hi Evan,

I passed the old office this week and remembered us re-typing the whole deck in a taxi after the demo server died.

I let too many years go by. Do you still draw trains in meetings?

Dana Whitfield
dana@example.org · 555 0100"""
GOOD = Sheet("That taxi ride", BODY)
AROUND = Around(EVAN, DANA, TEMPLATE)


def check(name, sheet=GOOD, **around):
    return next(each for each in checks(sheet, replace(AROUND, **around)) if each.id == name)


def with_body(body, subject="That taxi ride"):
    return Sheet(subject, body)


def test_a_good_letter_meets_every_check():
    assert [each.id for each in checks(GOOD, AROUND) if not each.met] == []
    assert is_ready(GOOD, AROUND)


def test_four_checks_are_starred_and_cannot_be_overridden():
    found = checks(GOOD, replace(AROUND, overrides=frozenset({"name", "blanks", "own", "apart"})))
    assert [each.id for each in found if each.starred] == ["blanks", "name", "own", "apart"]
    assert all(each.starred is not each.overridable for each in found)
    bare = replace(AROUND, overrides=frozenset({"name"}))
    assert not check("name", with_body("Hello you"), overrides=bare.overrides).settled


def test_a_letter_as_the_template_gives_it_is_not_ready():
    begun = begin(TEMPLATE, known_of(Tie(replace(EVAN, memory=""), Sphere("work", "Work")), DANA))
    assert [each.id for each in checks(begun, AROUND) if each.starred and not each.met] == ["blanks", "own"]
    assert check("blanks", begun).words == "3 blanks are still open"
    assert check("blanks", begun).found == "[a few words]"


@pytest.mark.parametrize(
    ("body", "met"),
    [("Dear EVAN!", True), ("Evan's taxi", True), ("Hi Ev", False), ("Hi Evans", False), ("Brandt", False)],
)
def test_their_name_is_there_as_a_word(body, met):
    assert check("name", with_body(body)).met is met


def test_how_one_calls_them_counts_as_their_name():
    assert names_of(replace(EVAN, call_name="Ev")) == ("Ev", "Evan", "Evan Brandt")
    assert check("name", with_body("Hi Ev"), person=replace(EVAN, call_name="Ev")).met


@pytest.mark.parametrize(("own", "met"), [(30, True), (29, False)])
def test_a_letter_is_ones_own_from_just_so_many_words(own, met):
    template = letter(" ".join(f"t{n}" for n in range(100)))
    body = " ".join([f"t{n}" for n in range(100 - own)] + [f"o{n}" for n in range(own)])
    found = check("own", with_body(body), template=template)
    assert (found.met, found.words.startswith(f"{own} %")) == (met, True)


def test_names_and_signature_do_not_make_a_template_ones_own():
    body = f"Hi Evan, it is Dana Whitfield. Be well. {DANA.signature}"
    template = letter("Hi {{their_name}}, it is {{my_name}}. Be well. {{signature}}")
    assert check("own", with_body(body), template=template).words.startswith("0 %")


def test_on_a_blank_sheet_all_words_are_ones_own():
    assert check("own", template=None).met
    assert not check("own", with_body("  "), template=None).met


@pytest.mark.parametrize(("differing", "met"), [(20, True), (19, False)])
def test_two_letters_differ_from_just_so_many_words(differing, met):
    same = [f"s{n}" for n in range(100 - differing)]
    mine = " ".join(same + [f"a{n}" for n in range(differing)])
    other = " ".join(same + [f"b{n}" for n in range(differing)])
    assert check("apart", with_body(mine), others=("far away", other)).met is met
    assert check("apart", with_body(mine)).met


@pytest.mark.parametrize(
    ("memory", "body", "met"),
    [
        ("The taxi with the slides", "in the taxi", False),
        ("The taxi with the slides", "in a taxi, with slides", True),
        ("taxi", "a taxi", True),
        ("", "a taxi", False),
        ("一起看海", "我们一起看海", True),
        ("When we were there", "nothing of it", False),
    ],
)
def test_a_memory_is_named_when_two_of_its_words_appear(memory, body, met):
    assert check("memory", with_body(body), person=replace(EVAN, memory=memory)).met is met


def test_common_words_tell_no_memory_unless_there_are_no_others():
    assert memory_words("The time they had with the boat") == {"boat"}
    assert memory_words("We were here") == {"we", "were", "here"}


@pytest.mark.parametrize(
    ("name", "body", "met"),
    [
        ("why-now", "I passed the office this week.", True),
        ("why-now", "Hello. How are you?", False),
        ("request", "Could you do me a favour?", False),
        ("request", "We are hiring!", False),
        ("request", "How is the garden?", True),
        ("underselling", "You may not remember me.", False),
        ("underselling", "I don’t want to bother you", False),
        ("underselling", "Sorry to bother you", False),
        ("underselling", "You will remember the taxi", True),
    ],
)
def test_english_letters_are_listened_to_for_words(name, body, met):
    assert check(name, with_body(body)).met is met


def test_a_word_of_the_shared_memory_is_no_request():
    person = replace(EVAN, memory="Our first job at the bakery")
    assert check("request", with_body("our first job"), person=person).met
    assert not check("request", with_body("our first job")).met


def test_where_two_people_met_is_no_request():
    assert check("request", with_body("Hi from our first job"), place="First job").met


def test_the_words_of_open_blanks_count_for_nothing():
    body = "Hi Evan, [one honest line on why you write today, about the taxi and the slides]"
    assert not check("why-now", with_body(body)).met
    assert not check("memory", with_body(body)).met
    template = letter("Hi {{their_name}},")
    assert check("own", with_body(body), template=template).words.startswith("0 %")


def test_letters_in_other_languages_are_not_listened_to():
    german = {each.id for each in checks(GOOD, replace(AROUND, language="de"))}
    assert german == {"blanks", "name", "own", "apart", "memory", "question", "signed", "length"}
    assert "request" in {each.id for each in checks(GOOD, replace(AROUND, language="en-GB"))}


@pytest.mark.parametrize(
    ("body", "met"),
    [
        ("Tell me.", False),
        ("How are you?", True),
        ("你好吗？", True),
        ("Really?? Yes.", True),
        ("How are you? And the dog?", False),
        ("See https://example.org/?a=b for it.", False),
        ("Are " + "so " * (LONGEST_QUESTION - 1) + "?", True),
        ("Are " + "so " * LONGEST_QUESTION + "?", False),
    ],
)
def test_one_easy_question_is_asked(body, met):
    assert check("question", with_body(body)).met is met


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", 0),
        ("in 2018", 0),
        ("dana@example.org", 1),
        ("dana@example.org, or DANA@example.org.", 1),
        ("dana@example.org · 555 0100", 2),
        ("+44 (20) 7946-0000", 1),
        ("www.example.org/dana and @dana", 2),
        ("https://example.org/5550100", 1),
        ("at the bakery", 1),
    ],
)
def test_ways_to_answer_are_counted(text, ways):
    assert ways_to_answer(text, other="at the bakery") == ways


@pytest.mark.parametrize(
    ("body", "channel", "met"),
    [
        ("Hi\n\nDana\ndana@example.org, 555 0100", "email", True),
        ("Hi\n\nDana\ndana@example.org", "email", False),
        ("Hi\n\nDana\ndana@example.org", "text", True),
        ("Hi\n\ndana@example.org, 555 0100", "email", False),
        ("Dana\n1\n2\n3\n4\nfive\nd@example.org, 555 0100", "email", False),
    ],
)
def test_a_letter_is_signed_with_two_ways_to_answer(body, channel, met):
    sender = replace(DANA, email="d@example.org") if "five" in body else DANA
    if "\n\ndana@" in body:
        sender = replace(DANA, name="Dee")
    assert check("signed", with_body(body), channel=channel, sender=sender).met is met


def test_a_call_needs_no_signature_and_may_hold_two_questions():
    found = {
        each.id: each
        for each in checks(with_body("Is this a good moment? How is it?"), replace(AROUND, channel="call"))
    }
    assert "signed" not in found
    assert found["question"].met


@pytest.mark.parametrize(("words", "met"), [(159, True), (160, False)])
def test_a_letter_stays_under_its_number_of_words(words, met):
    found = check("length", with_body("word " * words))
    assert (found.met, found.starred) == (met, False)


def test_advice_can_be_overridden_and_says_so():
    found = check("length", with_body("word " * 200), overrides=frozenset({"length"}))
    assert (found.met, found.overridden, found.settled) == (False, True, True)
    assert not check("length", overrides=frozenset({"length"})).overridden


@pytest.mark.parametrize(
    ("sheet", "channel", "controls"),
    [
        (Sheet("abc", "b" * 60), "email", []),
        (Sheet("ab", "b" * 59), "email", ["subject", "body"]),
        (Sheet("a" * 120, "b" * 1800), "email", []),
        (Sheet("a" * 121, "b" * 1801), "email", ["subject", "body"]),
        (Sheet("", "b" * 60), "email", ["subject"]),
        (Sheet("", "b" * 60), "text", []),
        (Sheet("abc", "  "), "text", ["body"]),
    ],
)
def test_subject_and_body_keep_within_their_ranges(sheet, channel, controls):
    assert [each.control for each in ranges(sheet, Limits(), channel)] == controls


def test_limits_come_from_the_task():
    settings = {"subject": (1, 2), "body": (3, 4), "words": 5, "own": 6, "apart": 7, "count": 8}
    assert Limits.of(settings) == Limits((1, 2), (3, 4), 5, 6, 7)
    assert Limits.of({}) == Limits()


def test_a_letter_out_of_its_ranges_is_not_ready():
    assert not is_ready(replace(GOOD, subject=""), AROUND)
    assert is_ready(replace(GOOD, subject=""), replace(AROUND, channel="message"))


@given(st.text(max_size=400), st.text(max_size=100))
def test_any_text_can_be_checked(body, memory):
    for each in checks(with_body(body), replace(AROUND, person=replace(EVAN, memory=memory))):
        assert each.words
        assert each.why


def test_a_hostile_text_is_checked_in_good_time():
    for body in ("a" * 10_000, "@" * 10_000, "1 " * 5_000, "[" * 10_000, "?" * 10_000, "{{" * 5_000):
        checks(with_body(body), AROUND)


def test_near_copies_are_found_whichever_letter_is_looked_at():
    letters = (BODY, BODY.replace("Evan", "Marek"))
    assert {check("apart", with_body(one), others=(two,)).met for one, two in permutations(letters)} == {False}

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.letters.slots import Sender, begin, blanks, fill, known_of, laid_out, without_slots
from course_app.domain.people import Person, Sphere, Tie
from tests.unit.domain.making import letter

DANA = Sender("Dana Whitfield", "dana@example.org", "555 0100")
EVAN = Tie(Person("e", "Evan", "work", memory="The taxi [and the slides]"), Sphere("work", "First job"))


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {{their_name}},", "Hi Evan,"),
        ("{{ their_name : who }}", "Evan"),
        ("{{memory: one scene}} It", "The taxi (and the slides) It"),
        ("from {{place}}", "from First job"),
        ("{{why_now: one [honest] line}}", "[one (honest) line]"),
        ("{{question}}", "[one question that is easy to answer]"),
        ("{{?memory: another one}}", "[another one]"),
        ("{{?odd_word}}", "[odd word]"),
        ("{{signature}}", "Dana Whitfield\ndana@example.org · 555 0100"),
        ("no {{ slot } here", "no {{ slot } here"),
    ],
)
def test_slots_are_filled_from_what_is_known_and_stay_blank_otherwise(text, filled):
    assert fill(text, known_of(EVAN, DANA)) == filled


def test_a_letter_begins_with_its_lines_laid_out():
    source = "Hi {{their_name}},\n\nWe sat\nin a taxi.\n  \n{{question: ask}}\n\nDana\\\nat home"
    sheet = begin(letter(source, "{{?subject: in a few words}}"), known_of(EVAN, DANA))
    assert sheet.subject == "[in a few words]"
    assert sheet.body == "Hi Evan,\n\nWe sat in a taxi.\n\n[ask]\n\nDana\nat home"


@pytest.mark.parametrize(
    ("sender", "signature"),
    [
        (DANA, "Dana Whitfield\ndana@example.org · 555 0100"),
        (Sender("Dana", "dana@example.org", other="@dana online"), "Dana\ndana@example.org · @dana online"),
        (Sender("Dana", "dana@example.org"), ""),
        (Sender("", "dana@example.org", "555"), ""),
    ],
)
def test_a_signature_has_a_name_and_two_ways_to_answer(sender, signature):
    assert sender.signature == signature


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("all done", ()),
        ("[one easy question] and [their name]", ("[one easy question]", "[their name]")),
        ("see [1] and [ ]", ()),
        ("[…] [...]", ("[…]", "[...]")),
        ("{{memory: left}}", ("{{memory: left}}",)),
        ("[over\ntwo lines]", ()),
    ],
)
def test_blanks_are_brackets_that_ask_for_something(text, left):
    assert blanks(text) == left


def test_without_slots_only_the_words_of_the_template_are_left():
    assert without_slots("Hi {{their_name}}, it is {{?day: Monday}}.").split() == ["Hi", ",", "it", "is", "."]


@given(st.text(max_size=80), st.text(max_size=80))
def test_filling_leaves_no_slot_and_what_is_known_opens_no_blank(memory, between):
    text = fill(f"{{{{memory: m}}}}\n{between.replace('{', '').replace('[', '')}", {"memory": memory})
    assert blanks(text) == (() if memory.strip() else ("[m]",))


@given(st.text(alphabet="ab \\\n", max_size=60))
def test_laying_out_twice_loses_no_word(text):
    words = text.replace("\\\n", " ").split()
    assert laid_out(text + "\n").replace("\\", "").split() == [w for w in (x.replace("\\", "") for x in words) if w]


@pytest.mark.parametrize(
    ("template", "begun"),
    [
        ("When we worked, {{memory: you did …}}.", "When we worked, [you did …]."),
        ("I remember: {{memory: the scene}}.", "I remember: We sang."),
        ("Hello. {{memory: the scene}}. It came back.", "Hello. We sang. It came back."),
    ],
)
def test_a_memory_stands_as_a_sentence_of_its_own_or_is_asked_for(template, begun):
    assert fill(template, {"memory": "We sang."}) == begun

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.lint.reading_grade import grade, syllables

WORDS = {
    1: "the she rope hoped knots weeks thanks stayed called pier years clothes",
    2: "people letter because something sometimes someone safety careful nation quiet evening homeless "
    "watches sizes settled handled hundred beyond layer poem saying quarter "
    "question request forecast elsewhere colleague",
    3: "idea ideas memory company remember calendar piano anyone curious previous carrying museum agreement earliest",
    4: "certificate arithmetic ordinary experience coordinate reality January",
    5: "certification recommendation organisation coordinator",
}

# A page with its syllables parted by hand, as it is read aloud.
PARTED = """
Most of us carry a draw·er full of good in·ten·tions. When a friend moves a·way, we prom·ise to write, and for a
month or two we real·ly be·lieve it. Then the eve·nings grow short·er, the child has a fe·ver, the build·ing at work
is sold, and by the spring the ad·dress lies some·where un·der the gas bills. No·bod·y has de·cid·ed an·y·thing. Ask
an·y·one who has lived for for·ty years, and they will name you three or four peo·ple whom they lost in pre·cise·ly
this man·ner, with·out a quar·rel and with·out a good·bye. The cu·ri·ous thing is how com·plete·ly the pic·ture
chang·es when the post brings an en·ve·lope from one of them. You turn it o·ver, you rec·og·nise the hand·writ·ing,
and what you feel has ver·y lit·tle to do with blame. It is clos·er to find·ing mon·ey in a win·ter coat. The mon·ey
was yours the whole time, and you had for·got·ten that you owned it. Who would not be pleased?
"""


@pytest.mark.parametrize(("count", "words"), WORDS.items())
def test_syllables_are_counted_as_spoken(count, words):
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_the_grade_is_flesch_and_kincaid_s():
    # 120 words of one syllable in 12 sentences: 0.39 · 10 + 11.8 · 1 − 15.59.
    text = " ".join(["The cat sat on the mat and had a rest."] * 12)
    assert grade([text]) == pytest.approx(0.39 * 10 + 11.8 - 15.59)


def test_a_page_is_counted_as_it_is_read_aloud():
    words = PARTED.split()
    spoken = sum(word.count("·") + 1 for word in words)
    counted = sum(syllables(word.replace("·", "").strip(",.?")) for word in words)
    assert counted == pytest.approx(spoken, rel=0.02)
    assert grade([PARTED.replace("·", "")]) == pytest.approx(
        0.39 * len(words) / 10 + 11.8 * spoken / len(words) - 15.59, abs=0.3
    )


def test_a_sentence_goes_on_after_words_that_somebody_speaks():
    spoken = ['"Is the kettle on?" she asks from the stairs with her coat on.'] * 10
    assert grade(spoken) == pytest.approx(grade([line.replace("?", ",") for line in spoken]))


def test_each_paragraph_ends_a_sentence():
    short = ["Ten short words stand here and no point ends them"] * 12
    assert grade(short) == pytest.approx(grade([f"{line}." for line in short]))


def test_too_few_words_have_no_grade():
    assert grade(["Too few words."]) is None


def test_long_words_in_long_sentences_read_harder():
    easy = "We wrote a note to a friend. She wrote back in a week. "
    hard = "Notwithstanding considerable organisational complexity, participants communicated systematically, "
    assert grade([easy * 10]) < 4
    assert grade([hard * 20 + "."]) > 16


@given(st.text(max_size=200))
def test_no_text_raises(text):
    grade([text])
    syllables(text)

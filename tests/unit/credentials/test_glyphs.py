import subprocess
import sys

import pytest

from course_app.credentials.glyphs import (
    CannotPrintError,
    fallback_families,
    printed,
    script_coverage,
    unprintable,
    widths,
)
from tests.certificates import TWELVE_NAMES, needs_system_font


@pytest.mark.parametrize("name", TWELVE_NAMES)
def test_names_of_the_packages_scripts_print_without_any_system_font(name):
    assert unprintable(name) == ()
    assert fallback_families(name) == ()


def test_a_name_typed_with_loose_accents_is_composed_first():
    assert printed("  Zo\u0065\u0308 \n Lu\u0308 ") == "Zoë Lü"
    assert unprintable("Zo\u0065\u0308") == ()


def test_letters_without_a_font_are_told_once_each_in_their_order():
    assert unprintable("Ana 🙂 \U00010900\U00010901🙂") == ("🙂", "\U00010900", "\U00010901")


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\u2066", "\u00ad", "\u0007", "\ue000", "\ufeff", "\u200d"])
def test_marks_that_cannot_be_seen_are_not_printed_in_a_latin_name(mark):
    assert unprintable(f"Ana{mark}Lee") == (mark,)


def test_the_refusal_names_the_letters_and_what_to_do():
    refusal = CannotPrintError(("🙂", "\U00010900"), field="name")
    assert "“🙂”, “\U00010900”" in refusal.message
    assert "other letters" in refusal.message
    assert (refusal.field, refusal.letters) == ("name", ("🙂", "\U00010900"))


def test_the_refusal_of_an_unseen_mark_calls_it_by_its_name():
    assert "right-to-left override" in CannotPrintError(("\u202e",)).message
    assert "U+E000" in CannotPrintError(("\ue000",)).message


def test_a_refusal_of_many_letters_stays_short():
    assert len(CannotPrintError(tuple(chr(0x10900 + n) for n in range(60))).message) < 200


@needs_system_font("Noto Serif Hebrew")
def test_hebrew_prints_where_its_font_is_installed():
    assert unprintable("נעמי בן־דוד") == ()
    assert fallback_families("נעמי Ben-David")[0] == "Noto Serif Hebrew"


@needs_system_font("Noto Naskh Arabic")
def test_joiners_may_stand_where_they_shape_letters():
    assert unprintable("می\u200cخواهم") == ()


@needs_system_font("Noto Serif")
def test_polytonic_greek_is_helped_out():
    assert unprintable("Ἀλέξανδρος") == ()
    assert fallback_families("Ἀλέξανδρος") == ("Noto Serif",)


def test_letters_are_measured_by_the_face_that_prints_them():
    measured = widths("Wil 山")
    assert measured["W"] > measured["l"] > 0
    assert measured["山"] == 1.0
    assert widths("x\u0301")["\u0301"] == 0


def test_the_check_does_not_load_the_pdf_engine():
    code = (
        "import sys; from course_app.credentials import document, glyphs; glyphs.unprintable('Ż 🙂');"
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_coverage_of_scripts_agrees_with_what_can_be_printed():
    coverage = script_coverage()
    for script, letter in {"Hebr": "א", "Arab": "ع", "Hani": "山", "Thai": "ส", "Deva": "प"}.items():
        assert (coverage[script] is None) == (unprintable(letter) == (letter,))

import pytest

from course_app.credentials.glyphs import SYSTEM_FONTS
from course_app.credentials.name_languages import guess, is_open, language_of, scripts_of, with_shapes_of


@pytest.mark.parametrize(
    ("name", "lang", "family"),
    [
        ("直美", "ja", "Noto Serif CJK JP"),
        ("直美", "zh-Hant", "Noto Serif CJK TC"),
        ("直美", "zh-Hans", "Noto Serif CJK SC"),
        ("直美", "ko", "Noto Serif CJK KR"),
        ("直美", "en", "Noto Serif CJK SC"),
        ("山田 はなこ", "zh-Hans", "Noto Serif CJK JP"),
        ("山田 ハナ", "en", "Noto Serif CJK JP"),
        ("金 지우", "ja", "Noto Serif CJK KR"),
    ],
)
def test_the_shapes_are_those_of_the_language_of_the_name(name, lang, family):
    first = next(iter(with_shapes_of(scripts_of(name.replace(" ", "")), lang)))
    assert SYSTEM_FONTS[first][0].family == family


def test_other_scripts_are_left_as_they_are():
    assert with_shapes_of({"Arab": None}, "ja") == {"Arab": None}


@pytest.mark.parametrize(
    ("name", "unclear"), [("直美", True), ("直美 Smith", True), ("直 はな", False), ("Dana", False)]
)
def test_only_characters_alone_leave_the_language_open(name, unclear):
    assert is_open(name) is unclear


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("ko-KR", "ko"),
        ("en-GB", ""),
        ("", ""),
    ],
)
def test_a_tag_means_one_of_four_languages_or_none(tag, language):
    assert language_of(tag) == language


def test_the_first_language_that_can_be_it_is_taken():
    assert guess("直美", ("", "en-GB", "ja-JP", "zh")) == "ja"
    assert guess("直美", ("en",)) == ""
    assert guess("Dana", ("ja",)) == ""

"""The words of a letter: how many there are, how long they take to read, how much two texts have in common.

Words are compared in folded form (no case, accents or punctuation), each as often as it stands. Where a script
leaves no blanks between words, every sign counts as one.
"""

import re
import unicodedata
from collections import Counter

from course_app.domain.names import fold

WORDS_A_MINUTE = 200
_READING_STEP = 5
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_EACH_SIGN = re.compile(f"[{_UNSPACED}]")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return _EACH_SIGN.sub(lambda sign: f" {sign[0]} ", fold(text)).split()


def bag(text: str) -> Counter[str]:
    """Return how often each folded word stands in a text."""
    return Counter(words_of(text))


def word_count(text: str) -> int:
    """Return the number of words as a reader counts them: ``re-typing`` is one, a lone dash is none."""
    spread = _EACH_SIGN.sub(lambda sign: f" {sign[0]} ", text)
    return sum(any(unicodedata.category(sign)[0] in "LN" for sign in word) for word in spread.split())


def reading_seconds(words: int) -> int:
    """Return how long ``words`` take to read, in seconds, to the nearest five and at least five."""
    steps = round(words * 60 / WORDS_A_MINUTE / _READING_STEP)
    return max(steps, 1) * _READING_STEP


def own_percent(letter: Counter[str], template: Counter[str]) -> int:
    """Return how many of a hundred words of a letter do not stand in its template, rounded down; 0 for no letter.

    A word counts as often as it stands: of three *you*, two are the letter's own when the template has one.
    """
    total = letter.total()
    return (letter - template).total() * 100 // total if total else 0


def apart_percent(one: Counter[str], other: Counter[str]) -> int:
    """Return how many of a hundred words of two letters taken together are not shared by them, rounded down.

    The same whichever comes first; 0 for the same words in any order, 100 for none in common. Two letters of which
    one is empty are 100 apart.
    """
    total = one.total() + other.total()
    if not one or not other:
        return 100
    return ((one - other).total() + (other - one).total()) * 100 // total


def says(text: str, phrase: str) -> bool:
    """Return whether a text has the words of a phrase, one behind the other; ``Evan's`` also says ``Evan``."""
    wanted = " ".join(words_of(phrase))
    if not wanted:
        return False
    return any(f" {wanted} " in f" {' '.join(words_of(form))} " for form in (text, _APOSTROPHE.sub(" ", text)))


_APOSTROPHE = re.compile("['’‘ʼ´`]")

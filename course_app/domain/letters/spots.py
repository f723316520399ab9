"""Where in a letter something stands that a check found, so that a page can show the place.

Checks find phrases in folded form (no case, accents or punctuation); a spot is given as it is written.
"""

import re
from dataclasses import dataclass

from course_app.domain.letters.wording import words_of

AROUND = 32
"""Letters shown on either side of a spot, cut at a blank."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text: where it begins and ends, with a little of what stands before and behind it."""

    start: int
    end: int
    before: str
    text: str
    after: str


def spot_of(text: str, found: str) -> Spot | None:
    """Return the first place where ``found`` stands in ``text``, letter for letter or by its folded words."""
    if not found.strip():
        return None
    start = text.find(found)
    if start >= 0:
        return _spot(text, start, start + len(found))
    return _by_words(text, words_of(found))


def _by_words(text: str, wanted: list[str]) -> Spot | None:
    if not wanted:
        return None
    spoken = [(said, match.start(), match.end()) for match in _WORD.finditer(text) for said in words_of(match[0])]
    words = [said for said, _start, _end in spoken]
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted:
            return _spot(text, spoken[at][1], spoken[at + len(wanted) - 1][2])
    return None


def _spot(text: str, start: int, end: int) -> Spot:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}" if " " in before else "…"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0]} …" if " " in after else "…"
    return Spot(start, end, _line(before), text[start:end], _line(after))


def _line(text: str) -> str:
    """Return a text on one line, with the blanks at its ends."""
    return re.sub(r"\s+", " ", text)

"""How an id is made of words, and the anchors of a file's headings."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_ID = 40
_MARKUP = re.compile(r"`+|\*+|!?\[|\]\([^()\s]*\)|\\(?=[^\w\s])|\]")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def slug(words: str, fallback: str = "item") -> str:
    """Return an id made of ``words``: Markdown and accents taken off, cut between words."""
    plain = unicodedata.normalize("NFKD", _MARKUP.sub("", words)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    made = _NOT_IN_ID.sub("-", plain.replace("'", "").replace("’", "")).strip("-").lstrip("0123456789-")
    if len(made) > LONGEST_ID:
        made = made[:LONGEST_ID].rpartition("-")[0] or made[:LONGEST_ID]
    return made.strip("-") or fallback


def free_slug(words: str, taken: Collection[str], fallback: str = "item") -> str:
    """Return an id made of ``words`` that is not ``taken``; a number tells it from its likes."""
    made = slug(words, fallback)
    candidate, number = made, 1
    while candidate in taken:
        number += 1
        ending = f"-{number}"
        candidate = made[: LONGEST_ID - len(ending)].rstrip("-") + ending
    return candidate


def anchor(words: str) -> str:
    """Return the anchor that repository pages give a heading: small letters, blanks as hyphens."""
    plain = _NOT_IN_ANCHOR.sub("", _MARKUP.sub("", words).strip().lower())
    return plain.replace(" ", "-")


class Anchors:
    """The anchors of one file in the order of its headings; equal ones are numbered as repository pages do."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._counts: dict[str, int] = {}

    def add(self, words: str, given: str = "") -> str:
        """Return the anchor of a heading: its id if one is ``given``, else one made of its words."""
        made = given or anchor(words)
        if not given:
            base = made
            while made in self._seen:
                self._counts[base] = self._counts.get(base, 0) + 1
                made = f"{base}-{self._counts[base]}"
        self._seen[made] = None
        return made

    def all(self) -> tuple[str, ...]:
        """Return every anchor so far."""
        return tuple(self._seen)

"""One cell: its text made tidy, and read as an e-mail address, a phone number or a web address.

Whatever looks like a formula stays text. Each reader returns '' for what it is not.
"""

import re
import unicodedata

from course_app.people.importing.found import LONGEST

SEVERAL = ":::"
"""Joins several values in one cell of a Google export."""
_DROPPED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that turn the direction of what follows, and marks of byte order."""
_ADDRESS = re.compile(r"""[^\s@<>()"',;:\\\[\]]+@[^\s@<>()"',;:\\\[\]]+\.[^\s@<>()"',;:\\\[\].]{2,}""")
_WEB = re.compile(
    r"""(https?://)?[^\s/?#@:"'<>\\]+\.[^\s/?#@:"'<>\\.]{2,}(?::[0-9]{1,5})?(?:[/?#][^\s"<>\\]*)?""", re.I
)
_FEWEST_DIGITS = 3
_MOST_SIGNS = 2_000


def tidy(text: str) -> str:
    """Return a text in NFC on one line, without control signs, blanks single; no more than its first 2,000 signs."""
    text = text[:_MOST_SIGNS]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        if sign in _DROPPED:
            continue
        if unicodedata.category(sign) in {"Cc", "Cs"}:
            if sign in "\t\n\r":
                signs.append(" ")
            continue
        signs.append(sign)
    return " ".join("".join(signs).split())


def first_of(text: str) -> str:
    """Return the first value of a cell that joins several."""
    if SEVERAL not in text:
        return text
    return next((each for each in map(str.strip, text.split(SEVERAL)) if each), "")


def address(text: str) -> str:
    """Return an e-mail address, '' when ``text`` is none."""
    if text[:7].lower() == "mailto:":
        text = text[7:]
    text = text.strip("<> ")
    return text if len(text) <= LONGEST["email"] and _ADDRESS.fullmatch(text) else ""


def number(text: str) -> str:
    """Return a phone number as it stands, '' when ``text`` is none."""
    if text[:4].lower() == "tel:":
        text = text[4:]
    digits = sum(sign.isdecimal() for sign in text)
    return text if digits >= _FEWEST_DIGITS and len(text) <= LONGEST["phone"] else ""


def link(text: str) -> str:
    """Return a web address with its scheme, '' when ``text`` is none."""
    found = _WEB.fullmatch(text) if len(text) <= LONGEST["link"] - 8 else None
    if found is None:
        return ""
    return text if found[1] else f"https://{text}"

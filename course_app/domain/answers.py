"""Typed answers: what is compared of a text, what a number means, what is one slip away.

No regular expressions from authors: ``*`` in an accepted value stands for anything and is matched in linear time.
"""

import unicodedata
from decimal import Decimal, InvalidOperation

QUOTES = "\"'“”„‘’‚«»‹›`"
CLOSING = ".,;:!?…。、，"
SHORTEST_NEAR_MISS = 5


def normalise(text: str, case_exact: bool = False, accents_exact: bool = False) -> str:
    """Return the form of ``text`` that is compared.

    NFKC, case folded, white space collapsed, outer quotes and closing punctuation dropped, accents stripped;
    ``case_exact`` and ``accents_exact`` leave those two alone.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    while text and (text[0] in QUOTES or text[-1] in QUOTES or text[-1] in CLOSING):
        text = text[1:] if text[0] in QUOTES else text[:-1]
        text = text.strip()
    if not accents_exact:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = unicodedata.normalize("NFC", text)
    return text if case_exact else text.casefold()


def fits(pattern: str, text: str) -> bool:
    """Return whether ``text`` fits ``pattern``, in which ``*`` stands for anything; both are normalised already."""
    parts = pattern.split("*")
    if len(parts) == 1:
        return pattern == text
    first, *middle, last = parts
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def one_slip_apart(typed: str, accepted: str) -> bool:
    """Return whether one letter added, lost, changed or swapped with its neighbour makes ``accepted`` of ``typed``.

    Only for accepted answers of five letters or more; both texts are normalised already.
    """
    if len(accepted) < SHORTEST_NEAR_MISS or "*" in accepted or typed == accepted:
        return False
    if abs(len(typed) - len(accepted)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(accepted)) and typed[start] == accepted[start]:
        start += 1
    rest, wanted = typed[start:], accepted[start:]
    changed = rest[1:] == wanted[1:]
    added = rest[1:] == wanted
    lost = rest == wanted[1:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return changed or added or lost or swapped


def parse_number(text: str, decimal_comma: bool = False) -> Decimal | None:
    """Return the number in ``text``, or None; unit words before and after it are ignored.

    With ``decimal_comma`` a comma parts the decimals and a point the thousands, else the other way round. Blanks,
    thin or not, and apostrophes may part thousands too.
    """
    text = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    start = next((i for i, c in enumerate(text) if c.isdecimal() or (c in "+-.," and _digit_at(text, i + 1))), None)
    if start is None or any(c.isdecimal() for c in text[:start]):
        return None
    end = start + 1
    while end < len(text) and (text[end].isdecimal() or (text[end] in ".,'’ " and _digit_at(text, end + 1))):
        end += 1
    if any(c.isdecimal() for c in text[end:]):
        return None
    body = text[start:end].replace(" ", "").replace("'", "").replace("’", "")
    thousands, decimals = (".", ",") if decimal_comma else (",", ".")
    whole, mark, tail = body.partition(decimals)
    if decimals in tail or thousands in tail or not _grouped(whole.lstrip("+-"), thousands):
        return None
    try:
        return Decimal(f"{whole.replace(thousands, '')}{'.' if mark else ''}{tail}")
    except InvalidOperation:
        return None


def _digit_at(text: str, index: int) -> bool:
    return index < len(text) and text[index].isdecimal()


def _grouped(whole: str, thousands: str) -> bool:
    first, *groups = whole.split(thousands)
    return not groups or (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups))

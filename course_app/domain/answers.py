"""Typed answers: what is compared of a text, what a number means, what is one slip away.

No regular expressions from authors: ``*`` in an accepted value stands for anything and is matched in linear time.
"""

import re
import unicodedata
from decimal import Decimal

QUOTES = "'\"“”„‟‚«»‹›"
CLOSING = ".,;:!?。、，"
SHORTEST_NEAR_MISS = 5

# Telephones set curly apostrophes and long dashes by themselves; nobody should be wrong for that.
_SAME_SIGNS = str.maketrans(dict.fromkeys("’‘‛ʼ′´`", "'") | dict.fromkeys("‐‑‒–—−", "-"))
# Letters with a stroke are letters with an accent to whoever has no key for them; Unicode does not take them apart.
_STROKES = str.maketrans("øØłŁđĐħĦŧŦıǿǾ", "oOlLdDhHtTioO")
# Up to this class marks change the letter (voiced kana, a stroke through a sign of equality), above they are accents.
_LAST_CLASS_OF_LETTERS = 9

_RUN = re.compile(
    r"(?<![^\W_])(?<![^\W\d_]\^)"  # not inside a word or a unit: m2, CO2, m^2
    r"(?:(?<!\w)[.,])?\d+(?:[.,' ]\d+)*"
)
_MARKS = re.compile(r"[.,' ]")
_POWER_OF_TEN = re.compile(r"\d[eE][+-]?\d")
_MINUS = re.compile(r"(?:^-\s*[$€£¥₹]?\s*|\s-[$€£¥₹]?)$")


def normalise(text: str, case_exact: bool = False, accents_exact: bool = False) -> str:
    """Return the form of ``text`` that is compared.

    NFKC, case folded, white space collapsed, outer quotes and closing punctuation dropped, accents stripped;
    ``case_exact`` and ``accents_exact`` leave those two alone. Apostrophes and dashes are one sign each, invisible
    letters are dropped. A text of nothing but punctuation keeps its last sign.
    """
    text = unicodedata.normalize("NFKC", text.translate(_SAME_SIGNS)).translate(_SAME_SIGNS)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if not accents_exact:
        text = _without_accents(text)
    if not case_exact:
        text = text.casefold()
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    while len(text) > 1 and (text[0] in QUOTES or text[-1] in QUOTES or text[-1] in CLOSING):
        text = (text[1:] if text[0] in QUOTES else text[:-1]).strip()
    return text


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in apart if unicodedata.combining(c) <= _LAST_CLASS_OF_LETTERS)
    return plain.translate(_STROKES)


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

    Only for accepted answers with five letters or more; a wrong digit is no slip of spelling. Both texts are
    normalised already.
    """
    if "*" in accepted or typed == accepted or abs(len(typed) - len(accepted)) > 1:
        return False
    if sum(c.isalpha() for c in accepted) < SHORTEST_NEAR_MISS or _digits(typed) != _digits(accepted):
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


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def parse_number(text: str, decimal_comma: bool = False) -> Decimal | None:
    """Return the one number in ``text``, or None when there is none or more than one.

    Words before and after it are ignored. A point or comma that can only part decimals (``0,5``) or only thousands
    (``1.234.567``) does so everywhere; where it could be either (``1,000``), ``decimal_comma`` says which. Blanks,
    thin or not, and apostrophes part thousands.
    """
    text = _with_plain_signs(text)
    runs = list(_RUN.finditer(text))
    if len(runs) != 1 or _POWER_OF_TEN.search(text):
        return None
    value = _value(runs[0][0], "," if decimal_comma else ".")
    if value is None:
        return None
    return -value if _MINUS.search(text[: runs[0].start()]) else value


def _with_plain_signs(text: str) -> str:
    """Return ``text`` in NFKC, with raised digits written as powers: ``5²`` is ``5^2``, not 52."""
    raised = "".join(f"^{c}" if c.isdigit() and not c.isdecimal() else c for c in text.translate(_SAME_SIGNS))
    return unicodedata.normalize("NFKC", raised).translate(_SAME_SIGNS).strip()


def _value(run: str, decimal_mark: str) -> Decimal | None:
    marks, groups = _MARKS.findall(run), _MARKS.split(run)
    fraction = ""
    if marks and _parts_decimals(marks, groups, decimal_mark):
        fraction = groups.pop()
        marks.pop()
    if marks and not (len(set(marks)) == 1 and _grouped(groups)):
        return None
    return Decimal(f"{''.join(groups)}.{fraction}" if fraction else "".join(groups))


def _parts_decimals(marks: list[str], groups: list[str], decimal_mark: str) -> bool:
    """Return whether the last mark parts decimals: it stands once, and cannot part thousands or is the usual one."""
    last = marks[-1]
    if last not in ".," or marks.count(last) > 1:
        return False
    return len(marks) > 1 or last == decimal_mark or not _grouped(groups)


def _grouped(groups: list[str]) -> bool:
    """Return whether the groups are thousands: 12 345 678, or 1,23,45,678 as in India."""
    first, *middle, last = groups
    return 1 <= len(first) <= 3 and first[0] != "0" and len(last) == 3 and all(len(group) in (2, 3) for group in middle)

"""The public number of a certificate: 80 random bits that a person can read out over the telephone.

Sixteen symbols of Crockford's base 32, shown in fours. The alphabet has no I, L, O and U, so that what looks
alike can be read as what was meant.
"""

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
RANDOM_BYTES = 10

_READ_AS = str.maketrans("OIL", "011")
_SEPARATORS = str.maketrans("", "", " -\u00a0\u00ad\u2010\u2011\u2012\u2013\u2014\u2212\t\r\n")


def new_public_id(random_bytes: Callable[[int], bytes]) -> str:
    """Return a new id, sixteen symbols without dashes, from ten bytes of ``secrets.token_bytes`` or its like."""
    number = int.from_bytes(random_bytes(RANDOM_BYTES), "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def shown(public_id: str) -> str:
    """Return the id in fours with dashes, as it is printed and linked."""
    return "-".join(public_id[start : start + 4] for start in range(0, LENGTH, 4))


def bare(text: str) -> str:
    """Return part of an id as it is stored, for a search; empty when it cannot be part of one."""
    symbols = text.translate(_SEPARATORS).upper().translate(_READ_AS)
    return symbols if len(symbols) <= LENGTH and all(symbol in ALPHABET for symbol in symbols) else ""


def parse(text: str) -> str | None:
    """Return the id that somebody typed or followed, or ``None`` when it cannot be one.

    Case, dashes and spaces do not matter; O is read as 0, I and L as 1.
    """
    if len(text) > 4 * LENGTH:
        return None
    symbols = text.translate(_SEPARATORS).upper().translate(_READ_AS)
    if len(symbols) == LENGTH and all(symbol in ALPHABET for symbol in symbols):
        return symbols
    return None

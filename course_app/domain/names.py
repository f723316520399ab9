"""Names of people: the form in which they are compared, and the friendly question whether one is real."""

import unicodedata

_FILLERS = frozenset(
    {
        "test", "testing", "tester", "foo", "bar", "baz", "foobar", "xxx", "none", "nobody", "somebody",
        "someone", "anybody", "anyone", "person", "friend", "name", "names", "unknown", "dummy", "example", "sample",
        "blah", "lorem", "ipsum", "placeholder", "abc", "abcd", "tba", "tbd", "todo", "noname", "random",
        "whoever", "idk",
    }
)  # fmt: skip
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
_SHORTEST_RUN = 4
_ONE_SIGN_NAMES = 0x2E80
"""From here on one sign may be a whole name (Han, Kana, Hangul)."""
_ACCENTS_BELOW = "\u0700"
"""Marks below are accents and points; those above are vowels, without which a name is another name."""
_APOSTROPHES = frozenset("'’‘ʼ´`.")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def fold(name: str) -> str:
    """Return a name in the form that is compared: no case, no accents, no punctuation, single blanks."""
    spread = unicodedata.normalize("NFKD", name.casefold()).casefold().translate(_PLAIN)
    kept = "".join(map(_kept, spread))
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _kept(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cf" or sign in _APOSTROPHES or (kind == "Mn" and sign < _ACCENTS_BELOW):
        return ""
    return sign if kind[0] in "LNM" else " "


def looks_made_up(name: str) -> bool:
    """Return whether one should ask, kindly, if ``name`` is real: single letters, rows of keys, stand-ins."""
    words = "".join(" " if sign.isdecimal() else sign for sign in fold(name)).split()
    signs = "".join(words)
    if not any(sign.isalpha() for sign in signs):
        return True
    if ord(signs[0]) >= _ONE_SIGN_NAMES:
        return False
    return (
        len(signs) == 1
        or (len(signs) > 2 and len(set(signs)) == 1)
        or words == ["n", "a"]
        or (len(words) == 1 and words[0] in _FILLERS)
        or (len(signs) >= _SHORTEST_RUN and all(map(_is_run, words)))
    )


def _is_run(word: str) -> bool:
    return len(word) > 2 and any(word in row or word in row[::-1] or word in row * 2 for row in _ROWS)


_TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "madam", "sister", "brother", "father", "frau",
     "herr", "señora", "señor", "madame", "monsieur"}
)  # fmt: skip


def split_name(name: str) -> tuple[str, str]:
    """Return given and family name of a whole name as it is typed; joined with a blank they are the same name again.

    The first word is how one calls somebody; after a title ("Mrs Osei") there is no such word, and all stays together.
    """
    words = name.split()
    if len(words) < 2 or words[0].casefold().rstrip(".") in _TITLES:
        return " ".join(words), ""
    return words[0], " ".join(words[1:])

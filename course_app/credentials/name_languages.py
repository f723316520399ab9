"""In which language a name in Chinese characters is written, since their shapes differ from one to the next.

Unicode gives 直 or 骨 one number each for Japan, Korea, Taiwan and the mainland, while each writes them otherwise; a
font has all shapes and has to be told. Kana or Hangul beside them say it; characters alone do not.
"""

from collections.abc import Iterable

from course_app.web.i18n import gettext as _

LANGUAGES = ("ja", "zh-Hans", "zh-Hant", "ko")
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
_SCRIPT_OF = {"ja": "Hira", "ko": "Hang", "zh-Hant": "Bopo", "zh-Hans": "Hani"}
"""The script whose fonts have the shapes of a language."""


def is_open(name: str) -> bool:
    """Return whether a name has Chinese characters, and nothing beside them that says in which language."""
    return scripts_of(name).keys() & {"Hani", "Hira", "Kana", "Hang", "Bopo"} == {"Hani"}


def choices() -> list[tuple[str, str]]:
    """Return the languages to choose from, each with its name."""
    words = {
        "ja": _("Japanese"),
        "zh-Hans": _("Chinese, simplified"),
        "zh-Hant": _("Chinese, traditional"),
        "ko": _("Korean"),
    }
    return [(tag, words[tag]) for tag in LANGUAGES]


def scripts_of(text: str) -> dict[str, None]:
    """Return the scripts of a text by ISO 15924 code, in their order."""
    from fontTools import unicodedata as scripts

    return dict.fromkeys(scripts.script(letter) for letter in text)


def language_of(tag: str) -> str:
    """Return which of ``LANGUAGES`` a language tag means; empty when none."""
    first, *rest = tag.replace("_", "-").lower().split("-")
    if first in {"ja", "ko"}:
        return first
    if first != "zh":
        return ""
    return "zh-Hant" if _TRADITIONAL & set(rest) else "zh-Hans"


def guess(name: str, tags: Iterable[str]) -> str:
    """Return the language of a name: the first of ``tags`` that can be it; empty when nothing has to be known."""
    if not is_open(name):
        return ""
    return next(filter(None, map(language_of, tags)), "")


def with_shapes_of(needed: dict[str, None], tag: str) -> dict[str, None]:
    """Return scripts with the one first whose fonts have the right shapes of Chinese characters.

    What stands beside them decides: kana, Hangul or Bopomofo; else the language ``tag``.
    """
    if {"Hira", "Kana"} & needed.keys():
        return {"Hira": None} | needed
    for script in ("Hang", "Bopo"):
        if script in needed:
            return {script: None} | needed
    if "Hani" in needed:
        return {_SCRIPT_OF[language_of(tag) or "zh-Hans"]: None} | needed
    return needed

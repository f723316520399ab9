"""What a setting may be: each type reads the text that stands in a file, or says what is wanted instead."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Generic, TypeVar

from course_app.domain.course import QuizSettings
from course_app.domain.questions import Grading

Value = TypeVar("Value", covariant=True)

SECONDS = {"m": 60, "h": 3600, "d": 86_400}
LONGEST_DURATION = 366 * SECONDS["d"]
MOST = 1_000

ID = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
# Primary language, script, region and variants; extensions are not used for courses.
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-[a-z0-9]{5,8})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SettingType(Generic[Value]):
    """Reads a setting: ``read`` returns None for a text that is not ``wanted``; ``example`` is one that is."""

    read: Callable[[str], Value | None]
    wanted: str
    example: str


def is_id(text: str) -> bool:
    """Tell whether ``text`` is an id: small letters, digits and hyphens, a letter first, 40 at most."""
    return ID.fullmatch(text) is not None


def number(low: int, high: int, *, instead: Mapping[str, int] = MappingProxyType({})) -> SettingType[int]:
    """A whole number from ``low`` to ``high``, or one of the words of ``instead``."""

    def read(text: str) -> int | None:
        if text in instead:
            return instead[text]
        if not _is_whole(text):
            return None
        value = int(text)
        return value if low <= value <= high else None

    words = "".join(f", or {word}" for word in instead)
    return SettingType(read, f"a whole number from {low} to {high}{words}", str(max(low, min(high, 2))))


def percent(low: int = 0, high: int = 100) -> SettingType[int]:
    """A whole percentage with its sign."""

    def read(text: str) -> int | None:
        digits = text[:-1].rstrip(" ")
        if not text.endswith("%") or not _is_whole(digits):
            return None
        value = int(digits)
        return value if low <= value <= high else None

    return SettingType(read, f"a percentage from {low}% to {high}%", "80%")


def duration(*, none: bool = True) -> SettingType[int]:
    """A span of minutes, hours or days, in seconds; ``none`` is 0 where it may be said."""

    def read(text: str) -> int | None:
        if none and text == "none":
            return 0
        if text[-1:] not in SECONDS or not _is_whole(text[:-1]):
            return None
        value = int(text[:-1]) * SECONDS[text[-1]]
        return value if 0 < value <= LONGEST_DURATION else None

    return SettingType(read, "a span such as 10m, 12h, 2d" + (", or none" if none else ""), "12h")


def one_of(*words: str) -> SettingType[str]:
    """One word of a few."""
    return SettingType(lambda text: text if text in words else None, "one of: " + ", ".join(words), words[0])


def switch() -> SettingType[bool]:
    """``yes`` or ``no``."""
    return SettingType({"yes": True, "no": False}.get, "yes or no", "yes")


def letters(low: int, high: int, *, lines: bool = False) -> SettingType[str]:
    """A text of ``low`` to ``high`` letters, blanks around it taken off; on one line unless ``lines``."""

    def read(text: str) -> str | None:
        words = text.strip(" \t\n")
        return words if low <= len(words) <= high and (lines or "\n" not in words) else None

    return SettingType(read, f"a text of {low} to {high} letters", "A short text")


def identifier(example: str = "my-name") -> SettingType[str]:
    """An id."""
    return SettingType(
        lambda text: text if is_id(text) else None,
        "an id: small letters, digits and hyphens, a letter first, 40 at most",
        example,
    )


def language_tag() -> SettingType[str]:
    """A BCP 47 tag in its usual spelling."""
    return SettingType(
        lambda text: text if LANGUAGE_TAG.fullmatch(text) else None,
        "a language tag such as en, de, pt-BR or zh-Hant",
        "en",
    )


def months() -> SettingType[int]:
    """``N months``, ``N years`` or ``none``, in months."""

    def read(text: str) -> int | None:
        if text == "none":
            return 0
        count, _, unit = text.partition(" ")
        times = {"month": 1, "months": 1, "year": 12, "years": 12}.get(unit.strip(" "))
        if times is None or not _is_whole(count):
            return None
        value = int(count) * times
        return value if 1 <= value <= 600 else None

    return SettingType(read, "a span such as 24 months, 2 years, or none", "24 months")


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


_SHUFFLES = {"all": (True, True), "questions": (True, False), "options": (False, True), "none": (False, False)}


@dataclass(frozen=True, slots=True)
class QuizSetting:
    """A setting of a quiz: ``put`` returns the settings with it, or None for a text that is not ``wanted``."""

    put: Callable[[QuizSettings, str], QuizSettings | None]
    wanted: str
    example: str


Typed = TypeVar("Typed")


def _setting(kind: SettingType[Typed], change: Callable[[QuizSettings, Typed], QuizSettings]) -> QuizSetting:
    def put(settings: QuizSettings, text: str) -> QuizSettings | None:
        value = kind.read(text)
        return None if value is None else change(settings, value)

    return QuizSetting(put, kind.wanted, kind.example)


def _shuffled(settings: QuizSettings, word: str) -> QuizSettings:
    questions, options = _SHUFFLES[word]
    return replace(settings, shuffle_questions=questions, shuffle_options=options)


_EXACT_OR_ANY = one_of("exact", "any")

QUIZ_SETTINGS: Mapping[str, QuizSetting] = MappingProxyType(
    {
        "pass": _setting(percent(1), lambda old, new: replace(old, pass_percent=new)),
        "attempts": _setting(number(1, MOST, instead={"any": 0}), lambda old, new: replace(old, attempts=new)),
        "free": _setting(number(0, MOST), lambda old, new: replace(old, free=new)),
        "cooldown": _setting(duration(), lambda old, new: replace(old, cooldown=new)),
        "pick": _setting(number(1, MOST, instead={"all": 0}), lambda old, new: replace(old, pick=new)),
        "shuffle": _setting(one_of(*_SHUFFLES), _shuffled),
        "feedback": _setting(one_of("each", "end", "passed"), lambda old, new: replace(old, feedback=new)),
        "time": _setting(duration(), lambda old, new: replace(old, time=new)),
        "points": _setting(number(1, 100), lambda old, new: replace(old, points=new)),
        "grading": _setting(one_of("exact", "partial"), lambda old, new: replace(old, grading=Grading(new))),
        "case": _setting(_EXACT_OR_ANY, lambda old, new: replace(old, case_exact=new == "exact")),
        "accents": _setting(_EXACT_OR_ANY, lambda old, new: replace(old, accents_exact=new == "exact")),
    }
)
"""Settings of a quiz that have a value: those of its own, and those that its questions take from it."""


def with_quiz_setting(settings: QuizSettings, name: str, text: str) -> QuizSettings | None:
    """Return ``settings`` with ``name``, a key of QUIZ_SETTINGS, as ``text`` says; None if it cannot be read."""
    return QUIZ_SETTINGS[name].put(settings, text)

"""Worksheets: what was typed into a field, whether it can be read, and what is still missing.

What is typed is kept as it is, so that nothing is lost; whether it counts is derived each time it is read. Raw
values are texts by the name of their control: ``field`` for a field, ``field.part`` for the parts of a plan,
``table.row.column`` for a cell, ``letter.subject`` and ``letter.body`` for a letter.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from course_app.domain.course import Column, Field, LetterPart, TablePart, Task

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
OLDEST_YEAR = 1900
YEARS_AHEAD = 10
PLAN_PARTS = ("if", "then", "day", "time")
DECLARE_PARTS = ("channel", "day")
CHANNELS = ("call", "letter", "email", "text", "message", "meeting", "in-person", "other")

Raw = Mapping[str, str]
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLANK = re.compile(r"\{\{[^{}]{1,200}\}\}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A control whose text cannot be read, with a sentence for the learner."""

    control: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Something still to do: the control to go to, and what it is in words (a field's or table's label)."""

    control: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a task is: ``done`` of ``asked`` required things, what lacks, what cannot be read."""

    done: int
    asked: int
    lacks: tuple[Lack, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the task is done."""
        return not self.lacks and not self.troubles


def controls(task: Task) -> frozenset[str]:
    """Return the names of all controls of a task's form."""
    names = {name for each in task.fields for name in _names(each)}
    for part in task.parts:
        if isinstance(part, TablePart):
            names |= {f"{part.id}.{row}.{column.id}" for row in range(part.most) for column in part.columns}
        elif isinstance(part, LetterPart):
            names |= {f"{part.id}.subject", f"{part.id}.body"}
    if task.kind == "declare":
        names |= {f"{task.id}.{part}" for part in DECLARE_PARTS}
    return frozenset(names)


def _names(each: Field) -> tuple[str, ...]:
    return tuple(f"{each.id}.{part}" for part in PLAN_PARTS) if each.type == "plan" else (each.id,)


def too_long(raw: Raw) -> Trouble | None:
    """Return the first text that is longer than can be kept."""
    for name, text in raw.items():
        if len(text) > LONGEST_TEXT:
            return Trouble(name, f"At most {LONGEST_TEXT:,} letters fit here; this has {len(text):,}.")
    return None


def filled(task: Task, raw: Raw, today: date) -> Filled:
    """Return how far a worksheet or declaration is, on the learner's date ``today``."""
    if task.kind == "declare":
        return _declared(task, raw, today)
    found = [_field(each, raw, today) for each in task.fields]
    for part in task.parts:
        if isinstance(part, TablePart):
            found.append(_table(task, part, raw, today))
        elif isinstance(part, LetterPart):
            found.append(_letter(task, part, raw))
    return Filled(
        sum(each.done for each in found),
        sum(each.asked for each in found),
        tuple(lack for each in found for lack in each.lacks),
        tuple(trouble for each in found for trouble in each.troubles),
    )


def _field(each: Field, raw: Raw, today: date) -> Filled:
    trouble = field_trouble(each, raw, today)
    troubles = (trouble,) if trouble else ()
    if each.optional:
        return Filled(0, 0, troubles=troubles)
    empty = _first_empty(each, raw)
    if empty:
        sentence = "Not ticked yet." if each.type == "check" else "Still empty."
        return Filled(0, 1, (Lack(empty, each.label.text, sentence),), troubles)
    return Filled(int(trouble is None), 1, troubles=troubles)


def _first_empty(each: Field, raw: Raw) -> str:
    """Return the first control of a field that has to be filled and is not, '' when there is none."""
    asked = (f"{each.id}.if", f"{each.id}.then") if each.type == "plan" else (each.id,)
    return next((control for control in asked if not raw.get(control, "").strip()), "")


def _table(task: Task, part: TablePart, raw: Raw, today: date) -> Filled:
    troubles = tuple(_table_troubles(task, part, raw, today))
    if not part.least:
        return Filled(0, 0, troubles=troubles)
    full = list(full_rows(part, raw))
    lacking = part.least - len(full)
    if lacking <= 0:
        return Filled(int(not troubles), 1, troubles=troubles)
    row = next(row for row in range(part.most) if row not in full)
    control = next(control for control in _asked_cells(part, row) if not raw.get(control, "").strip())
    sentence = "One more row to fill." if lacking == 1 else f"{lacking} more rows to fill."
    return Filled(0, 1, (Lack(control, part.title.text, sentence),), troubles)


def full_rows(part: TablePart, raw: Raw) -> Iterator[int]:
    """Yield the rows in which every column that is asked for has a text."""
    for row in range(part.most):
        if all(raw.get(control, "").strip() for control in _asked_cells(part, row)):
            yield row


def _asked_cells(part: TablePart, row: int) -> list[str]:
    needed = [column for column in part.columns if not column.optional] or part.columns
    return [f"{part.id}.{row}.{column.id}" for column in needed]


def _letter(task: Task, part: LetterPart, raw: Raw) -> Filled:
    """A letter counts once its words are the learner's: not those of the template, and no blank left in it."""
    control = f"{part.id}.body"
    body = raw.get(control, "")
    blank = _BLANK.search(body) or _BLANK.search(raw.get(f"{part.id}.subject", ""))
    if not body.strip():
        sentence = "Still empty."
    elif _words(body) == _words(part.body):
        sentence = "Still as it was. Make it yours."
    elif blank:
        sentence = f"One blank is still open: {blank[0]}"
    else:
        return Filled(1, 1)
    return Filled(0, 1, (Lack(control, part.subject or task.title.text, sentence),))


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).split()


def field_trouble(each: Field, raw: Raw, today: date) -> Trouble | None:
    """Return why what was typed into a field cannot be read, or None."""
    if each.type == "plan":
        for part, kind in (("day", "date"), ("time", "time")):
            text = raw.get(f"{each.id}.{part}", "").strip()
            sentence = _beyond(kind, text) or _unreadable(kind, text)
            if sentence:
                return Trouble(f"{each.id}.{part}", sentence)
        return None
    text = raw.get(each.id, "").strip()
    if not text:
        return None
    # Length first: what is too long is not read at all.
    sentence = _beyond(each.type, text, each.longest) or _unreadable(each.type, text) or _outside(each, text, today)
    return Trouble(each.id, sentence) if sentence else None


def _table_troubles(task: Task, part: TablePart, raw: Raw, today: date) -> Iterator[Trouble]:
    for column in part.columns:
        words = {key for key, _ in column_options(task, column)}
        for row in range(part.most):
            name = f"{part.id}.{row}.{column.id}"
            text = raw.get(name, "").strip()
            if not text:
                continue
            sentence = _beyond(column.type, text) or _unreadable(column.type, text)
            if column.type == "year":
                sentence = sentence or _out_of_range(text, OLDEST_YEAR, today.year + YEARS_AHEAD, "year")
            if column.type == "select" and text not in words:
                sentence = "Choose one of the list."
            if sentence:
                yield Trouble(name, sentence)


def _unreadable(kind: str, text: str) -> str:
    """Return why a text is none of its kind, whatever its range; '' for an empty one."""
    if not text:
        return ""
    match kind:
        case "number":
            return "" if _whole(text) is not None else "Type a whole number, such as 12."
        case "year":
            return "" if _whole(text) is not None else "Type a year, such as 2019."
        case "scale":
            return "" if _whole(text) is not None else "Choose one of the numbers."
        case "date":
            return "" if parse_day(text) else "Type a date as year, month and day: 2026-03-31."
        case "time":
            return "" if _TIME.fullmatch(text) else "Type a time such as 18:30."
        case "email":
            return "" if _EMAIL.fullmatch(text) else "Type an e-mail address, such as name@example.org."
        case "phone":
            digits = sum(c.isdecimal() for c in text)
            fits = 5 <= digits <= 17 and all(c.isdecimal() or c in " +-()./" for c in text)
            return "" if fits else "Type a phone number with its digits, such as +44 20 7946 0000."
        case "url":
            return "" if _URL.fullmatch(text) else "Type an address that begins with https://."
    return ""


def _outside(each: Field, text: str, today: date) -> str:
    if each.type == "year":
        low = OLDEST_YEAR if each.low is None else each.low
        return _out_of_range(text, low, today.year + YEARS_AHEAD if each.high is None else each.high, "year")
    if each.type in {"number", "scale"}:
        return _out_of_range(text, each.low, each.high, "number")
    if each.type == "select" and text not in {item.id for item in each.items}:
        return "Choose one of the list."
    if len(text) < each.shortest:
        return f"Write a little more: {each.shortest} letters at least, this has {len(text)}."
    return ""


def _beyond(kind: str, text: str, longest: int = 0) -> str:
    most = longest or (LONGEST_TEXT if kind == "long" else LONGEST_LINE)
    return f"At most {most:,} letters; this has {len(text):,}." if len(text) > most else ""


def _out_of_range(text: str, low: int | None, high: int | None, what: str) -> str:
    number = _whole(text)
    assert number is not None
    if (low is None or low <= number) and (high is None or number <= high):
        return ""
    if low is not None and high is not None:
        return f"Type a {what} from {low} to {high}."
    return f"Type a {what} of {low} or more." if low is not None else f"Type a {what} of {high} or less."


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def parse_day(text: str) -> date | None:
    """Return the date of ``YYYY-MM-DD``, or None."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _declared(task: Task, raw: Raw, today: date) -> Filled:
    channel, day = (raw.get(f"{task.id}.{part}", "").strip() for part in DECLARE_PARTS)
    lacks, troubles = [], []
    if not channel:
        lacks.append(Lack(f"{task.id}.channel", task.title.text, "Say how you did it."))
    elif channel not in channels(task):
        troubles.append(Trouble(f"{task.id}.channel", "Choose one of the list."))
    when = parse_day(day)
    if not day:
        lacks.append(Lack(f"{task.id}.day", task.title.text, "Say on which day."))
    elif when is None:
        troubles.append(Trouble(f"{task.id}.day", "Type a date as year, month and day: 2026-03-31."))
    elif when > today:
        troubles.append(Trouble(f"{task.id}.day", "That day is still to come. Declare it when it is done."))
    done = 2 - len(lacks) - len(troubles)
    return Filled(done, 2, tuple(lacks), tuple(troubles))


def channels(task: Task) -> tuple[str, ...]:
    """Return the channels a declaration offers: those it names, else all."""
    words = str(task.settings.get("channels", "")).split(",")
    return tuple(word.strip() for word in words if word.strip()) or CHANNELS


def column_options(task: Task, column: Column) -> tuple[tuple[str, str], ...]:
    """Return ids and words of the options of a select column, from the field it names."""
    for each in task.fields:
        if each.id == column.source:
            return tuple((item.id, item.text.text) for item in each.items)
    return ()

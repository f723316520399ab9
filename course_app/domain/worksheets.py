"""Worksheets: what was typed into a field, whether it can be read, and what is still missing.

What is typed is kept as it is, so that nothing is lost; whether it counts is derived each time it is read. Raw
values are texts by the name of their control: ``field`` for a field, ``field.part`` for the parts of a plan,
``table.row.column`` for a cell, ``letter.subject`` and ``letter.body`` for a letter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from course_app.domain.course import Column, Field, LetterPart, TablePart, Task

LONGEST_LINE = 200
LONGEST_TEXT = 10_000
OLDEST_YEAR = 1900
PLAN_PARTS = ("if", "then", "day", "time")
DECLARE_PARTS = ("channel", "day")

Raw = Mapping[str, str]
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
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
            return Trouble(name, f"At most {LONGEST_TEXT} letters fit here; this has {len(text)}.")
    return None


def filled(task: Task, raw: Raw, today: date) -> Filled:
    """Return how far a worksheet or declaration is, on the learner's date ``today``."""
    if task.kind == "declare":
        return _declared(task, raw, today)
    lacks: list[Lack] = []
    troubles: list[Trouble] = []
    asked = done = 0
    for each in task.fields:
        trouble = field_trouble(each, raw, today)
        empty = _is_empty(each, raw)
        if trouble:
            troubles.append(trouble)
        if not each.optional:
            asked += 1
            done += not empty and trouble is None
            if empty:
                lacks.append(Lack(_names(each)[0], each.label.text, "Still empty."))
    for part in task.parts:
        if isinstance(part, TablePart) and part.least:
            asked += 1
            rows = list(full_rows(part, raw))
            troubles += list(_table_troubles(part, raw, today))
            if len(rows) < part.least:
                lacks.append(Lack(f"{part.id}.0.{part.columns[0].id}", part.title.text, _rows_lack(part, len(rows))))
            else:
                done += 1
        elif isinstance(part, LetterPart):
            asked += 1
            if raw.get(f"{part.id}.body", "").strip():
                done += 1
            else:
                lacks.append(Lack(f"{part.id}.body", part.subject, "Still empty."))
    return Filled(done, asked, tuple(lacks), tuple(troubles))


def _rows_lack(part: TablePart, count: int) -> str:
    lacking = part.least - count
    return f"{lacking} more row to fill." if lacking == 1 else f"{lacking} more rows to fill."


def _is_empty(each: Field, raw: Raw) -> bool:
    if each.type == "plan":
        return not (raw.get(f"{each.id}.if", "").strip() and raw.get(f"{each.id}.then", "").strip())
    return not raw.get(each.id, "").strip()


def full_rows(part: TablePart, raw: Raw) -> Iterator[int]:
    """Yield the rows in which every column that is asked for has a text."""
    needed = [column for column in part.columns if not column.optional] or list(part.columns)
    for row in range(part.most):
        if all(raw.get(f"{part.id}.{row}.{column.id}", "").strip() for column in needed):
            yield row


def _table_troubles(part: TablePart, raw: Raw, today: date) -> Iterator[Trouble]:
    for row in range(part.most):
        for column in part.columns:
            name = f"{part.id}.{row}.{column.id}"
            sentence = _unreadable(column.type, raw.get(name, "").strip(), today)
            if sentence:
                yield Trouble(name, sentence)


def field_trouble(each: Field, raw: Raw, today: date) -> Trouble | None:
    """Return why what was typed into a field cannot be read, or None."""
    if each.type == "plan":
        for part, kind in (("day", "date"), ("time", "time")):
            sentence = _unreadable(kind, raw.get(f"{each.id}.{part}", "").strip(), today)
            if sentence:
                return Trouble(f"{each.id}.{part}", sentence)
        return None
    text = raw.get(each.id, "").strip()
    sentence = _unreadable(each.type, text, today) or _outside(each, text)
    return Trouble(each.id, sentence) if text and sentence else None


def _unreadable(kind: str, text: str, today: date) -> str:
    if not text:
        return ""
    match kind:
        case "number":
            return "" if _whole(text) is not None else "Type a whole number, such as 12."
        case "date":
            return "" if parse_day(text) else "Type a date as year, month and day: 2026-03-31."
        case "time":
            return "" if _TIME.fullmatch(text) else "Type a time such as 18:30."
        case "year":
            year = _whole(text)
            fits = year is not None and OLDEST_YEAR <= year <= today.year + 10
            return "" if fits else f"Type a year from {OLDEST_YEAR} to {today.year + 10}."
        case "email":
            return "" if _EMAIL.fullmatch(text) else "Type an e-mail address, such as name@example.org."
        case "phone":
            digits = sum(c.isdecimal() for c in text)
            fits = 5 <= digits <= 17 and all(c.isdecimal() or c in " +-()./" for c in text)
            return "" if fits else "Type a phone number with its digits, such as +44 20 7946 0000."
        case "url":
            return "" if _URL.fullmatch(text) else "Type an address that begins with https://."
    return ""


def _outside(each: Field, text: str) -> str:
    if each.type in {"number", "scale", "year"}:
        number = _whole(text)
        if number is None:
            return "Choose one of the numbers." if each.type == "scale" else ""
        if each.low is not None and each.high is not None and not each.low <= number <= each.high:
            return f"Type a number from {each.low} to {each.high}."
    if each.type == "select" and text not in {item.id for item in each.items}:
        return "Choose one of the list."
    if each.type in {"text", "long"}:
        if len(text) < each.shortest:
            return f"Write a little more: {each.shortest} letters at least, this has {len(text)}."
        longest = each.longest or (LONGEST_LINE if each.type == "text" else LONGEST_TEXT)
        if len(text) > longest:
            return f"At most {longest} letters; this has {len(text)}."
    return ""


def _whole(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() and len(text) < 10 else None


def parse_day(text: str) -> date | None:
    """Return the date of ``YYYY-MM-DD``, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
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
    """Return the channels a declaration offers."""
    words = str(task.settings.get("channels", "")).split(",")
    return tuple(word.strip() for word in words if word.strip())


def column_options(task: Task, column: Column) -> tuple[tuple[str, str], ...]:
    """Return ids and words of the options of a select column, from the field it names."""
    for each in task.fields:
        if each.id == column.source:
            return tuple((item.id, item.text.text) for item in each.items)
    return ()

"""Settings written as marks: which may stand where, and what they mean; anything else is a problem."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from course_app.courseware.language.context import Context
from course_app.courseware.language.marks import Mark, Marked, Sort
from course_app.courseware.language.problems import nearest, quoted, suggestion
from course_app.courseware.language.setting_types import SettingType, is_id
from course_app.courseware.language.source import Line

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class MarkTable:
    """What may be marked on ``where`` (such as "a question"): kinds, typed settings and flags.

    ``kind_code`` is the problem of an unknown kind; ``id_code`` the one of an id where none may stand;
    ``share_code`` that of a percentage, unless ``shares`` may stand.
    """

    where: str
    kinds: tuple[str, ...] = ()
    settings: Mapping[str, SettingType[Any]] = field(default_factory=lambda: MappingProxyType({}))
    flags: tuple[str, ...] = ()
    kind_code: str = "E215"
    id_code: str = ""
    shares: bool = False
    share_code: str = "E214"


@dataclass(slots=True)
class Taken:
    """The marks of a line, read: only what its table allows."""

    id: str = ""
    kind: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    share: Fraction | None = None
    sound: bool = True
    """False when a mark could not be read, so that nothing should be concluded from what is absent."""
    kind_unknown: bool = False


def take(context: Context, line: Line, marked: Marked, start: int, table: MarkTable) -> Taken:
    """Read the marks of ``marked``, the part of ``line`` from index ``start`` on, by ``table``."""
    taken = Taken()
    if not marked.has_braces:
        return taken
    reader = _Reader(context, line, start, table, taken)
    if _is_prose(marked.marks, table):
        reader.refuse_prose(marked)
        return taken
    apart = [mark for mark in marked.marks if mark.raw.startswith("=") or mark.raw.endswith("=")]
    for mark in [*apart, *marked.marks]:
        reader.read(mark)
    return taken


def _is_prose(marks: Iterable[Mark], table: MarkTable) -> bool:
    """Tell whether braces hold words rather than marks."""
    return not any(
        mark.sort in (Sort.ID, Sort.CLASS, Sort.PAIR, Sort.SHARE)
        or mark.name in table.flags
        or mark.name in table.settings
        or any(sign in mark.raw for sign in '#.=%"“”„')
        for mark in marks
    )


class _Reader:
    def __init__(self, context: Context, line: Line, start: int, table: MarkTable, taken: Taken) -> None:
        self.context, self.line, self.start, self.table, self.taken = context, line, start, table, taken
        self.seen: set[str] = set()

    def note(self, code: str, mark: Mark, **values: object) -> None:
        self.taken.sound = False
        self.context.note(code, self.line, self.start + mark.at, **values)

    def refuse_prose(self, marked: Marked) -> None:
        self.taken.sound = False
        self.taken.kind_unknown = True
        words = marked.raw.strip("{}: \t")
        kind = nearest(words, self.table.kinds) if words else None
        known = [*self.table.flags, *self.table.settings]
        flag = nearest(words, known) if words else None
        meant = f".{kind}" if kind else flag or (f".{self.table.kinds[0]}" if self.table.kinds else "#id")
        self.context.note(
            "E211", self.line, self.start + marked.at, word=quoted(marked.raw),
            suggestion=f"did you mean {{{meant}}}? Write \\{{ for a plain brace",
        )  # fmt: skip

    def read(self, mark: Mark) -> None:
        match mark.sort:
            case Sort.ID:
                self._id(mark)
            case Sort.CLASS:
                self._kind(mark)
            case Sort.PAIR:
                self._pair(mark)
            case Sort.FLAG:
                self._flag(mark)
            case Sort.SHARE:
                self._share(mark)
            case Sort.BROKEN:
                self.note("E212", mark, word=quoted(mark.raw), **_broken_hint(mark))
                self.taken.kind_unknown = not self.taken.kind and "." in mark.raw

    def _id(self, mark: Mark) -> None:
        if self.table.id_code and mark.name in self.table.kinds:
            self.note(self.table.id_code, mark, word=quoted(mark.raw), hint=f"did you mean {{.{mark.name}}}?")
            self.taken.kind = self.taken.kind or mark.name
        elif self.table.id_code:
            self.note(self.table.id_code, mark, word=quoted(mark.raw), where=self.table.where, suggestion="delete it")
        elif self._once("#"):
            self.taken.id = mark.name
        else:
            self.note("E106", mark, word=quoted(mark.raw))
            for name in (mark.name, self.taken.id):
                if name in self.table.kinds:
                    self.taken.kind = self.taken.kind or name

    def _share(self, mark: Mark) -> None:
        if not self.table.shares:
            hint = "a percentage belongs to an answer of which one is right: delete it"
            self.note(self.table.share_code, mark, word=mark.raw, where=self.table.where, suggestion=hint)
        elif not self._once("%"):
            self.note("E106", mark, word=mark.raw)
        elif (share := Fraction(mark.value) / 100) > 1:
            self.note("E219", mark, word=mark.raw, wanted="a share from 0% to 100%", example="{50%}")
        else:
            self.taken.share = share

    def _kind(self, mark: Mark) -> None:
        table = self.table
        if mark.name in table.flags:
            hint = f"write it without the point: {mark.name}"
            self.note("E214", mark, word=mark.raw, where=table.where, suggestion=hint)
        elif mark.name not in table.kinds:
            self.taken.kind_unknown = True
            if table.kinds:
                hint = suggestion(mark.name, table.kinds, ".{}")
                self.note(table.kind_code, mark, word=quoted(mark.name), suggestion=hint)
            else:
                self._unknown(mark)
        elif self.taken.kind:
            code = "E106" if mark.name == self.taken.kind else "E214"
            self.note(code, mark, word=mark.raw, where=table.where, suggestion=f"keep one kind: .{self.taken.kind}")
        else:
            self.taken.kind = mark.name

    def _pair(self, mark: Mark) -> None:
        kind = self.table.settings.get(mark.name)
        if mark.name in self.table.flags:
            self.note("E219", mark, word=mark.name, wanted="a word of its own", example=f"write {mark.name} without =")
        elif kind is None:
            self._unknown(mark)
        elif not self._once(mark.name):
            self.note("E106", mark, word=mark.name)
        else:
            value = kind.read(mark.value)
            if value is None:
                self.note("E219", mark, word=mark.name, wanted=kind.wanted, example=_example(mark.name, kind))
            else:
                self.taken.values[mark.name] = value

    def _flag(self, mark: Mark) -> None:
        if mark.name in self.table.flags:
            if not self._once(mark.name):
                self.note("E106", mark, word=mark.name)
            self.taken.flags.add(mark.name)
        elif mark.name in self.table.settings:
            kind = self.table.settings[mark.name]
            self.note("E219", mark, word=mark.name, wanted=kind.wanted, example=_example(mark.name, kind))
        else:
            self._unknown(mark)

    def _unknown(self, mark: Mark) -> None:
        table = self.table
        hint = suggestion(mark.name, [*table.settings, *table.flags])
        if mark.name in table.kinds:
            hint = f"did you mean '.{mark.name}'?"
            self.taken.kind = self.taken.kind or mark.name
        self.note("E214", mark, word=quoted(mark.raw), where=table.where, suggestion=hint)

    def _once(self, name: str) -> bool:
        first = name not in self.seen
        self.seen.add(name)
        return first


def _broken_hint(mark: Mark) -> dict[str, str]:
    if any(sign in mark.raw for sign in "“”„‘’'\""):
        return {}
    if mark.raw.endswith((",", ";")):
        return {"hint": "part marks by blanks, without commas"}
    if "%" in mark.raw or mark.raw.replace(".", "").replace(",", "").isdigit():
        return {"hint": "a share is a percentage without blanks: {50%}"}
    if "=" in mark.raw:
        return {"hint": "write key=value without blanks around ="}
    return {"hint": "a mark is #id, .kind, key=value, or a word in small letters"}


def _example(name: str, kind: SettingType[Any]) -> str:
    quote = '"' if " " in kind.example else ""
    return f"{name}={quote}{kind.example}{quote}"


def ids(example: str, *, most: int = MOST_WORDS) -> SettingType[tuple[str, ...]]:
    """One id, or several parted by commas."""
    return _list(is_id, "an id, or several parted by commas", example, most)


def _list(fits: Callable[[str], bool], wanted: str, example: str, most: int) -> SettingType[tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...] | None:
        words = tuple(word.strip(" \t") for word in text.split(","))
        sound = all(fits(word) for word in words) and len(set(words)) == len(words) <= most
        return words if sound else None

    return SettingType(read, wanted, example)


def words_of(*known: str) -> SettingType[tuple[str, ...]]:
    """One or more of a few words, parted by commas."""
    wanted = "of these, parted by commas: " + ", ".join(known)
    return _list(known.__contains__, wanted, ", ".join(known[:2]), len(known))


def span(low: int, high: int, example: str) -> SettingType[tuple[int, int]]:
    """A range ``a..b`` of whole numbers from ``low`` to ``high``, ``a`` at most ``b``."""

    def read(text: str) -> tuple[int, int] | None:
        ends = read_span(text)
        return ends if ends is not None and low <= ends[0] <= ends[1] <= high else None

    return SettingType(read, f"a range from {low} to {high}, the smaller number first", example)


def read_span(text: str) -> tuple[int, int] | None:
    """Return the ends of ``a..b``, whole numbers of six digits at most, or None."""
    first, dots, last = text.partition("..")
    numbers = [end.strip(" \t") for end in (first, last)]
    digits = [number.removeprefix("-") for number in numbers]
    if not dots or not all(digit.isascii() and digit.isdigit() and len(digit) <= 6 for digit in digits):
        return None
    return int(numbers[0]), int(numbers[1])


def address() -> SettingType[str]:
    """An id of this file, or an address ``module/unit``, with ``#id`` where one thing of that unit is meant."""

    def read(text: str) -> str | None:
        path, _, inside = text.partition("#")
        parts = path.split("/") + ([inside] if "#" in text else [])
        sound = all(is_id(part) for part in parts) and len(path.split("/")) <= 2
        return text if sound else None

    return SettingType(read, "an id of this file, or an address", "build-list")

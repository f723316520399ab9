"""YAML as the content language allows it: mappings, lists and texts, each with its place, and nothing else.

Every scalar stays the text that was written; the table of the reader gives it a type. So ``no`` is not false,
``1.10`` is not 1.1 and ``12h`` needs no quotes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from course_app.courseware.language.problems import Findings, Problem
from course_app.domain.questions import Place

DEEPEST = 6
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# YAML ends lines at these, editors and the rest of the language do not.
_HIDDEN_LINE_ENDS = {"\x85": "next line", "\u2028": "line separator", "\u2029": "paragraph separator"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it stands, quotes taken off."""

    text: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and what it holds."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order of the file, none of them twice."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> "Node | None":
        """Return what ``key`` holds, or None."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)


Node = Scalar | Sequence | Mapping


def read_yaml(text: str, file: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Read ``text``, the lines of ``file`` from ``first_line`` on, whose top level is a mapping.

    Returns None where it cannot be read at all; a text without keys is an empty mapping.
    """
    reader = _Reader(text, file, first_line)
    return reader.read(), reader.findings.in_order()


class _UnreadableError(Exception):
    """Reading ends here: the problem is noted."""


class _Reader:
    """Turns the events of a YAML parser into nodes; a loop of its own keeps hostile nesting off the stack."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.findings = Findings(file)
        self._file = file
        self._first_line = first_line
        self._lines = text.split("\n")
        self._text = text
        self._stuck = False

    def read(self) -> Mapping | None:
        try:
            return self._document(self._events(self._without_hidden_line_ends()))
        except _UnreadableError:
            return None
        except yaml.YAMLError as error:
            self._unreadable(*_where(error, self._text))
        except (ValueError, RecursionError):
            # A lone surrogate, or a number the parser cannot hold; both are texts that no editor writes.
            self._unreadable(0, 0, "a character in it is not allowed")
        return None

    def _without_hidden_line_ends(self) -> str:
        text = self._text
        for letter, name in _HIDDEN_LINE_ENDS.items():
            if letter in text:
                before = text[: text.index(letter)]
                line = before.count("\n")
                column = len(before) - (before.rfind("\n") + 1)
                self._note("E210", line, column, name=name)
                text = text.replace(letter, " ")
        return text

    def _note(self, code: str, line: int, column: int, **values: object) -> None:
        """Note a problem; ``line`` and ``column`` count from 0 within the text."""
        line = min(max(line, 0), len(self._lines) - 1)
        excerpt = self._lines[line].rstrip("\r")
        place = self._first_line + line
        self.findings.add(code, place, min(column, len(excerpt)) + 1, excerpt=excerpt, **values)

    def _unreadable(self, line: int, column: int, reason: str) -> None:
        # What the parser says after a first such place follows from it.
        if not self._stuck:
            self._stuck = True
            self._note("E102", line, column, reason=reason)

    def _stop(self, event: Any, reason: str) -> _UnreadableError:
        self._unreadable(event.start_mark.line, event.start_mark.column, reason)
        return _UnreadableError(reason)

    def _place(self, event: Any) -> Place:
        return Place(self._file, self._first_line + event.start_mark.line, event.start_mark.column + 1)

    def _events(self, text: str) -> Iterator[Any]:
        event: Any
        for event in yaml.parse(text, Loader=_LOADER):
            tagged = getattr(event, "tag", None) is not None
            if isinstance(event, yaml.AliasEvent) or tagged or getattr(event, "anchor", None) is not None:
                self._note("E108", event.start_mark.line, event.start_mark.column)
            yield event

    def _document(self, events: Iterator[Any]) -> Mapping | None:
        """Return the only document's mapping."""
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(event, "a second document begins here")
            elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                root = self._node(event, events)
        match root:
            case Mapping():
                return root
            case None | Scalar(text="", quoted=False):
                return Mapping((), Place(self._file, self._first_line))
            case _:
                place = root.place
                line = place.line - self._first_line
                self._note(
                    "E107", line, place.column - 1, word="The text", wanted="a list of settings",
                    example="write one setting on each line: name: value",
                )  # fmt: skip
                return None

    def _node(self, event: Any, events: Iterator[Any], depth: int = 0) -> Node:
        if depth > DEEPEST:
            self._note("E225", event.start_mark.line, event.start_mark.column, limit=DEEPEST)
            raise _UnreadableError(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._node(item, events, depth + 1))
            return Sequence(tuple(items), self._place(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, events, depth)
        if isinstance(event, yaml.AliasEvent):
            return Scalar("", self._place(event))
        self._refuse_cut_text(event)
        # The C parser gives '' for a plain text, the other one None; both say None for an empty value.
        quoted = event.style not in (None, "")
        return Scalar(event.value, self._place(event), quoted)

    def _mapping(self, start: Any, events: Iterator[Any], depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self._stop(event, "a key is one word")
            value = self._node(next(events), events, depth + 1)
            line, column = key.place.line - self._first_line, key.place.column - 1
            if key.text == "<<" and not key.quoted:
                self._note("E108", line, column)
            elif key.text in entries:
                self._note("E106", line, column, word=key.text)
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(tuple(entries.values()), self._place(start))

    def _refuse_cut_text(self, event: Any) -> None:
        """Report a plain text that YAML would silently cut at " #"."""
        if event.style not in (None, "") or not event.value or event.end_mark.line >= len(self._lines):
            return
        rest = self._lines[event.end_mark.line][event.end_mark.column :]
        words = rest.lstrip(" \t")
        if words.startswith("#") and words != rest:
            self._unreadable(event.end_mark.line, event.end_mark.column, 'the text ends at " #"')


def _where(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Return line and column, from 0, and what the parser says was wrong."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return mark.line, mark.column, str(getattr(error, "problem", None) or "unexpected text")
    before = text[: getattr(error, "position", 0)]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1), "a character in it is not allowed"

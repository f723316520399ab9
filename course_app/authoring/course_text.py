"""``course.yml`` changed one setting at a time: only the lines of that setting change."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from course_app.authoring.front_text import quoted
from course_app.courseware.language.strict_yaml import Mapping, Node, Scalar, read_yaml
from course_app.courseware.language.strict_yaml import Sequence as Items
from course_app.domain.errors import DomainError

Path = tuple[str, ...]
FILE = "course.yml"
_IN_FLOW = re.compile(r"[,\[\]{}]")


def values(text: str) -> dict[Path, str]:
    """Return every setting by its path; lists as ``a, b``."""
    mapping, _problems = read_yaml(text, FILE)
    return dict(_leaves(mapping, ())) if mapping else {}


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    match node:
        case Mapping():
            for entry in node.entries:
                yield from _leaves(entry.value, (*path, entry.key.text))
        case Items():
            yield path, ", ".join(item.text if isinstance(item, Scalar) else "…" for item in node.items)
        case Scalar(text=text):
            yield path, text


def with_setting(text: str, path: Path, value: str, kind: str = "text", order: Sequence[str] = ()) -> str:
    """Return ``text`` with another value of one setting; an empty one takes it away.

    ``kind`` is text or list (``a, b``). ``order`` are the keys of the top level as they usually follow one another.

    Raises:
        DomainError: it stands in a way that only a person can change.
    """
    value = " ".join(value.split())
    if kind == "list":
        value = ", ".join(word for part in value.split(",") if (word := part.strip()))
    before = values(text)
    if " ".join(before.get(path, "").split()) == value:
        return text
    root = _composed(text)
    editor = _Editor(text, order)
    made = editor.without(root, path) if not value else editor.with_value(root, path, value, kind)
    after = values(made)
    expected = {key: each for key, each in before.items() if key != path} | ({path: value} if value else {})
    if {key: each for key, each in after.items() if each} != {key: each for key, each in expected.items() if each}:
        raise _only_by_hand(path)
    return made


def _only_by_hand(path: Path) -> DomainError:
    return DomainError(f"“{' '.join(path)}” is written in a way that only its source can change.", ".".join(path))


def _composed(text: str) -> Any:
    _mapping, problems = read_yaml(text, FILE)
    if problems:
        raise DomainError(f"Mend course.yml first: line {problems[0].line}, {problems[0].sentence}")
    return yaml.compose(text, Loader=yaml.SafeLoader) or yaml.MappingNode("", [])


def _written(value: str, kind: str, *, flow: bool) -> str:
    if kind == "list":
        words = [word.strip() for word in value.split(",") if word.strip()]
        return f"[{', '.join(_quoted(word, flow=True) for word in words)}]"
    return _quoted(value, flow=flow)


def _quoted(value: str, *, flow: bool) -> str:
    if flow and _IN_FLOW.search(value) and not value.startswith('"'):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return quoted(value)


class _Editor:
    def __init__(self, text: str, order: Sequence[str]) -> None:
        self._text, self._order = text, order
        self._lines = text.split("\n")

    def with_value(self, node: Any, path: Path, value: str, kind: str) -> str:
        """Return the text with a value below ``node``."""
        key, *rest = path
        entry = self._entry(node, key)
        if entry is None:
            return self._added(node, key, rest, value, kind)
        name, held = entry
        if rest:
            if not isinstance(held, yaml.MappingNode):
                raise _only_by_hand(path)
            return self.with_value(held, tuple(rest), value, kind)
        if isinstance(held, yaml.MappingNode):
            raise _only_by_hand(path)
        written = _written(value, kind, flow=bool(node.flow_style))
        if self._on_one_line(held):
            return self._spliced(held.start_mark, held.end_mark, written)
        first, last = name.start_mark.line, self._last_line(name)
        indent = " " * name.start_mark.column
        return self._with_lines(first, last + 1, [f"{indent}{key}: {written}"])

    def without(self, node: Any, path: Path) -> str:
        """Return the text without a setting; a mapping that has nothing else goes with it."""
        key, *rest = path
        entry = self._entry(node, key)
        if entry is None:
            return self._text
        name, held = entry
        if rest and isinstance(held, yaml.MappingNode) and not (len(held.value) == 1 and len(rest) == 1):
            return self.without(held, tuple(rest))
        if not node.flow_style:
            return self._with_lines(name.start_mark.line, self._last_line(name) + 1, [])
        at = [each.value for each, _held in node.value].index(key)
        if at + 1 < len(node.value):
            return self._spliced(name.start_mark, node.value[at + 1][0].start_mark, "")
        start = node.value[at - 1][1].end_mark if at else name.start_mark
        return self._spliced(start, held.end_mark, "")

    def _entry(self, node: Any, key: str) -> tuple[Any, Any] | None:
        return next(((name, held) for name, held in node.value if name.value == key), None)

    def _added(self, node: Any, key: str, rest: Sequence[str], value: str, kind: str) -> str:
        written = _written(value, kind, flow=bool(node.flow_style) or bool(rest))
        for name in reversed(rest):
            written = f"{{{name}: {written}}}"
        if node.flow_style:
            at = self._at(node.end_mark) - 1
            head = self._text[:at].rstrip()
            lead = "" if head.endswith("{") else " " if head.endswith(",") else ", "
            return f"{head}{lead}{key}: {written}{self._text[at:]}"
        if not node.value:
            lead = "" if not self._text or self._text.endswith("\n") else "\n"
            return f"{self._text}{lead}{key}: {written}\n"
        column = node.value[0][0].start_mark.column
        after = self._neighbour(node, key)
        line = self._last_line(after) + 1 if after is not None else node.value[0][0].start_mark.line
        return self._with_lines(line, line, [f"{' ' * column}{key}: {written}"])

    def _neighbour(self, node: Any, key: str) -> Any:
        """Return the key below which a new one goes: the last of those that usually come before it."""
        names = [name for name, _held in node.value]
        if key not in self._order or node.start_mark.column:
            return names[-1]
        earlier = self._order[: self._order.index(key)]
        return next((name for name in reversed(names) if name.value in earlier), None)

    def _last_line(self, name: Any) -> int:
        """Return the last line of what a key of a block holds."""
        last, column = int(name.start_mark.line), int(name.start_mark.column)
        held = next(held for key, held in self._pairs() if key.start_mark.index == name.start_mark.index)
        if self._on_one_line(held) or getattr(held, "flow_style", False):
            return int(held.end_mark.line)
        for at in range(last + 1, len(self._lines)):
            line = self._lines[at]
            bare = line.lstrip(" ")
            if not bare.strip() or bare.startswith("#"):
                continue
            indent = len(line) - len(bare)
            if indent > column or (indent == column and bare.startswith("- ")):
                last = at
            else:
                break
        return last

    def _pairs(self) -> Iterator[tuple[Any, Any]]:
        waiting = [yaml.compose(self._text, Loader=yaml.SafeLoader)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.MappingNode):
                for name, held in node.value:
                    yield name, held
                    waiting.append(held)

    def _on_one_line(self, held: Any) -> bool:
        is_block = isinstance(held, yaml.ScalarNode) and held.style in ("|", ">")
        block = isinstance(held, yaml.CollectionNode) and not held.flow_style
        return not is_block and not block and held.start_mark.line == held.end_mark.line

    def _at(self, mark: Any) -> int:
        """Return where a place of the parser is in the text."""
        return len("\n".join([*self._lines[: mark.line], ""])) + int(mark.column)

    def _spliced(self, start: Any, end: Any, new: str) -> str:
        return self._text[: self._at(start)] + new + self._text[self._at(end) :]

    def _with_lines(self, start: int, end: int, new: list[str]) -> str:
        lines = [*self._lines[:start], *new, *self._lines[end:]]
        text = "\n".join(lines)
        return text if text.endswith("\n") or not self._text.endswith("\n") else f"{text}\n"

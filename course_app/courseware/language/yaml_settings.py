"""Take settings out of a YAML mapping by a table: each key is typed, and a key that nobody asked for is a problem."""

from typing import TypeVar

from course_app.courseware.language.problems import Findings, nearest, quoted, suggestion
from course_app.courseware.language.setting_types import SettingType
from course_app.courseware.language.strict_yaml import Mapping, Node, Scalar, Sequence
from course_app.domain.questions import Place

Value = TypeVar("Value")
Default = TypeVar("Default")


class Settings:
    """The settings of one mapping. Ask for each key that may stand there, then ``close``."""

    def __init__(self, mapping: Mapping, findings: Findings, lines: list[str], within: str = "") -> None:
        self.mapping = mapping
        self._findings = findings
        self._lines = lines
        self._within = within
        self._asked: list[str] = []
        self._missing: dict[str, tuple[str, str]] = {}

    def node(self, key: str) -> Node | None:
        """Return what ``key`` holds, or None; the key is known from now on."""
        self._asked.append(key)
        return self.mapping.get(key)

    def has(self, key: str) -> bool:
        """Tell whether ``key`` stands here."""
        return self.mapping.get(key) is not None

    def value(self, key: str, kind: SettingType[Value], default: Default) -> Value | Default:
        """Return the setting ``key``, or ``default`` where it is absent or a problem."""
        node = self.node(key)
        if node is None:
            return default
        value = self.typed(node, key, kind)
        return default if value is None else value

    def required(self, key: str, kind: SettingType[Value], default: Default) -> Value | Default:
        """Return the setting ``key``; its absence is a problem and gives ``default``."""
        if not self.has(key):
            self.missing(key, kind.wanted, kind.example)
        return self.value(key, kind, default)

    def typed(self, node: Node, name: str, kind: SettingType[Value]) -> Value | None:
        """Read ``node``, the setting ``name``; None is a problem, noted."""
        if not isinstance(node, Scalar):
            self.refuse(node, name, kind.wanted, f"{name}: {kind.example}")
            return None
        value = kind.read(node.text)
        if value is None:
            self.refuse(node, name, kind.wanted, f"{name}: {kind.example}")
        return value

    def items(self, key: str, kind: SettingType[str], example: str) -> tuple[Scalar, ...]:
        """Return the list at ``key``, each word once; () where it is absent or no list."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.refuse(node, key, "a list", f"{key}: [{example}]")
            return ()
        return self.distinct(node, key, kind)

    def distinct(self, node: Sequence, name: str, kind: SettingType[str]) -> tuple[Scalar, ...]:
        """Return the words of a list that are of ``kind``; others, and repetitions (E603), are problems."""
        words: dict[str, Scalar] = {}
        for item in node.items:
            if not isinstance(item, Scalar) or kind.read(item.text) is None:
                shown = item.text if isinstance(item, Scalar) else name
                self.refuse(item, quoted(shown) or name, kind.wanted, f"{name}: [{kind.example}]")
            elif item.text in words:
                self.note("E603", item.place, word=item.text)
            else:
                words[item.text] = item
        return tuple(words.values())

    def group(self, key: str, example: str) -> "Settings | None":
        """Return the mapping at ``key`` as settings of its own, or None."""
        node = self.node(key)
        return None if node is None else self.as_group(node, key, example)

    def as_group(self, node: Node, key: str, example: str) -> "Settings | None":
        """Return ``node``, the value of ``key``, as settings of its own; anything but a mapping is a problem."""
        if isinstance(node, Mapping):
            return Settings(node, self._findings, self._lines, key)
        self.refuse(node, key, "settings of its own", example)
        return None

    def missing(self, key: str, wanted: str, example: str) -> None:
        """Remember that ``key`` has to stand here; ``close`` says so, unless a slip of that name stands here."""
        self._missing[key] = (wanted, example)

    def refuse(self, node: Node, name: str, wanted: str, example: str) -> None:
        """Note that ``node``, the value of ``name``, is not what is ``wanted``."""
        self.note("E107", node.place, word=name, wanted=wanted, example=example)

    def note(self, code: str, place: Place, **values: object) -> None:
        """Note any other problem of these settings."""
        lines = self._lines
        excerpt = lines[place.line - 1] if place.line <= len(lines) else ""
        self._findings.add(code, place.line, place.column, excerpt=excerpt.rstrip("\r"), **values)

    def close(self) -> None:
        """Note every key that was not asked for, and every one that is missing."""
        missing = dict(self._missing)
        for entry in self.mapping.entries:
            word = entry.key.text
            if word in self._asked:
                continue
            meant = nearest(word, self._asked)
            missing.pop(meant or "", None)
            self.note("E105", entry.key.place, word=quoted(word), suggestion=suggestion(word, self._asked))
        for key, (wanted, example) in missing.items():
            self.note("E107", self.mapping.place, word=key, wanted=f"given: {wanted}", example=f"{key}: {example}")

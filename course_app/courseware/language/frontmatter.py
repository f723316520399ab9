"""Front matter: the settings between ``---`` lines that begin a file."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from course_app.courseware.language.anchors import free_slug
from course_app.courseware.language.context import Context
from course_app.courseware.language.setting_types import SettingType, is_id, letters
from course_app.courseware.language.source import BLANKS, Kind, Line
from course_app.courseware.language.strict_yaml import Mapping as YamlMapping
from course_app.courseware.language.strict_yaml import Scalar, read_yaml
from course_app.courseware.language.strict_yaml import Sequence as YamlSequence
from course_app.courseware.language.yaml_settings import Settings

Value = TypeVar("Value")
Default = TypeVar("Default")
_SENTENCE = letters(3, 300)
_OBJECTIVES_EXAMPLE = "objectives: {spheres: Name three spheres of your life}"


def unit_address() -> SettingType[str]:
    """``module/unit``."""

    def read(text: str) -> str | None:
        module, slash, unit = text.partition("/")
        return text if slash and is_id(module) and is_id(unit) else None

    return SettingType(read, "an address module/unit", "find/build-list")


def former_name() -> SettingType[str]:
    """A file name that a unit had in its module, or the whole address it had in another one."""
    address = unit_address()
    return SettingType(
        lambda text: text if is_id(text) else address.read(text),
        "a file name without .md, or a former address module/unit",
        "walk-back",
    )


class Front:
    """The front matter of one file: ask for each setting that may stand there, then ``close``."""

    def __init__(self, context: Context, lines: Sequence[Line]) -> None:
        self._context = context
        inside = [line for line in lines if line.kind is Kind.FRONT]
        inside = _between(inside)
        mapping: YamlMapping | None = None
        self._broken = context.broken(inside)
        if inside and not self._broken:
            text = "\n".join(line.text for line in inside)
            mapping, problems = read_yaml(text, context.file, inside[0].number)
            for found in problems:
                context.findings.take(found)
            self._broken = mapping is None
        self._given = mapping is not None
        place = context.place(inside[0]) if inside else context.place(Line(1, "", 0))
        self._settings = Settings(mapping or YamlMapping((), place), context.findings, [line.text for line in lines])

    def value(self, key: str, kind: SettingType[Value], default: Default) -> Value | Default:
        """Return the setting ``key``, or ``default``."""
        return self._settings.value(key, kind, default)

    def words(self, key: str, kind: SettingType[str]) -> tuple[str, ...]:
        """Return the list ``key``, each of its words of ``kind``."""
        return tuple(scalar.text for scalar in self._settings.items(key, kind, kind.example))

    def objectives(self) -> Mapping[str, str]:
        """Return the objectives: sentences by id; a list of sentences takes its ids from their words."""
        node = self._settings.node("objectives")
        found: dict[str, str] = {}
        if isinstance(node, YamlSequence):
            for item in node.items:
                sentence = self._settings.typed(item, "objectives", _SENTENCE)
                if sentence is not None:
                    found[free_slug(sentence, found, "objective")] = sentence
        elif isinstance(node, YamlMapping):
            for entry in node.entries:
                if not is_id(entry.key.text):
                    wanted = "named by ids: small letters, digits, hyphens"
                    self._settings.refuse(entry.key, entry.key.text, wanted, _OBJECTIVES_EXAMPLE)
                    continue
                sentence = self._settings.typed(entry.value, entry.key.text, _SENTENCE)
                if sentence is not None:
                    found[entry.key.text] = sentence
        elif isinstance(node, Scalar):
            self._settings.refuse(node, "objectives", "a sentence for each id", _OBJECTIVES_EXAMPLE)
        return MappingProxyType(found)

    def close(self) -> None:
        """Note settings that nobody asked for."""
        if not self._broken:
            self._settings.close()


def _between(lines: list[Line]) -> list[Line]:
    """Return the lines between the two ``---``."""
    at = next((i for i, line in enumerate(lines) if line.text.strip(BLANKS) == "---"), None)
    if at is None:
        return []
    inside = lines[at + 1 :]
    return inside[:-1] if inside and inside[-1].text.rstrip(BLANKS) == "---" else inside

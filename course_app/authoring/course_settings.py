"""The settings of a course as a form: each with what it does and what holds without it.

They stand in ``course_settings.txt``: a line ``=== key | heading | lead`` for each group, below it lines
``key | label | effect | default | choices``; ``[]`` marks a list, ``:2`` a long text of two lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from course_app.authoring import course_text
from course_app.authoring.course_text import Path
from course_app.courseware.language.course_yml import read_course_yml
from course_app.domain.errors import DomainError

ORDER = (
    "id", "title", "summary", "language", "languages", "edition", "license", "authors", "reading-grade", "preview",
    "outline", "defaults", "final", "credential", "people", "guide", "templates",
)  # fmt: skip
_KEY = re.compile(r"([a-z-]+)(\[\])?(?::([0-9]))?")


@dataclass(frozen=True, slots=True)
class CourseSetting:
    """A setting of ``course.yml``: what it is called, what it does, and what holds where it is left empty."""

    path: Path
    label: str
    effect: str
    default: str = ""
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    rows: int = 0

    @property
    def name(self) -> str:
        """Its name in the form."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together, below a heading; ``key`` is that of the top level, or about."""

    key: str
    title: str
    lead: str
    settings: tuple[CourseSetting, ...]


def _read(source: str) -> tuple[Group, ...]:
    found = []
    for piece in source.removeprefix("=== ").split("\n=== "):
        head, *lines = piece.strip("\n").split("\n")
        key, title, lead = (part.strip() for part in head.split("|"))
        found.append(Group(key, title, lead, tuple(_setting(key, line) for line in lines)))
    return tuple(found)


def _setting(group: str, line: str) -> CourseSetting:
    key, label, effect, default, choices = ([part.strip() for part in line.split("|")] + ["", ""])[:5]
    name = _KEY.fullmatch(key)
    assert name is not None, line
    path = (name[1],) if group == "about" else (group, name[1])
    pairs = tuple(
        (value.strip(), words) for value, _sign, words in (each.partition("=") for each in choices.split(";"))
    )
    kind = "list" if name[2] else "text"
    return CourseSetting(path, label, effect, default, kind, pairs if choices else (), int(name[3] or 0))


GROUPS = _read((FilePath(__file__).parent / "course_settings.txt").read_text("utf-8"))


def groups_of(text: str) -> list[Group]:
    """Return the settings that a course has, by what they are about; parts it does not have are left out."""
    known = course_text.values(text)
    tops = {path[0] for path in known} | {"about", "defaults"}
    draws = [path for path in known if path[:2] == ("final", "blueprint") and path[3:] in ((), ("draw",))]
    found = []
    for group in GROUPS:
        if group.key in tops:
            more = tuple(_draw(path) for path in draws) if group.key == "final" else ()
            found.append(Group(group.key, group.title, group.lead, group.settings + more))
    return found


def _draw(path: Path) -> CourseSetting:
    return CourseSetting(path, f"Questions on {path[2]}", "So many are drawn for each try.")


def with_settings(text: str, wanted: Mapping[str, str]) -> str:
    """Return ``course.yml`` with the settings that are ``wanted`` by name; the others stay as they are written.

    Raises:
        DomainError: a value means nothing; its field is the name of the setting.
    """
    for group in groups_of(text):
        for each in group.settings:
            if each.name not in wanted:
                continue
            value = " ".join(wanted[each.name].split())
            kind = "text" if value == "all" else each.kind
            new = course_text.with_setting(text, each.path, value, kind, ORDER)
            if new != text:
                _refuse_what_is_new(text, new, each.name)
            text = new
    return text


def _refuse_what_is_new(before: str, after: str, name: str) -> None:
    old, new = (read_course_yml(text.encode())[1] for text in (before, after))
    had = [(each.code, each.sentence) for each in old]
    for each in new:
        if (each.code, each.sentence) not in had and each.severity == "error":
            raise DomainError(f"{each.sentence} {each.hint}".strip(), name)

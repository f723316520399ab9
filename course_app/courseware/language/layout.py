"""Where everything stands in a course: its place in the folders decides what a file is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from posixpath import basename, dirname

from course_app.courseware.language.setting_types import is_id

COURSE_FILE = "course.yml"
MODULE_FILE = "module.md"
FINAL_FILE = "final/final.md"
GLOSSARY_FILE = "glossary.md"
SOURCES_FILE = "sources.md"
ASSETS = "assets/"
# At the top of a repository these are for the people who write, not for those who learn.
NOT_CONTENT = frozenset({"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE.md", "LICENSE"})
FOLDERS = ("final", "templates", "guide", "resources")
_TRANSLATION = re.compile(r"(?P<name>[^.]+)\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md", re.ASCII)


@dataclass(slots=True)
class Layout:
    """The paths of a course by what they are; names without ``.md``, each group in the order of the paths."""

    modules: dict[str, str] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    guide: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    has_final: bool = False
    has_glossary: bool = False
    has_sources: bool = False
    assets: list[str] = field(default_factory=list)
    translations: list["Translation"] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Translation:
    """A file that says in ``language`` what the file ``main`` says."""

    path: str
    main: str
    language: str


def lay_out(paths: Iterable[str]) -> Layout:
    """Sort ``paths``, relative to the course and with ``/``, into what they are."""
    layout = Layout()
    for path in sorted(paths):
        _sort(path, layout)
    return layout


def _sort(path: str, layout: Layout) -> None:
    folder, file = dirname(path), basename(path)
    if path == COURSE_FILE or (not folder and file in NOT_CONTENT):
        return
    if path.startswith(ASSETS):
        layout.assets.append(path)
        return
    translated = _TRANSLATION.fullmatch(file)
    if translated:
        main = f"{folder}/{translated['name']}.md" if folder else f"{translated['name']}.md"
        layout.translations.append(Translation(path, main, translated["language"]))
        return
    if not file.endswith(".md"):
        if file.lower().endswith((".md", ".markdown")):
            layout.strays.append(path)
        return
    name = file.removesuffix(".md")
    if path == GLOSSARY_FILE:
        layout.has_glossary = True
    elif path == SOURCES_FILE:
        layout.has_sources = True
    elif path == FINAL_FILE:
        layout.has_final = True
    elif not is_id(name) or not is_id(folder):
        layout.strays.append(path)
    elif folder in FOLDERS:
        _group(folder, layout)[name] = path
    elif file == MODULE_FILE:
        layout.modules[folder] = path
    else:
        layout.units.setdefault(folder, {})[name] = path


def _group(folder: str, layout: Layout) -> dict[str, str]:
    match folder:
        case "final":
            return layout.topics
        case "templates":
            return layout.templates
        case "guide":
            return layout.guide
        case _:
            return layout.resources

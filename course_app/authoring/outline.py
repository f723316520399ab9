"""The outline as authors see it: modules and units with their state, and the files beside them."""

from collections import Counter
from dataclasses import dataclass

from course_app.authoring.front_text import title, values
from course_app.authoring.outline_text import OutlineError, listed
from course_app.authoring.texts import shown
from course_app.authoring.workspace import Reviewed, Workspace
from course_app.courseware.language.layout import COURSE_FILE, lay_out
from course_app.domain.errors import DomainError

GROUPS = (
    ("final", "Final assessment"),
    ("templates", "Letter templates"),
    ("guide", "Guide chapters"),
    ("resources", "Sheets"),
)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in the tree: ``state`` is live, new or edited; ``hidden`` units are no page for learners."""

    path: str
    id: str
    title: str
    kind: str
    state: str
    hidden: bool
    errors: int
    warnings: int
    listed: bool = True
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module in the tree with its units."""

    id: str
    file: FileLine | None
    units: tuple[FileLine, ...]
    first: bool
    last: bool
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of a course by where they stand; ``refusal`` says why the outline cannot be changed by buttons."""

    modules: tuple[ModuleLine, ...]
    groups: tuple[tuple[str, tuple[FileLine, ...]], ...]
    others: tuple[FileLine, ...]
    pictures: int
    refusal: str


def tree_of(space: Workspace, reviewed: Reviewed) -> Tree:
    """Return the tree of a course as its draft has it."""
    lines = _Lines(space, reviewed)
    layout = lay_out(space.files)
    refusal = ""
    try:
        modules = [(each.id, each.units) for each in listed(shown(space.files.get(COURSE_FILE, b"")))]
    except (OutlineError, DomainError) as error:
        refusal, modules = error.message, [(name, tuple(units)) for name, units in layout.units.items()]
    found = []
    for at, (name, order) in enumerate(modules):
        files = layout.units.get(name, {})
        ordered = [each for each in order if each in files]
        units = [
            lines.line(files[each], first=place == 0, last=place == len(ordered) - 1)
            for place, each in enumerate(ordered)
        ]
        units += [lines.line(files[each], is_listed=False) for each in files if each not in order]
        head = layout.modules.get(name)
        found.append(
            ModuleLine(name, lines.line(head) if head else None, tuple(units), at == 0, at == len(modules) - 1)
        )
    named = {name for name, _order in modules}
    for name in sorted((layout.units.keys() | layout.modules.keys()) - named):
        units = [lines.line(path, is_listed=False) for path in layout.units.get(name, {}).values()]
        head = layout.modules.get(name)
        found.append(ModuleLine(name, lines.line(head) if head else None, tuple(units), True, True, listed=False))
    placed = {line.path for module in found for line in (*module.units, *((module.file,) if module.file else ()))}
    groups, in_groups = _groups(space, lines)
    rest = [path for path in space.files if path not in placed | in_groups and not path.startswith("assets/")]
    others = tuple(lines.line(path) for path in sorted(rest, key=lambda path: (path != COURSE_FILE, path)))
    return Tree(tuple(found), groups, others, len(layout.assets), refusal)


def _groups(space: Workspace, lines: "_Lines") -> tuple[tuple[tuple[str, tuple[FileLine, ...]], ...], set[str]]:
    groups, seen = [], set()
    for folder, words in GROUPS:
        paths = [path for path in space.files if path.startswith(f"{folder}/") and path.endswith(".md")]
        seen.update(paths)
        if paths:
            groups.append((words, tuple(lines.line(path) for path in paths)))
    return tuple(groups), seen


class _Lines:
    def __init__(self, space: Workspace, reviewed: Reviewed) -> None:
        self._space = space
        self._counts = Counter((found.file, found.severity) for found in reviewed.problems)

    def line(self, path: str, *, is_listed: bool = True, first: bool = False, last: bool = False) -> FileLine:
        space = self._space
        text = _text(space.files[path]) if path.endswith(".md") else ""
        state = "live" if space.live.get(path) == space.hashes[path] else "edited" if path in space.live else "new"
        return FileLine(
            path,
            path.rpartition("/")[2].removesuffix(".md"),
            title(text) or path,
            kind_of(path, text),
            state,
            values(text).get("state") == "draft",
            self._counts[path, "error"],
            self._counts[path, "warning"],
            is_listed,
            first,
            last,
        )


def _text(data: bytes) -> str:
    try:
        return shown(data)
    except DomainError:
        return ""


def kind_of(path: str, text: str) -> str:
    """Return what a file is: lesson, quiz, action, module, topic, final, template, guide, resource, course or text."""
    folder, _, name = path.rpartition("/")
    if path == COURSE_FILE:
        return "course"
    if not folder or not path.endswith(".md") or path.startswith("assets/"):
        return "text"
    if name == "module.md":
        return "module"
    match folder:
        case "final":
            return "final" if name == "final.md" else "topic"
        case "templates":
            return "template"
        case "guide" | "resources":
            return "guide" if folder == "guide" else "resource"
    heading = next((line for line in text.split("\n") if line.startswith("# ")), "")
    return "quiz" if "{.quiz" in heading else "action" if "{.action" in heading else "lesson"

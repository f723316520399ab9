"""Action steps: every ``##`` is a task; tasks hold prose, fields and parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from course_app.courseware.language import prose
from course_app.courseware.language.context import Context, divide, first_text, trimmed
from course_app.courseware.language.fields import field_line, read_field, tick_like
from course_app.courseware.language.items import is_nested, read_item, split_items
from course_app.courseware.language.letters import is_letter, letter_id, read_letter
from course_app.courseware.language.lookalikes import field_like
from course_app.courseware.language.mark_settings import MarkTable, Taken, address, ids, span, take
from course_app.courseware.language.marks import Marked, Sort
from course_app.courseware.language.people_tasks import KINDS, TaskKind
from course_app.courseware.language.problems import suggestion
from course_app.courseware.language.setting_types import SettingType
from course_app.courseware.language.source import Kind, Line
from course_app.courseware.language.tables import LEAST_ROWS, MOST_ROWS, Source, read_table
from course_app.domain.course import ActionStep, Field, ListPart, Part, Setting, Task
from course_app.domain.questions import Leaf

_AFTER: dict[str, SettingType[Any]] = {"after": address(), "was": ids("old-task")}
_PARTS = ("table", "choices", "cues")
_ITEM_HINT = "an item is written in the first column: - words"


@dataclass(slots=True)
class _Step:
    """What is known of an action step while it is read."""

    tasks: list[Task] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    selects: list[str] = field(default_factory=list)
    after: list[tuple[str, str, Line]] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)


def read_action(context: Context, title: Line, lines: Sequence[Line]) -> ActionStep:
    """Return the action step below its title."""
    before, sections = divide(lines, 2)
    intro = prose.read(context, before, _manner("", outside=True), title)
    step = _Step()
    for heading, body in sections:
        task = _task(context, heading, body, step)
        if task is not None:
            step.tasks.append(task)
    if not sections and not context.broken([title, *lines]):
        context.note("E414", title)
    _check_references(context, step)
    return ActionStep(intro, tuple(step.tasks))


def _manner(kind: str, *, outside: bool = False) -> prose.Manner:
    hint = "put it below ## Task {.worksheet #id}" if outside or kind == "text" else "begin it in the first column"
    return prose.Manner(fields=hint)


def _task(context: Context, heading: Line, lines: Sequence[Line], step: _Step) -> Task | None:
    marked, start = context.heading(heading)
    name = next((mark.name for mark in marked.marks if mark.sort is Sort.CLASS), "")
    kind = KINDS.get(name)
    table = MarkTable(f"a .{name} task" if kind else "a task", tuple(KINDS), _settings_of(kind), (), "E411")
    if name != "text":
        table = replace(table, flags=("optional",))
    known = context.findings.broken(heading.number, heading.number)
    taken = take(context, heading, marked, start, table)
    task_id = context.identify("task", taken.id, heading, marked, start, required=kind is not None and name != "text")
    anchor = context.anchors.add(marked.text, task_id)
    step.ids.setdefault(task_id, len(step.ids))
    if kind is None:
        if not known and not taken.kind_unknown and taken.sound:
            context.note("E412", heading)
        context.silence(lines)
        return None
    body = _Body(context, name, kind, step)
    body.run(lines, heading)
    settings = _settings(context, heading, kind, taken)
    if after := taken.values.get("after", ""):
        step.after.append((after, task_id, heading))
    return Task(
        id=task_id or anchor,
        kind=name,
        title=context.title(heading, marked, start),
        body=body.text,
        place=context.place(heading),
        settings=settings,
        fields=tuple(body.fields),
        parts=tuple(body.parts),
        after=after,
        optional="optional" in taken.flags,
        was=taken.values.get("was", ()),
        order=tuple(body.order),
        between=MappingProxyType(body.between),
    )


def _settings_of(kind: TaskKind | None) -> dict[str, SettingType[Any]]:
    if kind is None:
        return {name: known for every in KINDS.values() for name, (known, _) in every.settings.items()} | _AFTER
    return {name: known for name, (known, _) in kind.settings.items()} | _AFTER


def _settings(context: Context, heading: Line, kind: TaskKind, taken: Taken) -> Mapping[str, Setting]:
    settings: dict[str, Setting] = {}
    for name, (_, default) in kind.settings.items():
        value = taken.values.get(name, default)
        settings[name] = ", ".join(value) if name == "channels" and isinstance(value, tuple) else value
    if taken.sound:
        for less, more in kind.clashes(settings):
            context.note("E416", heading, numbers=f"{less} > {more}")
    return MappingProxyType(settings)


class _Body:
    """Reads the lines of one task."""

    def __init__(self, context: Context, name: str, kind: TaskKind, step: _Step) -> None:
        self.context, self.name, self.kind, self.step = context, name, kind, step
        self.text = Leaf("", context.place(Line(1, "", 0)))
        self.fields: list[Field] = []
        self.parts: list[Part] = []
        self.order: list[str] = []
        self.between: dict[str, Leaf] = {}
        self._pending: list[Line] = []
        self._refused = False

    def run(self, lines: Sequence[Line], heading: Line) -> None:
        """Read what stands below the task's heading."""
        self.text = prose.read(self.context, (), prose.Manner(), heading)
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.kind is Kind.HEADING:
                at = self._heading(lines, at)
            elif self.name == "worksheet" and line.kind is Kind.FENCE and is_letter(line) and letter_id(line):
                at = self._letter(lines, at)
            elif line.kind is Kind.TEXT and self._is_field(line):
                at = self._field(lines, at)
            elif line.kind is Kind.TEXT and not self.kind.fields and self.name != "text" and _looks_like_field(line):
                self._refuse(line)
                at += 1
            else:
                self._pending.append(line)
                at += 1
        self._flush("")

    def _refuse(self, line: Line) -> None:
        """Note the first field of a task that has its own; the others have the same cause."""
        if self._refused:
            self.context.silence([line])
        else:
            self.context.note("E422", line, word=self.name)
        self._refused = True

    def _flush(self, below: str) -> None:
        """Make a text of the prose so far: the task's own, or the one above ``below``."""
        pending, self._pending = self._pending, []
        if first_text(pending) is None:
            return
        leaf = prose.read(self.context, pending, _manner(self.name))
        if not self.order:
            self.text = leaf
        else:
            self.between[below] = leaf

    def _is_field(self, line: Line) -> bool:
        first = line.text.lstrip(" \t\u00a0")[:1]
        return bool(first) and first in "-*+–—•[(0123456789" and self._found(line) is not None

    def _found(self, line: Line) -> Any:
        return field_line(self.context, line) if self.kind.fields else None

    def _field(self, lines: Sequence[Line], at: int) -> int:
        found = field_line(self.context, lines[at])
        assert found is not None
        end = at + 1
        nested = []
        while end < len(lines):
            if lines[end].kind is Kind.BLANK and end + 1 < len(lines) and is_nested(lines[end + 1]):
                end += 1
                continue
            if lines[end].kind is not Kind.TEXT:
                break
            if not is_nested(lines[end]):
                if not self._is_field(lines[end]):
                    if lines[end].text.startswith("- "):
                        nested.append(lines[end])
                        end += 1
                        continue
                    self.context.note("E317", lines[end], above="field")
                    self.context.silence(lines[at : at + 1])
                    end += 1
                    continue
                break
            nested.append(lines[end])
            end += 1
        if "any" not in self.kind.fields and found.type and found.type not in self.kind.fields:
            self.context.note("E422", lines[at], word=self.name)
        made = read_field(self.context, found, nested)
        if made is not None:
            self._flush(made.id)
            self.fields.append(made)
            self.order.append(made.id)
            if made.type == "select":
                self.step.selects.append(made.id)
        return end

    def _letter(self, lines: Sequence[Line], at: int) -> int:
        end = at + 1
        while end < len(lines) and lines[end].kind is Kind.CODE:
            end += 1
        part = read_letter(self.context, lines[at:end])
        self._flush(part.id)
        self.parts.append(part)
        self.order.append(part.id)
        return end

    def _heading(self, lines: Sequence[Line], at: int) -> int:
        heading = lines[at]
        marked, start = self.context.heading(heading)
        end = next((i for i in range(at + 1, len(lines)) if lines[i].kind is Kind.HEADING), len(lines))
        if not any(mark.sort is Sort.CLASS for mark in marked.marks):
            self._pending.append(heading)
            return at + 1
        if heading.level != 3:
            self.context.note("E224", heading, what="A part", fix=f"write: ### {marked.text}")
            self.context.silence(lines[at:end])
            return end
        self._part(heading, marked, start, lines[at + 1 : end])
        return end

    def _part(self, heading: Line, marked: Marked, start: int, lines: Sequence[Line]) -> None:
        context = self.context
        rows = {"rows": span(1, 60, "3..10")}
        name = next((mark.name for mark in marked.marks if mark.sort is Sort.CLASS), "")
        table = MarkTable("a part", _PARTS, rows if name == "table" else {}, (), "E413")
        taken = take(context, heading, marked, start, table)
        part_id = context.identify("part", taken.id, heading, marked, start, required=not taken.kind_unknown)
        context.anchors.add(marked.text, part_id)
        if taken.kind and taken.kind not in self.kind.parts:
            allowed = suggestion(taken.kind, self.kind.parts, ".{}") if self.kind.parts else "move it to a .worksheet"
            word, where = f".{taken.kind}", f"a .{self.name} task"
            context.note("E214", heading, start + marked.at, word=word, where=where, suggestion=allowed)
            context.silence(lines)
        if taken.kind_unknown:
            context.silence(lines)
            return
        self._flush(part_id)
        title = context.title(heading, marked, start)
        part: Part | None
        if taken.kind == "table":
            least_most = taken.values.get("rows", (LEAST_ROWS, MOST_ROWS))
            part = read_table(context, heading, lines, title, part_id, least_most, self.step.sources)
        else:
            part = self._list(heading, taken.kind, title, part_id, lines)
        if part is not None:
            self.parts.append(part)
            self.order.append(part_id)

    def _list(self, heading: Line, kind: str, title: Leaf, part_id: str, lines: Sequence[Line]) -> ListPart:
        context = self.context
        found, rest = split_items(context, trimmed(lines), _ITEM_HINT)
        scope: dict[str, int] = {}
        flags = self.kind.item_flags if kind == "choices" else ()
        items = tuple(read_item(context, line, 2, scope, flags=flags, needs_id=kind == "choices") for line in found)
        body = prose.read(context, rest, prose.Manner(), heading)
        return ListPart(part_id, title, kind, items, body if body else None)


def _looks_like_field(line: Line) -> bool:
    return field_like(line.text) is not None or tick_like(line.text) is not None


def _check_references(context: Context, step: _Step) -> None:
    """Check what tasks and columns say of others in the same file; not while ids may be missing by mistake."""
    if any(found.severity == "error" for found in context.findings.problems):
        return
    for source in step.sources:
        if source.field not in step.selects:
            near = suggestion(source.field, step.selects)
            context.note("E219", source.line, source.at, word="from", wanted="the id of a [select] field", example=near)
    order = list(step.ids)
    for after, task_id, line in step.after:
        if "/" in after:
            continue
        at = max(line.text.find("after="), 0)
        if after not in step.ids:
            near = suggestion(after, [known for known in order if known and known != task_id])
            wanted = "the id of a task above, or an address"
            context.note("E219", line, at, word="after", wanted=wanted, example=near)
        elif step.ids[after] >= step.ids.get(task_id, 0):
            hint = "move it below that task, or take after= out"
            context.note("E608", line, at, word=task_id, other=after, hint=hint)

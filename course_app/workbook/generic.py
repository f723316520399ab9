"""The generic kinds of task: worksheets with fields, tables, plans and letters; and declarations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from course_app.domain.course import Field, LetterPart, ListPart, TablePart
from course_app.domain.errors import DomainError
from course_app.domain.worksheets import PLAN_PARTS, Filled, channels, column_options, controls, filled, too_long
from course_app.workbook.calendars import Appointment
from course_app.workbook.entries import save_entry
from course_app.workbook.tasks import Desk

SPARE_ROWS = 2


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its label as HTML and as plain text, and the options it offers."""

    field: Field
    label: Markup
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with the number of rows shown: those filled, two spare ones, never less than asked."""

    part: TablePart
    title: Markup
    body: Markup
    labels: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    options: Mapping[str, tuple[tuple[str, str], ...]]
    rows: int


@dataclass(frozen=True, slots=True)
class SheetView:
    """What the form of a worksheet shows: values by control, sentences at controls, and its parts in order."""

    values: Mapping[str, str]
    troubles: Mapping[str, str]
    fields: tuple[FieldView, ...]
    tables: tuple[TableView, ...]
    letters: tuple[LetterPart, ...]
    lists: tuple[tuple[ListPart, Markup, tuple[Markup, ...]], ...]
    channels: tuple[str, ...]


class Worksheet:
    """A worksheet, or a declaration: texts in fields, kept as typed, counted by pure rules."""

    def __init__(self, template: str) -> None:
        self.template = template

    def controls(self, desk: Desk) -> frozenset[str]:
        """Return the names of its controls."""
        return controls(desk.task)

    def view(self, desk: Desk, typed: Mapping[str, str] | None = None) -> SheetView:
        """Return the fields and parts with what was typed."""
        values = desk.entry.values if typed is None else typed
        result = filled(desk.task, values, desk.today)
        html = desk.release.html
        task = desk.task
        return SheetView(
            values=values,
            troubles={each.control: each.sentence for each in result.troubles},
            fields=tuple(
                FieldView(each, html(each.label), tuple((item.id, html(item.text).striptags()) for item in each.items))
                for each in task.fields
            ),
            tables=tuple(_table(desk, part, values) for part in task.parts if isinstance(part, TablePart)),
            letters=tuple(part for part in task.parts if isinstance(part, LetterPart)),
            lists=tuple(
                (part, html(part.title), tuple(html(item.text) for item in part.items))
                for part in task.parts
                if isinstance(part, ListPart)
            ),
            channels=channels(task),
        )

    def appointment(self, desk: Desk, name: str) -> Appointment | None:
        """Return what stands in a field for a plan."""
        if all(each.id != name or each.type != "plan" for each in desk.task.fields):
            return None
        cue, then, day, time = (desk.entry.values.get(f"{name}.{part}", "") for part in PLAN_PARTS)
        return Appointment(then or cue, f"If {cue}, then I will {then}.", day, time, desk.entry.version)

    def filled(self, desk: Desk, values: Mapping[str, str]) -> Filled:
        """Return how far it is."""
        return filled(desk.task, values, desk.today)

    def numbers(self, desk: Desk, values: Mapping[str, str]) -> Mapping[str, int]:
        """Return how many things were asked for and are done."""
        found = self.filled(desk, values)
        return {"done": found.done, "asked": found.asked}

    def save(self, session: Session, desk: Desk, values: Mapping[str, str], version: int) -> int:
        """Keep what was typed."""
        long = too_long(values)
        if long:
            raise DomainError(long.sentence, long.control)
        assert desk.enrolment_id is not None
        return save_entry(session, desk.enrolment_id, desk.subject, values, version, desk.key, desk.now)


def _table(desk: Desk, part: TablePart, values: Mapping[str, str]) -> TableView:
    html = desk.release.html
    used = [int(name.split(".")[1]) for name, text in values.items() if name.startswith(f"{part.id}.") and text]
    rows = min(part.most, max(part.least, max(used, default=-1) + 1 + SPARE_ROWS))
    options: dict[str, Any] = {
        column.id: column_options(desk.task, column) for column in part.columns if column.type == "select"
    }
    return TableView(
        part,
        html(part.title),
        html(part.body) if part.body else Markup(""),
        tuple(html(column.label).striptags() for column in part.columns),
        tuple(tuple(html(cell).striptags() for cell in row) for row in part.examples),
        options,
        rows,
    )

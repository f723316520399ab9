"""Fields of a worksheet: ``- [type a..b] label {#id …}`` with nested items, and ``- [ ] label {#id}``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_app.courseware.language import marks
from course_app.courseware.language.context import Context
from course_app.courseware.language.items import read_item
from course_app.courseware.language.lookalikes import FIELD_TYPES, AnswerKind, field_like, mended
from course_app.courseware.language.mark_settings import MarkTable, Taken, ids, read_span, take
from course_app.courseware.language.problems import quoted, suggestion
from course_app.courseware.language.setting_types import SettingType, letters, number
from course_app.courseware.language.source import BLANKS, Line, indent_of
from course_app.domain.course import Field, Item

LONGEST_TEXT = 20_000
_WAS: dict[str, SettingType[Any]] = {"was": ids("old-field")}
_LENGTH: dict[str, SettingType[Any]] = {"min": number(0, LONGEST_TEXT), "max": number(1, LONGEST_TEXT)}
_YEARS: dict[str, SettingType[Any]] = {"min": number(1000, 3000), "max": number(1000, 3000)}
_ENDS: dict[str, SettingType[Any]] = {"low": letters(1, 80), "high": letters(1, 80)}
_SETTINGS: Mapping[str, dict[str, SettingType[Any]]] = {
    "text": _LENGTH, "long": _LENGTH, "year": _YEARS, "scale": _ENDS,
}  # fmt: skip
TABLES = {
    kind: MarkTable(f"a [{kind.replace('check', ' ')}] field", (), {**_SETTINGS.get(kind, {}), **_WAS}, ("optional",))
    for kind in (*FIELD_TYPES, "check")
}


@dataclass(slots=True)
class FieldLine:
    """A field as it stands: its type, what stands behind the type, its label from index ``at``."""

    line: Line
    type: str
    ends: str
    at: int


def field_line(context: Context, line: Line) -> FieldLine | None:
    """Return the field on a line; None if there is none. One that is not quite right is noted and returned."""
    text = line.text
    if text.startswith("- ["):
        close = text.find("]", 3)
        label = text[close + 1 :]
        if close > 0 and label.startswith((" ", "\t")) and label.strip(BLANKS):
            found = _typed(context, line, text[3:close], close + 2)
            if found is not None:
                return found
        elif label.startswith(("(", "[")):
            return None
    fix = field_like(text) or tick_like(text)
    if fix is None:
        return None
    context.note("E421", line, fix=f"write: {fix}")
    close = fix.index("]")
    inside = fix[3:close].split()
    mended_line = Line(line.number, fix, line.start, line.column)
    return FieldLine(mended_line, inside[0] if inside else "check", " ".join(inside[1:]), close + 2)


def _typed(context: Context, line: Line, inside: str, at: int) -> FieldLine | None:
    if inside == " ":
        return FieldLine(line, "check", "", at)
    kind, _, ends = inside.partition(" ")
    if kind in FIELD_TYPES:
        return FieldLine(line, kind, ends.strip(BLANKS), at)
    if field_like(line.text) is not None or tick_like(line.text) is not None:
        return None
    context.note("E423", line, 3, word=quoted(inside), suggestion=suggestion(kind, FIELD_TYPES, "[{}]"))
    return FieldLine(line, "", "", at)


def tick_like(text: str) -> str | None:
    """Return the tick that a line looks like: ``- [ ] label``; None if it looks like none."""
    guess = mended(text)
    if guess is None or guess[0] not in (AnswerKind.CHOICE, AnswerKind.MULTI):
        return None
    return f"- [ ] {guess[1][6:]}"


def read_field(context: Context, found: FieldLine, nested: Sequence[Line]) -> Field | None:
    """Return the field with the items that are nested in it; None when its type is unknown."""
    line, kind = found.line, found.type
    marked = context.parted(line, found.at, always=True)
    if kind not in TABLES:
        _register(context, found)
        return None
    taken = take(context, line, marked, found.at, TABLES[kind])
    field_id = context.identify("field", taken.id, line, marked, found.at)
    label_at = found.at + len(marked.text) - len(marked.text.lstrip(BLANKS))
    low, high = _ends(context, found, taken)
    shortest, longest = _lengths(context, line, taken, kind)
    return Field(
        id=field_id,
        type=kind,
        label=context.inline(line, marked.text.strip(BLANKS), label_at),
        place=context.place(line),
        optional="optional" in taken.flags,
        low=low,
        high=high,
        shortest=shortest,
        longest=longest,
        low_label=taken.values.get("low", ""),
        high_label=taken.values.get("high", ""),
        items=_items(context, found, nested),
        was=taken.values.get("was", ()),
    )


def _register(context: Context, found: FieldLine) -> None:
    """Keep the id of a field of unknown type known, so that nothing else complains of it."""
    marked = marks.part(found.line.text[found.at :], always=True)
    for mark in marked.marks:
        if mark.sort is marks.Sort.ID:
            context.identify("field", mark.name, found.line, marked, found.at)


def _ends(context: Context, found: FieldLine, taken: Taken) -> tuple[int | None, int | None]:
    """Return the ends of a number or a scale, or the years of a year."""
    line = found.line
    if found.type == "year":
        low, high = taken.values.get("min"), taken.values.get("max")
        if low is not None and high is not None and low > high:
            context.note("E416", line, found.at, numbers=f"min={low} > max={high}")
        return low, high
    ends = read_span(found.ends) if found.ends else None
    if found.type == "scale":
        if ends is None or ends[0] not in (0, 1) or not ends[0] < ends[1] <= 10:
            context.note("E424", line, 2)
            return None, None
        return ends
    if found.ends and found.type != "number":
        hint = "letters are counted by {min=3 max=60}" if found.type in ("text", "long") else "delete it"
        where = f"a [{found.type}] field"
        context.note("E214", line, 3, word=quoted(found.ends), where=where, suggestion=hint)
    elif found.ends and ends is None:
        context.note("E219", line, 3, word="[number]", wanted="followed by its ends", example="[number 0..60]")
    elif ends is not None and ends[0] > ends[1]:
        context.note("E416", line, 3, numbers=f"{ends[0]} > {ends[1]}")
    return ends if ends is not None else (None, None)


def _lengths(context: Context, line: Line, taken: Taken, kind: str) -> tuple[int, int]:
    if kind == "year":
        return 0, 0
    shortest, longest = taken.values.get("min", 0), taken.values.get("max", 0)
    if longest and shortest > longest:
        context.note("E416", line, numbers=f"min={shortest} > max={longest}")
    return shortest, longest


def _items(context: Context, found: FieldLine, nested: Sequence[Line]) -> tuple[Item, ...]:
    """Return the options of a select or the suggestions of a scale; others have none."""
    scope: dict[str, int] = {}
    items = []
    if found.type not in ("select", "scale") and context.broken([found.line]):
        context.silence(nested)
    for line in nested:
        bare = line.text.lstrip(BLANKS)
        if (fix := field_like(line.text) or tick_like(line.text)) is not None:
            context.note("E421", line, fix=f"write in the first column: {fix}")
            context.silence(nested)
            break
        if found.type not in ("select", "scale"):
            context.note("E417", line, hint="only [select] and [scale] hold items: take it out, or write it as text")
        elif not bare.startswith("- ") or not bare.strip(" \t-") or indent_of(line.text) < 2:
            hint = "an option of the field above begins with two blanks:   - option"
            context.note("E417", line, hint=hint)
        else:
            at = len(line.text) - len(bare) + 2
            items.append(read_item(context, line, at, scope, needs_id=found.type == "select"))
    if found.type == "select" and len(items) < 2 and not context.broken([found.line, *nested]):
        context.note("E425", found.line)
    return tuple(items)

"""Blank worksheets: an action step with nothing filled in, lines to write on where the site has fields."""

from collections.abc import Callable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from course_app.domain.course import (
    ActionStep,
    Column,
    Field,
    LetterPart,
    Part,
    TablePart,
    Task,
)
from course_app.domain.questions import Leaf
from course_app.domain.worksheets import channels
from course_app.printing.markup import make, move_inside, parse
from course_app.printing.tables import blank_table
from course_app.web.i18n import gettext as _

LINES_OF_A_LONG_TEXT = 4
MOST_ROWS = 20

Html = Callable[[Leaf | None], str]
Sheet = Callable[[LetterPart], str]


class _Rows(NamedTuple):
    """The blank table of a task about people: as many rows as the setting ``number`` says, under ``heads``."""

    number: str
    heads: tuple[str, ...]


PEOPLE_TABLES = {
    "spheres": _Rows("min", (_("Sphere"), _("Years, roughly"), _("Something I can see there"))),
    "people": _Rows("min", (_("Name"), _("Sphere"), _("Last in touch"), _("How to reach them"))),
    "pick": _Rows("count", (_("Name"), _("Stretch"), _("Why this person"))),
    "offers": _Rows("min", (_("For whom"), _("What I could bring"), _("Effort"))),
    "letters": _Rows("count", (_("To"), _("The memory that is only ours"), _("Why now"))),
    "send": _Rows("count", (_("To"), _("Day"), _("How"), _("My guess, 1 to 7"))),
    "channels": _Rows("extra", (_("Person"), _("How"), _("Why this way"), _("Week"))),
    "favours": _Rows("plan", (_("For whom"), _("What, and why I thought of them"), _("When"), _("Done"))),
    "cadence": _Rows("", (_("Person"), _("Rhythm"), _("Next, roughly"))),
    "dates": _Rows("", (_("Person"), _("Day and month"), _("What it is"))),
    "next-line": _Rows("count", (_("Person"), _("What I shall ask next time"))),
    "stuck": _Rows("", (_("What is unfinished"), _("Send, smaller, rest or close"))),
}
PEOPLE_LINES = {
    "purpose": (_("My purpose"),),
    "if-then": (_("If …"), _("then I will …"), _("If I feel like putting it off, then I will …")),
    "warm-up": (_("Three people I wrote to"), _("How it felt")),
    "gratitude": (_("Whom I thank"), _("What they did"), _("What it changed"), _("How it is today")),
    "look-back": (_("What I learned"), _("What I promise myself")),
}
ROWS_WITHOUT_COUNT = 6


def blank_form(step: ActionStep, html: Html, sheet: Sheet, level: int = 2) -> Element:
    """Return an action step to fill in by hand; headings of its tasks are of ``level``."""
    home = make("div", class_="form")
    _add(home, html(step.intro))
    for task in step.tasks:
        section = make("section", class_="task")
        section.append(_filled(make(f"h{level}"), html(task.title)))
        _add(section, html(task.body))
        for part in _in_order(task):
            _add(section, html(task.between.get(part.id)))
            if isinstance(part, Field):
                section.append(_field(part, html))
            else:
                section.extend(_part(part, task, html, sheet, level + 1))
        _add(section, html(task.between.get("")))
        section.extend(_for_people(task))
        if task.kind == "declare":
            section.extend([_boxes(channels(task)), _lines(_("On which day?"), 1)])
        home.append(section)
    return home


def _in_order(task: Task) -> list[Field | Part]:
    found: dict[str, Field | Part] = {each.id: each for each in (*task.fields, *task.parts)}
    ordered = [found.pop(name) for name in task.order if name in found]
    return [*ordered, *found.values()]


def _field(field: Field, html: Html) -> Element:
    label = html(field.label)
    match field.type:
        case "check":
            item = make("div", class_="field")
            line = make("p", class_="choice")
            line.append(make("span", class_="box"))
            item.append(_filled(line, label))
            return item
        case "select":
            return _labelled(label, _boxes([html(item.text) for item in field.items]))
        case "scale":
            return _labelled(label, _scale(field), *_suggestions(field, html))
        case "plan":
            return _labelled(label, *(_lines(words, 1) for words in (_("If …"), _("… then I will"), _("Day and time"))))
        case "long":
            return _labelled(label, *_rules(LINES_OF_A_LONG_TEXT))
        case _:
            return _labelled(label, *_rules(1))


def _labelled(label: str, *rest: Element) -> Element:
    field = make("div", class_="field")
    field.append(_filled(make("p", class_="label"), label))
    field.extend(rest)
    return field


def _lines(words: str, count: int) -> Element:
    """Return a small label with lines to write on below it."""
    home = make("div", class_="field")
    home.append(make("p", words, class_="hint"))
    home.extend(_rules(count))
    return home


def _rules(count: int) -> list[Element]:
    return [make("div", class_="line") for _number in range(count)]


def _boxes(options: list[str] | tuple[str, ...]) -> Element:
    home = make("ul", class_="boxes")
    for option in options:
        item = make("li")
        item.append(make("span", class_="box"))
        home.append(_filled(item, option))
    return home


def _scale(field: Field) -> Element:
    home = make("p", class_="scale")
    if field.low_label:
        home.append(make("span", field.low_label, class_="end"))
    for step in range(field.low or 1, (field.high or 5) + 1):
        home.append(make("span", str(step), class_="step"))
    if field.high_label:
        home.append(make("span", field.high_label, class_="end"))
    return home


def _suggestions(field: Field, html: Html) -> list[Element]:
    return [_boxes([html(item.text) for item in field.items])] if field.items else []


def _part(part: Part, task: Task, html: Html, sheet: Sheet, level: int) -> list[Element]:
    if isinstance(part, LetterPart):
        return list(parse(sheet(part)))
    heading = _filled(make(f"h{level}"), html(part.title))
    if isinstance(part, TablePart):
        return [heading, *parse(html(part.body)), _table(part, html)]
    items = [html(item.text) for item in part.items]
    before = list(parse(html(part.body)))
    if part.kind == "choices" and task.kind == "worksheet":
        return [heading, *before, _boxes(items)]
    cues = make("ul")
    cues.extend(_filled(make("li"), item) for item in items)
    return [heading, *before, cues]


def _table(part: TablePart, html: Html) -> Element:
    heads = [_head(column, html) for column in part.columns]
    examples = [[_filled(make("td"), html(cell)) for cell in row] for row in part.examples]
    return blank_table(heads, examples, max(1, min(part.most, max(part.least, 3), MOST_ROWS)))


def _head(column: Column, html: Html) -> Element:
    return _filled(make("th", scope="col"), html(column.label))


def _for_people(task: Task) -> list[Element]:
    """Return what a task about people asks for, as a table or as lines."""
    if (rows := PEOPLE_TABLES.get(task.kind)) is not None:
        count = task.settings.get(rows.number, ROWS_WITHOUT_COUNT)
        heads = [make("th", words, scope="col") for words in rows.heads]
        return [blank_table(heads, [], min(MOST_ROWS, count if isinstance(count, int) else ROWS_WITHOUT_COUNT))]
    return [_lines(words, 2) for words in PEOPLE_LINES.get(task.kind, ())]


def _filled(home: Element, html: str) -> Element:
    move_inside(home, parse(html))
    return home


def _add(home: Element, html: str) -> None:
    if html:
        move_inside(home, parse(html))

"""Check translations: other words, the same ids, kinds, keys and numbers in the same order."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from course_app.courseware.language.layout import FINAL_FILE, GLOSSARY_FILE, MODULE_FILE, SOURCES_FILE, Translation
from course_app.courseware.language.problems import Problem, problem
from course_app.courseware.language.reading import (
    FinalText,
    Read,
    TopicText,
    read_document,
    read_final,
    read_glossary,
    read_module,
    read_sources,
    read_topic,
    read_unit,
)
from course_app.domain.course import (
    ActionStep,
    Document,
    Lesson,
    ListPart,
    Module,
    Part,
    Pool,
    Quiz,
    QuizSettings,
    SectionKind,
    TablePart,
    Unit,
)
from course_app.domain.questions import (
    Body,
    Choice,
    Cloze,
    Leaf,
    Match,
    NumberEntry,
    Order,
    Place,
    Question,
    Reflection,
    Scenario,
    Several,
    TextEntry,
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that a translation keeps: ``name`` tells it from its likes, ``kind`` may not change."""

    name: str
    kind: Hashable
    place: Place


def read_translation(translation: Translation, data: bytes) -> Read[object]:
    """Read a translation as its main file is read; its settings count for nothing."""
    main, path = translation.main, translation.path
    folder, _, file = main.rpartition("/")
    defaults = QuizSettings()
    if main == GLOSSARY_FILE:
        return read_glossary(path, data)
    if main == SOURCES_FILE:
        return read_sources(path, data)
    if main == FINAL_FILE:
        return read_final(path, data)
    if folder == "final":
        return read_topic(path, data, defaults)
    if folder == "templates":
        return read_document(path, data, "template")
    if folder == "guide":
        return read_document(path, data, "guide")
    if folder == "resources":
        return read_document(path, data, "resource")
    if file == MODULE_FILE:
        return read_module(path, data)
    return read_unit(path, data, folder, defaults)


def check_translation(translation: Translation, main: Read[object] | None, other: Read[object]) -> Iterator[Problem]:
    """Yield the first difference between a translation and its main file (E611), if both can be read."""
    if main is None:
        place = Place(translation.path, 1)
        yield problem("E611", place, word=translation.path, how="of a file that does not exist", other=translation.main)
        return
    if not (main.ok and other.ok) or main.value is None or other.value is None:
        return
    wanted, found = tuple(features(main.value)), tuple(features(other.value))
    difference = _difference(wanted, found, Place(translation.path, 1))
    if difference is not None:
        word, how, place = difference
        yield problem("E611", place, word=word, how=how, other=translation.main)


def _difference(wanted: Sequence[Feature], found: Sequence[Feature], start: Place) -> tuple[str, str, Place] | None:
    names = {feature.name for feature in wanted}
    others = {feature.name for feature in found}
    place = start
    for number in range(max(len(wanted), len(found))):
        one = wanted[number] if number < len(wanted) else None
        other = found[number] if number < len(found) else None
        if other is None or (one and one.name not in others):
            assert one is not None
            return one.name, "missing", place
        if one is None or other.name not in names:
            return other.name, "new", other.place
        if one.name != other.name:
            return other.name, "in another place", other.place
        if one.kind != other.kind:
            return one.name, "of another kind, or has another key or number", other.place
        place = other.place
    return None


def features(value: object) -> Iterator[Feature]:
    """Yield what a translation of ``value`` must keep, in the order of the file."""
    match value:
        case Unit():
            yield Feature(value.kind, value.kind, value.title.place)
            yield from _unit(value)
        case TopicText(questions=questions, pools=pools):
            yield from _questions(questions)
            yield from _pools(pools)
        case Module(title=title, objectives=objectives):
            yield from (Feature(f"objective {name}", "objective", title.place) for name in objectives)
        case Document():
            yield from _letter(value)
        case FinalText(title=title, honour=honour):
            yield Feature(".honour", bool(honour), honour.place if honour else title.place)
        case tuple():
            # Terms: their ids are made of their words, so that only their number can be told.
            yield from (Feature(f"word {number}", "word", term.title.place) for number, term in enumerate(value, 1))
        case Mapping():
            yield from (
                Feature(f"[^{key}]", "source", leaf.place) for key, leaf in value.items() if isinstance(leaf, Leaf)
            )


def _unit(unit: Unit) -> Iterator[Feature]:
    match unit.body:
        case Lesson(_, sections):
            for section in sections:
                if section.kind is not SectionKind.PROSE:
                    yield Feature(f".{section.kind}", len(section.downloads), section.title.place)
                yield from _questions(section.questions)
        case Quiz(questions=questions, pools=pools):
            yield from _questions(questions)
            yield from _pools(pools)
        case ActionStep(_, tasks):
            for task in tasks:
                yield Feature(f"#{task.id}", task.kind, task.place)
                for field in task.fields:
                    kind = (field.type, field.low, field.high, tuple(item.id for item in field.items))
                    yield Feature(f"#{field.id}", kind, field.place)
                for part in task.parts:
                    yield from _part(part, task.place)


def _part(part: Part, place: Place) -> Iterator[Feature]:
    match part:
        case TablePart():
            columns = tuple((column.id, column.type, column.source) for column in part.columns)
            yield Feature(f"#{part.id}", columns, part.title.place)
        case ListPart():
            ids = tuple(item.id for item in part.items if item.id)
            yield Feature(f"#{part.id}", (part.kind, ids), part.title.place)
        case _:
            yield Feature(f"#{part.id}", "letter", part.place)


def _pools(pools: Iterable[Pool]) -> Iterator[Feature]:
    for pool in pools:
        yield Feature(f"#{pool.id}", "pool", pool.title.place)
        yield from _questions(pool.questions)


def _questions(questions: Iterable[Question]) -> Iterator[Feature]:
    for question in questions:
        yield Feature(f"#{question.id}", _key(question.body), question.place)


def _key(body: Body) -> Hashable:
    """Return all of a question's answers that no language changes."""
    match body:
        case Choice(options) | Several(options):
            return type(body).__name__, tuple(
                (option.right, option.share, option.key, option.mend) for option in options
            )
        case TextEntry():
            # Another language may know more words for the same thing, or fewer.
            return ("TextEntry",)
        case NumberEntry(accepts):
            return "NumberEntry", tuple((line.low, line.high, line.share, line.key) for line in accepts)
        case Match(pairs):
            return "Match", tuple((pair.left is None, pair.key) for pair in pairs)
        case Order(steps):
            return "Order", tuple(step.key for step in steps)
        case Cloze(_, gaps):
            return "Cloze", tuple((gap.kind, gap.low, gap.high, len(gap.options)) for gap in gaps)
        case Scenario(scenes):
            return "Scenario", tuple(
                (scene.id, tuple((choice.target, choice.right, choice.share) for choice in scene.choices))
                for scene in scenes
            )
        case Reflection():
            return ("Reflection",)


def _letter(document: Document) -> Iterator[Feature]:
    if document.letter is not None:
        yield Feature(f"#{document.letter.id or 'letter'}", "letter", document.letter.place)

"""What changed between two releases of a course, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

from course_app.courseware.identities import questions_of, renames_of
from course_app.domain.course import ActionStep, Course, Document, Final, Lesson, Quiz, QuizSettings, Unit
from course_app.domain.questions import Leaf, Place, Question

NAMES: Mapping[str, str] = {"lesson": "Lesson", "quiz": "Check", "action": "Action step"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``sign`` is ``+`` new, ``-`` gone, ``~`` changed, ``!`` changed so that marks may differ.

    ``what`` is the kind of thing (lesson, quiz, action, question, setting, document, asset), ``subject`` its id.
    """

    sign: str
    what: str
    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.sign} {self.sentence}"


def changes(old: Course | None, new: Course) -> tuple[Change, ...]:
    """Return what a learner of ``old`` meets in ``new``, in the order of the course."""
    if old is None:
        units = sum(1 for _unit in new.units())
        return (Change("+", "course", new.id, f"Course “{new.title}” is new, with {units} units"),)
    found = [*_policy(old, new), *_outline(old, new), *_units(old, new), *_questions(old, new), *_final(old, new)]
    found += _documents("Template", old.templates, new.templates)
    found += _documents("Sheet", old.resources, new.resources)
    chapters = [course.guide.chapters if course.guide else () for course in (old, new)]
    found += _documents("Guide chapter", *chapters)
    if essence(old.glossary) != essence(new.glossary):
        found.append(Change("~", "document", "glossary", "The glossary changed"))
    if essence(old.sources) != essence(new.sources):
        found.append(Change("~", "document", "sources", "The sources changed"))
    return tuple(found)


def asset_changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the files in assets/ that differ, given the hashes of all files by path."""
    found = []
    for path in sorted({*old, *new}):
        if path.startswith("assets/") and old.get(path) != new.get(path):
            sign, said = (
                ("+", "is new") if path not in old else ("-", "is gone") if path not in new else ("~", "changed")
            )
            found.append(Change(sign, "asset", path, f"File {path} {said}"))
    return tuple(found)


def essence(value: object) -> object:
    """Return what a value says, whatever line it stands on: for comparing."""
    if isinstance(value, Leaf):
        return value.text
    if isinstance(value, Place):
        return None
    if isinstance(value, tuple):
        return tuple(essence(part) for part in value)
    if isinstance(value, Mapping):
        return tuple((key, essence(part)) for key, part in value.items())
    if is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in fields(value) if field.name not in ("version", "was", "file"))
        return (type(value).__name__, *((name, essence(getattr(value, name))) for name in names))
    return value.value if isinstance(value, Enum) else value


def _policy(old: Course, new: Course) -> Iterator[Change]:
    yield from _setting("course", "Address", old.id, new.id)
    for name, words in (("title", "Title"), ("summary", "Summary"), ("edition", "Edition"), ("language", "Language")):
        yield from _setting("course", words, getattr(old, name), getattr(new, name))
    yield from _settings("credential", "Credential", old.credential, new.credential)
    yield from _settings("people", "People", old.people, new.people)


def _outline(old: Course, new: Course) -> Iterator[Change]:
    modules = [{module.id: module for module in course.modules} for course in (old, new)]
    for name, module in modules[1].items():
        before = modules[0].get(name)
        if before is None:
            yield Change("+", "module", name, f"Module “{module.title.text}” is new")
        elif essence(before.title) != essence(module.title) or essence(before.body) != essence(module.body):
            yield Change("~", "module", name, f"Module {name}: its introduction changed")
    for name, module in modules[0].items():
        if name not in modules[1]:
            yield Change("-", "module", name, f"Module “{module.title.text}” is gone")
    kept = {unit.address for unit in old.units()} & {unit.address for unit in new.units()}
    orders = [[unit.address for unit in course.units() if unit.address in kept] for course in (old, new)]
    if orders[0] != orders[1]:
        yield Change("~", "outline", new.id, "The order of the units changed")


def _units(old: Course, new: Course) -> Iterator[Change]:
    before = {unit.address: unit for unit in old.units()}
    former = renames_of(new).units
    for address, unit in list(before.items()):
        if address in former:
            before[former[address]] = unit
            yield Change(
                "~", unit.kind, former[address], f"{NAMES[unit.kind]} {address} is called {former[address]} now"
            )
    present = set()
    for unit in new.units():
        present.add(unit.address)
        was = before.get(unit.address)
        if was is None:
            yield Change(
                "+", unit.kind, unit.address, f"{NAMES[unit.kind]} “{unit.title.text}” is new ({unit.address})"
            )
        else:
            yield from _unit(was, unit)
    for unit in old.units():
        if former.get(unit.address, unit.address) not in present:
            yield Change(
                "-", unit.kind, unit.address, f"{NAMES[unit.kind]} “{unit.title.text}” is gone ({unit.address})"
            )


def _unit(old: Unit, new: Unit) -> Iterator[Change]:
    head = f"{NAMES[new.kind]} {new.address}"
    if old.kind != new.kind:
        yield Change("!", new.kind, new.address, f"{head}: it was a {NAMES[old.kind].lower()}")
        return
    if essence(old.title) != essence(new.title):
        yield Change("~", new.kind, new.address, f"{head}: “{old.title.text}” is titled “{new.title.text}” now")
    for name, words in (("requires", "requires"), ("optional", "optional"), ("minutes", "minutes")):
        yield from _setting(new.kind, f"{head}: {words}", getattr(old, name), getattr(new, name), new.address)
    if _texts(old) != _texts(new):
        yield Change("~", new.kind, new.address, f"{head}: the text changed")
    if isinstance(old.body, Quiz) and isinstance(new.body, Quiz):
        yield from _quiz_settings(head, new.address, old.body.settings, new.body.settings)
    if isinstance(old.body, ActionStep) and isinstance(new.body, ActionStep):
        yield from _tasks(head, new.address, old.body, new.body)


def _texts(unit: Unit) -> object:
    """Return the prose of a unit; questions and thresholds are told on their own."""
    match unit.body:
        case Lesson(intro, sections):
            parts = ((each.id, each.title, each.body, each.kind.value, each.downloads) for each in sections)
            return essence((intro, tuple(parts), unit.summary))
        case Quiz(intro=intro):
            return essence((intro, unit.summary))
        case ActionStep(intro, tasks):
            return essence((intro, tuple((task.title, task.body) for task in tasks), unit.summary))


def _quiz_settings(head: str, address: str, old: QuizSettings, new: QuizSettings) -> Iterator[Change]:
    for each in fields(QuizSettings):
        name = each.name.replace("_", " ")
        yield from _setting("setting", f"{head}: {name}", getattr(old, each.name), getattr(new, each.name), address)


def _tasks(head: str, address: str, old: ActionStep, new: ActionStep) -> Iterator[Change]:
    before = {task.id: task for task in old.tasks}
    present = set()
    for task in new.tasks:
        was = next((before[name] for name in (task.id, *task.was) if name in before), None)
        subject = f"{address}#{task.id}"
        if was is None:
            yield Change("+", "task", subject, f"{head}: task “{task.title.text}” is new")
            continue
        present.add(was.id)
        for name in sorted({*was.settings, *task.settings}):
            yield from _setting(
                "threshold", f"{head}: {task.id} {name}", was.settings.get(name), task.settings.get(name), subject
            )
        yield from _setting("threshold", f"{head}: {task.id} optional", was.optional, task.optional, subject)
        if essence((was.fields, was.parts)) != essence((task.fields, task.parts)):
            yield Change("~", "task", subject, f"{head}: the fields of {task.id} changed")
    for name, task in before.items():
        if name not in present:
            yield Change("-", "task", f"{address}#{name}", f"{head}: task “{task.title.text}” is gone")


def _questions(old: Course, new: Course) -> Iterator[Change]:
    before = {question.id: question for question in questions_of(old)}
    present = set()
    for question in questions_of(new):
        was = next((before[name] for name in (question.id, *question.was) if name in before), None)
        if was is None:
            yield Change("+", "question", question.id, f"Question {question.id} is new")
            continue
        present.add(was.id)
        yield from _question(was, question)
    for name in before:
        if name not in present:
            yield Change("-", "question", name, f"Question {name} is gone")


def _question(old: Question, new: Question) -> Iterator[Change]:
    if old.id != new.id:
        yield Change("~", "question", new.id, f"Question {old.id} is called {new.id} now")
    if new.retired and not old.retired:
        yield Change("-", "question", new.id, f"Question {new.id} is retired: marks are kept")
    elif old.version != new.version:
        yield Change("!", "question", new.id, f"Question {new.id}: words, options or key changed: a new version")
    elif essence(old) != essence(new):
        yield Change("~", "question", new.id, f"Question {new.id}: feedback, notes or tags changed")


def _final(old: Course, new: Course) -> Iterator[Change]:
    if old.final is None or new.final is None:
        if old.final is not new.final:
            sign, said = ("+", "is new") if new.final else ("-", "is gone")
            yield Change(sign, "final", "final", f"The final assessment {said}")
        return
    yield from _quiz_settings("Final", "final", old.final.settings, new.final.settings)
    for name, words in (("unseen_percent", "unseen"), ("opens", "opens"), ("at_least", "at least")):
        yield from _setting(
            "setting", f"Final: {words}", essence(getattr(old.final, name)), essence(getattr(new.final, name))
        )
    draws = [{topic.id: topic.draw for topic in final.topics} for final in (old.final, new.final)]
    for name in dict.fromkeys([*draws[0], *draws[1]]):
        yield from _setting(
            "setting", f"Final: questions on {name}", draws[0].get(name, 0), draws[1].get(name, 0), "final"
        )
    if _final_texts(old.final) != _final_texts(new.final):
        yield Change("~", "final", "final", "Final: the text changed")


def _final_texts(final: Final) -> object:
    return essence((final.title, final.intro, final.honour))


def _documents(name: str, old: tuple[Document, ...], new: tuple[Document, ...]) -> list[Change]:
    before, after = ({document.id: document for document in documents} for documents in (old, new))
    found = []
    for key in dict.fromkeys([*before, *after]):
        if key not in before:
            found.append(Change("+", "document", key, f"{name} “{after[key].title.text}” is new"))
        elif key not in after:
            found.append(Change("-", "document", key, f"{name} “{before[key].title.text}” is gone"))
        elif essence(before[key]) != essence(after[key]):
            found.append(Change("~", "document", key, f"{name} {key} changed"))
    return found


def _settings(what: str, words: str, old: object, new: object) -> Iterator[Change]:
    names = [field.name for field in fields(old or new)] if old or new else []  # type: ignore[arg-type]
    for name in names:
        before, after = getattr(old, name, None), getattr(new, name, None)
        yield from _setting(what, f"{words}: {name.replace('_', ' ')}", before, after)


def _setting(what: str, words: str, old: object, new: object, subject: str = "") -> Iterator[Change]:
    if old != new:
        yield Change("~", what, subject or words, f"{words} {_shown(old)} → {_shown(new)}")


def _shown(value: object) -> str:
    match value:
        case None | "" | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return ", ".join(_shown(part) for part in value)
        case _:
            return str(value)

"""What each unit and each task of it asks for, as a form: the numbers in the marks of their headings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course_app.authoring import mark_text
from course_app.authoring.step_words import label_of, meaning_of
from course_app.courseware.language.people_tasks import DAY, KINDS
from course_app.courseware.language.setting_types import with_quiz_setting
from course_app.domain.course import ActionStep, Course, Quiz, QuizSettings, Setting, Unit
from course_app.domain.errors import DomainError

_QUIZ = (
    ("pass", "To pass", "The share of points that passes it.", "as for all checks"),
    ("pick", "Questions a try", "So many are drawn.", "all"),
)


@dataclass(frozen=True, slots=True)
class StepSetting:
    """A number of a unit or of a task in it, in the marks of a heading; ``task`` is '' for the unit itself."""

    path: str
    task: str
    key: str
    label: str
    effect: str
    value: str
    default: str

    @property
    def name(self) -> str:
        """Its name in the form."""
        return f"{self.path}#{self.task}:{self.key}"


@dataclass(frozen=True, slots=True)
class Step:
    """A unit with what is asked for in it."""

    path: str
    title: str
    kind: str
    is_required: bool
    settings: tuple[StepSetting, ...]


def steps_of(course: Course, texts: Mapping[str, str]) -> list[Step]:
    """Return every unit with its numbers; ``texts`` are the files by their paths."""
    return [
        Step(
            unit.file,
            unit.title.text,
            unit.kind,
            not unit.optional,
            tuple(_settings(unit, texts[unit.file])),
        )
        for unit in course.units()
        if unit.file in texts
    ]


def _settings(unit: Unit, text: str) -> Iterator[StepSetting]:
    match unit.body:
        case Quiz():
            marks = mark_text.marks_of(text)
            for key, label, effect, default in _QUIZ:
                yield StepSetting(unit.file, "", key, label, effect, mark_text.value_of(marks, key), default)
        case ActionStep(tasks=tasks):
            for task in tasks:
                marks = mark_text.marks_of(text, task.id)
                for key, (_type, usual) in KINDS[task.kind].settings.items():
                    label, effect = label_of(task.kind, key), meaning_of(task.kind, key)
                    value = mark_text.value_of(marks, key)
                    yield StepSetting(
                        unit.file, task.id, key, f"{task.title.text}: {label}", effect, value, shown(usual, key)
                    )


def shown(value: Setting, key: str = "") -> str:
    """Return a default as an author writes it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return f"{value[0]}..{value[1]}"
        case int() if value and not value % DAY:
            return f"{value // DAY}d"
        case int() if key in ("own", "apart"):
            return f"{value}%"
        case "":
            return "none"
    return str(value)


def with_steps(
    texts: Mapping[str, str], steps: Sequence[Step], wanted: Mapping[str, str], required: set[str]
) -> dict[str, str]:
    """Return the files that differ when units are asked for, and their numbers set, as ``wanted``.

    Raises:
        DomainError: a value means nothing there; its field is the name of the setting.
    """
    made = {}
    for step in steps:
        text = texts[step.path]
        if step.is_required != (step.path in required):
            marks = mark_text.marks_of(text)
            text = mark_text.with_marks(text, mark_text.with_flag(marks, "optional", is_set=step.is_required))
        for each in step.settings:
            value = " ".join(wanted.get(each.name, each.value).split())
            if value != " ".join(each.value.split()):
                _refuse(each, step, value)
                marks = mark_text.marks_of(text, each.task)
                text = mark_text.with_marks(text, mark_text.with_setting(marks, each.key, value), each.task)
        if text != texts[step.path]:
            made[step.path] = text
    return made


def _refuse(each: StepSetting, step: Step, value: str) -> None:
    if not value:
        return
    if step.kind == "quiz":
        if with_quiz_setting(QuizSettings(), each.key, value) is None:
            raise DomainError("Write a percentage such as 80%, or a whole number.", each.name)
        return
    kinds = [kind for kind in KINDS.values() if each.key in kind.settings]
    if not any(kind.settings[each.key][0].read(value) is not None for kind in kinds):
        raise DomainError(f"It must be {kinds[0].settings[each.key][0].wanted}.", each.name)

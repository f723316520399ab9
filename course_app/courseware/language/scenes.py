"""Scenarios: scenes below a question, and the choices that lead from one to the next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from course_app.courseware.language import marks, prose
from course_app.courseware.language.answers import NESTED, Answer, Parts, Splitter
from course_app.courseware.language.context import Context, divide
from course_app.courseware.language.lookalikes import AnswerKind, answer_form, mended
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.notes import Note, begins_note
from course_app.courseware.language.options import WAS, Scope, split_link
from course_app.courseware.language.problems import quoted, suggestion
from course_app.courseware.language.source import Kind, Line
from course_app.domain.questions import Leaf, Scenario, Scene, SceneChoice

_TARGET = re.compile(r"\]\(#([a-z0-9-]{1,40})\)")
_SCENE = MarkTable("a scene")
_CHOICE = MarkTable("a choice in a scene", (), {"was": WAS}, shares=True)


@dataclass(slots=True)
class _Read:
    """A scene with the lines it was read from; ``targets`` are the ids its choices lead to, with their lines."""

    scene: Scene
    heading: Line
    lines: list[Line]
    targets: list[tuple[str, Line, int]]


def read_scenario(
    context: Context, heading: Line, lines: Sequence[Line], level: int
) -> tuple[Sequence[Line], Scenario, list[Note]]:
    """Return the stem's lines, the scenes one # below ``level`` and the notes that close the last of them."""
    stem, sections = divide(lines, level + 1)
    notes: list[Note] = []
    scenes = []
    for index, (line, body) in enumerate(sections):
        last = index == len(sections) - 1
        scenes.append(_scene(context, line, body, level + 1, notes if last else None))
    stray = next((line for line in stem if line.kind is Kind.TEXT and _is_answer(line)), None)
    if not sections:
        context.note("E341", heading, fix=f"{'#' * (level + 1)} What happens first {{#start}}")
        context.silence(stem)
    elif stray is not None:
        context.note("E321", stray, first=f"{'#' * (level + 1)} scenes, whose choices are links")
    if sections and not context.broken([heading, *lines]):
        _check_paths(context, heading, scenes)
    return stem, Scenario(tuple(read.scene for read in scenes)), notes


def mend_levels(context: Context, lines: Sequence[Line], level: int) -> None:
    """Note headings of ``level`` that were meant as scenes of the scenario above, and give them one # more."""
    targets: set[str] = set()
    inside = False
    for index, line in enumerate(lines):
        if line.kind is Kind.HEADING and line.level == level:
            marked, _ = context.heading(line)
            ids = {mark.name for mark in marked.marks if mark.sort is marks.Sort.ID}
            if inside and ids and (ids & targets or _leads_on(lines, index)):
                context.note("E224", line, what="A scene", fix=f"write: {'#' * (level + 1)} {marked.text}")
                line.level, line.text = level + 1, f"#{line.text}"
            else:
                inside = any(mark.raw == ".scenario" for mark in marked.marks)
                targets.clear()
        elif inside and "](#" in line.text:
            targets.update(_TARGET.findall(line.text))


def _leads_on(lines: Sequence[Line], index: int) -> bool:
    """Tell whether choices that lead to scenes stand below the heading at ``index``."""
    for line in lines[index + 1 :]:
        if line.kind is Kind.HEADING:
            return False
        if line.kind is Kind.TEXT and line.text.startswith("- (") and "](#" in line.text:
            return True
    return False


def _is_answer(line: Line) -> bool:
    form = answer_form(line.text)
    if form is not None:
        return form.kind is not AnswerKind.ORDERED
    return mended(line.text) is not None


def _scene(context: Context, line: Line, body: list[Line], level: int, notes: list[Note] | None) -> _Read:
    marked, start = context.heading(line)
    taken = take(context, line, marked, start, _SCENE)
    scene_id = context.identify("scene", taken.id, line, marked, start)
    context.anchors.add(marked.text, scene_id)
    deeper = next((index for index, below in enumerate(body) if below.kind is Kind.HEADING), len(body))
    if deeper < len(body):
        fix = f"write: {'#' * level} {context.heading(body[deeper])[0].text}"
        context.note("E224", body[deeper], what="A scene", fix=fix)
        context.silence(body[deeper:])
        body = body[:deeper]
    parts = _split(context, body, notes)
    scope = Scope()
    targets: list[tuple[str, Line, int]] = []
    choices = tuple(
        choice for answer in parts.answers if (choice := _choice(context, answer, scope, targets)) is not None
    )
    text = prose.read(context, parts.stem, prose.Manner(), line)
    scene = Scene(scene_id, context.title(line, marked, start), text, choices)
    return _Read(scene, line, body, targets)


def _split(context: Context, body: list[Line], notes: list[Note] | None) -> Parts:
    """Part a scene's prose from its choices; ``notes`` takes those of the question, None where none may stand."""
    start = next((i for i, line in enumerate(body) if line.kind is Kind.TEXT and _is_answer(line)), len(body))
    note = next((i for i, line in enumerate(body[:start]) if begins_note(line)), start)
    parts = Parts(body[: min(start, note)])
    splitter = Splitter(context, parts)
    splitter.run(body[min(start, note) :])
    if notes is not None:
        notes.extend(parts.notes)
    elif parts.notes:
        first = parts.notes[0]
        context.note("E314", first.line, word=f"{first.word}:", hint="move it below the last scene")
    return parts


def _choice(context: Context, answer: Answer, scope: Scope, targets: list[tuple[str, Line, int]]) -> SceneChoice | None:
    marked = context.parted(answer.line, answer.at, always=False)
    taken = take(context, answer.line, marked, answer.at, _CHOICE)
    link = split_link(marked.text) if answer.kind is AnswerKind.CHOICE else None
    if link is None:
        context.note("E345", answer.line, answer.at)
        return None
    words, target, at = link
    key = context.identify("option", taken.id, answer.line, marked, answer.at, scope.keys, required=False)
    scope.once(context, answer.line, answer.at, (words, target))
    targets.append((target, answer.line, answer.at + answer.text.find("(#")))
    return SceneChoice(
        text=Leaf(words, context.place(answer.line, answer.at + at), inline=True),
        target=target,
        right=answer.right,
        share=taken.share if taken.share is not None else Fraction(answer.right),
        feedback=prose.read(context, answer.feedback, NESTED, answer.line),
        key=key,
        was=taken.values.get("was", ()),
    )


def _check_paths(context: Context, heading: Line, scenes: Sequence[_Read]) -> None:
    """Note choices that lead nowhere, scenes that nothing leads to, and a story without an end."""
    if any(not read.scene.id for read in scenes):
        return
    known = {read.scene.id: read for read in scenes}
    sound = True
    for read in scenes:
        for target, line, at in read.targets:
            if target not in known:
                sound = False
                context.note("E342", line, at, word=quoted(target), suggestion=suggestion(target, known, "#{}"))
    if not sound:
        return
    led_to = _reached({scenes[0].scene.id}, {key: [t for t, _, _ in read.targets] for key, read in known.items()})
    for read in scenes:
        if read.scene.id not in led_to:
            context.note("E343", read.heading, word=read.scene.id)
    if context.broken([read.heading for read in scenes]):
        return
    backwards: dict[str, list[str]] = {key: [] for key in known}
    for key, read in known.items():
        for target, _, _ in read.targets:
            backwards[target].append(key)
    ending = _reached({key for key, read in known.items() if not read.targets}, backwards)
    if scenes[0].scene.id not in ending:
        context.note("E344", heading)
        return
    for read in scenes:
        if read.scene.id not in ending:
            context.note("E344", read.heading, hint="lead one of its choices to a scene from which the story ends")


def _reached(starts: set[str], steps: dict[str, list[str]]) -> set[str]:
    seen = set(starts)
    waiting = list(starts)
    while waiting:
        for target in steps.get(waiting.pop(), []):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen

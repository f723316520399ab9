"""Questions: heading, stem, answers of one kind, notes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from course_app.courseware.language import prose
from course_app.courseware.language.answers import Answer, Parts
from course_app.courseware.language.context import Context
from course_app.courseware.language.gaps import last_gap, read_gaps
from course_app.courseware.language.lookalikes import (
    EXAMPLES,
    AnswerKind,
    almost_ordered,
    almost_pair,
    answer_form,
    mended,
)
from course_app.courseware.language.mark_settings import MarkTable, Taken, ids, take
from course_app.courseware.language.marks import Sort
from course_app.courseware.language.notes import read_notes
from course_app.courseware.language.options import (
    WAS,
    read_options,
    read_pairs,
    read_reflection,
    read_steps,
    read_typed,
)
from course_app.courseware.language.scenes import read_scenario
from course_app.courseware.language.setting_types import identifier, number, one_of
from course_app.courseware.language.source import Kind, Line
from course_app.courseware.language.stems import split_question
from course_app.domain.course import QuizSettings
from course_app.domain.questions import (
    Body,
    Choice,
    Cloze,
    Grading,
    Leaf,
    Match,
    Order,
    Question,
    Reflection,
    Several,
    TextEntry,
    version_of,
)

QUESTION_TABLE = MarkTable(
    "a question",
    ("scenario",),
    {
        "points": number(1, 100),
        "grading": one_of("exact", "partial"),
        "tags": ids("scene, concept"),
        "objective": identifier("name-three"),
        "case": one_of("exact", "any"),
        "accents": one_of("exact", "any"),
        "was": WAS,
    },
    ("fixed", "draft", "retired"),
)
_SHUFFLED = (Choice, Several, Match, Cloze, Order)
_TYPED = (TextEntry, Cloze)


def read_question(
    context: Context, heading: Line, lines: Sequence[Line], defaults: QuizSettings, *, final: bool = False
) -> Question | None:
    """Return the question below ``heading``, or None when it has no answers that could be read."""
    outside, context.inside = context.inside, "question"
    try:
        return _question(context, heading, lines, defaults, final=final)
    finally:
        context.inside = outside


def read_introduction(context: Context, lines: Sequence[Line], level: int, above: Line, manner: prose.Manner) -> Leaf:
    """Return the prose above the first question of ``level``; a question with a # too many ends it."""
    for index, line in enumerate(lines):
        if line.kind is Kind.HEADING and (_is_marked(context, line) or _holds_answers(lines[index + 1 :])):
            fix = f"write: {'#' * level} {context.heading(line)[0].text}"
            context.note("E224", line, what="A question", fix=fix)
            context.silence(lines[index:])
            lines = lines[:index]
            break
    return prose.read(context, lines, manner, above)


def _is_marked(context: Context, heading: Line) -> bool:
    """Tell whether a heading has a kind: then it is no part of the prose."""
    return any(mark.sort is Sort.CLASS for mark in context.heading(heading)[0].marks)


def _holds_answers(lines: Sequence[Line]) -> bool:
    """Tell whether an answer stands below a heading, up to the next one."""
    for line in lines:
        if line.kind is Kind.HEADING:
            return False
        if line.kind is Kind.TEXT and (answer_form(line.text) is not None or mended(line.text) is not None):
            return True
    return False


def _question(
    context: Context, heading: Line, lines: Sequence[Line], defaults: QuizSettings, *, final: bool
) -> Question | None:
    marked, start = context.heading(heading)
    taken = take(context, heading, marked, start, QUESTION_TABLE)
    question_id = context.identify("question", taken.id, heading, marked, start)
    context.anchors.add(marked.text, question_id)
    if taken.kind_unknown:
        context.silence(lines)
    level = heading.level
    if taken.kind == "scenario":
        stem_lines, scenario, notes = read_scenario(context, heading, lines, level)
        stem = prose.read(context, stem_lines, prose.Manner(), heading)
        body: Body | None = scenario
    else:
        above = _cut_at_heading(context, lines, level)
        gap_line = last_gap(above)
        parts = split_question(context, above, gap_line)
        notes = parts.notes
        stem = prose.read(context, parts.stem, prose.Manner(), heading)
        body = _body(context, heading, lines, parts, stem, taken, defaults, gaps=gap_line > 0)
        if isinstance(body, Cloze):
            stem = body.text
    read = read_notes(context, notes)
    if body is None:
        return None
    if final and isinstance(body, Reflection):
        context.note("E351", heading)
    _check_settings(context, heading, taken, body)
    question = Question(
        id=question_id,
        heading=context.title(heading, marked, start),
        stem=stem,
        body=body,
        place=context.place(heading),
        notes=read,
        **_settings(taken, defaults),
    )
    return replace(question, version=version_of(question))


def _settings(taken: Taken, defaults: QuizSettings) -> dict[str, Any]:
    values = taken.values
    return {
        "points": values.get("points", defaults.points),
        "grading": Grading(values.get("grading", defaults.grading)),
        "tags": values.get("tags", ()),
        "objective": values.get("objective", ""),
        "shuffle_options": defaults.shuffle_options and "fixed" not in taken.flags,
        "case_exact": _exact(values.get("case"), defaults.case_exact),
        "accents_exact": _exact(values.get("accents"), defaults.accents_exact),
        "draft": "draft" in taken.flags,
        "retired": "retired" in taken.flags,
        "was": values.get("was", ()),
    }


def _exact(word: str | None, default: bool) -> bool:
    return default if word is None else word == "exact"


def _check_settings(context: Context, heading: Line, taken: Taken, body: Body) -> None:
    """Refuse settings that this kind of question has no use for."""
    for name in ("case", "accents"):
        if name in taken.values and not isinstance(body, _TYPED):
            hint = "it is for words to type: delete it"
            at = heading.text.find(name)
            context.note("E214", heading, at, word=name, where="a question of this kind", suggestion=hint)
    if "fixed" in taken.flags and not isinstance(body, _SHUFFLED):
        hint = "there is nothing to shuffle: delete it"
        at = heading.text.rfind("fixed")
        context.note("E214", heading, at, word="fixed", where="a question of this kind", suggestion=hint)


def _cut_at_heading(context: Context, lines: Sequence[Line], level: int) -> Sequence[Line]:
    """Return the lines above a deeper heading, where none may stand."""
    for index, line in enumerate(lines):
        if line.kind is Kind.HEADING:
            words = context.heading(line)[0].text
            fix = f"write: {'#' * level} {words}, or mark the question above {{.scenario}} if this is a scene"
            context.note("E224", line, what="A question", fix=fix)
            context.silence(lines[index:])
            return lines[:index]
    return lines


def _body(
    context: Context, heading: Line, lines: Sequence[Line], parts: Parts, stem: Leaf, taken: Taken,
    defaults: QuizSettings, *, gaps: bool,
) -> Body | None:  # fmt: skip
    everything = [heading, *lines]
    if gaps:
        cloze = read_gaps(context, parts.stem, stem)
        if parts.answers:
            context.note("E321", parts.answers[0].line, first="[[gap]]")
        return cloze if cloze.gaps else None
    answers = _of_one_kind(context, parts.answers)
    if not answers:
        if not context.broken(everything):
            _no_answers(context, heading, lines)
        return None
    kind = answers[0].kind
    body: Body
    if kind is AnswerKind.ACCEPT:
        values = taken.values
        body = read_typed(
            context, answers,
            case_exact=_exact(values.get("case"), defaults.case_exact),
            accents_exact=_exact(values.get("accents"), defaults.accents_exact),
        )  # fmt: skip
    elif kind is AnswerKind.CHOICE:
        body = Choice(read_options(context, answers))
    elif kind is AnswerKind.MULTI:
        body = Several(read_options(context, answers))
    elif kind is AnswerKind.PAIR:
        body = read_pairs(context, answers)
    elif kind is AnswerKind.ORDERED:
        body = read_steps(context, answers)
    else:
        body = read_reflection(context, answers[0])
    if not context.broken(everything):
        _count(context, heading, answers)
    return body


def _of_one_kind(context: Context, answers: list[Answer]) -> list[Answer]:
    """Return the answers of the first one's kind; the first other one is a problem."""
    sure = [answer for answer in answers if not answer.guessed] or answers
    if not sure:
        return []
    kind = sure[0].kind
    other = next((answer for answer in sure if answer.kind is not kind), None)
    if other is not None:
        context.note("E321", other.line, first=EXAMPLES[kind])
    return [answer for answer in answers if answer.kind is kind]


def _no_answers(context: Context, heading: Line, lines: Sequence[Line]) -> None:
    """Say that answers are missing, at the first line that looks like one if there is any."""
    for line in lines:
        if line.kind is not Kind.TEXT:
            continue
        fix = almost_pair(line.text) or almost_ordered(line.text)
        if fix:
            context.note("E301", line, fix=f"write: {fix}")
            return
    words, _ = context.heading(heading)
    if "[[" in words.text:
        context.note("E302", heading, hint="move the gap to a line below the heading")
    else:
        context.note("E302", heading)


def _count(context: Context, heading: Line, answers: Sequence[Answer]) -> None:
    """Check how many answers there are, and how many of them are right."""
    kind = answers[0].kind
    right = [answer for answer in answers if answer.right]
    if kind is AnswerKind.CHOICE and len(right) != 1:
        context.note("E322", right[1].line if right else answers[0].line, count=len(right))
    elif kind is AnswerKind.CHOICE and len(answers) < 2:
        context.note("E323", heading)
    elif kind is AnswerKind.MULTI and len(answers) < 2:
        context.note("E323", heading, hint="add another: - [ ] …")
    elif kind is AnswerKind.MULTI and not right:
        context.note("E324", answers[0].line)
    elif kind is AnswerKind.MULTI and len(right) == 1:
        context.note("W704", right[0].line)
    elif kind is AnswerKind.ACCEPT and not right:
        context.note("E326", answers[0].line)
    elif kind is AnswerKind.PAIR and len(_with_left(answers)) < 2:
        context.note("E332", answers[0].line)
    elif kind is AnswerKind.LONG and len(answers) > 1:
        context.note("E333", answers[1].line)
    elif kind is AnswerKind.ORDERED and len(answers) < 3:
        context.note("E334", answers[0].line)
    elif kind is AnswerKind.ORDERED:
        _check_numbers(context, answers)


def _check_numbers(context: Context, answers: Sequence[Answer]) -> None:
    """Refuse numbers that do not count: the place in the file is the right one, whatever they say."""
    numbers = [int(answer.line.text.partition(".")[0]) for answer in answers]
    if len(set(numbers)) == 1:
        return
    for right, (given, answer) in enumerate(zip(numbers, answers, strict=True), start=1):
        if given != right:
            context.note("E301", answer.line, fix=f"write the lines in the right order, counting from 1: {right}. …")
            return


def _with_left(answers: Sequence[Answer]) -> list[Answer]:
    return [answer for answer in answers if not answer.text.startswith("=>")]

"""A question as a form shows it: what its lines say, and where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from course_app.authoring.gap_text import GapText, read_gaps
from course_app.authoring.question_lines import Block, Lines, Unreadable, lines_of, pair_of
from course_app.courseware.language import marks
from course_app.courseware.language.lookalikes import AnswerKind
from course_app.courseware.language.notes import NOTE_WORDS
from course_app.courseware.language.options import split_link
from course_app.courseware.language.tree import Tree, parse
from course_app.domain.errors import NotFoundError

KINDS: Mapping[AnswerKind, str] = {
    AnswerKind.CHOICE: "choice",
    AnswerKind.MULTI: "several",
    AnswerKind.ACCEPT: "accept",
    AnswerKind.PAIR: "pairs",
    AnswerKind.ORDERED: "order",
    AnswerKind.LONG: "reflection",
}
NOTES = tuple(word for word in NOTE_WORDS if word != "See")
VALUES = ("points", "grading", "tags", "objective", "case", "accents")
FLAGS = ("fixed", "draft", "retired")


@dataclass(frozen=True, slots=True)
class OptionText:
    """An answer as it is written: ``right`` is its key, ``feedback`` the quote below it.

    ``other`` is the left side of a pair, or the scene that a choice leads to; ``at`` is the place in the file that it
    had when it was read, -1 for one that is new.
    """

    text: str
    right: bool = False
    feedback: str = ""
    other: str = ""
    at: int = -1


@dataclass(frozen=True, slots=True)
class SceneText:
    """A scene of a scenario; one without a heading is taken away."""

    id: str
    heading: str
    stem: str = ""
    options: tuple[OptionText, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What the form of a question shows.

    ``kind`` is choice, several, accept, pairs, order, gaps, scenario or reflection. In the ``stem`` of one with gaps
    ``[[1]]`` stands for the first of them. ``settings`` are those of its heading; those that it does not name are ''.
    """

    id: str
    kind: str
    heading: str
    stem: str = ""
    options: tuple[OptionText, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[GapText, ...] = ()
    scenes: tuple[SceneText, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


def section_of(text: str, name: str) -> Tree:
    """Return the piece of a file that is a question.

    Raises:
        NotFoundError: there is no such question in ``text``.
    """
    found = parse(text).find(name)
    if found is None or found.kind != "section":
        raise NotFoundError("This question is not in the file any more.")
    return found


def read_question(text: str, name: str) -> QuestionText | None:
    """Return a question as a form can show it, None for one that only its source can show.

    Raises:
        NotFoundError: there is no such question in ``text``.
    """
    section = section_of(text, name)
    try:
        return _read(text, section, name)
    except Unreadable:
        return None


def _read(text: str, section: Tree, name: str) -> QuestionText:
    lines = lines_of(text, section)
    stem = lines.stem_in(text)
    gaps: tuple[GapText, ...] = ()
    if lines.scenes:
        kind = "scenario"
    elif lines.has_gaps:
        kind = "gaps"
        stem, gaps = read_gaps(stem)
    else:
        kinds = {block.kind for block in lines.blocks}
        if len(kinds) != 1:
            raise Unreadable
        kind = KINDS[kinds.pop()]
    if kind == "reflection" and len(lines.blocks) > 1:
        raise Unreadable
    return QuestionText(
        name,
        kind,
        lines.words.text.strip(),
        stem,
        tuple(option_of(block, at) for at, block in enumerate(lines.blocks)),
        {note.word: note.text for note in lines.all_notes if note.word in NOTES},
        gaps,
        tuple(_scene(text, scene) for scene in lines.scenes),
        settings_of(lines.marks.text if lines.marks else ""),
    )


def _scene(text: str, scene: Lines) -> SceneText:
    if any(block.kind is not AnswerKind.CHOICE for block in scene.blocks) or scene.has_gaps or not scene.id:
        raise Unreadable
    options = tuple(option_of(block, at, linked=True) for at, block in enumerate(scene.blocks))
    return SceneText(scene.id, scene.words.text.strip(), scene.stem_in(text), options)


def option_of(block: Block, at: int, *, linked: bool = False) -> OptionText:
    """Return an answer as a form shows it; ``linked`` ones lead to a scene."""
    words = block.words.text.strip()
    if linked:
        found = split_link(words)
        if found is None:
            raise Unreadable
        return OptionText(found[0], block.right, block.feedback, found[1], at)
    if block.kind is AnswerKind.PAIR:
        left, right = pair_of(words)
        return OptionText(right, True, block.feedback, left, at)
    return OptionText(words, block.right, block.feedback, "", at)


def settings_of(text: str) -> dict[str, str]:
    """Return the settings among the marks of a heading; flags that are set are their own name."""
    found = dict.fromkeys((*VALUES, *FLAGS), "")
    for mark in marks.part(text, always=True).marks:
        if mark.sort is marks.Sort.PAIR and mark.name in VALUES:
            found[mark.name] = mark.value
        elif mark.sort is marks.Sort.FLAG and mark.name in FLAGS:
            found[mark.name] = mark.name
    return found

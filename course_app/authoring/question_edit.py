"""Write a question as its form says: only the lines of what was changed are written anew."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from course_app.authoring import mark_text
from course_app.authoring.gap_text import write_gaps
from course_app.authoring.question_answers import (
    LINKED,
    Edit,
    lines_in,
    new_option,
    one_line,
    option_edits,
    text_edits,
    words_edit,
)
from course_app.authoring.question_lines import Lines, Note, lines_of, unquoted
from course_app.authoring.question_text import (
    FLAGS,
    NOTES,
    VALUES,
    OptionText,
    QuestionText,
    SceneText,
    read_question,
    section_of,
)
from course_app.courseware.language.reading import read_any
from course_app.courseware.language.tree import Span
from course_app.domain.course import QuizSettings
from course_app.domain.errors import DomainError


def write_question(path: str, text: str, new: QuestionText) -> str:
    """Return the text of a file with a question as ``new`` says.

    Raises:
        DomainError: something that a question needs is missing, or the language has no way to write what was typed.
        NotFoundError: the question is not in the file any more.
    """
    old = read_question(text, new.id)
    if old is None or old.kind != new.kind:
        raise DomainError("This question is edited as source.")
    _check(new)
    section = section_of(text, new.id)
    lines = lines_of(text, section)
    written = _applied(text, [*_heading_edits(lines, old, new), *_stem_edits(text, lines, old, new)])
    section = section_of(written, new.id)
    lines = lines_of(written, section)
    if new.kind == LINKED:
        edits = _scene_edits(written, lines, old.scenes, new.scenes)
    else:
        edits = option_edits(written, lines, old.options, new.options, new.kind)
    written = _applied(written, [*edits, *_note_edits(written, lines, new.notes)])
    _refuse_what_is_new(path, text, written)
    if _essence(read_question(written, new.id)) != _essence(new):
        raise DomainError("These words would mean something else in the file. Edit this one as source.")
    return written


def new_question(question: QuestionText, level: int = 2) -> str:
    """Return the lines of a question that stands in no file yet; ``level`` is the number of # of its heading.

    Its stem holds its gaps as the content language writes them.
    """
    settings = {name: value for name, value in question.settings.items() if value}
    marked = f" {{#{question.id}}}" if question.id else ""
    for name, value in settings.items():
        marked = _with_mark(marked, name, value)
    stem = f"{question.stem.strip()}\n\n" if question.stem.strip() else ""
    options = [new_option(each, question.kind) for each in question.options]
    if question.kind == "order":
        options = [re.sub(r"^1", str(at), option) for at, option in enumerate(options, 1)]
    answers = "".join(options) + ("\n" if options else "")
    notes = "\n".join(_note_lines(word, said) for word, said in question.notes.items() if said.strip())
    return f"{'#' * level} {one_line(question.heading)}{marked}\n\n{stem}{answers}{notes}".rstrip("\n") + "\n"


def _applied(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with the edits; of those at one place the first comes first."""
    for _at, edit in sorted(enumerate(edits), key=lambda each: (each[1].span.start, each[0]), reverse=True):
        text = text[: edit.span.start] + edit.new + text[edit.span.end :]
    return text


def _essence(question: QuestionText | None) -> object:
    """Return what a question says, whatever place its parts have."""
    if question is None:
        return None
    stem = write_gaps(question.stem, question.gaps) if question.kind == "gaps" else question.stem
    scenes = [
        (each.id, one_line(each.heading), lines_in(each.stem), _said(each.options, LINKED))
        for each in question.scenes
        if each.heading.strip()
    ]
    notes = {word: lines_in(said) for word, said in question.notes.items() if said.strip()}
    settings = {name: value for name, value in question.settings.items() if value}
    return (one_line(question.heading), lines_in(stem), _said(question.options, question.kind), scenes, notes, settings)


def _said(options: Sequence[OptionText], kind: str) -> object:
    keyed = kind in ("choice", "several", "accept", LINKED)
    return [
        (one_line(each.text), each.right or not keyed, lines_in(each.feedback), one_line(each.other))
        for each in options
        if each.text
    ]


def _refuse_what_is_new(path: str, before: str, after: str) -> None:
    """Refuse a file with an error that it did not have before."""
    old, new = (
        [each for each in read_any(path, text.encode(), QuizSettings()).problems if each.severity == "error"]
        for text in (before, after)
    )
    had = Counter(each.code for each in old)
    for each in new:
        if not had[each.code]:
            raise DomainError(f"{each.sentence} {each.hint}".strip())
        had[each.code] -= 1


def _check(new: QuestionText) -> None:
    kept = [option for option in new.options if option.text]
    right = sum(option.right for option in kept)
    if not new.heading.strip():
        raise DomainError("A question needs its heading.", "heading")
    least = {"choice": 2, "several": 2, "accept": 1, "order": 3, "reflection": 1}.get(new.kind, 0)
    if len(kept) < least:
        wanted = {1: "Keep one answer or more.", 2: "Keep two answers or more.", 3: "An order needs three lines."}
        raise DomainError(wanted[least], "options")
    if new.kind == "choice" and right != 1:
        raise DomainError("Exactly one answer is the right one.", "options")
    if new.kind in ("several", "accept") and not right:
        raise DomainError("Mark at least one answer as right.", "options")
    if new.kind == "accept" and any(not option.right and not option.feedback for option in kept):
        raise DomainError("An expected wrong answer needs its feedback.", "options")
    if new.kind == "pairs" and sum(bool(option.other) for option in kept) < 2:
        raise DomainError("Keep two pairs or more.", "options")
    points = new.settings.get("points", "")
    if points and not (points.isascii() and points.isdigit() and 1 <= int(points) <= 100):
        raise DomainError("Points are a whole number from 1 to 100.", "points")


def _heading_edits(lines: Lines, old: QuestionText, new: QuestionText) -> list[Edit]:
    edits = words_edit(lines.words, new.heading)
    if lines.marks is not None:
        text = lines.marks.text
        for name in (*VALUES, *FLAGS):
            if old.settings.get(name, "") != new.settings.get(name, ""):
                text = _with_mark(text, name, new.settings.get(name, ""))
        edits.append(Edit(lines.marks.span, text))
    return edits


def _with_mark(text: str, name: str, value: str) -> str:
    if name in FLAGS:
        return mark_text.with_flag(text, name, is_set=bool(value))
    return mark_text.with_setting(text, name, value)


def _stem_edits(text: str, lines: Lines, old: QuestionText, new: QuestionText) -> list[Edit]:
    before = lines.stem_in(text)
    after = write_gaps(new.stem, new.gaps) if new.kind == "gaps" else new.stem
    return text_edits(text, lines, before, after)


def _note_edits(text: str, lines: Lines, wanted: Mapping[str, str]) -> list[Edit]:
    """Return what becomes of the notes; new ones come below what stands there."""
    home = lines.scenes[-1] if lines.scenes else lines
    there = {note.word: note for note in home.notes}
    edits, added = [], ""
    for word in NOTES:
        if word not in wanted:
            continue
        said, note = wanted[word].strip(), there.get(word)
        if note is not None:
            edits += _note_edit(text, note, said)
        elif said:
            added += "\n" + _note_lines(word, said)
    if added:
        at = home.end
        lead = "" if text[:at].endswith("\n") else "\n"
        edits.append(Edit(Span(at, at), lead + added))
    return edits


def _note_edit(text: str, note: Note, said: str) -> list[Edit]:
    if lines_in(note.text) == lines_in(said):
        return []
    if not said:
        # With a note goes the empty line that parts it from what is above.
        start = note.span.start - (1 if text[: note.span.start].endswith("\n\n") else 0)
        return [Edit(Span(start, note.span.end), "")]
    made = _note_lines(note.word, said)
    new, old = made.rstrip("\n").split("\n"), note.raw.rstrip("\n").split("\n")
    bare, typed = ([unquoted(line) for line in lines] for lines in (old, new))
    for block in SequenceMatcher(None, bare, typed, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            if (block.a + offset == 0) == (block.b + offset == 0):
                new[block.b + offset] = old[block.a + offset]
    return [Edit(note.span, "\n".join(new) + ("\n" if note.raw.endswith("\n") else ""))]


def _note_lines(word: str, said: str) -> str:
    first, *others = lines_in(said)
    return "".join(f"{line}".rstrip() + "\n" for line in (f"> {word}: {first}", *(f"> {each}" for each in others)))


def _scene_edits(text: str, lines: Lines, old: Sequence[SceneText], new: Sequence[SceneText]) -> list[Edit]:
    """Return what becomes of the scenes; new ones come below the last, above the notes."""
    there = {scene.id: (scene, was) for scene, was in zip(lines.scenes, old, strict=True)}
    edits: list[Edit] = []
    for each in new:
        if each.id not in there:
            continue
        scene, was = there[each.id]
        if not each.heading.strip():
            if scene.notes:
                raise DomainError("The notes of the question stand below this scene. Take away another.", "scenes")
            edits.append(Edit(scene.span, ""))
            continue
        edits += words_edit(scene.words, each.heading)
        edits += text_edits(text, scene, was.stem, each.stem)
        edits += option_edits(text, scene, was.options, each.options, LINKED)
    added = "".join(_new_scene(each, lines) for each in new if each.id not in there and each.heading.strip())
    if added:
        at = lines.scenes[-1].answers_end
        lead = "\n" if text[:at].endswith("\n") else "\n\n"
        edits.append(Edit(Span(at, at), lead + added.rstrip("\n") + "\n"))
    return edits


def _new_scene(scene: SceneText, lines: Lines) -> str:
    level = len(lines.scenes[0].heading.children[0].text.strip())
    said = f"{scene.stem.strip()}\n\n" if scene.stem.strip() else ""
    choices = "".join(new_option(each, LINKED) for each in scene.options if each.text)
    return f"{'#' * level} {one_line(scene.heading)} {{#{scene.id}}}\n\n{said}{choices}\n"

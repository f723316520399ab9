"""Write a question as its form says: only the lines of what was changed are written anew."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from course_app.authoring.gap_text import write_gaps
from course_app.authoring.question_lines import Block, Lines, Note, lines_of, unquoted
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
from course_app.courseware.language import marks
from course_app.courseware.language.reading import read_any
from course_app.courseware.language.tree import Span, Tree
from course_app.domain.course import QuizSettings
from course_app.domain.errors import DomainError

SIGNS: Mapping[str, tuple[str, str]] = {
    "choice": ("- ( ) ", "- (x) "),
    "several": ("- [ ] ", "- [x] "),
    "accept": ("- ! ", "- = "),
    "pairs": ("- ", "- "),
    "order": ("1. ", "1. "),
    "reflection": ("- [long] ", "- [long] "),
}
LINKED = "scenario"


@dataclass(frozen=True, slots=True)
class _Edit:
    span: Span
    new: str


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
        edits = _option_edits(written, lines, old.options, new.options, new.kind)
    written = _applied(written, [*edits, *_note_edits(written, lines, new.notes)])
    _refuse_what_is_new(path, text, written)
    if _essence(read_question(written, new.id)) != _essence(new):
        raise DomainError("These words would mean something else in the file. Edit this one as source.")
    return written


def _applied(text: str, edits: Sequence[_Edit]) -> str:
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
        (each.id, one_line(each.heading), _lines(each.stem), _said(each.options, LINKED))
        for each in question.scenes
        if each.heading.strip()
    ]
    notes = {word: _lines(said) for word, said in question.notes.items() if said.strip()}
    settings = {name: value for name, value in question.settings.items() if value}
    return (one_line(question.heading), _lines(stem), _said(question.options, question.kind), scenes, notes, settings)


def _said(options: Sequence[OptionText], kind: str) -> object:
    keyed = kind in ("choice", "several", "accept", LINKED)
    return [
        (one_line(each.text), each.right or not keyed, _lines(each.feedback), one_line(each.other))
        for each in options
        if each.text
    ]


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").rstrip().split("\n")]


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


def one_line(text: str) -> str:
    """Return a text on one line, its blanks single."""
    return " ".join(text.split())


def _words_edit(words: Tree, new: str) -> list[_Edit]:
    if one_line(words.text) == one_line(new):
        return []
    blanks = words.text[len(words.text.rstrip()) :]
    return [_Edit(words.span, one_line(new) + blanks)]


def _heading_edits(lines: Lines, old: QuestionText, new: QuestionText) -> list[_Edit]:
    edits = _words_edit(lines.words, new.heading)
    if lines.marks is not None:
        text = lines.marks.text
        for name in (*VALUES, *FLAGS):
            if old.settings.get(name, "") != new.settings.get(name, ""):
                text = _with_mark(text, name, new.settings.get(name, ""))
        edits.append(_Edit(lines.marks.span, text))
    return edits


def _with_mark(text: str, name: str, value: str) -> str:
    """Return marks with another value of a setting or flag, '' for none."""
    wanted = name if name in FLAGS else f"{name}={value}" if re.fullmatch(r"[\w,-]+", value) else f'{name}="{value}"'
    found = next(
        (mark for mark in marks.part(text, always=True).marks if mark.name == name and mark.raw[0] != "#"), None
    )
    if found is None:
        at = text.rindex("}")
        return f"{text[:at].rstrip()} {wanted}{text[at:]}" if value else text
    end = found.at + len(found.raw)
    return text[: found.at] + wanted + text[end:] if value else text[: found.at].rstrip() + text[end:]


def _stem_edits(text: str, lines: Lines, old: QuestionText, new: QuestionText) -> list[_Edit]:
    before = lines.stem_in(text)
    after = write_gaps(new.stem, new.gaps) if new.kind == "gaps" else new.stem
    return _text_edits(text, lines, before, after)


def _text_edits(text: str, lines: Lines, before: str, after: str) -> list[_Edit]:
    after = after.strip("\n").rstrip()
    if _lines(before) == _lines(after):
        return []
    if not before:
        lead = "\n" if text[: lines.stem.start].endswith("\n") else "\n\n"
        tail = "" if text[lines.stem.end :].startswith("\n") else "\n"
        return [_Edit(lines.stem, f"{lead}{after}\n{tail}")]
    if not after:
        below = text[lines.stem.end :]
        return [_Edit(Span(lines.stem.start, len(text) - len(below.lstrip("\n"))), "")]
    end = "\n" if text[: lines.stem.end].endswith("\n") else ""
    return [_Edit(lines.stem, _kept(before.split("\n"), after.split("\n"), "") + end)]


def _kept(before: Sequence[str], after: Sequence[str], sign: str) -> str:
    """Return lines as they are typed, those that were there before with all their blanks."""
    bare = [line.rstrip() for line in before] if not sign else [unquoted(line) for line in before]
    typed = [line.rstrip() for line in after]
    made = [f"{sign}{line}".rstrip() for line in after]
    for block in SequenceMatcher(None, bare, typed, autojunk=False).get_matching_blocks():
        made[block.b : block.b + block.size] = before[block.a : block.a + block.size]
    return "\n".join(made)


def _option_edits(
    text: str, lines: Lines, old: Sequence[OptionText], new: Sequence[OptionText], kind: str
) -> list[_Edit]:
    """Return what becomes of the answers: each in its lines, new ones below the last."""
    blocks, wanted = lines.blocks, [each for each in new if each.text]
    pieces: list[str] = []
    kept = [each.at for each in wanted if each.at >= 0]
    for each in wanted:
        if 0 <= each.at < len(blocks):
            block = blocks[each.at]
            piece = _block_text(block, old[each.at], each, kind)
            # What stands below an answer, such as an empty line, goes with it, but not to the end.
            after = blocks[each.at + 1].span.start if each.at + 1 < len(blocks) else block.span.end
            piece += text[block.span.end : after]
        else:
            piece = _new_option(each, kind)
        if pieces and not pieces[-1].endswith("\n"):
            pieces[-1] += "\n"
        pieces.append(piece)
    if kind == "order" and (kept != list(range(len(blocks))) or len(wanted) != len(blocks)):
        pieces = _numbered(pieces, blocks)
    made = "".join(pieces)
    if blocks:
        span = Span(blocks[0].span.start, blocks[-1].span.end)
        if kept and kept[-1] != len(blocks) - 1:
            made = f"{made.rstrip(chr(10))}\n"
        return [_Edit(span, made)] if text[span.start : span.end] != made else []
    lead = "\n" if text[: lines.end].endswith("\n") else "\n\n"
    return [_Edit(Span(lines.end, lines.end), lead + made)] if made else []


def _numbered(pieces: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """Return the lines of an order, counted anew unless all of them have one number."""
    same = len({block.sign.text.strip() for block in blocks}) == 1
    first = blocks[0].sign.text.partition(".")[0] if blocks else "1"
    return [
        re.sub(r"^[0-9]+", first if same and len(blocks) > 1 else str(at), piece) for at, piece in enumerate(pieces, 1)
    ]


def _block_text(block: Block, old: OptionText, new: OptionText, kind: str) -> str:
    """Return an answer with what is nested in it."""
    sign = block.sign.text
    if old.right != new.right:
        sign = sign.replace(SIGNS[_signed(kind)][old.right].strip(), SIGNS[_signed(kind)][new.right].strip(), 1)
    words = block.words.text
    if (one_line(old.text), old.other) != (one_line(new.text), one_line(new.other)):
        words = _option_words(new, kind) + words[len(words.rstrip()) :]
    nested = block.nested.text if block.nested else ""
    end = block.end.text
    if _lines(old.feedback) != _lines(new.feedback):
        tail = "\n" if nested.endswith("\n") or (not nested and end.endswith("\n")) else ""
        raw = nested.rstrip("\n").split("\n") if nested else []
        said = _lines(new.feedback) if new.feedback.strip() else []
        nested = _kept(raw, said, "  > ") + (tail if said else "")
        if nested and not end.endswith("\n"):
            end += "\n"
    return sign + words + block.marks.text + end + nested + block.more


def _signed(kind: str) -> str:
    return "choice" if kind == LINKED else kind


def _option_words(option: OptionText, kind: str) -> str:
    text = one_line(option.text)
    if kind == LINKED:
        return f"[{text}](#{one_line(option.other)})"
    if kind == "pairs":
        return f"{one_line(option.other)} => {text}".strip()
    return text


def _new_option(option: OptionText, kind: str) -> str:
    said = "".join(f"  > {line}".rstrip() + "\n" for line in _lines(option.feedback)) if option.feedback.strip() else ""
    return f"{SIGNS[_signed(kind)][option.right]}{_option_words(option, kind)}\n{said}"


def _note_edits(text: str, lines: Lines, wanted: Mapping[str, str]) -> list[_Edit]:
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
        edits.append(_Edit(Span(at, at), lead + added))
    return edits


def _note_edit(text: str, note: Note, said: str) -> list[_Edit]:
    if _lines(note.text) == _lines(said):
        return []
    if not said:
        # With a note goes the empty line that parts it from what is above.
        start = note.span.start - (1 if text[: note.span.start].endswith("\n\n") else 0)
        return [_Edit(Span(start, note.span.end), "")]
    made = _note_lines(note.word, said)
    new, old = made.rstrip("\n").split("\n"), note.raw.rstrip("\n").split("\n")
    bare, typed = ([unquoted(line) for line in lines] for lines in (old, new))
    for block in SequenceMatcher(None, bare, typed, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            if (block.a + offset == 0) == (block.b + offset == 0):
                new[block.b + offset] = old[block.a + offset]
    return [_Edit(note.span, "\n".join(new) + ("\n" if note.raw.endswith("\n") else ""))]


def _note_lines(word: str, said: str) -> str:
    first, *others = _lines(said)
    return "".join(f"{line}".rstrip() + "\n" for line in (f"> {word}: {first}", *(f"> {each}" for each in others)))


def _scene_edits(text: str, lines: Lines, old: Sequence[SceneText], new: Sequence[SceneText]) -> list[_Edit]:
    """Return what becomes of the scenes; new ones come below the last, above the notes."""
    there = {scene.id: (scene, was) for scene, was in zip(lines.scenes, old, strict=True)}
    edits: list[_Edit] = []
    for each in new:
        if each.id not in there:
            continue
        scene, was = there[each.id]
        if not each.heading.strip():
            if scene.notes:
                raise DomainError("The notes of the question stand below this scene. Take away another.", "scenes")
            edits.append(_Edit(scene.span, ""))
            continue
        edits += _words_edit(scene.words, each.heading)
        edits += _text_edits(text, scene, was.stem, each.stem)
        edits += _option_edits(text, scene, was.options, each.options, LINKED)
    added = "".join(_new_scene(each, lines) for each in new if each.id not in there and each.heading.strip())
    if added:
        at = lines.scenes[-1].answers_end
        lead = "\n" if text[:at].endswith("\n") else "\n\n"
        edits.append(_Edit(Span(at, at), lead + added.rstrip("\n") + "\n"))
    return edits


def _new_scene(scene: SceneText, lines: Lines) -> str:
    level = len(lines.scenes[0].heading.children[0].text.strip())
    said = f"{scene.stem.strip()}\n\n" if scene.stem.strip() else ""
    choices = "".join(_new_option(each, LINKED) for each in scene.options if each.text)
    return f"{'#' * level} {one_line(scene.heading)} {{#{scene.id}}}\n\n{said}{choices}\n"

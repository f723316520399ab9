"""A question as a form and back: only the lines of what was changed are written anew."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from course_app.courseware.language.tree import Span, Tree, parse
from course_app.domain.errors import DomainError, NotFoundError

_CHOICE = re.compile(r"- [(\[]([ x])[)\]] ?$")
_FEEDBACK = re.compile(r"(?m)^[ \t]+> ?")
_POINTS = re.compile(r"\s*\bpoints=(\d+)")
KINDS = {"- (": "choice", "- [": "several", "- =": "accept", "- !": "accept"}
NOTES = ("Hint", "Why")


@dataclass(frozen=True, slots=True)
class OptionText:
    """An answer as it is written: ``right`` is its key, ``feedback`` the quote below it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What the form of a question shows; ``kind`` is choice, several or accept."""

    id: str
    kind: str
    heading: str
    points: int
    options: tuple[OptionText, ...]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Edit:
    span: Span
    new: str


def read_question(text: str, name: str) -> QuestionText | None:
    """Return a question as a form can show it, None for a kind that is edited as source.

    Raises:
        NotFoundError: there is no such question in ``text``.
    """
    section = _section(text, name)
    answers = _answers(section)
    heading, words = _heading(section)
    kinds = {KINDS.get(answer.children[0].text[:3], "") for answer in answers}
    if len(kinds) != 1 or "" in kinds or any(_is_long(answer) for answer in answers):
        return None
    if any(child.kind == "nested" and not _is_feedback(child) for answer in answers for child in answer.children):
        return None
    marks = heading.child("marks")
    points = _POINTS.search(marks.text if marks else "")
    options = tuple(_option(answer) for answer in answers)
    notes = {word: said for word in NOTES if (said := _note(section, word)[1])}
    return QuestionText(name, kinds.pop(), words.text.strip(), int(points[1]) if points else 1, options, notes)


def write_question(text: str, new: QuestionText) -> str:
    """Return ``text`` with the question as ``new`` says; options beyond those that stand there are added.

    An option without a text is taken away. Only the lines that differ change.

    Raises:
        DomainError: something that a question needs is missing.
    """
    old = read_question(text, new.id)
    if old is None:
        raise DomainError("This kind of question is edited as source.")
    _check(new)
    section = _section(text, new.id)
    edits = [*_heading_edits(section, old, new), *_note_edits(section, old, new)]
    answers = _answers(section)
    for answer, before, after in zip(answers, old.options, new.options, strict=False):
        edits += _option_edits(answer, before, after, new.kind)
    added = [_line(option, new.kind) for option in new.options[len(answers) :] if option.text]
    if added:
        end = answers[-1].span.end
        lead = "" if text[:end].endswith("\n") else "\n"
        edits.append(_Edit(Span(end, end), lead + "".join(added)))
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end), reverse=True):
        text = text[: edit.span.start] + edit.new + text[edit.span.end :]
    return text


def _check(new: QuestionText) -> None:
    kept = [option for option in new.options if option.text]
    right = sum(option.right for option in kept)
    if not new.heading:
        raise DomainError("A question needs its heading.", "heading")
    if len(kept) < (1 if new.kind == "accept" else 2):
        raise DomainError("Keep two answers or more.", "options")
    if new.kind == "choice" and right != 1:
        raise DomainError("Exactly one answer is the right one.", "options")
    if new.kind != "choice" and not right:
        raise DomainError("Mark at least one answer as right.", "options")
    if new.kind == "accept" and any(not option.right and not option.feedback for option in kept):
        raise DomainError("An expected wrong answer needs its feedback.", "options")
    if not 1 <= new.points <= 100:
        raise DomainError("Points are a whole number from 1 to 100.", "points")


def _section(text: str, name: str) -> Tree:
    found = parse(text).find(name)
    if found is None or found.kind != "section":
        raise NotFoundError("This question is not in the file any more.")
    return found


def _heading(section: Tree) -> tuple[Tree, Tree]:
    heading = section.child("heading")
    words = heading.child("words") if heading else None
    assert heading is not None
    assert words is not None
    return heading, words


def _answers(section: Tree) -> list[Tree]:
    return [child for child in section.children if child.kind == "answer"]


def _is_long(answer: Tree) -> bool:
    return answer.children[0].text.startswith("- [") and not _CHOICE.match(answer.children[0].text.rstrip("\r\n"))


def _is_feedback(nested: Tree) -> bool:
    return all(line.lstrip().startswith(">") for line in nested.text.split("\n") if line.strip())


def _option(answer: Tree) -> OptionText:
    sign = answer.children[0].text
    words, nested = answer.child("words"), answer.child("nested")
    right = sign.startswith("- =") or "x" in sign
    said = _unquoted(nested.text) if nested else ""
    return OptionText(words.text.strip() if words else "", right, said)


def _unquoted(nested: str) -> str:
    return "\n".join(_FEEDBACK.sub("", line).rstrip() for line in nested.split("\n") if line.strip())


def _quote(said: str) -> str:
    return "".join(f"  > {line}".rstrip() + "\n" for line in said.strip().split("\n"))


def _sign(option: OptionText, kind: str) -> str:
    if kind == "accept":
        return "- = " if option.right else "- ! "
    return f"- ({'x' if option.right else ' '}) " if kind == "choice" else f"- [{'x' if option.right else ' '}] "


def _line(option: OptionText, kind: str) -> str:
    return f"{_sign(option, kind)}{_one_line(option.text)}\n" + (_quote(option.feedback) if option.feedback else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _option_edits(answer: Tree, before: OptionText, after: OptionText, kind: str) -> list[_Edit]:
    if before == after:
        return []
    if not after.text:
        return [_Edit(answer.span, "")]
    edits = []
    sign, words, nested = answer.children[0], answer.child("words"), answer.child("nested")
    assert words is not None
    if before.right != after.right:
        edits.append(_Edit(sign.span, _sign(after, kind)))
    if before.text != _one_line(after.text):
        blanks = words.text[len(words.text.rstrip()) :]
        edits.append(_Edit(words.span, _one_line(after.text) + blanks))
    if before.feedback != after.feedback:
        quote = _quote(after.feedback) if after.feedback else ""
        if nested is not None:
            tail = nested.text[len(nested.text.rstrip()) :] if not nested.text.endswith("\n") else ""
            edits.append(
                _Edit(
                    nested.span,
                    quote.removesuffix("\n") + tail
                    if tail == "" and quote and not nested.text.endswith("\n")
                    else quote,
                )
            )
        elif quote:
            end = answer.span.end
            whole = "".join(piece.text for piece in answer.walk())
            edits.append(_Edit(Span(end, end), quote if whole.endswith("\n") else "\n" + quote.removesuffix("\n")))
    return edits


def _heading_edits(section: Tree, old: QuestionText, new: QuestionText) -> list[_Edit]:
    heading, words = _heading(section)
    edits = []
    if old.heading != _one_line(new.heading):
        blanks = words.text[len(words.text.rstrip()) :]
        edits.append(_Edit(words.span, _one_line(new.heading) + blanks))
    if old.points != new.points:
        marks = heading.child("marks")
        if marks is None or "}" not in marks.text:
            raise DomainError("This heading has no marks. Write its id first.", "points")
        bare = _POINTS.sub("", marks.text)
        at = bare.rindex("}")
        said = f" points={new.points}" if new.points != 1 else ""
        edits.append(_Edit(marks.span, bare[:at].rstrip() + said + bare[at:]))
    return edits


def _note(section: Tree, word: str) -> tuple[Tree | None, str]:
    """Return the quote that holds the note ``word``, if it holds that note alone on one line, and its words."""
    for child in section.children:
        if child.kind == "quote":
            found = re.fullmatch(rf"> {word}: (.+?)\r?\n?", child.text)
            if found:
                return child, found[1]
    return None, ""


def _note_edits(section: Tree, old: QuestionText, new: QuestionText) -> Sequence[_Edit]:
    edits = []
    for word in NOTES:
        before, after = old.notes.get(word, ""), _one_line(new.notes.get(word, ""))
        if before == after or word not in new.notes:
            continue
        quote, _said = _note(section, word)
        if quote is not None:
            end = "\n" if quote.text.endswith("\n") else ""
            edits.append(_Edit(quote.span, f"> {word}: {after}{end}" if after else ""))
        elif after and not any(f"> {word}:" in child.text for child in section.children):
            end_of = _answers(section)[-1].span.end
            edits.append(_Edit(Span(end_of, end_of), f"\n> {word}: {after}\n"))
    return edits

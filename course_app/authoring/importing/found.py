"""What an import finds in a file, and what stands in the way of a row."""

from collections.abc import Iterator
from dataclasses import dataclass

from course_app.authoring.question_text import OptionText, QuestionText

LONGEST_HEADING = 120
_LINE_STARTS = "-+*>#=|~:"
_ALWAYS = "\\`*_[]{}<>"


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a file: the ``line`` it begins on, and its question or the ``reason`` why there is none.

    ``source`` is given where the row is written in the content language already; ``plain`` where its words are no
    Markdown, so that signs in them mean nothing.
    """

    line: int
    title: str
    question: QuestionText | None = None
    source: str = ""
    reason: str = ""
    plain: bool = False


class RowError(Exception):
    """A row that is no question; the words say why."""


def made(
    text: str,
    kind: str,
    options: list[OptionText],
    *,
    stem: str = "",
    notes: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
    name: str = "",
) -> QuestionText:
    """Return a question from the words of a row; a long text becomes a heading and what stands below it."""
    heading, more = parted(text)
    below = "\n\n".join(part for part in (more, stem) if part)
    return QuestionText(name, kind, heading, below, tuple(options), notes or {}, settings=settings or {})


def parted(text: str) -> tuple[str, str]:
    """Return the heading of a question, 120 letters at most, and the rest of its text."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    first, more = " ".join(lines[0].split()), "\n".join(lines[1:]).strip()
    if not first:
        raise RowError("It has no question.")
    if len(first) <= LONGEST_HEADING:
        return first, more
    cut = max((first.rfind(sign, 0, LONGEST_HEADING) for sign in (". ", "? ", "! ")), default=-1)
    if cut > 20:
        return first[: cut + 1], "\n".join(part for part in (first[cut + 2 :], more) if part)
    short = first[: LONGEST_HEADING - 30].rpartition(" ")[0] or first[: LONGEST_HEADING - 30]
    return f"{short} …", "\n".join(part for part in (first, more) if part)


def literal(text: str, *, every: bool = False) -> str:
    """Return plain words as Markdown that shows them: signs with a meaning get a backslash, with ``every`` all."""
    return "\n".join(_literal(line, every=every) for line in text.split("\n"))


def _literal(line: str, *, every: bool) -> str:
    return "".join(_signs(line.strip(), every=every))


def _signs(line: str, *, every: bool) -> Iterator[str]:
    digits = len(line) - len(line.lstrip("0123456789"))
    for at, letter in enumerate(line):
        starts = (at == 0 and letter in _LINE_STARTS) or (0 < digits == at and letter in ".)")
        is_sign = letter.isascii() and letter.isprintable() and not letter.isalnum() and letter != " "
        yield f"\\{letter}" if letter in _ALWAYS or starts or (every and is_sign) else letter


def literal_question(question: QuestionText, *, every: bool = False) -> QuestionText:
    """Return a question whose words are plain, as Markdown; the gaps of its stem stay gaps."""
    options = tuple(
        OptionText(
            literal(each.text, every=every),
            each.right,
            literal(each.feedback, every=every),
            literal(each.other, every=every),
        )
        if question.kind != "accept"
        else OptionText(each.text, each.right, literal(each.feedback, every=every))
        for each in question.options
    )
    return QuestionText(
        question.id,
        question.kind,
        literal(question.heading, every=every),
        question.stem if question.kind == "gaps" else literal(question.stem, every=every),
        options,
        {word: literal(said, every=every) for word, said in question.notes.items()},
        settings=question.settings,
    )

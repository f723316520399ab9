"""The lines of a question told apart: stem, answers with what is nested in them, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from course_app.courseware.language import prose
from course_app.courseware.language.context import Context
from course_app.courseware.language.inline import shade
from course_app.courseware.language.lookalikes import (
    EXAMPLES,
    AnswerForm,
    AnswerKind,
    almost_ordered,
    almost_pair,
    answer_form,
    mended,
)
from course_app.courseware.language.notes import Note, begins_note, indented_note
from course_app.courseware.language.problems import quoted
from course_app.courseware.language.source import BLANKS, Kind, Line, indent_of, moved

MOST_ANSWERS = 12
NESTED = prose.Manner()
_PICTURE = re.compile(r"!\[[^\n]*\]\([^\n]*\)[ \t]*")
_SECOND_ANSWER = re.compile(r"(?<=[ \t])(?:[-*•–][ \t]+)?(?:\([ xX]\)|\[[ xX]\])[ \t]+(?=[^ \t])|[ \t]-[ \t]+[=!][ \t]")
_FEEDBACK_SIGN = re.compile(r"[ \t]>[ \t]+(?=[^ \t])|[ \t]>(?=[^\W\d_])")
_BULLETED_ANSWER = re.compile(r"-[ \t]+(?:\([ xX]\)|\[[ xX]\])[ \t]+(?=[^ \t])|[ \t]-[ \t]+[=!][ \t]+(?=[^ \t])")
_BULLETED_PAIR = re.compile(r"[ \t]-[ \t](?:[^=]{0,200}[ \t])?=>[ \t]")


@dataclass(slots=True)
class Answer:
    """An answer line and what is nested in it; its text begins at index ``at`` of ``line.text``.

    A line that only looks like an answer is one too, with a ``line`` mended: its problem is noted.
    """

    line: Line
    kind: AnswerKind
    right: bool
    at: int
    feedback: list[Line] = field(default_factory=list)
    more: list[Line] = field(default_factory=list)
    guessed: bool = False

    @property
    def text(self) -> str:
        """The line behind its sign."""
        return self.line.text[self.at :]


@dataclass(slots=True)
class Parts:
    """A question's lines by what they are."""

    stem: Sequence[Line]
    answers: list[Answer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class Splitter:
    """Reads the lines from the first answer on."""

    def __init__(self, context: Context, parts: Parts, *, ordered: bool = False) -> None:
        self.ordered = ordered
        self.context = context
        self.parts = parts
        self.lines: Sequence[Line] = ()
        self.blank = False
        self.muted = False
        self.code: list[Line] | None = None
        self.in_note = False
        self.after_note = False

    def run(self, lines: Sequence[Line]) -> None:
        """Read ``lines``; each problem is said once, at its first line."""
        self.lines = lines
        for line in lines:
            if line.kind in (Kind.BLANK, Kind.COMMENT):
                self.blank, self.muted, self.in_note = True, False, False
                continue
            if line.kind is Kind.HEADING:
                self.muted = True
            elif line.kind in (Kind.FENCE, Kind.CODE) and not line.quoted:
                self._code(line)
            else:
                self._text(line)
            self.blank = False

    @property
    def current(self) -> Answer | None:
        """The answer that owns what is nested below it."""
        return self.parts.answers[-1] if self.parts.answers else None

    def _code(self, line: Line) -> None:
        if line.kind is Kind.CODE:
            if self.code is not None:
                self.code.append(line)
            return
        self.code = None
        nested = indent_of(line.text) >= 2
        current = self.current
        if not nested or current is None or self.after_note:
            self.context.note("E311", line)
        elif current.kind not in (AnswerKind.CHOICE, AnswerKind.MULTI):
            hint = "move the code above the answers: below this one only feedback, with >, may stand"
            self.context.note("E319", line, hint=hint)
        elif not self.blank:
            self.context.note("E319", line, hint="leave a line empty above the code")
        else:
            self._add_more(current, line)
            self.code = current.more

    def _add_more(self, answer: Answer, line: Line) -> None:
        if answer.more:
            answer.more.append(replace(line, text="", kind=Kind.BLANK))
        answer.more.append(line)

    def _text(self, line: Line) -> None:
        text = line.text
        if text.lstrip(BLANKS).startswith(">"):
            self._quote(line)
            return
        form = answer_form(text)
        ordered = self.ordered
        if form is not None and (form.kind is not AnswerKind.ORDERED or ordered):
            self._answer(line, form)
            return
        guess = mended(text)
        if guess is None and ordered and (fix := almost_ordered(text)):
            guess = (AnswerKind.ORDERED, fix)
        elif guess is None and (not self.parts.answers or self._is_match()) and (fix := almost_pair(text)):
            guess = (AnswerKind.PAIR, fix)
        if guess is not None:
            self._broken_answer(line, *guess)
        elif text.startswith(("- ", "-\t")) or text == "-":
            self._dash(line)
        elif not (self.muted and not self.blank):
            self._plain(line)

    def _is_match(self) -> bool:
        return self.parts.answers[0].kind is AnswerKind.PAIR

    def _answer(self, line: Line, form: AnswerForm) -> None:
        self.muted = self.after_note = False
        if self.parts.notes:
            self.context.note("E312", line)
        answer = Answer(line, form.kind, form.right, form.at)
        self.parts.answers.append(answer)
        if len(self.parts.answers) == MOST_ANSWERS + 1:
            count = f"{len(self.parts.answers)} answers or more"
            self.context.note("E109", line, what="The list of answers", count=count, limit=MOST_ANSWERS)
        _check_one_answer(self.context, answer)

    def _broken_answer(self, line: Line, kind: AnswerKind, fix: str) -> None:
        self.muted = self.after_note = False
        exact = line.text.lstrip(BLANKS) == fix
        if exact and indent_of(line.text) >= 2 and self.parts.answers:
            self.context.note("E313", line)
        else:
            where = " in the first column" if exact else ""
            self.context.note("E301", line, fix=f"write{where}: {fix}")
        form = answer_form(fix)
        if form is not None:
            self.parts.answers.append(Answer(replace(line, text=fix), kind, form.right, form.at, guessed=True))
        # Without words of its own the line goes on below.
        self.muted = fix.endswith((" text", " value", " label")) and not line.text.endswith(("text", "value", "label"))

    def _dash(self, line: Line) -> None:
        current = self.current
        kind = current.kind if current else AnswerKind.CHOICE
        words = line.text[2:].strip(BLANKS)
        example = EXAMPLES[kind].replace("text", quoted(words)) if "text" in EXAMPLES[kind] else EXAMPLES[kind]
        self.context.note("E303", line, hint=f"an answer: {example}; a prose list: * {quoted(words)}")
        self.muted = True

    def _quote(self, line: Line) -> None:
        indent, at = indent_of(line.text), _blanks(line)
        current = self.current
        self.muted = False
        if indent == 0:
            self._note(line)
        elif indent == 1 or current is None or self.after_note:
            self.context.note("E315", line, at)
        elif current.kind is AnswerKind.LONG:
            hint = "nobody marks a reflection: begin with > Why: in the first column"
            self.context.note("E315", line, at, hint=hint)
        elif (word := indented_note(line.text)) and (self.blank or not current.feedback):
            fix = f"in the first column: > {word}: …"
            self.context.note("E316", line, at, word=quoted(line.text.strip(BLANKS)), suggestion=fix)
        else:
            if self.blank and current.feedback:
                current.feedback.append(replace(line, text="", kind=Kind.BLANK))
            inside = unquoted(line)
            current.feedback.append(inside)
            self._check_feedback(current, inside)

    def _answer_follows(self, line: Line) -> bool:
        """Tell whether an answer stands right below the quote that ``line`` belongs to."""
        for below in self.lines[line.number - self.lines[0].number + 1 :]:
            if not below.text.startswith(">"):
                return below.kind is Kind.TEXT and answer_form(below.text) is not None
        return False

    def _check_feedback(self, answer: Answer, line: Line) -> None:
        """Refuse an answer that was joined to the feedback above it."""
        if "- " not in line.text:
            return
        shaded = shade(line.text)
        second = _BULLETED_ANSWER.search(shaded)
        if second is None and answer.kind is AnswerKind.PAIR:
            second = _BULLETED_PAIR.search(shaded)
        if second is not None:
            rest = line.text[second.start() :].strip(BLANKS)
            self.context.note("E310", line, second.start(), fix=f"a line of its own: {quoted(rest)}")

    def _note(self, line: Line) -> None:
        notes = self.parts.notes
        current = self.current
        lost_blanks = not notes and (not self.blank or self._answer_follows(line)) and not begins_note(line)
        if current is not None and not self.after_note and lost_blanks:
            self.context.note("E315", line)
            current.feedback.append(unquoted(line))
            return
        started = Note.start(self.context, line, going_on=self.in_note)
        if started is not None:
            self.muted = self.context.broken([line])
            if self.in_note:
                self.context.note("W714", line)
            notes.append(started)
        elif self.in_note and notes:
            notes[-1].lines.append(unquoted(line))
        elif not self.in_note:
            self.context.note("E315", line)
            self.muted = True
        self.in_note = self.after_note = True

    def _plain(self, line: Line) -> None:
        """Refuse text below the answers, or take in a picture."""
        self.muted = True
        indent = indent_of(line.text)
        current = self.current
        picture = _PICTURE.fullmatch(line.text.lstrip(BLANKS)) is not None
        if self.after_note or current is None:
            self.context.note("E318", line)
        elif not self.blank:
            self.context.note("E317", line, above="answer")
            self.context.silence([current.line])
        elif indent < 2:
            self.context.note("E318", line)
        elif not picture or current.kind not in (AnswerKind.CHOICE, AnswerKind.MULTI):
            self.context.note("E319", line, _blanks(line))
        else:
            self._add_more(current, line)


def _is_sentence(text: str) -> bool:
    """Tell whether ``text`` reads like feedback rather than like the right side of a comparison."""
    words = text.split()
    return len(words) >= (4 if words and words[0][0].isdigit() else 2)


def unquoted(line: Line) -> Line:
    """Return a line of a quote as a line of its own."""
    bare = line.text.lstrip(BLANKS)
    inside = bare[1:]
    inside = inside[1:] if inside[:1] in (" ", "\t") and inside else inside
    kind = line.kind
    if kind is Kind.TEXT and not inside.strip(BLANKS):
        kind = Kind.BLANK
    return moved(line, len(line.text) - len(inside), kind)


def dedented(lines: Sequence[Line]) -> list[Line]:
    """Return nested lines without the indent that they share."""
    shared = min((_blanks(line) for line in lines if line.text.strip(BLANKS)), default=0)
    return [moved(line, shared, line.kind) if line.kind is not Kind.BLANK else line for line in lines]


def _blanks(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip(BLANKS))


def _check_one_answer(context: Context, answer: Answer) -> None:
    """Refuse a second answer, or feedback, on the same line."""
    text = answer.text
    if not any(sign in text for sign in "([>-"):
        return
    shaded = shade(text)
    second = _SECOND_ANSWER.search(shaded)
    if second is not None:
        rest = text[second.start() :].strip(BLANKS)
        rest = rest if rest.startswith("- ") else f"- {rest.lstrip('*•–').lstrip()}"
        context.note("E310", answer.line, answer.at + second.start(), fix=f"a line of its own: {quoted(rest)}")
        return
    sign = _FEEDBACK_SIGN.search(shaded)
    if sign is not None and (_is_sentence(text[sign.end() :]) or shaded[: sign.start()].rstrip(BLANKS).endswith("}")):
        feedback = text[sign.end() :].strip(BLANKS)
        fix = f"a line of its own, after two blanks:   > {quoted(feedback)}"
        context.note("E310", answer.line, answer.at + sign.start(), fix=fix)

"""Answers to values: options, typed answers, pairs, steps, a reflection."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from course_app.courseware.language import marks, prose
from course_app.courseware.language.answers import NESTED, Answer, dedented
from course_app.courseware.language.context import Context
from course_app.courseware.language.inline import shade, unescape
from course_app.courseware.language.lookalikes import AnswerKind, arrows
from course_app.courseware.language.mark_settings import MarkTable, Taken, ids, take
from course_app.courseware.language.marks import Marked
from course_app.courseware.language.number_values import NumberValue, nearly, read_number, two_ways
from course_app.courseware.language.problems import quoted
from course_app.courseware.language.source import BLANKS, Line
from course_app.domain.answers import normalise
from course_app.domain.questions import (
    Accept,
    Leaf,
    Match,
    Mend,
    NumberEntry,
    Option,
    Order,
    Pair,
    Reflection,
    Step,
    TextEntry,
)

_SHARES = {True: Fraction(1), False: Fraction(0)}
WAS = ids("old-key")
_SETTINGS = {"was": WAS}
_MENDS = ("any", "void")
_TABLES = {
    AnswerKind.CHOICE: MarkTable("an answer", _MENDS, _SETTINGS, shares=True),
    AnswerKind.MULTI: MarkTable("an answer", _MENDS, _SETTINGS, share_code="E325"),
    AnswerKind.ACCEPT: MarkTable("a typed answer", (), _SETTINGS, shares=True),
    AnswerKind.PAIR: MarkTable("a pair", (), _SETTINGS, share_code="E325"),
    AnswerKind.ORDERED: MarkTable("a line of an order", (), _SETTINGS, share_code="E325"),
    AnswerKind.LONG: MarkTable("a reflection", (), {}, share_code="E325", id_code="E214"),
}
_WRONG = MarkTable("an expected wrong answer", (), _SETTINGS, share_code="E325")
_BARE_SHARE = re.compile(r"\{[ \t]*([0-9]{1,3}(?:[.,][0-9]{1,5})?)[ \t]*\}")
_CURLY = (("“", "”"), ("„", "“"), ("”", "”"), ("«", "»"))
EXACT, ANY = "exact", "any"


@dataclass(slots=True)
class Scope:
    """What may not stand twice in one question: keys of answers, and the answers themselves."""

    keys: dict[str, int] = field(default_factory=dict)
    texts: dict[object, Line] = field(default_factory=dict)

    def once(self, context: Context, line: Line, at: int, same: object) -> None:
        """Note an answer that stands on another line too."""
        before = self.texts.setdefault(same, line)
        if before is not line:
            context.note("E335", line, at, other=f"line {before.number}")


def _opened(context: Context, answer: Answer, scope: Scope, table: MarkTable) -> tuple[Marked, Taken]:
    """Return the text of an answer parted from its marks, and these read; its key is registered."""
    marked = context.parted(answer.line, answer.at, always=False)
    taken = take(context, answer.line, marked, answer.at, table)
    taken.id = context.identify("option", taken.id, answer.line, marked, answer.at, scope.keys, required=False)
    _warn_of_plain_braces(context, answer, marked)
    return marked, taken


def _warn_of_plain_braces(context: Context, answer: Answer, marked: Marked) -> None:
    if marked.has_braces or not answer.text.rstrip(BLANKS).endswith("}"):
        return
    braces = marks.plain_braces(answer.text)
    share = _BARE_SHARE.fullmatch(braces)
    word = braces.strip("{} \t")
    at = answer.at + answer.text.rfind("{")
    if share is not None:
        context.note("W712", answer.line, at, word=braces, fix=f"{{{share.group(1).replace(',', '.')}%}}")
    elif word in _MENDS:
        hint = f"to mend the answer write {{.{word}}}"
        context.note("W712", answer.line, at, word=braces, fix="", hint=hint)


def _feedback(context: Context, answer: Answer) -> Leaf:
    return prose.read(context, answer.feedback, NESTED, answer.line)


def read_options(context: Context, answers: Sequence[Answer]) -> tuple[Option, ...]:
    """Return the options of a choice of one or of several."""
    scope = Scope()
    return tuple(_option(context, answer, scope) for answer in answers)


def _option(context: Context, answer: Answer, scope: Scope) -> Option:
    marked, taken = _opened(context, answer, scope, _TABLES[answer.kind])
    more = prose.read(context, dedented(answer.more), NESTED) if answer.more else None
    same = (" ".join(marked.text.split()), more.text if more else "")
    scope.once(context, answer.line, answer.at, same)
    share = taken.share if taken.share is not None else _SHARES[answer.right]
    return Option(
        text=context.inline(answer.line, marked.text, answer.at),
        right=answer.right,
        share=share,
        feedback=_feedback(context, answer),
        key=taken.id,
        mend=Mend(taken.kind),
        was=taken.values.get("was", ()),
        more=more,
    )


def read_pairs(context: Context, answers: Sequence[Answer]) -> Match:
    """Return the pairs of a match."""
    scope = Scope()
    return Match(tuple(_pair(context, answer, scope) for answer in answers))


def _pair(context: Context, answer: Answer, scope: Scope) -> Pair:
    marked, taken = _opened(context, answer, scope, _TABLES[AnswerKind.PAIR])
    found = arrows(marked.text)
    if len(found) > 1:
        context.note("E336", answer.line, answer.at + found[1])
    at = found[0] if found else len(marked.text)
    left, right = marked.text[:at].rstrip(BLANKS), marked.text[at + 2 :]
    right_at = answer.at + at + 2 + len(right) - len(right.lstrip(BLANKS))
    right = right.strip(BLANKS)
    scope.once(context, answer.line, answer.at, ("left", normalise(left)) if left else ("right", normalise(right)))
    if left:
        scope.texts.setdefault(("right", normalise(right)), answer.line)
    return Pair(
        left=context.inline(answer.line, left, answer.at) if left else None,
        right=context.inline(answer.line, right, right_at),
        feedback=_feedback(context, answer),
        key=taken.id,
        was=taken.values.get("was", ()),
    )


def read_steps(context: Context, answers: Sequence[Answer]) -> Order:
    """Return the lines of an order."""
    scope = Scope()
    steps = []
    for answer in answers:
        marked, taken = _opened(context, answer, scope, _TABLES[AnswerKind.ORDERED])
        scope.once(context, answer.line, answer.at, normalise(marked.text))
        text = context.inline(answer.line, marked.text, answer.at)
        steps.append(Step(text, _feedback(context, answer), taken.id, taken.values.get("was", ())))
    return Order(tuple(steps))


def read_reflection(context: Context, answer: Answer) -> Reflection:
    """Return a long text for oneself."""
    marked, _ = _opened(context, answer, Scope(), _TABLES[AnswerKind.LONG])
    return Reflection(context.inline(answer.line, marked.text, answer.at))


@dataclass(frozen=True, slots=True)
class _Typed:
    answer: Answer
    text: str
    taken: Taken
    value: NumberValue | None
    literal: bool


def read_typed(
    context: Context, answers: Sequence[Answer], *, case_exact: bool, accents_exact: bool
) -> TextEntry | NumberEntry:
    """Return typed answers: numbers when every value is one, else texts."""
    scope = Scope()
    typed = [_typed(context, answer, scope) for answer in answers]
    numbers = all(one.value is not None for one in typed)
    misread = any(context.findings.broken(one.answer.line.number, one.answer.line.number) for one in typed)
    for one in typed:
        if not numbers and not misread and one.value is not None and one.value.sort == "range":
            context.note("E327", one.answer.line, one.answer.at)
        same: object = normalise(one.text, case_exact, accents_exact)
        if numbers and one.value is not None:
            same = (one.value.low, one.value.high)
        scope.once(context, one.answer.line, one.answer.at, same)
    accepts = tuple(_accept(context, one, as_number=numbers) for one in typed)
    return NumberEntry(accepts) if numbers else TextEntry(accepts)


def _typed(context: Context, answer: Answer, scope: Scope) -> _Typed:
    marked, taken = _opened(context, answer, scope, _TABLES[AnswerKind.ACCEPT] if answer.right else _WRONG)
    text = marked.text
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return _Typed(answer, unescape(text[1:-1]), taken, None, literal=True)
    for opening, closing in _CURLY:
        if len(text) > 2 and text.startswith(opening) and text.endswith(closing):
            sign = "=" if answer.right else "!"
            context.note("E301", answer.line, fix=f'write straight quotes: - {sign} "{text[1:-1]}"')
    if two_ways(text):
        context.note("E328", answer.line, answer.at, word=quoted(text))
    elif nearly(text):
        context.note("E338", answer.line, answer.at, word=quoted(text))
    return _Typed(answer, unescape(text), taken, read_number(text), literal=False)


def _accept(context: Context, one: _Typed, *, as_number: bool) -> Accept:
    answer = one.answer
    low: Decimal | None = None
    high: Decimal | None = None
    if as_number and one.value is not None:
        low, high = one.value.low, one.value.high
    share = one.taken.share if one.taken.share is not None else _SHARES[answer.right]
    feedback = _feedback(context, answer)
    below = answer.line.number + 1
    if not answer.right and not feedback and not context.findings.broken(below, below):
        context.note("E329", answer.line)
    return Accept(
        value=one.text,
        share=share,
        feedback=feedback,
        expected_wrong=not answer.right,
        low=low,
        high=high,
        key=one.taken.id,
        was=one.taken.values.get("was", ()),
    )


def split_link(text: str) -> tuple[str, str, int] | None:
    """Return words and target of ``[words](#target)`` when ``text`` is that alone, with the index of the words."""
    shaded = shade(text)
    close = shaded.rfind("](#")
    if not text.startswith("[") or close < 1 or not shaded.endswith(")"):
        return None
    words, target = text[1:close], text[close + 3 : -1]
    return (words.strip(BLANKS), target, 1) if words.strip(BLANKS) else None

"""Advice on questions: feedback, options that give the answer away, tags that nothing else uses."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from course_app.courseware.language.inline import unescape
from course_app.courseware.language.problems import Problem, nearest, problem, quoted
from course_app.domain.answers import normalise, one_slip_apart
from course_app.domain.questions import Choice, Option, Place, Question, Several, TextEntry

LONGEST_HEADING = 120
MOST_OPTIONS = 4
# Fewer questions than these say nothing about a habit.
FEWEST_FOR_LENGTH = 5
FEWEST_FOR_PLACE = 5
# A key counts as the longest when it stands out by a tenth.
STANDS_OUT = 1.1
# By chance the key stands in one place in about a third, at most in 60 of 100 small checks.
TOO_OFTEN = 0.6

_OF_THE_ABOVE = re.compile(
    r"(?i)\b(?:(?:all|none|both|any|neither|most|some) (?:of )?(?:the )?(?:above|these answers|other answers)"
    r"|(?:both|neither|only)? ?\(?[a-d]\)? (?:and|or|nor) \(?[a-d]\)?(?= |$|[.,])"
    r"|alle genannten|keine der genannten|toutes ces réponses|todas las anteriores|ninguna de las anteriores)"
)


def check_questions(questions: Iterable[Question]) -> Iterator[Problem]:
    """Yield advice on each question by itself."""
    for question in questions:
        letters = len(unescape(question.heading.text))
        if letters > LONGEST_HEADING:
            yield problem("W711", question.heading.place, count=letters)
        match question.body:
            case Choice(options) | Several(options):
                yield from _options(question, options)
            case TextEntry():
                yield from _near_words(question, question.body)


def _options(question: Question, options: Sequence[Option]) -> Iterator[Problem]:
    if len(options) > MOST_OPTIONS:
        yield problem("W702", question.place)
    for option in options:
        if not (option.right or option.feedback or question.notes.incorrect):
            yield problem("W701", option.text.place)
        found = _OF_THE_ABOVE.search(option.text.text)
        if found:
            yield problem("W703", option.text.place, word=quoted(found[0].strip()))


def _near_words(question: Question, body: TextEntry) -> Iterator[Problem]:
    exact = question.case_exact, question.accents_exact
    right = [
        normalise(line.value, *exact) for line in body.accepts if not line.expected_wrong and "*" not in line.value
    ]
    for line in body.accepts:
        if line.expected_wrong and "*" not in line.value:
            wrong = normalise(line.value, *exact)
            if any(one_slip_apart(wrong, word) for word in right):
                yield problem("W709", line.feedback.place if line.feedback else question.place, word=quoted(line.value))


def check_habits(title: Place, questions: Iterable[Question]) -> Iterator[Problem]:
    """Yield advice on the choices of one file together: does their length or place betray the key."""
    choices = [(question, question.body) for question in questions if isinstance(question.body, Choice)]
    total = len(choices)
    longest = sum(_key_stands_out(body) for _, body in choices)
    if total >= FEWEST_FOR_LENGTH and longest > total * TOO_OFTEN:
        yield problem("W705", title, count=longest, total=total)
    fixed = [body for question, body in choices if not question.shuffle_options]
    if len(fixed) >= FEWEST_FOR_PLACE:
        places = Counter(_place_of_key(body) for body in fixed)
        place, count = places.most_common(1)[0]
        if count > len(fixed) * TOO_OFTEN:
            yield problem("W706", title, place=place, count=count, total=len(fixed))


def _key_stands_out(body: Choice) -> bool:
    key = max((len(option.text.text) for option in body.options if option.right), default=0)
    others = max((len(option.text.text) for option in body.options if not option.right), default=0)
    return key > others * STANDS_OUT


def _place_of_key(body: Choice) -> int:
    return next((place for place, option in enumerate(body.options, start=1) if option.right), 0)


def check_tags(questions: Sequence[Question], asked_for: Iterable[str]) -> Iterator[Problem]:
    """Yield each tag that only one question has; ``asked_for`` are those that the final counts."""
    first: dict[str, Question] = {}
    counts: Counter[str] = Counter()
    for question in questions:
        for tag in question.tags:
            first.setdefault(tag, question)
            counts[tag] += 1
    common = [tag for tag, count in counts.items() if count > 1] + list(asked_for)
    for tag, question in first.items():
        if counts[tag] == 1 and tag not in asked_for:
            near = nearest(tag, common)
            hint = f"did you mean '{near}'?" if near else "give it to another question, or drop it"
            yield problem("W710", question.place, word=quoted(tag), suggestion=hint)

"""Plain values for the tests of the rules: as little of each as the rule in question needs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from course_app.domain.course import (
    ActionStep,
    Column,
    Course,
    CredentialPolicy,
    Field,
    Final,
    Item,
    Lesson,
    LetterPart,
    Module,
    Quiz,
    QuizSettings,
    TablePart,
    Task,
    Topic,
    Unit,
)
from course_app.domain.questions import (
    Accept,
    Choice,
    Cloze,
    Gap,
    Leaf,
    Match,
    Mend,
    NumberEntry,
    Option,
    Order,
    Pair,
    Place,
    Question,
    Reflection,
    Scenario,
    Scene,
    SceneChoice,
    Several,
    Step,
    TextEntry,
)

HERE = Place("find/check.md", 1)
EMPTY = Leaf("", HERE)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def leaf(text):
    return Leaf(text, HERE)


def at(minutes=0, **more):
    """Return a moment so long after noon."""
    return NOON + timedelta(minutes=minutes, **more)


def question(body=None, name="q", **settings):
    body = body or choice(1, 0)
    settings.setdefault("version", f"v-{name}")
    return Question(name, leaf(f"Question {name}"), EMPTY, body, HERE, **settings)


def option(share=0, mend=Mend.NONE, said="", text="Words"):
    return Option(leaf(text), share == 1, Fraction(share), leaf(said), mend=mend)


def choice(*shares):
    return Choice(tuple(each if isinstance(each, Option) else option(each) for each in shares))


def several(marks):
    """Return options from a word: x is right, o is wrong, X and O are the same with ``.void``, * is ``.any``."""
    kinds = {
        "x": option(1),
        "o": option(0),
        "X": option(1, Mend.VOID),
        "O": option(0, Mend.VOID),
        "*": option(0, Mend.ANY),
    }
    return Several(tuple(kinds[mark] for mark in marks))


def accept(value, share=1, said="", *, wrong=False):
    return Accept(value, Fraction(0 if wrong else share), leaf(said), wrong)


def typed(*accepts):
    return TextEntry(tuple(accept(each) if isinstance(each, str) else each for each in accepts))


def number(*intervals, wrong=()):
    def one(low, high, expected_wrong):
        return Accept(
            f"{low}..{high}", Fraction(not expected_wrong), EMPTY, expected_wrong, Decimal(low), Decimal(high)
        )

    rights = [one(*(each if isinstance(each, tuple) else (each, each)), False) for each in intervals]
    wrongs = [one(each, each, True) for each in wrong]
    return NumberEntry((*rights, *wrongs))


def match(*pairs):
    """Return pairs from ``"left=right"``; ``"=right"`` is a distractor."""
    found = []
    for pair in pairs:
        left, _, right = pair.partition("=")
        said = leaf(f"{left} it is") if left else EMPTY
        found.append(Pair(leaf(left) if left else None, leaf(right), said))
    return Match(tuple(found))


def order(count):
    return Order(tuple(Step(leaf(f"Step {number}"), EMPTY) for number in range(count)))


def word_gap(*accepted):
    return Gap("text", accepted=accepted)


def number_gap(low, high=None):
    return Gap("number", low=Decimal(low), high=Decimal(high or low))


def choice_gap(*options, right=0):
    return Gap("choice", options=options, right=right)


def cloze(*gaps):
    return Cloze(leaf(" ".join("\ue000" for _ in gaps)), gaps)


def scenario(**scenes):
    """Return a story: each scene lists ``target`` or ``(target, share)``; one without choices is an end."""
    return Scenario(tuple(_scene(name, choices) for name, choices in scenes.items()))


def _scene(name, choices):
    pairs = [each if isinstance(each, tuple) else (each, 0) for each in choices]
    return Scene(
        name,
        leaf(name),
        leaf(f"In {name}"),
        tuple(
            SceneChoice(leaf(f"to {target}"), target, share == 1, Fraction(share), leaf(f"{share} for {target}"))
            for target, share in pairs
        ),
    )


def reflection():
    return Reflection(leaf("What stays with you?"))


def quiz(*questions, pools=(), **settings):
    return Quiz(EMPTY, QuizSettings(**settings), questions, pools)


def topic(name, draw, questions):
    return Topic(name, name.capitalize(), draw, tuple(questions))


def final(*topics, at_least=None, opens="checks", **settings):
    settings = {"free": 2, "cooldown": 12 * 3600, "feedback": "passed", **settings}
    return Final(
        leaf("Final"), EMPTY, leaf("My word"), QuizSettings(**settings), topics, at_least=at_least or {}, opens=opens
    )


def lesson(name, module="find", **settings):
    return unit(name, Lesson(EMPTY, ()), module, **settings)


def check(name="check", module="find", **settings):
    return unit(name, quiz(question(name=f"{module}-{name}")), module, **settings)


def step(name, *tasks, module="find", **settings):
    return unit(name, ActionStep(EMPTY, tasks), module, **settings)


def unit(name, body, module="find", **settings):
    return Unit(name, module, leaf(name), body, f"{module}/{name}.md", **settings)


def task(name="sheet", kind="worksheet", **settings):
    return Task(name, kind, leaf(name.capitalize()), EMPTY, HERE, **settings)


def module(name, *units, **settings):
    return Module(name, leaf(name), name.capitalize(), "", EMPTY, units, **settings)


def course(*modules_or_units, final=None, requires=None, **settings):
    """Return a course of modules, or of units that make one module ``find``."""
    modules = [each for each in modules_or_units if isinstance(each, Module)]
    units = [each for each in modules_or_units if isinstance(each, Unit)]
    if units:
        modules.append(module("find", *units))
    credential = None if requires is None else CredentialPolicy("Title", requires=tuple(requires))
    return Course("knots", "Knots", "", "en", tuple(modules), final=final, credential=credential, **settings)


def field(kind, name="it", **settings):
    return Field(name, kind, leaf(name.capitalize()), HERE, **settings)


def item(name):
    return Item(name, leaf(name.capitalize()))


def column(name, kind="text", **settings):
    return Column(name, kind, leaf(name.capitalize()), **settings)


def table(*columns, least=1, most=4, name="rows"):
    return TablePart(name, leaf("Rows"), EMPTY, columns, least, most)


def letter(body, subject="", name="note"):
    return LetterPart(name, subject, body, HERE)

"""What reading a file gives: its value, problems, references, ids and anchors."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from course_app.courseware.language.problems import Problem
from course_app.domain.course import Pool
from course_app.domain.questions import Leaf, Place, Question

Value = TypeVar("Value", covariant=True)

ReferenceKind = Literal["link", "image", "footnote", "include", "slot", "player"]
Inside = Literal[
    "lesson",
    "question",
    "quiz",
    "action",
    "module",
    "final",
    "guide",
    "resource",
    "template",
    "glossary",
    "source",
]
DocumentKind = Literal["template", "guide", "resource"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that a text points to.

    ``target`` is the address (link, image, include, player), the key (footnote) or the name (slot: ``?word`` when
    the writer makes it up). ``text`` is the words of a link, the alternative text of an image, the prompt of a
    slot. A download is a ``link``.
    """

    kind: ReferenceKind
    target: str
    text: str
    place: Place
    inside: Inside


@dataclass(frozen=True, slots=True)
class Name:
    """An id that a file gives: ``kind`` is question, pool, scene, task, part, field, column, option or section."""

    kind: str
    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Missing:
    """A thing without an id: where ``course content fmt`` writes one, between ``before`` and ``after``.

    ``taken`` are the ids from which it must differ, with their lines.
    """

    kind: str
    words: str
    line: int
    offset: int
    before: str
    after: str
    taken: dict[str, int]


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """What one file gives; ``footnotes`` are the keys it defines, ``anchors`` the ids of its headings.

    ``missing`` is what still needs an id.
    """

    value: Value | None
    problems: tuple[Problem, ...] = ()
    references: tuple[Reference, ...] = ()
    anchors: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    footnotes: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether the file has no error; warnings may stand."""
        return all(found.severity != "error" for found in self.problems)


@dataclass(frozen=True, slots=True)
class FinalText:
    """What ``final/final.md`` says: title, introduction and the statement of honour before each try."""

    title: Leaf
    intro: Leaf
    honour: Leaf
    minutes: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True)
class TopicText:
    """A file of the final's questions: either loose ones or pools of them."""

    title: Leaf
    intro: Leaf
    questions: tuple[Question, ...] = ()
    pools: tuple[Pool, ...] = ()

    def all_questions(self) -> tuple[Question, ...]:
        """Return every question, pooled or not, in the order of the file."""
        return self.questions + tuple(question for pool in self.pools for question in pool.questions)

"""A lesson as its page shows it, put together once for each release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import Markup

from course_app.assessment.presenting import view_of
from course_app.assessment.question_views import QuestionView, Shown
from course_app.courseware.releases import Release
from course_app.domain.course import Download, Lesson
from course_app.domain.drawing import shown_order
from course_app.domain.questions import Question, Reflection
from course_app.web.frame import piece, with_token


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section: its heading, its HTML, and what else it holds."""

    id: str
    title: Markup
    kind: str
    html: Markup
    questions: tuple[Question, ...]
    downloads: tuple[Download, ...]


Part = Markup | SectionView
"""A run of plain sections as one piece of HTML, or a section with questions or downloads."""


@dataclass(frozen=True, slots=True)
class LessonView:
    """What a lesson's page shows to everybody alike; ``parts`` are its introduction and sections in order."""

    title: Markup
    plain_title: str
    parts: tuple[Part, ...]
    notes: Markup
    glossary: Markup
    headings: Mapping[str, str]


_views: WeakKeyDictionary[Release, dict[str, LessonView]] = WeakKeyDictionary()
_recalls: WeakKeyDictionary[Release, dict[str, Markup]] = WeakKeyDictionary()
_orders: WeakKeyDictionary[Release, dict[str, tuple[int, ...]]] = WeakKeyDictionary()


def lesson_view(release: Release, address: str) -> LessonView:
    """Return the lesson at ``address``, made once for each release at hand."""
    views = _views.setdefault(release, {})
    view = views.get(address)
    if view is None:
        view = views[address] = _lesson_view(release, address)
    return view


def _lesson_view(release: Release, address: str) -> LessonView:
    unit = release.unit(address)
    assert unit is not None
    lesson = unit.body
    assert isinstance(lesson, Lesson)
    sections = tuple(
        SectionView(
            section.id,
            release.html(section.title),
            section.kind,
            release.html(section.body) if section.body else Markup(""),
            section.questions,
            section.downloads,
        )
        for section in lesson.sections
    )
    title, intro = release.html(unit.title), release.html(lesson.intro)
    return LessonView(
        title,
        title.striptags(),
        tuple(_parts(intro, sections)),
        release.endnotes(unit.file),
        release.glossary(intro, *(section.html for section in sections)),
        {section.id: section.title.striptags() for section in sections if section.id},
    )


def _parts(intro: Markup, sections: tuple[SectionView, ...]) -> Iterator[Part]:
    """Join what is the same for everybody, so that a page puts few pieces together."""
    joined = [Markup('<div class="prose">{}</div>').format(intro)]
    for section in sections:
        if section.questions or section.downloads:
            yield Markup("\n").join(joined)
            yield section
            joined = []
        else:
            joined.append(_PLAIN.format(section.id, section.title, section.html))
    if joined:
        yield Markup("\n").join(joined)


_PLAIN = Markup('<section class="lesson-section"><h2 id="{}">{}</h2><div class="prose">{}</div></section>')


def recall_order(release: Release, question_id: str) -> tuple[int, ...]:
    """Return the order in which a recall question shows its options: the same for all, so that it needs no row."""
    orders = _orders.setdefault(release, {})
    if question_id not in orders:
        question = release.question(question_id)
        orders[question_id] = shown_order(question, Random(question.version))  # noqa: S311 - chance, not secrecy
    return orders[question_id]


def _fresh(release: Release, here: str, question: Question) -> Markup:
    made = _recalls.setdefault(release, {})
    if question.id not in made:
        view = view_of(question, release.html, Shown(recall_order(release, question.id), None))
        made[question.id] = piece("learning/_recall.html", "recall_form", view, here, None, {}, "", {})
    return made[question.id]


def recall_views(
    release: Release,
    here: str,
    questions: tuple[Question, ...],
    given: Mapping[str, Any],
    refused: Mapping[str, Any],
    notes: Mapping[str, str],
    refusal: str = "",
) -> list[QuestionView | Markup]:
    """Return the questions of a recall section; one that nobody has answered is the same for all, and made already.

    ``here`` is the address of the lesson. ``given`` holds answers to mark, ``refused`` what was typed and could not be
    read with ``refusal``, ``notes`` the texts of questions to oneself, each by the id of its question.
    """
    html = release.html
    views: list[QuestionView | Markup] = []
    for question in questions:
        if not isinstance(question.body, Reflection) and question.id not in given and not (refused or refusal):
            views.append(with_token(_fresh(release, here, question)))
            continue
        order = recall_order(release, question.id)
        if isinstance(question.body, Reflection):
            shown = Shown(order, notes.get(question.id, ""))
        elif question.id in given:
            shown = Shown(order, given[question.id], marked=True)
        else:
            shown = Shown(order, refused.get(question.id))
        views.append(view_of(question, html, shown))
    return views

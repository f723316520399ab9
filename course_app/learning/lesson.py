"""A lesson as its page shows it, put together once for each release."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from markupsafe import Markup

from course_app.assessment.presenting import QuestionView, Shown, view_of
from course_app.courseware import releases
from course_app.domain.course import Download, Lesson
from course_app.domain.drawing import shown_order
from course_app.domain.questions import Question, Reflection


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section: its heading, its HTML, and what else it holds."""

    id: str
    title: Markup
    kind: str
    html: Markup
    questions: tuple[Question, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class LessonView:
    """What a lesson's page shows to everybody alike."""

    title: Markup
    plain_title: str
    intro: Markup
    sections: tuple[SectionView, ...]
    notes: Markup
    headings: Mapping[str, str]


@lru_cache(maxsize=1024)
def lesson_view(release_id: int, address: str) -> LessonView:
    """Return the lesson at ``address`` of a release."""
    release = releases.get(release_id)
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
    title = release.html(unit.title)
    return LessonView(
        title,
        title.striptags(),
        release.html(lesson.intro),
        sections,
        release.endnotes(unit.file),
        {section.id: section.title.striptags() for section in sections if section.id},
    )


@lru_cache(maxsize=2048)
def recall_order(release_id: int, question_id: str) -> tuple[int, ...]:
    """Return the order in which a recall question shows its options: the same for all, so that it needs no row."""
    question = releases.get(release_id).question(question_id)
    return shown_order(question, Random(question.version))  # noqa: S311 - chance, not secrecy


def recall_views(
    release_id: int,
    questions: tuple[Question, ...],
    given: Mapping[str, Any],
    refused: Mapping[str, Any],
    notes: Mapping[str, str],
) -> list[QuestionView]:
    """Return the questions of a recall section.

    ``given`` holds answers to mark, ``refused`` what was typed and could not be read, ``notes`` the texts of
    questions to oneself, each by the id of its question.
    """
    html = releases.get(release_id).html
    views = []
    for question in questions:
        order = recall_order(release_id, question.id)
        if isinstance(question.body, Reflection):
            shown = Shown(order, notes.get(question.id, ""))
        elif question.id in given:
            shown = Shown(order, given[question.id], marked=True)
        else:
            shown = Shown(order, refused.get(question.id))
        views.append(view_of(question, html, shown))
    return views

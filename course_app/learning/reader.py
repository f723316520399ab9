"""The lesson reader: the page itself, done and undone, pause and recall, the note, where reading stopped."""

from functools import partial
from typing import Any

from flask import current_app, render_template

from course_app.courseware.releases import News, Release
from course_app.domain.course import Unit
from course_app.domain.requirements import Standing
from course_app.enrolment.queries import Visit
from course_app.infrastructure.database import reader
from course_app.learning import progress
from course_app.learning.lesson import lesson_view, recall_views
from course_app.learning.notes import Note, notes_in
from course_app.web.access import Visitor


def lesson_page(
    person: Visitor | None,
    visit: Visit,
    release: Release,
    unit: Unit,
    given: dict[str, Any] | None = None,
    refused: dict[str, Any] | None = None,
    refusal: str = "",
) -> str:
    """Return the page of a lesson; ``given`` and ``refused`` are answers to its recall questions by their id."""
    view = lesson_view(release, unit.address)
    kinds = current_app.extensions["task_kinds"]
    now_at = release.standing(visit.facts, kinds) if person else None
    notes = _notes(person, release, unit)
    own = {subject.partition("#")[2]: note.text for subject, note in notes.items()}
    here = progress.unit_url(release, unit)
    recalls = {
        section.id: recall_views(release, here, section.questions, given or {}, refused or {}, own, refusal)
        for section in view.parts
        if not isinstance(section, str) and section.questions
    }
    before, after = release.neighbours(unit.address)
    resume = visit.place.heading if visit.place.unit == unit.address else ""
    return render_template(
        "learning/lesson.html",
        release=release,
        unit=unit,
        here=here,
        module=release.module(unit.module),
        view=view,
        recalls=recalls,
        refusal=refusal,
        done=now_at is not None and unit.address in now_at.done,
        marked=now_at is not None and unit.address in now_at.marked,
        waits_for=[] if now_at is None else _waits_for(release, unit, now_at.done),
        index=progress.index_of(release, unit, now_at, kinds),
        before=before and progress.name_of(release, before),
        after=after and progress.name_of(release, after),
        note=notes.get(unit.address) or Note(release.course.id, unit.address, ""),
        versions={subject.partition("#")[2]: note.version for subject, note in notes.items()},
        resume=resume,
        resume_words=view.headings.get(resume, ""),
        answered=given or {},
        news=_news(visit, release, unit, now_at),
    )


def _news(visit: Visit, release: Release, unit: Unit, now_at: Standing | None) -> News | None:
    """Return what changed in a lesson since the visitor finished it."""
    found = release.news.get(unit.address)
    if found is None or now_at is None or unit.address not in now_at.marked:
        return None
    now_called = release.renames.now
    done_at = max((fact.at for fact in visit.facts if now_called(fact.subject) == unit.address), default=found.at)
    return found if done_at < found.at else None


def _notes(person: Visitor | None, release: Release, unit: Unit) -> dict[str, Note]:
    if person is None:
        return {}
    key = partial(current_app.extensions["data_key"], person.wrapped_key)
    return notes_in(reader(), person.id, key, release.course.id, unit.address)


def _waits_for(release: Release, unit: Unit, done: frozenset[str]) -> list[Unit]:
    found = (release.unit(address) for address in unit.requires if address not in done)
    return [each for each in found if each is not None]

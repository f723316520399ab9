"""The lesson reader: the page itself, done and undone, pause and recall, the note, where reading stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from flask import current_app
from markupsafe import Markup

from course_app.courseware.releases import News, Release
from course_app.domain.course import Unit
from course_app.domain.requirements import Standing
from course_app.enrolment.queries import Visit
from course_app.infrastructure.database import reader
from course_app.learning import progress
from course_app.learning.index import index_of
from course_app.learning.lesson import lesson_view, recall_views
from course_app.learning.notes import Note, notes_in
from course_app.web.access import Visitor
from course_app.web.frame import drawn_by, marked, shared_page, with_token


@dataclass(frozen=True, slots=True)
class Answered:
    """What a page of a lesson shows again: answers given to its recall questions, those refused and why."""

    given: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""


NOTHING = Answered()
_bodies: WeakKeyDictionary[Release, dict[tuple[Any, ...], Markup]] = WeakKeyDictionary()


def lesson_page(
    person: Visitor | None, visit: Visit, release: Release, unit: Unit, answered: Answered = NOTHING
) -> str:
    """Return the page of a lesson."""
    kinds = current_app.extensions["task_kinds"]
    now_at = release.standing(visit.facts, kinds) if person else None
    notes = _notes(person, release, unit)
    here = progress.unit_url(release, unit)
    return shared_page(
        "learning/lesson.html",
        release,
        (unit.address,),
        {
            "body": _body(person, visit, release, unit, now_at, notes, answered),
            "index": index_of(release, unit, now_at, kinds),
        },
        release=release,
        unit=unit,
        here=here,
        module=release.module(unit.module),
        view=lesson_view(release, unit.address),
    )


def _body(
    person: Visitor | None,
    visit: Visit,
    release: Release,
    unit: Unit,
    now_at: Standing | None,
    notes: Mapping[str, Note],
    answered: Answered,
) -> Markup:
    """Return the text with its questions, what comes next and the note; drawn once for all who see the same."""
    done = now_at is not None and unit.address in now_at.done
    marked_done = now_at is not None and unit.address in now_at.marked
    waits_for = [] if now_at is None else _waits_for(release, unit, now_at.done)
    news = _news(visit, release, unit, now_at)
    resume = visit.place.heading if visit.place.unit == unit.address else ""
    own = {subject.partition("#")[2]: note for subject, note in notes.items() if "#" in subject}

    def draw() -> Markup:
        view = lesson_view(release, unit.address)
        here = progress.unit_url(release, unit)
        texts = {name: note.text for name, note in own.items()}
        before, after = release.neighbours(unit.address)
        return drawn_by(
            "learning/_lesson.html",
            "lesson_body",
            release,
            unit,
            here,
            view,
            recalls={
                section.id: recall_views(
                    release, here, section.questions, answered.given, answered.refused, texts, answered.refusal
                )
                for section in view.parts
                if not isinstance(section, str) and section.questions
            },
            signed_in=person is not None,
            done=done,
            marked=marked_done,
            waits_for=waits_for,
            before=before and progress.name_of(release, before),
            after=after and progress.name_of(release, after),
            news=news,
            resume=resume,
            resume_words=view.headings.get(resume, ""),
            note=notes.get(unit.address) or Note(release.course.id, unit.address, ""),
            versions={name: note.version for name, note in own.items()},
            refusal=answered.refusal,
            answered=answered.given,
            locale=person.locale if person else current_app.config["LOCALE"],
        )

    if notes or news or resume or answered is not NOTHING or current_app.debug:
        return draw()
    bodies = _bodies.setdefault(release, {})
    key = (unit.address, person and person.locale, done, marked_done, tuple(each.address for each in waits_for))
    html = bodies.get(key)
    if html is None:
        html = bodies[key] = marked(draw)
    return with_token(html)


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

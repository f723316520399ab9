"""Pages of quizzes: what they show, put together from an attempt and its release."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from markupsafe import Markup, escape

from course_app.assessment.beginning import addresses_of
from course_app.assessment.presenting import view_of
from course_app.assessment.queries import (
    Attempt,
    Given,
    attempt_of,
    attempts_at,
    extra_tries,
    open_attempt,
    tried,
)
from course_app.assessment.question_views import QuestionView, Shown
from course_app.assessment.service import Paper, opened, paper_of
from course_app.courseware import releases
from course_app.courseware.releases import Release
from course_app.domain.attempts import Opening, Score, TopicScore, by_topic, opening, score, to_practise
from course_app.domain.course import Quiz, Unit
from course_app.domain.drawing import check_size
from course_app.domain.errors import DomainError
from course_app.domain.marking import ZERO, is_marked, verdict_of
from course_app.domain.questions import Scenario
from course_app.domain.requirements import FINAL
from course_app.enrolment.queries import Visit
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.web.access import Visitor, visitor
from course_app.web.frame import drawn_by, shared_page
from course_app.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class AskView:
    """A question to answer: its place, the number of the try, and whether it is practice.

    ``step`` counts the choices of a story so far; ``slip`` is the answer that was called a slip of spelling.
    """

    position: int
    number: int
    practice: bool
    question: QuestionView
    step: int = 0
    slip: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A line of the result: the question, how it went at first, and where to read on."""

    position: int
    heading: Markup
    verdict: str
    see: tuple[Markup, ...]


def ask(release: Release, attempt: Attempt, paper: Paper, position: int, typed: Any = None, slip: str = "") -> AskView:
    """Return the question at ``position`` as it is to be answered; ``typed`` is what was refused."""
    question = paper.questions[position - 1]
    number = attempt.next_number(position)
    path = attempt.paths.get((position, number), ())
    response = None if isinstance(question.body, Scenario) else typed
    shown = Shown(attempt.drawn[position - 1].order, response, path=path)
    return AskView(position, number, number > 1, view_of(question, release.html, shown), len(path), slip)


def question_page(
    found: Attempt,
    release: Release,
    paper: Paper,
    n: int,
    feedback: QuestionView | None,
    asked: AskView | None,
    refusal: DomainError | None = None,
) -> str:
    """Return the page of a question: to answer, or with its feedback and what is asked next."""
    total, title, back = len(paper.questions), title_of(release, found), start_url(found)
    body = {
        "attempt": found,
        "release": release,
        "paper": paper,
        "total": total,
        "position": n,
        "feedback": feedback,
        "returns": feedback is not None and not found.finished_at and n in to_practise(paper.questions, found.answers),
        "asked": asked,
        "refusal": refusal,
        "title": title,
        "back": back,
    }
    person = visitor()
    assert person is not None
    main = drawn_by(
        "assessment/_question_body.html", "question_body", body, person.locale, person.time_zone, request.path
    )
    place = escape(_("Question %(n)s of %(total)s", n=n, total=total))
    own = {"main": main, "place": place}
    return shared_page("assessment/question.html", release, (found.unit,), own, release=release, title=title, back=back)


def answered(
    release: Release, attempt: Attempt, paper: Paper, given: Given, learner: Visitor, *, key: bool = False
) -> QuestionView:
    """Return a question with its answer marked; ``key`` shows the right answer as well."""
    question = paper.questions[given.position - 1]
    response = given.response
    if given.sealed is not None:
        data_key = current_app.extensions["data_key"](learner.wrapped_key)
        response = opened(attempt, given.position, given.sealed, data_key)
    order = attempt.drawn[given.position - 1].order
    shown = Shown(order, response, marked=True, key=key, decimal_comma=paper.decimal_comma)
    return view_of(question, release.html, shown)


def rows(release: Release, attempt: Attempt, paper: Paper) -> Sequence[RowView]:
    """Return a line for each marked question, by its first answer."""
    first = {each.position: each for each in attempt.given if each.number == 1}
    lines = []
    for position, question in enumerate(paper.questions, 1):
        if not is_marked(question):
            continue
        verdict = verdict_of(first[position].credit if position in first else ZERO)
        see = tuple(release.html(leaf) for leaf in question.notes.see) if verdict != "right" else ()
        lines.append(RowView(position, release.html(question.heading), verdict, see))
    return lines


def needed(result: Score, pass_percent: int) -> int:
    """Return how many points were lacking to pass, rounded up."""
    lacking = pass_percent * result.most - 100 * result.got
    return -int(-lacking // 100) if lacking > 0 else 0


def title_of(release: Release, attempt: Attempt) -> Markup:
    """Return the title of the check or final."""
    course = release.course
    if attempt.unit == FINAL and course.final is not None:
        return release.html(course.final.title)
    unit = release.unit(attempt.unit)
    return release.html(unit.title) if unit else Markup("")


def start_url(attempt: Attempt) -> str:
    """Return the address of the page an attempt was begun on."""
    if attempt.unit == FINAL:
        return url_for("assessment.final", course=attempt.course)
    module, _, unit = attempt.unit.partition("/")
    return url_for("learning.unit", course=attempt.course, module=module, unit=unit)


def result_facts(found: Attempt, release: Release, paper: Paper, learner: Visitor) -> dict[str, Any]:
    """Return what the page of a result shows."""
    result = score(paper.questions, found.answers, paper.settings.pass_percent)
    shows_all = paper.settings.feedback == "end" or (paper.settings.feedback == "passed" and result.passed)
    course = release.course
    return {
        "attempt": found,
        "release": release,
        "paper": paper,
        "title": title_of(release, found),
        "back": start_url(found),
        "result": result,
        "needed": needed(result, paper.settings.pass_percent),
        "rows": rows(release, found, paper) if paper.at_once else (),
        "practise": to_practise(paper.questions, found.answers) if paper.at_once else [],
        "topics": topic_rows(release, found, paper) if paper.is_final else (),
        "answered": [answered(release, found, paper, each, learner, key=True) for each in found.given]
        if shows_all
        else (),
        "again": None if paper.is_final else _again(found, paper),
        "outline": url_for("learning.outline", course=course.id),
    }


def _again(found: Attempt, paper: Paper) -> Opening:
    past = attempts_at(reader(), found.account_id, found.course, [found.unit])
    now = clock.now()
    return opening(paper.settings, tried(past, now), now, final=False, extra=extra_tries(past))


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A line of a final's result: the topic by name, its score, and the module to open again."""

    title: str
    score: TopicScore
    review: str


def topic_rows(release: Release, attempt: Attempt, paper: Paper) -> list[TopicRow]:
    """Return the score of each topic in the order of the course."""
    final = release.course.final
    assert final is not None
    scores = {
        each.topic: each
        for each in by_topic(attempt.drawn, paper.questions, attempt.answers, paper.settings.pass_percent)
    }
    return [
        TopicRow(topic.title, scores[topic.id], topic.review or topic.id)
        for topic in final.topics
        if topic.id in scores
    ]


def check_start(learner: Visitor | None, release: Release, unit: Unit) -> str:
    """Return the page of a check: what it is, earlier tries, and the button that begins."""
    assert isinstance(unit.body, Quiz)
    course = release.course.id
    past = attempts_at(reader(), learner.id, course, addresses_of(release, unit.address)) if learner else []
    now = clock.now()
    settings = unit.body.settings
    return render_template(
        "assessment/check.html",
        release=release,
        unit=unit,
        module=release.module(unit.module),
        total=check_size(unit.body),
        settings=settings,
        past=[each for each in past if each.finished_at],
        open=open_attempt(past, now),
        opening=opening(settings, tried(past, now), now, final=False, extra=extra_tries(past)),
        best=max((each.percent for each in past if each.finished_at), default=None),
    )


OPENED_BY = {"always": (), "checks": ("check",), "all": ("lessons", "check", "step")}


def final_start(
    learner: Visitor,
    release: Release,
    visit: Visit,
    refusal: DomainError | None = None,
    ticked: Collection[str] = (),
) -> str:
    """Return the page of the final: what it asks, whether it is open, and the word to give before each try.

    ``ticked`` are the boxes that were ticked when it was refused.
    """
    final = release.course.final
    assert final is not None
    now_at = release.standing(visit.facts, current_app.extensions["task_kinds"])
    past = attempts_at(reader(), learner.id, release.course.id, [FINAL])
    now = clock.now()
    finished = [each for each in past if each.finished_at]
    weak = []
    if finished and not any(each.passed for each in finished):
        last = attempt_of(reader(), learner.id, finished[-1].public_id)
        assert last is not None
        paper = paper_of(releases.get(last.release_id), last)
        weak = [row for row in topic_rows(releases.get(last.release_id), last, paper) if row.score.weak]
    return render_template(
        "assessment/final.html",
        release=release,
        final=final,
        total=final.draw,
        past=finished,
        open=open_attempt(past, now),
        opening=opening(final.settings, tried(past, now), now, final=True, extra=extra_tries(past)),
        final_open=now_at.final_open,
        waiting_for=[each for each in now_at.missing if each.kind in OPENED_BY[final.opens]],
        weak=weak,
        refusal=refusal,
        ticked=ticked,
    )

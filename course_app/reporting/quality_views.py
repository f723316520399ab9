"""Pages about the quality of questions: no learner stands on them."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course_app.courseware.queries import course_by_slug
from course_app.courseware.releases import Release
from course_app.domain.errors import NotFoundError
from course_app.domain.questions import Choice, Several
from course_app.domain.statistics import LEAST_TO_JUDGE, LEAST_TO_SHOW
from course_app.infrastructure.database import reader
from course_app.reporting import charts, exporting, items, learners, records, reported, words
from course_app.reporting.charts import Bar
from course_app.reporting.items import Item
from course_app.reporting.scope import for_author
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.navigation import url_if

bp = Blueprint("quality", __name__, url_prefix="/admin/quality")


@bp.get("/<course>")
@for_author
def listed(_author: Visitor, course: str) -> str:
    """Show every question with how hard it is, how it tells strong from weak, and what is flagged."""
    release = _release(course)
    return render_template(
        "reporting/quality.html",
        course=release.course,
        found=[(each, editor_url(release, each.question)) for each in items.items_of(reader(), course)],
        counted=items.counted(reader(), course),
        words=words,
        least_to_show=LEAST_TO_SHOW,
        least_to_judge=LEAST_TO_JUDGE,
    )


@bp.get("/<course>/export.<ending>")
@for_author
def export(_author: Visitor, course: str, ending: str) -> ResponseReturnValue:
    """Send the figures of the page as CSV or JSON."""
    _release(course)
    return exporting.send(f"questions-{course}", ending, records.ITEM_HEADS, lambda own: records.questions(own, course))


@bp.post("/<course>/count")
@for_author
def count(_author: Visitor, course: str) -> ResponseReturnValue:
    """Have the questions counted now."""
    _release(course)
    current_app.extensions["jobs"].enqueue("count_items", course)
    flash(_("The questions are being counted. Load the page in a moment."), "info")
    return redirect(url_for(".listed", course=course), 303)


@bp.get("/<course>/<question>")
@for_author
def one(_author: Visitor, course: str, question: str) -> str:
    """Show one question: its figures, and who takes which option, by thirds."""
    release = _release(course)
    found = items.items_of(reader(), course, question)
    try:
        asked = release.question(question)
    except KeyError:
        asked = None
    if asked is None and not found:
        raise NotFoundError(_("This question is not here."))
    options = asked.body.options if asked is not None and isinstance(asked.body, Choice | Several) else ()
    texts = [release.plain(option.text) for option in options]
    return render_template(
        "reporting/question.html",
        course=release.course,
        question=question,
        heading=release.html(asked.heading) if asked else "",
        stem=release.html(asked.stem) if asked else "",
        now=asked.version if asked else "",
        found=[(each, _charts(each, number), _options(each, texts)) for number, each in enumerate(found)],
        editor=editor_url(release, question),
        reports=reported.reports(reader(), course, question),
        words=words,
        least_to_show=LEAST_TO_SHOW,
        least_to_judge=LEAST_TO_JUDGE,
    )


def _options(item: Item, texts: list[str]) -> list[tuple[str, str, bool, int, float, float]]:
    """Return each option: its letter, its words, whether it is right, and who took it."""
    return [
        (
            words.letter(place),
            texts[place] if place < len(texts) else "",
            place in item.right,
            taken.count,
            taken.top,
            taken.bottom,
        )
        for place, taken in enumerate(item.picks)
    ]


def _charts(item: Item, number: int) -> str:
    rows = []
    for place, taken in enumerate(item.picks):
        name = words.letter(place) + (" ✓" if place in item.right else "")
        top, bottom = f"{100 * taken.top:.0f} %", f"{100 * taken.bottom:.0f} %"
        rows.append(Bar(_("%(option)s, top third", option=name), taken.top, top))
        rows.append(Bar(_("%(option)s, bottom third", option=name), taken.bottom, bottom, "quiet"))
    return charts.bars(f"picks-{number}", _("Which options the top and the bottom third take"), rows) if rows else ""


def editor_url(release: Release, question: str) -> str:
    """Return the address of the editor at the line of a question, '' when it is in the course no more."""
    try:
        place = release.question(question).place
    except KeyError:
        return ""
    url = url_if("authoring.edit", course=release.course.id, path=place.file)
    return f"{url}#line-{place.line}" if url else ""


def _release(course: str) -> Release:
    release = learners.release_of(course_by_slug(reader(), course))
    if release is None:
        raise NotFoundError(_("This course is not here."))
    return release

"""Open the room: what courseware puts into the application."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from flask import Flask

from course_app.courseware.changes import Change
from course_app.courseware.release_cache import ReleaseCache
from course_app.courseware.releases import Release
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.service import LearnerData
from course_app.courseware.storage import Reader, load_release
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import connect_for_reading, db

ImpactTeller = Callable[[Reader, str, Sequence[Change]], list[str]]
"""Says of each change of a course whom it touches, in a few words; '' for nobody."""


def open_courseware(app: Flask) -> None:
    """Keep releases at hand, and let higher rooms tell what data learners have under which id."""
    context = context_of(app.extensions["settings"])

    def load(release_id: int) -> Release:
        with connect_for_reading(db.engine) as connection:
            return load_release(connection, release_id, context)

    app.extensions["render_context"] = context
    app.extensions["releases"] = ReleaseCache(load)
    app.extensions["learner_data"] = []


def context_of(settings: Settings) -> RenderContext:
    """Return what this site puts into its courses."""
    return RenderContext(site=settings["SITE_NAME"], credential=settings["CREDENTIAL_TITLE"])


def add_learner_data(app: Flask, source: LearnerData) -> None:
    """Let ``source`` say how many learners have data under each id of a course.

    Ids are those of ``identities``: the address of a unit, ``address#task`` of what stands in it, or the id of a
    question.
    """
    app.extensions["learner_data"].append(source)


def learner_data(app: Flask) -> LearnerData:
    """Return what all sources know together; the largest number counts where several know an id."""
    sources: list[LearnerData] = app.extensions["learner_data"]

    def ask(reader: Reader, course: str) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for source in sources:
            counts |= Counter(source(reader, course))
        return counts

    return ask


def tell_impact(app: Flask, teller: ImpactTeller) -> None:
    """Let ``teller`` say whom changes touch, where commands tell of them."""
    app.extensions["impact"] = teller


def impact_on(app: Flask, reader: Reader, course: str, changes: Sequence[Change]) -> list[str]:
    """Return whom each change touches, in a few words."""
    teller: ImpactTeller | None = app.extensions.get("impact")
    return teller(reader, course, changes) if teller else [""] * len(changes)

"""All that a programme holds as one archive, written while it is sent: for an owner who leaves, or who keeps a copy.

What learners keep for themselves is not in it: lists of people, letters, notes and worksheets are sealed with keys of
their own, and each learner takes theirs along from their account.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, cast

from sqlalchemy import Connection

from course_app.accounts import wording
from course_app.courseware.queries import CourseRecord, files_of
from course_app.courseware.transfer import export_course
from course_app.credentials import public_id
from course_app.credentials import queries as credentials
from course_app.enrolment.listing import Wanted
from course_app.infrastructure import clock
from course_app.reporting import branding, exporting, funnel, learners, records
from course_app.reporting.exporting import Cell
from course_app.reporting.funnel import Look
from course_app.web.i18n import gettext as _

Table = tuple[str, Sequence[str], Callable[[Connection], Iterable[Sequence[Cell]]]]
_ABOUT = _(
    "Everything of this site that its owners may see, as tables (CSV to look at, JSON to read in), the sources of each "
    "course as a zip that can be imported again, and every certificate as it was issued.\n\n"
    "Not in it: what learners keep for themselves. Lists of people, letters, notes and worksheets are sealed with keys "
    "of their own; each learner takes theirs along under Settings, Your data. Passwords and signing keys are not in "
    "it either.\n"
)


class _Sink:
    """A file that keeps nothing: what is written into it is taken out again at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take in a piece."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: a zip asks for it."""

    def taken(self) -> bytes:
        """Return what came in since the last time."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def archive(reader: Connection) -> Callable[[Connection], Iterator[bytes]]:
    """Return what writes the archive piece by piece, on a connection of its own and without a request."""
    tables, courses = list(_tables(reader)), learners.courses(reader)

    def written(own: Connection) -> Iterator[bytes]:
        return _written(_files(own, tables, courses))

    return written


def _written(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_DEFLATED) as whole:
        for name, pieces in files:
            with whole.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    if data := sink.taken():
                        yield data
    yield sink.taken()


def _files(
    reader: Connection, tables: Iterable[Table], courses: Iterable[CourseRecord]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "README.txt", [_ABOUT.encode()]
    yield "settings.json", [json.dumps(_settings(reader), ensure_ascii=False, indent=1).encode()]
    for name, heads, rows in tables:
        yield f"{name}.csv", _encoded(exporting.as_csv(heads, rows(reader)))
        yield f"{name}.json", _encoded(exporting.as_json(heads, rows(reader)))
    for course in courses:
        assert course.release_id is not None
        yield f"courses/{course.slug}.zip", [export_course(files_of(reader, course.release_id))]
    look = branding.current(reader)
    yield from ((f"look/{name}.png", [data]) for name, data in (("logo", look.logo), ("icon", look.icon)) if data)
    for each in credentials.every_one(reader):
        for paper in each.files:
            data = credentials.stored_file(reader, each.id, paper)
            ending = "json" if paper == "json" else f"{paper}.pdf"
            if data:
                yield f"certificates/{public_id.shown(each.public_id)}.{ending}", [data]


def _tables(reader: Connection) -> Iterator[Table]:
    names, now = learners.live(reader), clock.now()
    yield "learners", learners.HEADS, lambda own: learners.rows(own, Wanted(), now, names)
    yield "cohorts", records.COHORT_HEADS, records.cohorts
    yield "certificates", records.CERTIFICATE_HEADS, records.certificates
    yield "audit", records.AUDIT_HEADS, records.log
    for slug, release in names.items():
        if release is None:
            continue
        yield f"tries-{slug}", records.heads(records.TRY_HEADS, names=True), _of(records.tries, slug)
        yield f"answers-{slug}", records.heads(records.ANSWER_HEADS, names=True), _of(records.answers, slug)
        groups = [funnel.whole(reader, release, Look()), *funnel.weeks(reader, release, Look(), now.date())]
        groups += funnel.cohorts(reader, release, None)
        yield f"funnel-{slug}", funnel.HEADS, _fixed(list(funnel.rows(groups)))
        yield f"questions-{slug}", records.ITEM_HEADS, _of_course(records.questions, slug)


def _of(rows: Callable[..., Iterator[Sequence[Cell]]], slug: str) -> Callable[[Connection], Iterable[Sequence[Cell]]]:
    return lambda own: rows(own, slug, None, names=True)


def _fixed(rows: list[tuple[Cell, ...]]) -> Callable[[Connection], Iterable[Sequence[Cell]]]:
    return lambda _own: rows


def _of_course(
    rows: Callable[[Connection, str], Iterator[Sequence[Cell]]], slug: str
) -> Callable[[Connection], Iterable[Sequence[Cell]]]:
    return lambda own: rows(own, slug)


def _settings(reader: Connection) -> dict[str, Any]:
    """Return what owners chose in the browser: look, and words of mails."""
    look = branding.current(reader)
    words = {kind: wording.wording(reader, kind) for kind in wording.KINDS}
    return {
        "look": look.said | {"footer": look.footer, "links": [list(each) for each in look.links]},
        "mails": {kind: {"subject": own.subject, "body": own.body} for kind, own in words.items() if own},
    }


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (line.encode() for line in lines)

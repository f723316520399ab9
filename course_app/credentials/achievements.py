"""What an edition of a course awards: written down when it is first awarded, and never changed after."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.credentials.badge import Achievement, achievement_slug
from course_app.credentials.document import CertificateFacts
from course_app.credentials.models import AchievementRow
from course_app.infrastructure.prepared import Prepared

Reader = Connection | Session
_achievement = AchievementRow.__table__
_FROZEN = Prepared(
    select(_achievement.c.id).where(
        _achievement.c.course == bindparam("course"), _achievement.c.edition == bindparam("edition")
    )
)


def freeze(session: Session, course: str, edition: int, facts: CertificateFacts, base_url: str, now: datetime) -> int:
    """Return the row of what this edition awards, made from ``facts`` when this is its first certificate."""
    known = _FROZEN.first(session, course=course, edition=edition)
    if known:
        return int(known.id)
    slug = achievement_slug(course, edition)
    address = f"{base_url}/achievements/{slug}"
    achievement = Achievement(
        id=address,
        name=facts.credential_title,
        description=facts.program_title,
        narrative=_narrative(facts),
        version=str(edition),
        image=f"{address}.png",
        language=facts.lang,
    )
    row = AchievementRow(course=course, edition=edition, slug=slug, facts=asdict(achievement), created_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return int(_FROZEN.rows(session, course=course, edition=edition)[0].id)
    return row.id


def by_slug(reader: Reader, slug: str) -> Achievement | None:
    """Return what is awarded at this address."""
    return _value(reader.execute(select(_achievement.c.facts).where(_achievement.c.slug == slug)).scalar())


def by_id(reader: Reader, achievement_id: int) -> Achievement | None:
    """Return what is awarded, by its row."""
    return _value(reader.execute(select(_achievement.c.facts).where(_achievement.c.id == achievement_id)).scalar())


def _value(facts: dict[str, object] | None) -> Achievement | None:
    if facts is None:
        return None
    return Achievement(**facts | {"tags": tuple(facts.get("tags", ()))})  # type: ignore[arg-type]


def _narrative(facts: CertificateFacts) -> str:
    """Return what must be done, without a word about the one who did it first."""
    parts = (("Read", facts.read), ("Tested", facts.tested), ("Made", facts.made), ("Declared", facts.declared))
    return " ".join(f"{word}: {'; '.join(sentences)}." for word, sentences in parts if sentences)

"""Read certificates. Nothing here writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, false, func, or_, select
from sqlalchemy.orm import Session

from course_app.credentials import public_id
from course_app.credentials.document import CertificateFacts, Signatory
from course_app.credentials.models import CorrectionRow, CredentialEventRow, CredentialFileRow, CredentialRow
from course_app.credentials.status_lists import Place

Reader = Connection | Session
_credential, _file = CredentialRow.__table__, CredentialFileRow.__table__
_event, _asked = CredentialEventRow.__table__, CorrectionRow.__table__
_earlier, _later = _credential.alias("earlier"), _credential.alias("later")


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate as it was issued, and how it stands.

    ``files`` are the papers whose PDF is ready, and json; ``replaced_by`` is the number of the one that stands in for
    it; ``reason`` the class of a withdrawal.
    """

    id: int
    public_id: str
    account_id: int | None
    course: str
    edition: int
    facts: CertificateFacts
    issued_at: datetime
    valid_until: date | None
    status: str
    visibility: str
    trouble: str
    files: tuple[str, ...]
    release_id: int
    status_since: datetime | None
    reason: str
    place: Place | None
    achievement_id: int | None
    design_id: int | None
    replaces: str
    replaced_by: str

    def verdict(self, today: date) -> str:
        """Return how it stands on ``today``: valid, expired, superseded or revoked."""
        if self.status != "active":
            return self.status
        return "expired" if self.valid_until is not None and today > self.valid_until else "valid"


def credential_of(reader: Reader, account_id: int, course: str) -> Credential | None:
    """Return the learner's newest certificate of a course that is active, or else was withdrawn."""
    query = _with_files().where(
        _credential.c.account_id == account_id,
        _credential.c.course == course,
        _credential.c.status.in_(("active", "revoked")),
    )
    found = _grouped(reader, query)
    return next((each for each in found if each.status == "active"), found[0] if found else None)


def history_of(reader: Reader, account_id: int, course: str) -> list[Credential]:
    """Return every certificate of a learner in a course, the newest first."""
    return _grouped(reader, _with_files().where(_credential.c.account_id == account_id, _credential.c.course == course))


def credentials_of(reader: Reader, account_id: int) -> list[Credential]:
    """Return every certificate of a learner, the newest first."""
    return _grouped(reader, _with_files().where(_credential.c.account_id == account_id))


def credential_by_public_id(reader: Reader, public_id: str) -> Credential | None:
    """Return the certificate with this number, in whatever state but erased."""
    return _newest(reader, _with_files().where(_credential.c.public_id == public_id))


def credential_by_id(reader: Reader, credential_id: int) -> Credential | None:
    """Return a certificate by its row."""
    return _newest(reader, _with_files().where(_credential.c.id == credential_id))


def _with_files() -> Any:
    return (
        select(
            _credential,
            _file.c.paper,
            _earlier.c.public_id.label("replaces"),
            _later.c.public_id.label("replaced_by"),
        )
        .outerjoin(_file, _file.c.credential_id == _credential.c.id)
        .outerjoin(_earlier, _earlier.c.id == _credential.c.replaces_id)
        .outerjoin(_later, _later.c.replaces_id == _credential.c.id)
        .where(_credential.c.status != "erased")
        .order_by(_credential.c.id.desc(), _file.c.paper)
    )


def _newest(reader: Reader, query: Any) -> Credential | None:
    return next(iter(_grouped(reader, query)), None)


def _grouped(reader: Reader, query: Any) -> list[Credential]:
    rows = reader.execute(query).all()
    return [_value(list(group)) for _id, group in groupby(rows, key=lambda row: row.id)]


def _value(rows: list[Row[Any]]) -> Credential:
    row = rows[0]
    return Credential(
        id=row.id,
        public_id=row.public_id,
        account_id=row.account_id,
        course=row.course,
        edition=row.edition,
        facts=facts_from(row.facts),
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        status=row.status,
        visibility=row.visibility,
        trouble=row.trouble,
        files=tuple(dict.fromkeys(each.paper for each in rows if each.paper)),
        release_id=row.release_id,
        status_since=row.status_since,
        reason=row.reason,
        place=Place(row.status_list_id, row.status_index) if row.status_list_id is not None else None,
        achievement_id=row.achievement_id,
        design_id=row.design_id,
        replaces=row.replaces or "",
        replaced_by=row.replaced_by or "",
    )


def stored_file(reader: Reader, credential_id: int, paper: str) -> bytes | None:
    """Return a stored file, byte for byte as it was made: the PDF on a paper, or json."""
    query = select(_file.c.data).where(_file.c.credential_id == credential_id, _file.c.paper == paper)
    row = reader.execute(query).first()
    return row.data if row else None


def without_files(reader: Reader, limit: int = 20) -> list[int]:
    """Return active certificates without a badge or without a PDF; those that had trouble come last.

    The PDF is that on the paper of the design: another paper is made when it is asked for, and never before.
    """
    own = or_(_file.c.paper == "json", _file.c.paper == func.coalesce(_credential.c.facts["paper"].as_string(), "a4"))
    made = select(func.count()).where(_file.c.credential_id == _credential.c.id, own).scalar_subquery()
    query = (
        select(_credential.c.id)
        .where(_credential.c.status == "active", made < 2)
        .order_by(_credential.c.trouble != "", _credential.c.id)
        .limit(limit)
    )
    return [row.id for row in reader.execute(query)]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which certificates to list; empty means any. ``state`` is a verdict, ``search`` part of a number or a name."""

    course: str = ""
    state: str = ""
    search: str = ""


def listed(reader: Reader, wanted: Filter, today: date, limit: int = 50, offset: int = 0) -> list[Credential]:
    """Return certificates, the newest first."""
    chosen = (
        select(_credential.c.id)
        .where(_credential.c.status != "erased", *_conditions(wanted, today))
        .order_by(_credential.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return _grouped(reader, _with_files().where(_credential.c.id.in_(chosen.scalar_subquery())))


def every_one(reader: Reader, piece: int = 200) -> Iterator[Credential]:
    """Return all certificates one after the other, the newest first, read in pieces."""
    last = 0
    while True:
        older = (_credential.c.id < last,) if last else ()
        chosen = select(_credential.c.id).where(_credential.c.status != "erased", *older)
        ids = chosen.order_by(_credential.c.id.desc()).limit(piece).scalar_subquery()
        found = _grouped(reader, _with_files().where(_credential.c.id.in_(ids)))
        if not found:
            return
        yield from found
        last = min(each.id for each in found)


def _conditions(wanted: Filter, today: date) -> list[Any]:
    conditions: list[Any] = []
    if wanted.course:
        conditions.append(_credential.c.course == wanted.course)
    if wanted.state:
        status = "active" if wanted.state in {"valid", "expired"} else wanted.state
        conditions.append(_credential.c.status == status)
    if wanted.state == "expired":
        conditions.append(_credential.c.valid_until < today)
    if wanted.state == "valid":
        conditions.append(or_(_credential.c.valid_until.is_(None), _credential.c.valid_until >= today))
    if wanted.search:
        number = public_id.bare(wanted.search)
        name = _credential.c.facts["holder_name"].as_string()
        conditions.append(
            or_(
                name.icontains(wanted.search, autoescape=True),
                _credential.c.public_id.contains(number, autoescape=True) if number else false(),
            )
        )
    return conditions


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a certificate."""

    kind: str
    detail: str
    note: str
    by: int | None
    at: datetime


def events_of(reader: Reader, credential_id: int) -> list[Happening]:
    """Return what happened to a certificate, in order."""
    query = select(_event).where(_event.c.credential_id == credential_id).order_by(_event.c.id)
    return [Happening(row.kind, row.detail, row.note, row.by, row.at) for row in reader.execute(query)]


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request for another name."""

    id: int
    credential_id: int
    public_id: str
    holder_name: str
    name: str
    name_lang: str
    why: str
    asked_at: datetime


def corrections(reader: Reader, credential_id: int | None = None) -> list[Asked]:
    """Return the open requests for another name, the oldest first."""
    query = (
        select(_asked, _credential.c.public_id, _credential.c.facts)
        .join(_credential, _credential.c.id == _asked.c.credential_id)
        .where(_asked.c.state == "open")
        .order_by(_asked.c.id)
    )
    if credential_id is not None:
        query = query.where(_asked.c.credential_id == credential_id)
    return [
        Asked(
            row.id,
            row.credential_id,
            row.public_id,
            row.facts["holder_name"],
            row.name,
            row.name_lang,
            row.why,
            row.asked_at,
        )
        for row in reader.execute(query)
    ]


def running_out(reader: Reader, today: date, until: date, most: int = 100) -> int:
    """Return how many active certificates run out from ``today`` to ``until``, ``most`` at the highest."""
    query = select(_credential.c.id).where(
        _credential.c.status == "active", _credential.c.valid_until >= today, _credential.c.valid_until <= until
    )
    return reader.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def facts_to(facts: CertificateFacts) -> dict[str, Any]:
    """Return the facts as they are stored."""
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    values["issued_on"] = facts.issued_on.isoformat()
    values["valid_until"] = facts.valid_until.isoformat() if facts.valid_until else None
    return values


def facts_from(values: dict[str, Any]) -> CertificateFacts:
    """Return the facts from their stored form."""
    lists = {name: tuple(values[name]) for name in ("read", "tested", "made", "declared")}
    until = values["valid_until"]
    signatory = values.get("signatory")
    return CertificateFacts(
        **values
        | lists
        | {
            "issued_on": date.fromisoformat(values["issued_on"]),
            "valid_until": date.fromisoformat(until) if until else None,
            "signatory": Signatory(*signatory) if signatory else None,
        }
    )

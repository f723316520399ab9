"""Read certificates. Nothing here writes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import Session

from course_app.credentials.document import CertificateFacts, Signatory
from course_app.credentials.models import CredentialFileRow, CredentialRow

Reader = Connection | Session
_credential, _file = CredentialRow.__table__, CredentialFileRow.__table__


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate as it was issued; ``papers`` are the papers whose PDF is ready."""

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
    papers: tuple[str, ...]

    def verdict(self, today: date) -> str:
        """Return how it stands on ``today``: valid, expired, superseded or revoked."""
        if self.status != "active":
            return self.status
        return "expired" if self.valid_until is not None and today > self.valid_until else "valid"


def credential_of(reader: Reader, account_id: int, course: str) -> Credential | None:
    """Return the learner's newest active certificate of a course."""
    query = _with_papers().where(
        _credential.c.account_id == account_id, _credential.c.course == course, _credential.c.status == "active"
    )
    return _newest(reader, query)


def credential_by_public_id(reader: Reader, public_id: str) -> Credential | None:
    """Return the certificate with this number, in whatever state."""
    return _newest(reader, _with_papers().where(_credential.c.public_id == public_id))


def credential_by_id(reader: Reader, credential_id: int) -> Credential | None:
    """Return a certificate by its row."""
    return _newest(reader, _with_papers().where(_credential.c.id == credential_id))


def _with_papers() -> Any:
    return (
        select(_credential, _file.c.paper)
        .outerjoin(_file, _file.c.credential_id == _credential.c.id)
        .order_by(_credential.c.id.desc(), _file.c.paper)
    )


def _newest(reader: Reader, query: Any) -> Credential | None:
    rows = reader.execute(query).all()
    if not rows:
        return None
    return _value([row for row in rows if row.id == rows[0].id])


def _value(rows: list[Row[Any]]) -> Credential:
    row = rows[0]
    return Credential(
        row.id,
        row.public_id,
        row.account_id,
        row.course,
        row.edition,
        facts_from(row.facts),
        row.issued_at,
        row.valid_until,
        row.status,
        row.visibility,
        row.trouble,
        tuple(each.paper for each in rows if each.paper),
    )


def stored_pdf(reader: Reader, credential_id: int, paper: str) -> bytes | None:
    """Return the stored PDF, byte for byte as it was made."""
    query = select(_file.c.data).where(_file.c.credential_id == credential_id, _file.c.paper == paper)
    row = reader.execute(query).first()
    return row.data if row else None


def without_files(reader: Reader, papers: int, limit: int = 20) -> list[int]:
    """Return certificates that lack one of their ``papers`` PDFs and had no trouble yet."""
    made = select(_file.c.credential_id, func.count().label("files")).group_by(_file.c.credential_id).subquery("made")
    query = (
        select(_credential.c.id)
        .outerjoin(made, made.c.credential_id == _credential.c.id)
        .where(_credential.c.status == "active", (made.c.files.is_(None)) | (made.c.files < papers))
        .order_by(_credential.c.id)
        .limit(limit)
    )
    return [row.id for row in reader.execute(query)]


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

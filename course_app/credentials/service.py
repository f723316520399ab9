"""Issue certificates. The caller owns the transaction; nothing here commits."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.courseware.releases import Release
from course_app.credentials import public_id
from course_app.credentials.document import CertificateFacts, Signatory
from course_app.credentials.evidence import sentences
from course_app.credentials.glyphs import CannotPrintError, printed, unprintable
from course_app.credentials.models import CredentialEventRow, CredentialFileRow, CredentialRow
from course_app.credentials.queries import facts_to
from course_app.domain.errors import DomainError
from course_app.domain.requirements import Kind, Standing, edition_subject
from course_app.enrolment.service import add_fact
from course_app.infrastructure.config import Settings
from course_app.infrastructure.jobs import enqueue_after_commit

SHORTEST, LONGEST = 2, 80


class NotYetError(DomainError):
    """Something is still missing; the page lists what."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A learner asks for a certificate: who, of which enrolment, with which name, on which day of theirs."""

    account_id: int
    enrolment_id: int
    name: str
    today: date


def check_name(name: str) -> str:
    """Return the name as it will be printed.

    Raises:
        DomainError: it is too short, too long, or has letters that no font can print; the message says which.
    """
    tidy = printed(name)
    if len(tidy) < SHORTEST:
        raise DomainError("Type your name as it should be printed, two letters at least.", "name")
    if len(tidy) > LONGEST:
        raise DomainError(f"At most {LONGEST} letters fit; this has {len(tidy)}.", "name")
    missing = unprintable(tidy)
    if missing:
        raise CannotPrintError(missing, "name")
    return tidy


def facts_for(
    settings: Settings, release: Release, now_at: Standing, name: str, today: date, number: str
) -> CertificateFacts:
    """Return everything that a certificate prints, frozen at issue."""
    course = release.course
    said = sentences(release, now_at)
    policy = course.credential
    signatory = Signatory(settings["SIGNATORY_NAME"], settings["SIGNATORY_ROLE"])
    return CertificateFacts(
        public_id=number,
        holder_name=name,
        program_title=course.title,
        credential_title=policy.title if policy else settings["CREDENTIAL_TITLE"],
        edition=course.edition,
        issuer_name=settings.issuer_name,
        issuer_url=settings.issuer_url,
        issued_on=today,
        valid_until=months_later(today, policy.valid_months) if policy and policy.valid_months else None,
        read=said.read,
        tested=said.tested,
        made=said.made,
        declared=said.declared,
        verify_url=f"{settings.base_url}/v/{public_id.shown(number)}",
        signatory=signatory if signatory.name else None,
        demonstration=not settings.production,
        lang=course.language,
    )


def months_later(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last day of that month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def issue(session: Session, settings: Settings, release: Release, now_at: Standing, claim: Claim, now: datetime) -> str:
    """Issue the certificate, or return the one there is: exactly one active for each learner, course and edition.

    ``now_at`` must have been derived inside this transaction. Returns the public id.

    Raises:
        NotYetError: a requirement is not met.
        DomainError, CannotPrintError: as ``check_name`` refuses.
    """
    if not now_at.complete:
        raise NotYetError("Something is still missing. The list says what.")
    name = check_name(claim.name)
    course = release.course
    existing = _active(session, claim.account_id, course.id, course.edition)
    if existing:
        return existing
    number = public_id.new_public_id(secrets.token_bytes)
    facts = facts_for(settings, release, now_at, name, claim.today, number)
    row = CredentialRow(
        public_id=number,
        account_id=claim.account_id,
        course=course.id,
        edition=course.edition,
        release_id=release.id,
        facts=facts_to(facts),
        issued_at=now,
        valid_until=facts.valid_until,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Another click, tab or worker was faster; its certificate is the one.
        return _active(session, claim.account_id, course.id, course.edition) or ""
    session.add(CredentialEventRow(credential_id=row.id, kind="issued", by=claim.account_id, at=now))
    add_fact(session, claim.enrolment_id, Kind.CERTIFICATE, edition_subject(course.edition), release.id, now)
    enqueue_after_commit(session, "make_certificate", row.id)
    return number


def _active(session: Session, account_id: int, course: str, edition: int) -> str | None:
    query = select(CredentialRow.public_id).filter_by(
        account_id=account_id, course=course, edition=edition, status="active"
    )
    return session.scalar(query)


def store_pdf(session: Session, credential_id: int, paper: str, data: bytes, now: datetime) -> None:
    """Keep a PDF; one that is there already stays as it is."""
    known = session.scalar(select(CredentialFileRow.id).filter_by(credential_id=credential_id, paper=paper))
    if known is None:
        session.add(
            CredentialFileRow(
                credential_id=credential_id, paper=paper, sha256=sha256(data).hexdigest(), data=data, made_at=now
            )
        )
        session.flush()
    note_trouble(session, credential_id, "")


def note_trouble(session: Session, credential_id: int, trouble: str) -> None:
    """Keep why a PDF could not be made, or that it could."""
    session.execute(update(CredentialRow).where(CredentialRow.id == credential_id).values(trouble=trouble[:200]))


def set_visibility(session: Session, credential_id: int, visibility: str, by: int, now: datetime) -> None:
    """Let the holder choose who may see the public page: public, unlisted or private."""
    if visibility not in {"public", "unlisted", "private"}:
        raise DomainError("Choose one of the three.", "visibility")
    session.execute(update(CredentialRow).where(CredentialRow.id == credential_id).values(visibility=visibility))
    session.add(CredentialEventRow(credential_id=credential_id, kind="visibility", detail=visibility, by=by, at=now))

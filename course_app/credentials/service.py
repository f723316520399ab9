"""Issue certificates. The caller owns the transaction; nothing here commits."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.courseware.releases import Release
from course_app.credentials import achievements, designs, name_languages, notices, public_id, status_lists
from course_app.credentials.designs import Design
from course_app.credentials.document import CertificateFacts, Signatory
from course_app.credentials.evidence import sentences
from course_app.credentials.glyphs import CannotPrintError, printed, unprintable
from course_app.credentials.models import CredentialEventRow, CredentialFileRow, CredentialRow
from course_app.credentials.queries import Credential, facts_to
from course_app.domain.errors import DomainError
from course_app.domain.requirements import Kind, Standing, edition_subject
from course_app.enrolment.service import add_fact
from course_app.infrastructure.config import Settings
from course_app.infrastructure.jobs import enqueue_after_commit
from course_app.infrastructure.prepared import Prepared

SHORTEST, LONGEST = 2, 80
TRIES = 5


class NotYetError(DomainError):
    """Something is still missing; the page lists what."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A learner asks for a certificate: who, of which enrolment, with which name, on which day of theirs.

    ``name_lang`` is the language of a name in Chinese characters. ``reason`` is set when it is issued by hand, also to
    somebody who has not met everything; ``by`` says by whom.
    """

    account_id: int
    enrolment_id: int
    name: str
    today: date
    reason: str = ""
    by: int | None = None
    name_lang: str = ""


@dataclass(frozen=True, slots=True)
class NewCredential:
    """Whose certificate it is and of what; ``replaces`` is the row it stands in for."""

    account_id: int | None
    course: str
    edition: int
    release_id: int
    achievement_id: int | None
    visibility: str = "unlisted"
    replaces: int | None = None
    design_id: int | None = None


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
    settings: Settings, release: Release, now_at: Standing, name: str, today: date, number: str, design: Design
) -> CertificateFacts:
    """Return everything that a certificate prints, frozen at issue."""
    course = release.course
    said = sentences(release, now_at)
    policy = course.credential
    title = policy.title if policy else settings["CREDENTIAL_TITLE"]
    signatory = Signatory(settings["SIGNATORY_NAME"], settings["SIGNATORY_ROLE"])
    if design.signatory_name:
        signatory = Signatory(design.signatory_name, design.signatory_role)
    return CertificateFacts(
        public_id=number,
        holder_name=name,
        program_title=course.title,
        credential_title=title,
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
        statement=designs.statement(design.statement, course.title, title, course.edition) or None,
        accent=design.accent,
        logo=sha256(design.logo).hexdigest() if design.logo else "",
        demonstration=not settings.production,
        lang=course.language,
        paper=design.paper,
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
    if not now_at.complete and not claim.reason:
        raise NotYetError("Something is still missing. The list says what.")
    name = check_name(claim.name)
    course, design = release.course, designs.current(session)
    for _try in range(TRIES):
        there = _there(session, claim.account_id, course.id, course.edition)
        if "active" in there:
            return there["active"]
        if "revoked" in there:
            raise DomainError("This certificate was withdrawn. Please ask the people who run this site.")
        number = public_id.new_public_id(secrets.token_bytes)
        facts = facts_for(settings, release, now_at, name, claim.today, number, design)
        facts = replace(facts, name_lang=name_languages.guess(name, (claim.name_lang, course.language)))
        achievement = achievements.freeze(session, course.id, course.edition, facts, settings.base_url, now)
        new = NewCredential(claim.account_id, course.id, course.edition, release.id, achievement, design_id=design.id)
        try:
            by = claim.by if claim.reason else claim.account_id
            add_credential(session, new, facts, now, by=by, note=claim.reason)
        except IntegrityError:
            continue  # another click, tab or worker was faster: its certificate is the one, or its place is taken
        add_fact(session, claim.enrolment_id, Kind.CERTIFICATE, edition_subject(course.edition), release.id, now)
        shown = public_id.shown(number)
        notices.tell_issued(session, claim.account_id, course.id, facts.credential_title, shown, now)
        return number
    raise RuntimeError("no certificate could be added, and none is there")


def add_credential(
    session: Session, new: NewCredential, facts: CertificateFacts, now: datetime, *, by: int | None, note: str = ""
) -> int:
    """Add a certificate with its place in the list of states, and have its files made. Returns its row.

    Raises:
        IntegrityError: there is an active one already, or the place was taken in the same moment.
    """
    with session.begin_nested():
        place = status_lists.take(session, secrets.randbelow)
        row = CredentialRow(
            public_id=facts.public_id,
            account_id=new.account_id,
            course=new.course,
            edition=new.edition,
            release_id=new.release_id,
            facts=facts_to(facts),
            issued_at=now,
            valid_until=facts.valid_until,
            visibility=new.visibility,
            status_list_id=place.number,
            status_index=place.index,
            achievement_id=new.achievement_id,
            replaces_id=new.replaces,
            design_id=new.design_id,
        )
        session.add(row)
    session.add(CredentialEventRow(credential_id=row.id, kind="issued", note=note, by=by, at=now))
    enqueue_after_commit(session, "make_certificate", row.id)
    return row.id


def complete_older(session: Session, settings: Settings, found: Credential, now: datetime) -> None:
    """Give a certificate that was issued before there were badges its place in the list and what it awards."""
    achievement = achievements.freeze(session, found.course, found.edition, found.facts, settings.base_url, now)
    place = status_lists.take(session, secrets.randbelow)
    session.execute(
        update(CredentialRow)
        .where(CredentialRow.id == found.id)
        .values(achievement_id=achievement, status_list_id=place.number, status_index=place.index)
    )


_credential = CredentialRow.__table__
_THERE = Prepared(
    select(_credential.c.status, _credential.c.public_id).where(
        _credential.c.account_id == bindparam("account"),
        _credential.c.course == bindparam("course"),
        _credential.c.edition == bindparam("edition"),
    )
)


def _there(session: Session, account_id: int, course: str, edition: int) -> dict[str, str]:
    """Return the numbers of a learner's certificates of an edition by how they stand."""
    rows = _THERE.rows(session, account=account_id, course=course, edition=edition)
    return {row.status: row.public_id for row in rows}


def store_files(session: Session, credential_id: int, made: Mapping[str, bytes], trouble: str, now: datetime) -> None:
    """Keep files of a certificate, and why another could not be made; one that is there already stays as it is.

    A PDF carries its badge: when somebody else kept another badge in the meantime, those that came with ours go. Of a
    certificate that was erased in the meantime nothing is kept.
    """
    query = (
        select(CredentialRow.status, CredentialRow.trouble, CredentialFileRow.paper)
        .outerjoin(CredentialFileRow, CredentialFileRow.credential_id == CredentialRow.id)
        .where(CredentialRow.id == credential_id)
        .with_for_update(of=CredentialRow)
    )
    rows = session.execute(query).all()
    known = {row.paper for row in rows}
    if not rows or rows[0].status == "erased" or "json" in known & made.keys():
        return
    new = [
        {
            "credential_id": credential_id,
            "paper": paper,
            "sha256": sha256(data).hexdigest(),
            "data": data,
            "made_at": now,
        }
        for paper, data in made.items()
        if paper not in known
    ]
    if new:
        session.execute(insert(CredentialFileRow), new)
    if trouble != rows[0].trouble:
        note_trouble(session, credential_id, trouble)


def note_trouble(session: Session, credential_id: int, trouble: str) -> None:
    """Keep why a PDF could not be made, or that it could."""
    session.execute(update(CredentialRow).where(CredentialRow.id == credential_id).values(trouble=trouble[:200]))


def set_visibility(session: Session, credential_id: int, visibility: str, by: int, now: datetime) -> None:
    """Let the holder choose who may see the public page: public, unlisted or private."""
    if visibility not in {"public", "unlisted", "private"}:
        raise DomainError("Choose one of the three.", "visibility")
    session.execute(update(CredentialRow).where(CredentialRow.id == credential_id).values(visibility=visibility))
    session.add(CredentialEventRow(credential_id=credential_id, kind="visibility", detail=visibility, by=by, at=now))

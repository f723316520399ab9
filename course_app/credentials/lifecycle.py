"""The life of a certificate after it was issued. The caller owns the transaction; nothing here commits.

What a certificate says never changes: a correction, a reissue or a renewal issues a new one and links both. How it
stands changes by an event, and a withdrawal can be taken back by another.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.courseware.releases import Release
from course_app.credentials import achievements, designs, name_languages, notices, public_id, status_lists
from course_app.credentials.models import CorrectionRow, CredentialEventRow, CredentialFileRow, CredentialRow
from course_app.credentials.queries import Credential, credential_by_id
from course_app.credentials.service import NewCredential, NotYetError, add_credential, check_name, facts_for
from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.requirements import Standing
from course_app.infrastructure.config import Settings
from course_app.infrastructure.jobs import enqueue_after_commit

REASONS = {
    "error": "It was issued in error.",
    "conduct": "The rules of assessment were broken.",
    "request": "Its holder asked for it.",
    "duplicate": "It was issued twice.",
}
"""Classes of withdrawals: the sentence stands on the public page, the note beside it on none."""
CORRECTION_DAYS = 14
RENEWAL_DAYS = 90


class TooLateError(DomainError):
    """The holder cannot change the name alone any more, but can ask for it."""


class OnlyLookedError(Exception):
    """Ends a transaction in which something was tried, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something, when, and a note that is never shown in public; ``by`` is None at the machine itself."""

    by: int | None
    at: datetime
    note: str = ""


def revoke(session: Session, credential_id: int, reason: str, deed: Deed) -> None:
    """Withdraw a certificate.

    Raises:
        DomainError: the reason is none of ``REASONS``, or the certificate is not active.
    """
    if reason not in REASONS:
        raise DomainError(f"Choose a reason: {', '.join(REASONS)}.", "reason")
    row = _row(session, credential_id)
    if row.status != "active":
        raise DomainError("Only a certificate that is active can be withdrawn.")
    row.reason = reason
    _stand(session, row, "revoked", "revoked", reason, deed)


def reinstate(session: Session, credential_id: int, deed: Deed) -> None:
    """Take a withdrawal back.

    Raises:
        DomainError: it was not withdrawn, or its holder has another active one by now.
    """
    row = _row(session, credential_id)
    if row.status != "revoked":
        raise DomainError("Only a certificate that was withdrawn can be reinstated.")
    row.reason = ""
    try:
        with session.begin_nested():
            row.status = "active"
            session.flush()
    except IntegrityError as error:
        raise ConflictError("Its holder has another active certificate of this edition.") from error
    _stand(session, row, "active", "reinstated", "", deed)


def correct_name(
    session: Session, settings: Settings, found: Credential, name: str, deed: Deed, name_lang: str = ""
) -> str:
    """Issue a new certificate under another name in place of ``found``, once and soon, and return its number.

    Raises:
        TooLateError: more than ``CORRECTION_DAYS`` days have passed, or the name was corrected before.
        DomainError: as ``check_name`` refuses, or nothing is changed.
    """
    if not may_correct(session, found, deed.at):
        raise TooLateError("The name can be changed once, within 14 days. Please ask for a correction.", "name")
    return reissue(session, settings, found, deed, name=name, kind="corrected", name_lang=name_lang)


def may_correct(session: Session | Connection, found: Credential, now: datetime) -> bool:
    """Return whether the holder may still change the name alone."""
    if found.status != "active" or now - found.issued_at > timedelta(days=CORRECTION_DAYS):
        return False
    corrected = select(CredentialEventRow.id).filter_by(credential_id=found.id, kind="corrected")
    return session.execute(corrected).first() is None


def reissue(
    session: Session,
    settings: Settings,
    found: Credential,
    deed: Deed,
    *,
    name: str = "",
    kind: str = "superseded",
    name_lang: str = "",
) -> str:
    """Issue a certificate again, under ``name`` if given, in place of ``found``; return the new number.

    What was earned, and when it runs out, stays. ``name_lang`` is the language of a name in Chinese characters, that
    of before unless given.

    Raises:
        DomainError: it is not active, or as ``check_name`` refuses.
    """
    confirmed = check_name(name) if name else found.facts.holder_name
    lang = name_languages.guess(confirmed, (name_lang, found.facts.name_lang, found.facts.lang))
    if kind == "corrected" and (confirmed, lang) == (found.facts.holder_name, found.facts.name_lang):
        raise DomainError("This is the name that it has already.", "name")
    number = public_id.new_public_id(secrets.token_bytes)
    facts = replace(
        found.facts,
        public_id=number,
        holder_name=confirmed,
        name_lang=lang,
        verify_url=f"{settings.base_url}/v/{public_id.shown(number)}",
        demonstration=not settings.production,
    )
    achievement = found.achievement_id or achievements.freeze(
        session, found.course, found.edition, facts, settings.base_url, deed.at
    )
    new = NewCredential(
        found.account_id,
        found.course,
        found.edition,
        found.release_id,
        achievement,
        found.visibility,
        found.id,
        found.design_id,
    )
    _supersede(session, found, deed)
    row = add_credential(session, new, facts, deed.at, by=deed.by, note=deed.note)
    if kind == "corrected":
        session.add(CredentialEventRow(credential_id=row, kind=kind, by=deed.by, at=deed.at))
    return number


def renew(
    session: Session, settings: Settings, release: Release, now_at: Standing, found: Credential, today: date, deed: Deed
) -> str:
    """Issue a certificate with new dates in place of one that runs out, and return the new number.

    ``now_at`` says that every requirement of ``release``, the live one, is met.

    Raises:
        NotYetError: something is missing.
        DomainError: it is too early, or the certificate is not active.
    """
    if not may_renew(found, today):
        raise DomainError(f"A certificate can be renewed in its last {RENEWAL_DAYS} days and after.")
    if not now_at.complete:
        raise NotYetError("The course asks for something new. The list says what.")
    number = public_id.new_public_id(secrets.token_bytes)
    design = designs.current(session)
    facts = facts_for(settings, release, now_at, found.facts.holder_name, today, number, design)
    facts = replace(facts, name_lang=found.facts.name_lang)
    course = release.course
    achievement = achievements.freeze(session, course.id, course.edition, facts, settings.base_url, deed.at)
    new = NewCredential(
        found.account_id, course.id, course.edition, release.id, achievement, found.visibility, found.id, design.id
    )
    _supersede(session, found, deed)
    add_credential(session, new, facts, deed.at, by=deed.by)
    return number


def may_renew(found: Credential, today: date) -> bool:
    """Return whether a certificate runs out soon, or has."""
    until = found.valid_until
    return found.status == "active" and until is not None and today >= until - timedelta(days=RENEWAL_DAYS)


def ask_correction(
    session: Session, found: Credential, name: str, why: str, now: datetime, name_lang: str = ""
) -> None:
    """Ask the people who run the site for another name; a new request takes the place of an open one.

    ``name_lang`` is the language of a name in Chinese characters; the same name in another is another name.

    Raises:
        DomainError: as ``check_name`` refuses, or the certificate is not active.
    """
    if found.status != "active":
        raise DomainError("Only the name on an active certificate can be corrected.")
    confirmed = check_name(name)
    lang = name_languages.guess(confirmed, (name_lang, found.facts.name_lang, found.facts.lang))
    if (confirmed, lang) == (found.facts.holder_name, found.facts.name_lang):
        raise DomainError("This is the name that it has already.", "name")
    session.execute(delete(CorrectionRow).where(CorrectionRow.credential_id == found.id, CorrectionRow.state == "open"))
    session.add(CorrectionRow(credential_id=found.id, name=confirmed, name_lang=lang, why=why[:500], asked_at=now))


def answer_correction(session: Session, settings: Settings, request_id: int, grant: bool, deed: Deed) -> str:
    """Grant or refuse a correction; return the number of the new certificate, empty when refused.

    Raises:
        NotFoundError, DomainError: there is no such open request, or the certificate is not active any more.
    """
    asked = session.get(CorrectionRow, request_id)
    if asked is None or asked.state != "open":
        raise NotFoundError("This request was answered already.")
    asked.state, asked.answered_at, asked.answered_by = "done" if grant else "refused", deed.at, deed.by
    found = credential_by_id(session, asked.credential_id)
    if found is not None and found.account_id is not None:
        notices.tell_answer(session, found.account_id, found.course, asked.name, grant, deed.at)
    if not grant:
        return ""
    if found is None:
        raise NotFoundError("There is no such certificate.")
    return reissue(session, settings, found, deed, name=asked.name, name_lang=asked.name_lang)


def hand_over(session: Session, gone: int, keep: int) -> None:
    """Give the certificates of an account to another of the same person; of two that are active one stays behind."""
    active = select(CredentialRow.course, CredentialRow.edition).filter_by(account_id=keep, status="active")
    have = {(row.course, row.edition) for row in session.execute(active)}
    for row in session.scalars(select(CredentialRow).filter_by(account_id=gone)).all():
        if row.status != "active" or (row.course, row.edition) not in have:
            row.account_id = keep
    session.flush()


def erase(session: Session, account_id: int, now: datetime) -> None:
    """Forget the certificates of a person: number, hashes and the set bit stay, so that no file passes for good."""
    rows = session.scalars(select(CredentialRow).filter_by(account_id=account_id)).all()
    for row in rows:
        session.execute(update(CredentialFileRow).where(CredentialFileRow.credential_id == row.id).values(data=b""))
        session.execute(delete(CredentialEventRow).where(CredentialEventRow.credential_id == row.id))
        session.execute(delete(CorrectionRow).where(CorrectionRow.credential_id == row.id))
        row.facts, row.visibility, row.trouble, row.reason = {}, "private", "", ""
        row.account_id = None
        _stand(session, row, "erased", "erased", "", Deed(None, now))


def _supersede(session: Session, found: Credential, deed: Deed) -> None:
    row = _row(session, found.id)
    if row.status != "active":
        raise DomainError("Only a certificate that is active can be replaced.")
    _stand(session, row, "superseded", "superseded", "", deed)


def _stand(session: Session, row: CredentialRow, status: str, kind: str, detail: str, deed: Deed) -> None:
    """Let a certificate stand otherwise: the state, the event, and the published list."""
    row.status, row.status_since = status, deed.at
    session.add(
        CredentialEventRow(credential_id=row.id, kind=kind, detail=detail, note=deed.note, by=deed.by, at=deed.at)
    )
    session.flush()
    status_lists.note_change(session, row.status_list_id)
    enqueue_after_commit(session, "sign_status_lists")


def _row(session: Session, credential_id: int) -> CredentialRow:
    row = session.get(CredentialRow, credential_id, with_for_update=True)
    if row is None or row.status == "erased":
        raise NotFoundError("There is no such certificate.")
    return row

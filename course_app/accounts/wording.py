"""The words of mails, as an owner put them in place of the site's own. The button and its link always stay."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from course_app.accounts.models import AccountRow, MailWordingRow
from course_app.domain.errors import DomainError
from course_app.infrastructure.prepared import Prepared

KINDS = ("invite", "cohort", "certificate", "certificate-expiry", "name-corrected", "signin", "confirm")
"""Mails whose words may be changed; ``{site}`` in them is the name of the site."""
LONGEST_SUBJECT, LONGEST_BODY = 200, 4000
_account, _wording = AccountRow.__table__, MailWordingRow.__table__
_CHOSEN = Prepared(
    select(_wording.c.kind, _wording.c.subject, _wording.c.body).where(_wording.c.kind == bindparam("kind"))
)
_ADDRESSED = Prepared(
    select(_account.c.email, _wording.c.subject, _wording.c.body)
    .select_from(_account)
    .outerjoin(_wording, _wording.c.kind == bindparam("kind"))
    .where(_account.c.id == bindparam("account"))
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject, and paragraphs with an empty line between them."""

    kind: str
    subject: str
    body: str

    def filled(self, site: str) -> "Wording":
        """Return the words with the name of the site in its places."""
        return replace(self, subject=self.subject.replace("{site}", site), body=self.body.replace("{site}", site))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body, paragraph by paragraph."""
        return tuple(" ".join(each.split()) for each in self.body.split("\n\n") if each.strip())


def wording(reader: Session | Connection, kind: str) -> Wording | None:
    """Return the words that an owner chose for a kind of mail, None for the site's own."""
    if kind not in KINDS:
        return None
    row = _CHOSEN.first(reader, kind=kind)
    return Wording(*row) if row else None


def address_and_wording(reader: Session | Connection, account_id: int, kind: str) -> tuple[str, Wording | None] | None:
    """Return where mails of an account go, with what ``wording`` returns; None when there is no such account."""
    row = _ADDRESSED.first(reader, account=account_id, kind=kind)
    if row is None:
        return None
    return row.email, Wording(kind, row.subject, row.body) if row.subject and kind in KINDS else None


def save(session: Session, chosen: Wording, now: datetime) -> None:
    """Keep the words of a kind of mail.

    Raises:
        DomainError: something is missing or too long, or words in braces are unknown.
    """
    if chosen.kind not in KINDS:
        raise DomainError("There is no such mail.")
    if not 1 <= len(chosen.subject) <= LONGEST_SUBJECT or "\n" in chosen.subject:
        raise DomainError(f"A subject has 1 to {LONGEST_SUBJECT} letters.", "subject")
    if not chosen.paragraphs or len(chosen.body) > LONGEST_BODY:
        raise DomainError(f"The text has 1 to {LONGEST_BODY} letters.", "body")
    for field, text in (("subject", chosen.subject), ("body", chosen.body)):
        left = text.replace("{site}", "")
        if "{" in left or "}" in left:
            raise DomainError("Only {site} may stand in braces.", field)
    session.merge(MailWordingRow(kind=chosen.kind, subject=chosen.subject, body=chosen.body, changed_at=now))
    session.flush()


def restore(session: Session, kind: str) -> None:
    """Go back to the site's own words."""
    session.execute(delete(MailWordingRow).where(MailWordingRow.kind == kind))

"""Who may need a friendly word, why, and since when: names and steps, never anybody on a list.

Whoever was written to is left in peace for two weeks. The caller owns the transaction; nothing here commits.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from course_app.assessment import finals
from course_app.domain.nudges import DRAFT_AFTER, SET_ASIDE_FOR, Rule
from course_app.enrolment import nudging
from course_app.enrolment.listing import Line, Wanted
from course_app.infrastructure.audit import record
from course_app.people.waiting import waiting
from course_app.reporting.models import StaffNoteRow
from course_app.web.i18n import gettext as _

AT_ONCE = 20
SUBJECT = "nudge:"
Reader = Connection | Session
_note = StaffNoteRow.__table__


@dataclass(frozen=True, slots=True)
class Nudge:
    """A learner in a course for whom a rule holds, and since when."""

    rule: Rule
    line: Line
    since: datetime


def found(reader: Reader, wanted: Wanted, now: datetime, limit: int = AT_ONCE) -> dict[Rule, list[Nudge]]:
    """Return for each rule the newest learners it holds for, one more than ``limit`` when there are more."""
    peace = _left_in_peace(reader, now)
    many = Counter(rule for _account, rule in peace)
    told: dict[Rule, list[Nudge]] = {}
    for rule, ask in _ASK.items():
        nudges = ask(reader, wanted, now, limit + 1 + many[rule])
        told[rule] = [each for each in nudges if (each.line.account_id, rule) not in peace][: limit + 1]
    return told


def number(told: Mapping[Rule, list[Nudge]]) -> int:
    """Return for how many learners any rule holds, as far as they were looked for."""
    return len({each.line.account_id for nudges in told.values() for each in nudges})


def note_written(session: Session, by: int, account_id: int, rule: Rule, now: datetime) -> None:
    """Keep that somebody was written to; the learner has it in their export."""
    row = StaffNoteRow(account_id=account_id, by=by, kind="note", subject=SUBJECT + rule)
    row.text, row.at = _("Was written to: %(why)s", why=REASONS[rule]), now
    session.add(row)
    session.flush()
    record(session, by, "written to", f"account {account_id}", now, {}, {"rule": str(rule)})


def _left_in_peace(reader: Reader, now: datetime) -> set[tuple[int, Rule]]:
    subjects = [SUBJECT + rule for rule in Rule]
    query = select(_note.c.account_id, _note.c.subject)
    query = query.where(_note.c.subject.in_(subjects), _note.c.at > now - SET_ASIDE_FOR)
    return {(row.account_id, Rule(row.subject.removeprefix(SUBJECT))) for row in reader.execute(query)}


def _still(reader: Reader, wanted: Wanted, now: datetime, limit: int) -> list[Nudge]:
    return [Nudge(Rule.STILL, each, each.started_at) for each in nudging.still(reader, wanted, now, limit)]


def _drafts(reader: Reader, wanted: Wanted, now: datetime, limit: int) -> list[Nudge]:
    since = {
        each.account_id: each.since
        for each in waiting(reader, now - DRAFT_AFTER, nudging.accounts_among(wanted), limit)
    }
    newest: dict[int, Line] = {}
    for line in nudging.of_accounts(reader, wanted, now, since):
        newest.setdefault(line.account_id, line)
    return [Nudge(Rule.DRAFT, newest[account], at) for account, at in since.items() if account in newest]


def _finals(reader: Reader, wanted: Wanted, now: datetime, limit: int) -> list[Nudge]:
    missed = finals.missed_again(reader, nudging.enrolments_among(wanted), limit)
    lines = nudging.of_enrolments(reader, wanted, now, [each.enrolment_id for each in missed])
    by_id = {line.enrolment: line for line in lines}
    return [Nudge(Rule.FINAL, by_id[each.enrolment_id], each.at) for each in missed if each.enrolment_id in by_id]


def _ready(reader: Reader, wanted: Wanted, now: datetime, limit: int) -> list[Nudge]:
    return [Nudge(Rule.READY, each, each.active_at) for each in nudging.ready(reader, wanted, now, limit)]


_ASK: dict[Rule, Callable[[Reader, Wanted, datetime, int], list[Nudge]]] = {
    Rule.READY: _ready,
    Rule.FINAL: _finals,
    Rule.DRAFT: _drafts,
    Rule.STILL: _still,
}
"""The nearest to their certificate come first."""
REASONS = {
    Rule.STILL: _("Began 14 days ago or earlier, and did nothing since"),
    Rule.DRAFT: _("Has a letter that is written and not sent, untouched for 7 days"),
    Rule.FINAL: _("Took the final twice or more, and has not passed"),
    Rule.READY: _("Met everything, and has not confirmed the name on the certificate"),
}
SUGGESTIONS = {
    Rule.STILL: _("Ask what got in the way. Ten minutes are enough for the first step."),
    Rule.DRAFT: _("Encourage them: letters are welcome more often than their writers expect. Do not ask to whom."),
    Rule.FINAL: _("Offer to look at the weak topics together, or allow another try."),
    Rule.READY: _("Tell them that one click is left: how their name is printed."),
}

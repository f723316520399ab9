"""The same for several certificates at once: first only what would happen, then, after a second look, done."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.credentials import desk_views, lifecycle, public_id, queries
from course_app.credentials.lifecycle import REASONS, Deed, OnlyLookedError
from course_app.credentials.queries import Credential
from course_app.domain.errors import DomainError
from course_app.infrastructure import audit, clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor, for_owner
from course_app.web.i18n import gettext as _

bp = desk_views.bp  # one desk, one blueprint
MOST = 100
ACTS = {"revoke": "revoked", "reinstate": "active", "reissue": "superseded"}
"""What can be done, and the state that it leads to."""
_BETWEEN = re.compile(r"[\n,;]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came, or would come, of one certificate: ``refusal`` says why not, ``new`` is the number of another one."""

    number: str
    found: Credential | None
    refusal: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What an owner wants done, and to which certificates."""

    numbers: tuple[str, ...]
    act: str
    reason: str
    note: str


@bp.get("/several")
@for_owner
def several_form(owner: Visitor) -> str:
    """Ask what to do to several certificates; those that were ticked stand there already."""
    ticked = tuple(request.args.getlist("n"))[:MOST]
    return _page(owner, _Wish(ticked, "revoke", "", ""))


@bp.post("/several")
@for_owner
def several(owner: Visitor) -> ResponseReturnValue:
    """Say what would happen to each, or, when that was seen, do it."""
    wish = _wish()
    refusal = _refused(wish)
    if refusal is not None:
        return _page(owner, wish, refusal=refusal), 422
    really = request.form.get("seen") == "y"
    return _page(owner, wish, outcomes=[_one(owner, typed, wish, really) for typed in wish.numbers], done=really)


def _page(
    owner: Visitor,
    wish: _Wish,
    outcomes: list[Outcome] | None = None,
    done: bool = False,
    refusal: DomainError | None = None,
) -> str:
    return render_template(
        "credentials/desk_several.html",
        wish=wish,
        outcomes=outcomes,
        done=done,
        refusal=refusal,
        reasons=REASONS,
        most=MOST,
        today=clock.today(owner.time_zone),
    )


def _wish() -> _Wish:
    form = request.form
    typed = (each.strip() for each in _BETWEEN.split(form.get("numbers", "")))
    numbers = tuple(dict.fromkeys(each[:40] for each in typed if each))
    return _Wish(numbers, form.get("act", ""), form.get("reason", ""), form.get("note", "").strip()[:1000])


def _refused(wish: _Wish) -> DomainError | None:
    if not wish.numbers:
        return DomainError(_("Type at least one number."), "numbers")
    if len(wish.numbers) > MOST:
        return DomainError(_("At most %(n)s at once; these are %(have)s.", n=MOST, have=len(wish.numbers)), "numbers")
    if wish.act not in ACTS:
        return DomainError(_("Choose one of the three."), "act")
    if wish.act == "revoke" and wish.reason not in REASONS:
        return DomainError(_("Choose a reason; the public page tells it."), "reason")
    return None


def _one(owner: Visitor, typed: str, wish: _Wish, really: bool) -> Outcome:
    """Do it to one certificate in a transaction of its own, and take it back when it is only to be seen.

    What is only tried goes the very same way, so that it says what would be said.
    """
    found = queries.credential_by_public_id(reader(), public_id.parse(typed) or "")
    if found is None:
        return Outcome(typed, None, _("There is no such certificate."))
    number, new = public_id.shown(found.public_id), ""
    deed = Deed(owner.id, clock.now(), wish.note)
    try:
        with transaction() as session:
            new = _DEEDS[wish.act](session, current_app.extensions["settings"], found, wish.reason, deed)
            thing, after = f"certificate {number}", {"status": ACTS[wish.act]}
            audit.record(session, owner.id, _AUDITED[wish.act], thing, deed.at, {"status": found.status}, after)
            if not really:
                raise OnlyLookedError
    except OnlyLookedError:
        return Outcome(number, found)
    except DomainError as refusal:
        return Outcome(number, found, refusal.message)
    return Outcome(number, found, new=new)


def _revoke(session: Session, _settings: Settings, found: Credential, reason: str, deed: Deed) -> str:
    lifecycle.revoke(session, found.id, reason, deed)
    return ""


def _reinstate(session: Session, _settings: Settings, found: Credential, _reason: str, deed: Deed) -> str:
    lifecycle.reinstate(session, found.id, deed)
    return ""


def _reissue(session: Session, settings: Settings, found: Credential, _reason: str, deed: Deed) -> str:
    return public_id.shown(lifecycle.reissue(session, settings, found, deed))


_Act = Callable[[Session, Settings, Credential, str, Deed], str]
_DEEDS: dict[str, _Act] = {"revoke": _revoke, "reinstate": _reinstate, "reissue": _reissue}
_AUDITED = {
    "revoke": "certificate withdrawn",
    "reinstate": "certificate reinstated",
    "reissue": "certificate reissued",
}

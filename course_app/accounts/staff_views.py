"""Pages for owners: accounts with their roles, invitations, and mails that wait or failed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.accounts import invitations, queries, roles, service, sessions
from course_app.accounts.door import knows_password, mail_is_set_up
from course_app.accounts.forms import InviteForm, RoleForm
from course_app.domain.errors import DomainError
from course_app.infrastructure import audit, clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.mail import kept_mails, try_again
from course_app.web.access import Role, Visitor, for_owner
from course_app.web.forms import tidy_line
from course_app.web.i18n import gettext as _

bp = Blueprint("staff", __name__, url_prefix="/admin")
ON_A_PAGE = 50
LAST_PAGE = 100_000


@bp.get("/accounts")
@for_owner
def accounts(_owner: Visitor) -> str:
    """Show the accounts and the open invitations."""
    return _list_page(InviteForm(formdata=None))


def _list_page(form: InviteForm) -> str:
    search = tidy_line(request.args.get("q", ""))[:100]
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    there_are = queries.matching(reader(), search)
    return render_template(
        "accounts/staff_accounts.html",
        accounts=queries.accounts(reader(), search, ON_A_PAGE, (page - 1) * ON_A_PAGE),
        there_are=there_are,
        page=page,
        pages=-(-there_are // ON_A_PAGE),
        search=search,
        invitations=invitations.waiting(reader(), clock.now()),
        form=form,
        mail=mail_is_set_up(),
    )


@bp.post("/accounts/invite")
@for_owner
def invite(owner: Visitor) -> ResponseReturnValue:
    """Invite somebody by mail."""
    form = InviteForm()
    if not form.validate() or (form.role.data != Role.LEARNER and not knows_password(owner, form)):
        return _list_page(form), 422
    try:
        with transaction() as session:
            invitations.invite(session, form.email.data, Role(form.role.data), owner.name, owner.id, clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return _list_page(form), 422
    if mail_is_set_up():
        flash(_("The invitation to %(email)s is on its way.", email=form.email.data), "ok")
    else:
        flash(_("%(email)s is invited. The link stands in the mail under Mails.", email=form.email.data), "ok")
    return redirect(url_for(".accounts"), 303)


@bp.post("/accounts/invitations/<int:number>/withdraw")
@for_owner
def withdraw(owner: Visitor, number: int) -> ResponseReturnValue:
    """Withdraw an invitation."""
    with transaction() as session:
        gone = invitations.withdraw(session, number)
        if gone:
            audit.record(session, owner.id, "invitation withdrawn", f"invitation {number}", clock.now())
    if gone:
        flash(_("The invitation is withdrawn."), "ok")
    else:
        flash(_("This invitation was accepted or withdrawn already."), "info")
    return redirect(url_for(".accounts"), 303)


@bp.get("/accounts/<int:number>")
@for_owner
def account(owner: Visitor, number: int) -> str:
    """Show one account and what may be done with it."""
    return _account_page(owner, number, None)


def _account_page(owner: Visitor, number: int, form: RoleForm | None) -> str:
    person = queries.account(reader(), number)
    if person is None:
        abort(404)
    return render_template(
        "accounts/staff_account.html",
        person=person,
        form=form or RoleForm(formdata=None, role=str(person.role)),
        devices=len(sessions.devices(reader(), number)),
        last_seen=queries.last_seen(reader(), number),
        is_me=number == owner.id,
        mail=mail_is_set_up(),
    )


@bp.post("/accounts/<int:number>/role")
@for_owner
def role(owner: Visitor, number: int) -> ResponseReturnValue:
    """Give an account another role."""
    form = RoleForm()
    if not form.validate() or not knows_password(owner, form):
        return _account_page(owner, number, form), 422
    token = ""
    try:
        with transaction() as session:
            roles.set_role(session, number, Role(form.role.data), owner.id, clock.now())
            if number == owner.id:
                token = sessions.rotate(session, owner.session_id, clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return _account_page(owner, number, form), 422
    flash(_("The role is changed."), "ok")
    if token:
        sessions.remember(token, owner.id)
        if form.role.data != Role.OWNER:
            return redirect(url_for("account.show"), 303)
    return redirect(url_for(".account", number=number), 303)


@bp.post("/accounts/<int:number>/status")
@for_owner
def status(owner: Visitor, number: int) -> ResponseReturnValue:
    """Disable an account, or open it again."""
    is_open = request.form.get("status") != "disabled"
    try:
        with transaction() as session:
            roles.set_open(session, number, is_open, owner.id, clock.now())
    except DomainError as refusal:
        form = RoleForm(formdata=None)
        form.refuse(refusal)
        return _account_page(owner, number, form), 422
    flash(_("The account is open again.") if is_open else _("The account is disabled and signed out."), "ok")
    return redirect(url_for(".account", number=number), 303)


@bp.post("/accounts/<int:number>/link")
@for_owner
def send_link(owner: Visitor, number: int) -> ResponseReturnValue:
    """Mail a sign-in link to somebody who cannot get in."""
    person = queries.account(reader(), number)
    if person is None:
        abort(404)
    with transaction() as session:
        service.send_sign_in_link(session, person.email, clock.now())
        audit.record(session, owner.id, "sign-in link sent", f"account {number}", clock.now())
    if mail_is_set_up():
        flash(_("A sign-in link is on its way to %(email)s.", email=person.email), "ok")
    else:
        flash(_("A sign-in link for %(email)s stands in the mail under Mails.", email=person.email), "ok")
    return redirect(url_for(".account", number=number), 303)


@bp.get("/mail")
@for_owner
def mail(_owner: Visitor) -> str:
    """Show mails that can still be read here, or could not be sent."""
    with Session(reader()) as session:
        kept = kept_mails(session)
    return render_template("accounts/staff_mail.html", mails=kept, mail=mail_is_set_up())


@bp.post("/mail/<int:number>/again")
@for_owner
def mail_again(owner: Visitor, number: int) -> ResponseReturnValue:
    """Try again to send a mail."""
    with transaction() as session:
        tried = try_again(session, number, clock.now())
        if tried:
            audit.record(session, owner.id, "mail tried again", f"mail {number}", clock.now())
    flash(_("The mail is tried again.") if tried else _("This mail is sent already."), "ok" if tried else "info")
    return redirect(url_for(".mail"), 303)

"""Pages for owners: accounts with their roles, invitations, and mails that wait or failed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.accounts import links, queries, service
from course_app.accounts.forms import InviteForm, RoleForm
from course_app.accounts.views import mail_is_set_up
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.infrastructure.mail import kept_mails
from course_app.web.access import Role, Visitor, for_owner
from course_app.web.i18n import gettext as _

bp = Blueprint("staff", __name__, url_prefix="/admin")
PAGE = 50


@bp.get("/accounts")
@for_owner
def accounts(owner: Visitor) -> str:
    """Show the accounts and the open invitations."""
    return _page(owner)


def _page(owner: Visitor, form: InviteForm | None = None) -> str:
    search = request.args.get("q", "")[:100]
    page = max(1, request.args.get("page", 1, type=int))
    with transaction() as session:
        found = queries.accounts(session, search, PAGE + 1, (page - 1) * PAGE)
        waiting = [(each.id, *each.detail.split(" ", 1)) for each in links.invitations(session, clock.now())]
    return render_template(
        "accounts/staff_accounts.html",
        accounts=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        search=search,
        invitations=waiting,
        form=form or InviteForm(formdata=None),
        role_form=RoleForm(formdata=None),
        me=owner.id,
        mail=mail_is_set_up(),
    )


@bp.post("/accounts/invite")
@for_owner
def invite(owner: Visitor) -> ResponseReturnValue:
    """Invite somebody by mail."""
    form = InviteForm()
    if not form.validate():
        return _page(owner, form), 422
    try:
        with transaction() as session:
            service.invite(session, form.email.data, Role(form.role.data), owner.name, clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(owner, form), 422
    flash(_("The invitation to %(email)s is on its way.", email=form.email.data), "ok")
    return redirect(url_for(".accounts"), 303)


@bp.post("/accounts/invitations/<int:number>/withdraw")
@for_owner
def withdraw(_owner: Visitor, number: int) -> ResponseReturnValue:
    """Withdraw an invitation."""
    with transaction() as session:
        links.withdraw_invitation(session, number)
    flash(_("The invitation is withdrawn."), "ok")
    return redirect(url_for(".accounts"), 303)


@bp.post("/accounts/<int:number>/role")
@for_owner
def role(owner: Visitor, number: int) -> ResponseReturnValue:
    """Give an account another role."""
    wanted = request.form.get("role", "")
    if wanted not in set(Role):
        raise DomainError(_("Choose one of the roles."))
    with transaction() as session:
        service.set_role(session, number, Role(wanted), owner.id)
    flash(_("The role is changed."), "ok")
    return redirect(url_for(".accounts"), 303)


@bp.post("/accounts/<int:number>/status")
@for_owner
def status(owner: Visitor, number: int) -> ResponseReturnValue:
    """Disable an account, or enable it again."""
    wanted = "disabled" if request.form.get("status") == "disabled" else "active"
    with transaction() as session:
        service.set_status(session, number, wanted, owner.id)
    flash(_("The account is disabled.") if wanted == "disabled" else _("The account is open again."), "ok")
    return redirect(url_for(".accounts"), 303)


@bp.get("/mail")
@for_owner
def mail(_owner: Visitor) -> str:
    """Show mails that can still be read here, or could not be sent."""
    with transaction() as session:
        kept = kept_mails(session)
    return render_template("accounts/staff_mail.html", mails=kept, mail=mail_is_set_up())

"""Links that were mailed or printed: looking at one changes nothing, its button does."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from course_app.accounts import invitations, links, passwords, queries, service, throttling
from course_app.accounts.door import is_strong, let_in, mail_is_set_up, master_key, next_path
from course_app.accounts.forms import ConfirmForm, JoinForm, LinkForm, LinkRequestForm, NewPasswordForm, SignUpForm
from course_app.accounts.models import AccountRow
from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Role, for_anyone
from course_app.web.errors import problem
from course_app.web.i18n import gettext as _
from course_app.web.security import safe_path

bp = Blueprint("links", __name__)
PURPOSES = ("confirm", "signin", "mail-old", "mail-new")


@bp.get("/password")
@for_anyone
def ask_link() -> str:
    """Ask where to send a sign-in link."""
    return _ask_page(LinkRequestForm())


@bp.post("/password")
@for_anyone
def ask_link_post() -> ResponseReturnValue:
    """Send a sign-in link; the same page for known and unknown addresses."""
    form = LinkRequestForm()
    if not form.validate():
        return _ask_page(form), 422
    if not throttling.may_ask_for_link(form.email.data, request.remote_addr or ""):
        form.form_errors.append(throttling.too_many_links())
        return _ask_page(form), 429, throttling.WAIT
    with transaction() as session:
        service.send_sign_in_link(session, form.email.data, clock.now())
    return redirect(url_for(".look_in_your_mail"), 303)


def _ask_page(form: LinkRequestForm) -> str:
    going_to = next_path("") or None
    return render_template("accounts/ask_link.html", form=form, mail=mail_is_set_up(), going_to=going_to)


@bp.get("/signup/mail")
@for_anyone
def look_in_your_mail() -> str:
    """Say that a mail is on its way; the same for every address."""
    return render_template("accounts/look_in_mail.html", mail=mail_is_set_up())


@bp.get("/link/<token>")
@for_anyone
def link(token: str) -> ResponseReturnValue:
    """Show what a link is for; looking at it uses nothing up."""
    found = _find(token, *PURPOSES)
    if found is None:
        return _over()
    return _link_page(found, _form_of(found))


@bp.post("/link/<token>")
@for_anyone
def link_post(token: str) -> ResponseReturnValue:
    """Do what a link is for."""
    found = _find(token, *PURPOSES)
    if found is None:
        return _over()
    if found.purpose == "confirm":
        return _confirm(found)
    if found.purpose == "signin":
        return _sign_in_by(found)
    return _confirm_email(found)


def _find(token: str, *purposes: str) -> links.Link | None:
    return links.find_link(reader(), token, clock.now(), *purposes)


def _over() -> ResponseReturnValue:
    return render_template("accounts/link_over.html"), 404


def _form_of(found: links.Link) -> ConfirmForm | LinkForm | NewPasswordForm:
    if found.purpose == "confirm":
        return ConfirmForm()
    return NewPasswordForm() if _is_pending(found) else LinkForm()


def _is_pending(found: links.Link) -> bool:
    holder = queries.account(reader(), found.account_id or 0)
    return holder is not None and holder.status == "pending"


def _link_page(found: links.Link, form: object) -> str:
    return render_template("accounts/link.html", link=found, form=form, pending=_is_pending(found))


def _confirm(found: links.Link) -> ResponseReturnValue:
    form, now, remote = ConfirmForm(), clock.now(), request.remote_addr or ""
    assert found.account_id is not None
    if not form.validate():
        return _link_page(found, form), 422
    column = AccountRow.__table__.c
    password_hash = reader().scalar(select(column.password_hash).where(column.id == found.account_id))
    try:
        fits = throttling.try_password(password_hash, form.password.data, f"confirm {found.account_id}", remote)
    except throttling.TooManyTriesError:
        form.refuse(DomainError(throttling.too_many(), "password"))
        return _link_page(found, form), 429, throttling.WAIT
    if not fits:
        form.refuse(DomainError(_("This is not the password you chose. Try again, or sign up once more."), "password"))
        return _link_page(found, form), 422
    with transaction() as session:
        if not links.use_link(session, found, now):
            return _over()
        service.confirm_account(session, found.account_id, now)
    return let_in(found.account_id, safe_path(found.detail, ""))


def _sign_in_by(found: links.Link) -> ResponseReturnValue:
    form, now = _form_of(found), clock.now()
    assert found.account_id is not None
    fine = form.validate()
    chosen = form.password.data or ""
    if not fine or (chosen and not is_strong(form, chosen)):
        return _link_page(found, form), 422
    password_hash = passwords.hash_password(chosen) if chosen else ""
    with transaction() as session:
        if not links.use_link(session, found, now):
            return _over()
        service.confirm_account(session, found.account_id, now)
        if password_hash:
            service.change_password(session, found.account_id, password_hash, now)
    return let_in(found.account_id)


def _confirm_email(found: links.Link) -> ResponseReturnValue:
    try:
        with transaction() as session:
            if not links.use_link(session, found, clock.now()):
                return _over()
            changed = service.confirm_email(session, found)
    except ConflictError as refusal:
        return problem(409, sentence=refusal.message)
    return render_template("accounts/email_confirmed.html", changed=changed, old=found.purpose == "mail-old")


@bp.get("/invite/<token>")
@for_anyone
def invitation(token: str) -> ResponseReturnValue:
    """Show what an invitation leads to."""
    found = _invitation(token)
    if found is None:
        return _over()
    return _invitation_page(found, _join_form(found))


@bp.post("/invite/<token>")
@for_anyone
def invitation_post(token: str) -> ResponseReturnValue:
    """Make the account of an invitation."""
    found = _invitation(token)
    if found is None:
        return _over()
    form = _join_form(found)
    email = invitations.invited(found.detail)[0] or (form.email.data if isinstance(form, SignUpForm) else "")
    if not form.validate() or not is_strong(form, form.password.data, form.name.data, email):
        return _invitation_page(found, form), 422
    password_hash = passwords.hash_password(form.password.data)
    person = {"name": form.name.data, "email": email, "password_hash": password_hash}
    try:
        with transaction() as session:
            account_id = invitations.accept(session, master_key(), found, now=clock.now(), **person)
    except ConflictError as refusal:
        form.refuse(refusal)
        return _invitation_page(found, form), 409
    return let_in(account_id)


def _invitation(token: str) -> links.Link | None:
    found = _find(token, *invitations.PURPOSES)
    if found is not None and found.purpose == "first-owner" and queries.count(reader(), Role.OWNER):
        return None
    return found


def _join_form(found: links.Link) -> SignUpForm | JoinForm:
    return SignUpForm() if found.purpose == "first-owner" else JoinForm()


def _invitation_page(found: links.Link, form: SignUpForm | JoinForm) -> str:
    email, role = invitations.invited(found.detail)
    return render_template(
        "accounts/invitation.html",
        form=form,
        role=role,
        email=email,
        first=found.purpose == "first-owner",
    )

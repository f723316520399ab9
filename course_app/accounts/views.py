"""The door: sign in, sign up, sign out, and text that waited outside."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from course_app.accounts import leaving, passwords, service, sessions, throttling
from course_app.accounts.door import (
    HOME,
    is_strong,
    let_in,
    mail_is_set_up,
    master_key,
    may_sign_up,
    next_path,
    settings,
    sign_up_hosts,
)
from course_app.accounts.forms import SignInForm, SignUpForm
from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.logs import security_event
from course_app.web.access import Visitor, for_anyone, for_learner, visitor
from course_app.web.held import HELD, drop_held, held_form
from course_app.web.i18n import gettext as _

bp = Blueprint("accounts", __name__)


@bp.get("/signin")
@for_anyone
def sign_in() -> ResponseReturnValue:
    """Show the form; who is signed in goes on."""
    if visitor() is not None:
        return redirect(next_path(), 303)
    return _sign_in_page(SignInForm())


@bp.post("/signin")
@for_anyone
def sign_in_post() -> ResponseReturnValue:
    """Sign in by address and password."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    email, remote = form.email.data, request.remote_addr or ""
    column = AccountRow.__table__.c
    query = select(column.id, column.password_hash, column.status).where(column.email_key == email_key(email))
    row = reader().execute(query).first()
    active = row is not None and row.status == "active"
    try:
        fits = throttling.try_password(row.password_hash if row and active else None, form.password.data, email, remote)
    except throttling.TooManyTriesError:
        form.form_errors.append(_("Too many tries. Please wait a quarter of an hour, or get a sign-in link."))
        return _sign_in_page(form), 429, throttling.WAIT
    if row is None or not fits:
        security_event("sign_in_failed", account=row.id if row else None)
        form.form_errors.append(_("That e-mail and password do not match. Try again or get a sign-in link."))
        return _sign_in_page(form), 422
    return let_in(row.id)


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        may_sign_up=may_sign_up(),
        waiting=HELD in cookie,
        going_to=next_path("") or None,
    )


@bp.post("/signout")
@for_learner
def sign_out(learner: Visitor) -> ResponseReturnValue:
    """End this session; its cookie is worthless at once."""
    with transaction() as session:
        sessions.close_session(session, learner.session_id)
        leaving.let_go_of(session, learner.id)
    sessions.forget()
    security_event("signed_out", account=learner.id)
    flash(_("You are signed out."), "ok")
    return redirect(url_for(".sign_in"), 303)


@bp.get("/signup")
@for_anyone
def sign_up() -> ResponseReturnValue:
    """Show the form, or say that one must be invited."""
    if visitor() is not None:
        return redirect(next_path(), 303)
    if not may_sign_up():
        return render_template("accounts/by_invitation.html")
    return _sign_up_page(SignUpForm())


def _sign_up_page(form: SignUpForm) -> str:
    hosts = sign_up_hosts()
    hint = _("With an address at %(hosts)s.", hosts=", ".join(hosts)) if hosts else ""
    return render_template("accounts/sign_up.html", form=form, email_hint=hint, going_to=next_path("") or None)


@bp.post("/signup")
@for_anyone
def sign_up_post() -> ResponseReturnValue:
    """Make an account: confirmed by mail where mail is set up, at once where it is not."""
    if visitor() is not None:
        return redirect(next_path(), 303)
    if not may_sign_up():
        return render_template("accounts/by_invitation.html"), 403
    form = SignUpForm()
    fine = form.validate()
    if fine and not may_sign_up(form.email.data):
        refusal = _("Accounts here are for certain addresses. Use the one of your organisation.")
        form.refuse(DomainError(refusal, "email"))
        fine = False
    if not fine or not is_strong(form, form.password.data, form.name.data, form.email.data):
        return _sign_up_page(form), 422
    if not throttling.may_ask_for_link(form.email.data, request.remote_addr or ""):
        form.form_errors.append(throttling.too_many_links())
        return _sign_up_page(form), 429, throttling.WAIT
    return _make_account(form)


def _make_account(form: SignUpForm) -> ResponseReturnValue:
    person = {"email": form.email.data, "name": form.name.data, "time_zone": settings()["TIMEZONE"]}
    person["password_hash"] = passwords.hash_password(form.password.data)
    if mail_is_set_up():
        with transaction() as session:
            service.sign_up_by_mail(session, master_key(), now=clock.now(), going_to=next_path(""), **person)
        return redirect(url_for("links.look_in_your_mail"), 303)
    try:
        with transaction() as session:
            account_id = service.add_account(session, master_key(), now=clock.now(), **person)
    except IntegrityError:
        form.refuse(DomainError(_("This address has an account already. Sign in with it."), "email"))
        return _sign_up_page(form), 409
    return let_in(account_id)


@bp.get("/held")
@for_learner
def held(learner: Visitor) -> ResponseReturnValue:
    """Give back the text that was typed while signed out."""
    waiting = held_form(reader(), learner.id, clock.now())
    if waiting is None:
        return redirect(HOME, 303)
    return render_template("accounts/held.html", waiting=waiting)


@bp.post("/held/leave")
@for_learner
def leave_held(_learner: Visitor) -> ResponseReturnValue:
    """Forget the text that waits."""
    with transaction() as session:
        drop_held(session)
    flash(_("The text is deleted."), "ok")
    return redirect(HOME, 303)

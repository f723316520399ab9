"""The door: sign in, sign up, sign out, and links that were mailed."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from course_app.accounts import links, passwords, queries, service, sessions, throttling
from course_app.accounts.forms import (
    ConfirmForm,
    JoinForm,
    LinkForm,
    LinkRequestForm,
    SignInForm,
    SignUpForm,
)
from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.domain.errors import ConflictError, DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.logs import security_event
from course_app.web.access import Role, Visitor, for_anyone, for_learner, visitor
from course_app.web.errors import problem
from course_app.web.held import HELD, take_held
from course_app.web.i18n import gettext as _
from course_app.web.security import safe_path

bp = Blueprint("accounts", __name__)
HOME = "/today"


def settings() -> Settings:
    """Return the settings of this site."""
    found: Settings = current_app.extensions["settings"]
    return found


def mail_is_set_up() -> bool:
    """Return whether mails leave this machine."""
    return bool(current_app.extensions["mailer"].configured)


def may_sign_up(email: str | None = None) -> bool:
    """Return whether registration is open, to this address if one is given."""
    rule = str(settings()["SIGNUP"]).casefold()
    if rule in {"open", "invite"}:
        return rule == "open"
    hosts = {host.strip().lstrip("@") for host in rule.split(",")}
    return email is None or email_key(email).rpartition("@")[2] in hosts


def let_in(account_id: int, fallback: str = HOME) -> ResponseReturnValue:
    """Begin a session for an account in a fresh cookie and lead to where it was going."""
    with transaction() as session:
        device = request.user_agent.string
        token = sessions.open_session(session, account_id, device, settings()["SESSION_DAYS"], clock.now())
    sessions.remember(token, account_id)
    security_event("signed_in", account=account_id)
    if HELD in sessions.cookie:
        return redirect(url_for(".held"), 303)
    return redirect(safe_path(request.args.get("next"), fallback), 303)


@bp.get("/signin")
@for_anyone
def sign_in() -> ResponseReturnValue:
    """Show the form; who is signed in goes on."""
    if visitor() is not None:
        return redirect(safe_path(request.args.get("next"), HOME), 303)
    return render_template("accounts/sign_in.html", form=SignInForm(), may_sign_up=may_sign_up())


@bp.post("/signin")
@for_anyone
def sign_in_post() -> ResponseReturnValue:
    """Sign in by address and password."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_again(form), 422
    email, remote = form.email.data, request.remote_addr or ""
    if not throttling.may_try(email, remote):
        form.form_errors.append(_("Too many tries. Please wait a quarter of an hour, or get a sign-in link."))
        return _sign_in_again(form), 429
    column = AccountRow.__table__.c
    query = select(column.id, column.password_hash, column.status).where(column.email_key == email_key(email))
    row = reader().execute(query).first()
    active = row is not None and row.status == "active"
    fits = passwords.verify(row.password_hash if row and active else None, form.password.data)
    if row is None or not fits:
        throttling.failed(email, remote)
        security_event("sign_in_failed", account=row.id if row else None)
        form.form_errors.append(_("That e-mail and password do not match. Try again or get a sign-in link."))
        return _sign_in_again(form), 422
    return let_in(row.id)


def _sign_in_again(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form, may_sign_up=may_sign_up())


@bp.post("/signout")
@for_learner
def sign_out(learner: Visitor) -> ResponseReturnValue:
    """End this session; its cookie is worthless at once."""
    with transaction() as session:
        sessions.close_session(session, learner.session_id)
    sessions.forget()
    security_event("signed_out", account=learner.id)
    flash(_("You are signed out."), "ok")
    return redirect(url_for(".sign_in"), 303)


@bp.get("/signup")
@for_anyone
def sign_up() -> ResponseReturnValue:
    """Show the form, or say that one must be invited."""
    if visitor() is not None:
        return redirect(HOME, 303)
    if not may_sign_up():
        return render_template("accounts/by_invitation.html")
    return render_template("accounts/sign_up.html", form=SignUpForm())


@bp.post("/signup")
@for_anyone
def sign_up_post() -> ResponseReturnValue:
    """Make an account: confirmed by mail where mail is set up, at once where it is not."""
    form = SignUpForm()
    fine = form.validate()
    if fine and not may_sign_up(form.email.data):
        form.refuse(
            DomainError(_("Accounts here are for certain addresses. Use the one of your organisation."), "email")
        )
        fine = False
    if fine:
        fine = _strong(form, form.password.data, form.name.data, form.email.data)
    if not fine:
        return render_template("accounts/sign_up.html", form=form), 422
    if not throttling.may_ask_for_link(form.email.data, request.remote_addr or ""):
        return problem(429)
    password_hash = passwords.hash_password(form.password.data)
    if mail_is_set_up():
        with transaction() as session:
            service.sign_up_by_mail(session, _master(), **_person(form, password_hash))
        return redirect(url_for(".look_in_your_mail"), 303)
    try:
        with transaction() as session:
            account_id = service.add_account(session, _master(), **_person(form, password_hash))
    except IntegrityError:
        form.refuse(DomainError(_("This address has an account already. Sign in with it."), "email"))
        return render_template("accounts/sign_up.html", form=form), 409
    return let_in(account_id)


def _person(form: SignUpForm, password_hash: str) -> dict[str, object]:
    return {
        "email": form.email.data,
        "name": form.name.data,
        "password_hash": password_hash,
        "now": clock.now(),
        "time_zone": settings()["TIMEZONE"],
    }


def _master() -> object:
    return current_app.extensions["master_key"]


def _strong(form: object, password: str, *words: str) -> bool:
    try:
        passwords.check_strength(password, *words, settings()["SITE_NAME"])
    except DomainError as refusal:
        form.refuse(refusal)  # type: ignore[attr-defined]
        return False
    return True


@bp.get("/signup/mail")
@for_anyone
def look_in_your_mail() -> str:
    """Say that a mail is on its way; the same for every address."""
    return render_template("accounts/look_in_mail.html")


@bp.get("/password")
@for_anyone
def ask_link() -> str:
    """Ask where to send a sign-in link."""
    return render_template("accounts/ask_link.html", form=LinkRequestForm(), mail=mail_is_set_up())


@bp.post("/password")
@for_anyone
def ask_link_post() -> ResponseReturnValue:
    """Send a sign-in link; the same page for known and unknown addresses."""
    form = LinkRequestForm()
    if not form.validate():
        return render_template("accounts/ask_link.html", form=form, mail=mail_is_set_up()), 422
    if not throttling.may_ask_for_link(form.email.data, request.remote_addr or ""):
        return problem(429)
    with transaction() as session:
        service.send_sign_in_link(session, form.email.data, clock.now())
    return redirect(url_for(".look_in_your_mail"), 303)


@bp.get("/link/<token>")
@for_anyone
def link(token: str) -> ResponseReturnValue:
    """Show what a link is for; looking at it uses nothing up."""
    with transaction() as session:
        found = links.find_link(session, token, clock.now(), "confirm", "signin", "mail-old", "mail-new")
    if found is None:
        return render_template("accounts/link_over.html"), 404
    form = ConfirmForm() if found.purpose == "confirm" else LinkForm()
    return render_template("accounts/link.html", link=found, form=form)


@bp.post("/link/<token>")
@for_anyone
def link_post(token: str) -> ResponseReturnValue:
    """Do what a link is for."""
    now = clock.now()
    with transaction() as session:
        found = links.find_link(session, token, now, "confirm", "signin", "mail-old", "mail-new")
    if found is None:
        return render_template("accounts/link_over.html"), 404
    if found.purpose == "confirm":
        return _confirm(found)
    if found.purpose == "signin":
        return _sign_in_by(found)
    return _confirm_email(found)


def _confirm(found: links.Link) -> ResponseReturnValue:
    form, now = ConfirmForm(), clock.now()
    with transaction() as session:
        row = session.get(AccountRow, found.account_id)
        password_hash = row.password_hash if row else None
    remote = request.remote_addr or ""
    if form.validate() and throttling.may_try(f"confirm {found.account_id}", remote):
        if passwords.verify(password_hash, form.password.data):
            with transaction() as session:
                assert found.account_id is not None
                if not links.use_link(session, found, now):
                    return render_template("accounts/link_over.html"), 404
                service.confirm_account(session, found.account_id, now)
            return let_in(found.account_id)
        throttling.failed(f"confirm {found.account_id}", remote)
        form.refuse(DomainError(_("This is not the password you chose. Try again, or sign up once more."), "password"))
    return render_template("accounts/link.html", link=found, form=form), 422


def _sign_in_by(found: links.Link) -> ResponseReturnValue:
    form, now = LinkForm(), clock.now()
    assert found.account_id is not None
    chosen = form.password.data if form.validate() else ""
    if form.errors or (chosen and not _strong(form, chosen)):
        return render_template("accounts/link.html", link=found, form=form), 422
    password_hash = passwords.hash_password(chosen) if chosen else ""
    with transaction() as session:
        if not links.use_link(session, found, now):
            return render_template("accounts/link_over.html"), 404
        if password_hash:
            service.change_password(session, found.account_id, password_hash, now)
    return let_in(found.account_id)


def _confirm_email(found: links.Link) -> ResponseReturnValue:
    try:
        with transaction() as session:
            if not links.use_link(session, found, clock.now()):
                return render_template("accounts/link_over.html"), 404
            changed = service.confirm_email(session, found)
    except ConflictError as refusal:
        return problem(409, sentence=refusal.message)
    return render_template("accounts/email_confirmed.html", changed=changed)


@bp.get("/invite/<token>")
@for_anyone
def invitation(token: str) -> ResponseReturnValue:
    """Show what an invitation leads to."""
    return _invitation(token, None)


@bp.post("/invite/<token>")
@for_anyone
def invitation_post(token: str) -> ResponseReturnValue:
    """Make the account of an invitation."""
    with transaction() as session:
        found = links.find_link(session, token, clock.now(), "invite", "first-owner")
    if found is None:
        return render_template("accounts/link_over.html"), 404
    form = SignUpForm() if found.purpose == "first-owner" else JoinForm()
    invited = found.detail.partition(" ")[2]
    email = form.email.data if found.purpose == "first-owner" else invited
    if not form.validate() or not _strong(form, form.password.data, form.name.data, email):
        return _invitation(token, form), 422
    password_hash = passwords.hash_password(form.password.data)
    try:
        with transaction() as session:
            account_id = service.accept(
                session,
                _master(),  # type: ignore[arg-type]
                found,
                name=form.name.data,
                password_hash=password_hash,
                email=email,
                now=clock.now(),
            )
    except ConflictError as refusal:
        form.refuse(refusal)
        return _invitation(token, form), 409
    return let_in(account_id)


def _invitation(token: str, form: SignUpForm | JoinForm | None) -> ResponseReturnValue:
    with transaction() as session:
        found = links.find_link(session, token, clock.now(), "invite", "first-owner")
        owners = queries.count(session, Role.OWNER)
    if found is None or (found.purpose == "first-owner" and owners):
        return render_template("accounts/link_over.html"), 404
    role, _space, email = found.detail.partition(" ")
    form = form or (SignUpForm() if found.purpose == "first-owner" else JoinForm())
    return render_template(
        "accounts/invitation.html", form=form, role=role, email=email, first=found.purpose == "first-owner"
    )


@bp.get("/held")
@for_learner
def held(learner: Visitor) -> ResponseReturnValue:
    """Give back the text that was typed while signed out."""
    with transaction() as session:
        waiting = take_held(session, learner.id, clock.now())
    sessions.cookie.pop(HELD, None)
    if waiting is None:
        return redirect(HOME, 303)
    path, fields = waiting
    texts = [value for name, value in fields if len(value) > 1 and name not in {"version", "try"}]
    return render_template("accounts/held.html", path=path, fields=fields, texts=texts)

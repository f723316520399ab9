"""Pages of accounts: sign in, sign out."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from course_app.accounts import passwords, sessions
from course_app.accounts.forms import SignInForm
from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor, for_anyone, for_learner
from course_app.web.security import safe_path

bp = Blueprint("accounts", __name__)


@bp.get("/signin")
@for_anyone
def sign_in() -> str:
    """Show the form."""
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/signin")
@for_anyone
def sign_in_post() -> ResponseReturnValue:
    """Sign in."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    account = AccountRow.__table__.c
    row = (
        reader()
        .execute(select(account.id, account.password_hash).where(account.email_key == email_key(form.email.data)))
        .first()
    )
    if not passwords.verify(row and row.password_hash, form.password.data) or row is None:
        form.form_errors.append("That e-mail and password do not match.")
        return render_template("accounts/sign_in.html", form=form), 422
    with transaction() as session:
        token = sessions.open_session(
            session, row.id, request.user_agent.string, current_app.extensions["settings"]["SESSION_DAYS"], clock.now()
        )
    sessions.remember(token, row.id)
    return redirect(safe_path(request.args.get("next"), "/"), 303)


@bp.post("/signout")
@for_learner
def sign_out(learner: Visitor) -> ResponseReturnValue:
    """End this session."""
    with transaction() as session:
        sessions.close_session(session, learner.session_id)
    sessions.forget()
    return redirect(url_for("accounts.sign_in"), 303)

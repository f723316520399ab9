"""One's own account: name, address, password, time zone, looks, devices, export, deletion."""

import json
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.accounts import passwords, personal_data, service, sessions, throttling
from course_app.accounts.door import is_strong, knows_password, mail_is_set_up
from course_app.accounts.forms import DeleteForm, EmailForm, NameForm, PasswordForm, TimeZoneForm
from course_app.domain.errors import DomainError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.logs import security_event
from course_app.web.access import Visitor, for_anyone, for_learner, visitor
from course_app.web.i18n import gettext as _
from course_app.web.security import safe_path

bp = Blueprint("account", __name__, url_prefix="/account")
LOOKS = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large", "larger"),
    "letters": ("plain", "easy"),
}


@bp.get("")
@for_learner
def show(learner: Visitor) -> str:
    """Show the account."""
    return _page(learner)


def _page(learner: Visitor, **forms: Any) -> str:
    devices = sessions.devices(reader(), learner.id)
    ready = {
        "name_form": forms.get("name_form") or NameForm(formdata=None, name=learner.name),
        "email_form": forms.get("email_form") or EmailForm(formdata=None),
        "password_form": forms.get("password_form") or PasswordForm(formdata=None),
        "zone_form": forms.get("zone_form") or TimeZoneForm(formdata=None, time_zone=learner.time_zone),
    }
    return render_template("accounts/account.html", devices=devices, mail=mail_is_set_up(), now=clock.now(), **ready)


@bp.post("/name")
@for_learner
def name(learner: Visitor) -> ResponseReturnValue:
    """Change the name."""
    form = NameForm()
    if not form.validate():
        return _page(learner, name_form=form), 422
    with transaction() as session:
        service.set_values(session, learner.id, name=form.name.data)
    flash(_("Your name is changed. Certificates keep the name they were issued with."), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/time-zone")
@for_learner
def time_zone(learner: Visitor) -> ResponseReturnValue:
    """Change the time zone."""
    form = TimeZoneForm()
    if not form.validate():
        return _page(learner, zone_form=form), 422
    with transaction() as session:
        service.set_values(session, learner.id, time_zone=form.time_zone.data)
    flash(_("Times are shown for %(zone)s now.", zone=form.time_zone.data), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/email")
@for_learner
def email(learner: Visitor) -> ResponseReturnValue:
    """Change the address: both sides confirm where mail is set up."""
    form = EmailForm()
    if not form.validate() or not knows_password(learner, form):
        return _page(learner, email_form=form), 422
    if not throttling.may_ask_for_link(form.email.data, request.remote_addr or ""):
        form.refuse(DomainError(throttling.too_many_links(), "email"))
        return _page(learner, email_form=form), 429, throttling.WAIT
    try:
        with transaction() as session:
            if mail_is_set_up():
                service.ask_for_new_email(session, learner.id, form.email.data, clock.now())
            else:
                service.set_email(session, learner.id, form.email.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(learner, email_form=form), 422
    if mail_is_set_up():
        flash(_("Two mails are on their way: one to the old address, one to the new. Both have to confirm."), "ok")
    else:
        flash(_("Your address is changed."), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/password")
@for_learner
def password(learner: Visitor) -> ResponseReturnValue:
    """Change the password; every other device is signed out."""
    form = PasswordForm()
    if not (
        form.validate()
        and knows_password(learner, form)
        and is_strong(form, form.password.data, learner.name, learner.email)
    ):
        return _page(learner, password_form=form), 422
    password_hash = passwords.hash_password(form.password.data)
    with transaction() as session:
        now = clock.now()
        service.change_password(session, learner.id, password_hash, now, keep_session=learner.session_id)
        token = sessions.rotate(session, learner.session_id, now)
    sessions.remember(token, learner.id)
    flash(_("Your password is changed. Every other device is signed out."), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/devices/<int:number>/end")
@for_learner
def end_device(learner: Visitor, number: int) -> ResponseReturnValue:
    """Sign one device out."""
    with transaction() as session:
        sessions.close_one_of(session, learner.id, number)
    flash(_("That device is signed out."), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/devices/end-others")
@for_learner
def end_others(learner: Visitor) -> ResponseReturnValue:
    """Sign every other device out."""
    with transaction() as session:
        sessions.close_all(session, learner.id, but=learner.session_id)
    flash(_("Every other device is signed out."), "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/display")
@for_anyone
def display() -> ResponseReturnValue:
    """Keep how pages look: theme, size and letters."""
    person = visitor()
    picked = {name: request.form.get(name, values[0]) for name, values in LOOKS.items()}
    fine = all(picked[name] in values for name, values in LOOKS.items())
    if person is not None and fine:
        with transaction() as session:
            service.set_values(
                session, person.id, theme=picked["theme"], text_size=picked["size"], letters=picked["letters"]
            )
    return redirect(safe_path(request.form.get("back"), "/"), 303)


@bp.get("/export")
@for_learner
def export(learner: Visitor) -> ResponseReturnValue:
    """Send everything that is kept about this person, as JSON."""
    key = current_app.extensions["data_key"](learner.wrapped_key)
    with Session(reader()) as session:
        data = personal_data.export(session, learner.id, key)
    text = json.dumps(data, ensure_ascii=False, indent=2, default=_as_json)
    response = make_response(text)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    security_event("data_exported", account=learner.id)
    return response


def _as_json(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@bp.get("/delete")
@for_learner
def delete(_learner: Visitor) -> str:
    """Say what deleting does, and ask for the password."""
    return render_template("accounts/delete.html", form=DeleteForm())


@bp.post("/delete")
@for_learner
def delete_post(learner: Visitor) -> ResponseReturnValue:
    """Delete the account."""
    form = DeleteForm()
    if not form.validate() or not knows_password(learner, form):
        return render_template("accounts/delete.html", form=form), 422
    try:
        with transaction() as session:
            personal_data.erase(session, learner.id)
            service.delete_account(session, learner.id, clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("accounts/delete.html", form=form), 422
    sessions.forget()
    cookie.clear()
    flash(_("Your account and everything in it is deleted."), "ok")
    return redirect("/", 303)

"""The mails of accounts: short, in text and HTML, each with one thing to do."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app, render_template
from sqlalchemy.orm import Session

from course_app.accounts.wording import Wording, address_and_wording, wording
from course_app.infrastructure.mail import Letter, post
from course_app.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says: paragraphs before the button, the button with its address, and a line below."""

    subject: str
    lines: tuple[str, ...]
    button: str = ""
    url: str = ""
    after: str = ""


def write(kind: str, recipient: str, words: Words) -> Letter:
    """Return a mail in text and HTML."""
    values = {"words": words, "site": current_app.extensions["site"], "locale": "en", "text_direction": "ltr"}
    text = render_template("accounts/mail.txt", **values)
    html = render_template("accounts/mail.html", **values)
    return Letter(kind, recipient, words.subject, text, html)


def send(session: Session, kind: str, recipient: str, words: Words, now: datetime) -> None:
    """Put a mail into the outbox, in the words that an owner chose for its kind, if any."""
    post(session, write(kind, recipient, reworded(words, wording(session, kind))), now)


def send_to(session: Session, kind: str, account_id: int, words: Words, now: datetime) -> None:
    """Do the same for the holder of an account, if there is one."""
    found = address_and_wording(session, account_id, kind)
    if found is not None:
        recipient, chosen = found
        post(session, write(kind, recipient, reworded(words, chosen)), now)


def reworded(words: Words, chosen: Wording | None) -> Words:
    """Return the mail in chosen words; its button, link and last line stay."""
    if chosen is None:
        return words
    filled = chosen.filled(current_app.extensions["site"].name)
    return replace(words, subject=filled.subject, lines=filled.paragraphs)


def address(path: str) -> str:
    """Return the full address of a path, never taken from the request."""
    return str(current_app.extensions["settings"].base_url) + path


def confirm(token: str) -> Words:
    """Ask a new account to confirm its address."""
    site = current_app.extensions["site"].name
    return Words(
        _("Confirm your address for %(site)s", site=site),
        (
            _("Somebody, we hope you, made an account with this address."),
            _("Open the page, type the password you chose, and it is yours."),
        ),
        _("Confirm my address"),
        address(f"/link/{token}"),
        _("The link works once, for two days. If it was not you, do nothing: the account is never opened."),
    )


def known_already() -> Words:
    """Tell the holder of an account that somebody tried to make another."""
    site = current_app.extensions["site"].name
    return Words(
        _("You have an account at %(site)s already", site=site),
        (_("Somebody tried to make an account with this address. You have one; sign in with it."),),
        _("Sign in"),
        address("/signin"),
        _("If it was not you, there is nothing to do. Nobody was told that this address is known."),
    )


def sign_in_link(token: str) -> Words:
    """Send a link that signs in, and lets one choose a new password."""
    site = current_app.extensions["site"].name
    return Words(
        _("Your sign-in link for %(site)s", site=site),
        (_("Use this link to sign in. On the page you can choose a new password as well."),),
        _("Sign in"),
        address(f"/link/{token}"),
        _("The link works once, for one hour. If you did not ask for it, do nothing."),
    )


def new_address_old(token: str, new: str) -> Words:
    """Ask the old address whether the change is wanted."""
    return Words(
        _("Change of your address"),
        (_("Somebody signed in as you wants to change your address to %(new)s.", new=new),),
        _("Yes, change it"),
        address(f"/link/{token}"),
        _("The new address has to confirm, too. If this was not you, do not click, and change your password."),
    )


def new_address_new(token: str) -> Words:
    """Ask the new address whether it is the right one."""
    return Words(
        _("Confirm your new address"),
        (_("You asked to use this address from now on. The old one gets a mail, too; both have to confirm."),),
        _("Confirm the new address"),
        address(f"/link/{token}"),
        _("The link works once, for two days."),
    )


def password_changed() -> Words:
    """Tell that the password was changed."""
    return Words(
        _("Your password was changed"),
        (_("Your password was changed just now, and every other device was signed out."),),
        after=_("If this was not you, ask for a sign-in link at once and choose another password."),
    )


def invitation(token: str, by: str) -> Words:
    """Invite somebody."""
    site = current_app.extensions["site"].name
    return Words(
        _("You are invited to %(site)s", site=site),
        (_("%(name)s invites you to learn at %(site)s: short lessons, at your own pace.", name=by, site=site),),
        _("Accept the invitation"),
        address(f"/invite/{token}"),
        _("The link works once, for two weeks. If you do not want it, do nothing; the invitation is forgotten then."),
    )

"""Forms of accounts: they check the shape of what was typed, not the rules."""

from wtforms import EmailField, Field, Form, PasswordField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from course_app.infrastructure.clock import time_zones
from course_app.web.access import Role
from course_app.web.forms import BaseForm
from course_app.web.i18n import gettext as _

LONGEST_TYPED = 1000


def email_field(label: str, autocomplete: str = "email") -> EmailField:
    """Return a field for an e-mail address."""
    return EmailField(
        label,
        [
            InputRequired(_("Type your e-mail address.")),
            Length(max=254, message=_("This address is too long.")),
            Email(_("This is not an e-mail address. It needs an @ and a host, such as name@example.org.")),
        ],
        render_kw={"autocomplete": autocomplete, "inputmode": "email"},
    )


def password_field(label: str, autocomplete: str, required: str, html_id: str | None = None) -> PasswordField:
    """Return a field for a password; ``required`` is what is said when it is empty, '' lets it be."""
    checks = [InputRequired(required)] if required else [Optional()]
    hint = _("10 characters or more. Three unrelated words are easy to remember.")
    return PasswordField(
        label,
        [*checks, Length(max=LONGEST_TYPED, message=_("This is too long for a password."))],
        id=html_id,
        description=hint if autocomplete == "new-password" else "",
        render_kw={"autocomplete": autocomplete},
    )


def _has_letters(_form: Form, field: Field) -> None:
    if not any(character.isalpha() for character in field.data or ""):
        raise ValidationError(_("A name needs a letter or two."))


def name_field() -> StringField:
    """Return a field for a person's name."""
    return StringField(
        _("Your name"),
        [
            InputRequired(_("Type your name.")),
            Length(min=2, max=80, message=_("A name has 2 to 80 letters here.")),
            _has_letters,
        ],
        description=_("As others should read it. You confirm it again before it is printed."),
        render_kw={"autocomplete": "name", "dir": "auto"},
    )


class SignInForm(BaseForm):
    """Address and password."""

    email = email_field(_("E-mail"), "username")
    password = password_field(_("Password"), "current-password", _("Type your password."))


class SignUpForm(BaseForm):
    """A name, an address and a password, nothing else."""

    name = name_field()
    email = email_field(_("E-mail"), "username")
    password = password_field(_("Password"), "new-password", _("Choose a password."))


class JoinForm(BaseForm):
    """An invited person's name and password."""

    name = name_field()
    password = password_field(_("Password"), "new-password", _("Choose a password."))


class LinkRequestForm(BaseForm):
    """Where to send a sign-in link."""

    email = email_field(_("E-mail"), "username")


class ConfirmForm(BaseForm):
    """The password chosen at sign-up, so that nobody opens an account with somebody else's password in it."""

    password = password_field(_("The password you chose"), "current-password", _("Type the password you chose."))


class LinkForm(BaseForm):
    """Sign in by a link, with a new password or without."""

    password = password_field(_("New password"), "new-password", "")


class NewPasswordForm(BaseForm):
    """Sign in by a link for the first time: the mailbox is proved, the password of the sign-up is not."""

    password = password_field(_("New password"), "new-password", _("Choose a password."))


class NameForm(BaseForm):
    """How somebody is called."""

    name = name_field()


class EmailForm(BaseForm):
    """A new address; the password proves who asks."""

    email = email_field(_("New e-mail"))
    current = password_field(_("Your password"), "current-password", _("Type your password."), "email-current")


class PasswordForm(BaseForm):
    """A new password; the old one proves who asks."""

    current = password_field(_("Your password now"), "current-password", _("Type your password."))
    password = password_field(_("New password"), "new-password", _("Choose a password."))


class TimeZoneForm(BaseForm):
    """Where somebody is, for dates and times."""

    time_zone = SelectField(_("Time zone"), choices=sorted(time_zones()))


class DeleteForm(BaseForm):
    """The password, before an account is deleted."""

    current = password_field(_("Your password"), "current-password", _("Type your password."))


ROLE_WORDS = {
    Role.LEARNER: _("Learner: takes courses"),
    Role.COACH: _("Coach: looks after learners"),
    Role.AUTHOR: _("Author: edits courses"),
    Role.OWNER: _("Owner: everything"),
}
ROLE_CHOICES = [SelectChoice(str(role), words) for role, words in ROLE_WORDS.items()]


class InviteForm(BaseForm):
    """Whom to invite, and as what; the password proves who gives more rights than a learner has."""

    email = email_field(_("E-mail"), "off")
    role = RadioField(
        _("As what"), [InputRequired(_("Choose one of the roles."))], choices=ROLE_CHOICES, default=str(Role.LEARNER)
    )
    current = password_field(_("Your password"), "current-password", "")


class RoleForm(BaseForm):
    """What an account may do; the password proves who says so."""

    role = RadioField(
        _("What this person may do"), [InputRequired(_("Choose one of the roles."))], choices=ROLE_CHOICES
    )
    current = password_field(_("Your password"), "current-password", _("Type your password."))

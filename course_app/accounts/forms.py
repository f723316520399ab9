"""Forms of accounts: they check the shape of what was typed, not the rules."""

from wtforms import EmailField, PasswordField
from wtforms.validators import Email, InputRequired, Length

from course_app.web.forms import BaseForm

EMAIL = [InputRequired("Type your e-mail address."), Email("This is not an e-mail address."), Length(max=254)]


class SignInForm(BaseForm):
    """Address and password."""

    email = EmailField("E-mail", EMAIL, render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password",
        [InputRequired("Type your password."), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )

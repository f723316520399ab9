"""What every form shares: the CSRF token, tidy texts, and a place for refusals."""

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form, PasswordField, StringField, TextAreaField

from course_app.domain.errors import DomainError

# They turn the direction of what follows, so that a name could be made to read as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(value: Any) -> Any:
    """Return a typed text in NFC, trimmed, without control characters; anything but text unchanged."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value)
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def tidy_line(value: Any) -> Any:
    """Return a typed line as ``tidy`` does, its spaces single, without signs that turn the direction of writing."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c for c in tidy(value) if c not in _TURNING).split())


def tidy_secret(value: Any) -> Any:
    """Return a password as it was typed, in NFC, so that two keyboards spell it alike."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form of the site: an invalid one is shown again with all that was typed."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """CSRF is checked for the whole site before any view; the form only renders the token."""

        csrf = True

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Tidy every text field."""
            filters = [*unbound_field.kwargs.get("filters", ()), _tidying(unbound_field.field_class)]
            return unbound_field.bind(form=form, filters=filters, **options)

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal at its field, or on top of the form."""
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Field ids and sentences of everything refused, for the summary on top."""
        found = [("", str(message)) for message in self.form_errors]
        for field in self:
            found += [(field.id, str(message)) for message in field.errors]
        return found


def _tidying(kind: type) -> Any:
    if issubclass(kind, PasswordField):
        return tidy_secret
    if issubclass(kind, StringField) and not issubclass(kind, TextAreaField):
        return tidy_line
    return tidy

"""Refusals that a person may read; anything else that goes wrong is a bug."""


class DomainError(Exception):
    """A rule says no, in a sentence for the person who asked.

    ``field`` names the form field the sentence belongs to; ``None`` puts it on top of the page.
    """

    field: str | None = None

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if field is not None:
            self.field = field


class ConflictError(DomainError):
    """Somebody else, or another tab, was there first; answered with 409."""


class NotFoundError(DomainError):
    """There is nothing here that this person may see; answered with 404."""

"""Why a command cannot go on, in one sentence."""

from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from course_app.infrastructure.keys import MissingKeyError
from course_app.operations.instance import CannotServeError, unreachable


def sentence_of(error: Exception) -> str:
    """Return the sentence for an error that somebody who runs the site can mend; '' for a bug."""
    if isinstance(error, CannotServeError | MissingKeyError):
        return str(error)
    if isinstance(error, OperationalError | ProgrammingError) and _lacks_a_table(error):
        return "The tables are missing or old. Run: course db upgrade"
    if isinstance(error, OperationalError):
        return str(unreachable(error))
    return ""


def _lacks_a_table(error: SQLAlchemyError) -> bool:
    reason = str(getattr(error, "orig", ""))
    return "no such table" in reason or "no such column" in reason or "does not exist" in reason

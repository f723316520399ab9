"""What happens to attempts by itself: one that ran out of time ends."""

from course_app.assessment import queries, service
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction


def end_late_attempts() -> None:
    """End attempts whose time is over, so that what was answered in time counts without a further visit."""
    now = clock.now()
    for attempt_id in queries.late_attempts(reader(), now):
        with transaction() as session:
            service.end_late(session, attempt_id, now)

"""Jobs of My Guide: make the one that is waited for, find those that were forgotten, let old ones go."""

from datetime import timedelta

import structlog
from flask import current_app

from course_app.infrastructure import clock, pdf
from course_app.infrastructure.crypto import DataKey
from course_app.infrastructure.database import reader, transaction
from course_app.my_guide import keeping
from course_app.my_guide.composing import compose
from course_app.my_guide.keeping import Owner
from course_app.my_guide.matter import matter_of
from course_app.printing.press import printed
from course_app.web.i18n import gettext as _

log = structlog.get_logger(__name__)
JOB = "my_guide"
FORGOTTEN = timedelta(minutes=1)
"""A Guide that waits for so long was lost on the way: the sweep makes it."""


def make(account_id: int) -> None:
    """Make the Guide that a learner waits for; one that was made or dropped in the meantime stays as it is."""
    now = clock.now()
    asked, owner = keeping.guide_of(reader(), account_id, now), keeping.owner_of(reader(), account_id)
    if asked is None or owner is None or asked.state != "waiting":
        return
    key: DataKey = current_app.extensions["data_key"](owner.wrapped_key)
    try:
        data = _printed(owner, key, asked)
    except Exception as error:
        # Never the error itself: its words may be those of the workbook.
        log.error("my_guide_not_made", account=account_id, kind=type(error).__name__)
        with transaction() as session:
            keeping.note_trouble(session, account_id, reason_of(error), clock.now())
        return
    with transaction() as session:
        keeping.keep(session, account_id, data, pdf.page_count(data), key, clock.now())


def _printed(owner: Owner, key: DataKey, asked: keeping.Guide) -> bytes:
    today = clock.today(owner.time_zone)
    matter = matter_of(reader(), owner.id, owner.name, key, today, owner.locale, asked.choices)
    return printed(compose(matter, current_app.extensions["site"].name), today, {})


def reason_of(error: Exception) -> str:
    """Return why a Guide could not be made, in a sentence that names nobody and no letter of a name."""
    match error:
        case pdf.EngineMissingError():
            return str(error)
        case pdf.MissingGlyphsError():
            return _("This machine has no typeface for some letters in it. Whoever runs this site can install one.")
        case _:
            return _("A page could not be set. Nothing of your workbook is lost.")


def sweep() -> None:
    """Make what was forgotten, and let go what is over."""
    now = clock.now()
    with transaction() as session:
        keeping.purge(session, now)
    for account_id in keeping.waiting(reader(), now - FORGOTTEN):
        make(account_id)

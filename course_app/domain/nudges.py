"""Who may need a friendly word: four plain rules, no score and no forecast."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote


class Rule(StrEnum):
    """Why somebody may need a word.

    ``still``: began ``STILL_AFTER`` ago or earlier, and did nothing since. ``draft``: a letter that is written and
    not sent has lain for ``DRAFT_AFTER``. ``final``: ``FAILED_FINALS`` finals were not passed. ``ready``: all that the
    certificate asks for is met, and its name is not confirmed.
    """

    STILL = "still"
    DRAFT = "draft"
    FINAL = "final"
    READY = "ready"


STILL_AFTER = timedelta(days=14)
DRAFT_AFTER = timedelta(days=7)
FAILED_FINALS = 2
SET_ASIDE_FOR = timedelta(days=14)
"""How long somebody is left in peace after a coach wrote."""


@lru_cache(maxsize=256)
def _quoted(line: str) -> str:
    """Return a line as it stands in a link; the letters of a page share most of theirs."""
    return quote(line)


def mail_link(to: str, subject: str, body: str, hidden: Iterable[str] = ()) -> str:
    """Return a ``mailto:`` link; ``hidden`` are addresses that do not see each other (RFC 6068)."""
    fields = {"bcc": ",".join(quote(each, safe="@+") for each in hidden)} if hidden else {}
    fields |= {"subject": _quoted(subject), "body": "%0D%0A".join(map(_quoted, body.split("\n")))}
    return f"mailto:{quote(to, safe='@+')}?" + "&".join(f"{name}={value}" for name, value in fields.items())

"""What the browser's readers must be told: the same words, months, headings and sentences as the readers here."""

from collections.abc import Mapping
from typing import Any

from course_app.people.importing import dates, found, headings, troubles

TERMS: Mapping[str, Any] = {
    "headings": {str(field): names for field, names in headings.HEADINGS.items()},
    "kinds": {kind: [sorted(mark) for mark in marks] for kind, marks in headings.KINDS.items()},
    "months": dates.MONTHS,
    "longest": found.LONGEST,
    "places": troubles.PLACES,
    "sentences": troubles.SENTENCES,
    "refusals": troubles.REFUSALS,
}
"""Sent with the page of an import; limits and rules are fixed in the modules of both."""

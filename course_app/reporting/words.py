"""What steps, states and evidence are called on pages for staff."""

from collections.abc import Mapping

from course_app.courseware.releases import Release
from course_app.domain.funnel import CERTIFIED, LETTER, LETTERS, MODULE, PURPOSE, STARTED
from course_app.domain.item_quality import Flag, Raised
from course_app.domain.requirements import FINAL
from course_app.infrastructure.audit import Value
from course_app.web.i18n import gettext as _

STATES = {"going": _("On the way"), "quiet": _("Quiet"), "ready": _("Ready to claim"), "certified": _("Certified")}
MARKS = {"going": "doing", "quiet": "rest", "ready": "done", "certified": "done"}
MAILS = {
    "invite": _("Invitation to the site"),
    "cohort": _("Invitation to a cohort"),
    "certificate": _("A certificate is there"),
    "certificate-expiry": _("A certificate runs out"),
    "name-corrected": _("Another name on a certificate"),
    "signin": _("Sign-in link"),
    "confirm": _("Confirm an address"),
}
"""Mails whose words an owner may change."""
EVIDENCE = {"E1": _("read"), "E2": _("shown"), "E3": _("made"), "E4": _("declared")}
_STEPS = {
    STARTED: _("Started"),
    PURPOSE: _("Said why"),
    LETTER: _("First message sent"),
    LETTERS: _("Three messages sent"),
    FINAL: _("Passed the final"),
    CERTIFIED: _("Certified"),
}


_FLAGS = {
    Flag.EASY: _("almost everyone is right"),
    Flag.HARD: _("harder than guessing suggests"),
    Flag.FLAT: _("does not tell strong from weak"),
    Flag.KEY: _("check the key: who knows more is right less often"),
    Flag.RARE: _("option %(option)s is not plausible"),
    Flag.RIVAL: _("option %(option)s is maybe also right"),
}


def said(values: Mapping[str, Value]) -> str:
    """Return values of the log in words: "role: coach"."""
    return ", ".join(f"{name}: {value}" for name, value in values.items())


def letter(place: int) -> str:
    """Return what the option at a place is called: A, B, C …"""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def flag_words(raised: Raised) -> str:
    """Return what a flag says."""
    words = str(_FLAGS[raised.flag])
    return words % {"option": letter(raised.option)} if raised.option is not None else words


def step_words(step: str, release: Release | None) -> str:
    """Return what a step of the funnel is called; modules have the name of their release."""
    if not step.startswith(MODULE):
        return _STEPS.get(step, step)
    name = step.removeprefix(MODULE)
    modules = {module.id: module.nav for module in release.course.modules} if release else {}
    return _("Module: %(name)s", name=modules.get(name, name))

"""What steps, states and evidence are called on pages for staff."""

from course_app.courseware.releases import Release
from course_app.domain.funnel import CERTIFIED, LETTER, LETTERS, MODULE, PURPOSE, STARTED
from course_app.domain.requirements import FINAL
from course_app.web.i18n import gettext as _

STATES = {"going": _("On the way"), "quiet": _("Quiet"), "ready": _("Ready to claim"), "certified": _("Certified")}
MARKS = {"going": "doing", "quiet": "rest", "ready": "done", "certified": "done"}
EVIDENCE = {"E1": _("read"), "E2": _("shown"), "E3": _("made"), "E4": _("declared")}
_STEPS = {
    STARTED: _("Started"),
    PURPOSE: _("Said why"),
    LETTER: _("First message sent"),
    LETTERS: _("Three messages sent"),
    FINAL: _("Passed the final"),
    CERTIFIED: _("Certified"),
}


def step_words(step: str, release: Release | None) -> str:
    """Return what a step of the funnel is called; modules have the name of their release."""
    if not step.startswith(MODULE):
        return _STEPS.get(step, step)
    name = step.removeprefix(MODULE)
    modules = {module.id: module.nav for module in release.course.modules} if release else {}
    return _("Module: %(name)s", name=modules.get(name, name))

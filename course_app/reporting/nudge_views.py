"""The page of learners who may need a word, with a letter for each that opens in one's own mail program."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.nudges import Rule, mail_link
from course_app.enrolment.cohorts import all_cohorts
from course_app.enrolment.listing import Wanted
from course_app.infrastructure import clock
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import learners, nudges
from course_app.reporting.nudges import AT_ONCE, Nudge
from course_app.reporting.scope import coach_of, for_coach
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _

bp = Blueprint("nudges", __name__, url_prefix="/admin/nudges")
SUBJECTS = {
    Rule.STILL: _("A first small step in “%(course)s”"),
    Rule.DRAFT: _("Your letter is nearly on its way"),
    Rule.FINAL: _("About the final of “%(course)s”"),
    Rule.READY: _("Your certificate of “%(course)s” waits for you"),
}
BODIES = {
    Rule.STILL: _(
        "you began “%(course)s” a while ago. The first step takes ten minutes, and nothing was lost. If something is "
        "in the way, write back; I read it."
    ),
    Rule.DRAFT: _(
        "you have written more than you think: something of yours lies ready to be sent. It need not be perfect. If "
        "you would like a word before you send it, write back."
    ),
    Rule.FINAL: _(
        "the final of “%(course)s” did not work out yet, and you may try again. If you like, we look at the topics "
        "together first; write back when it suits you."
    ),
    Rule.READY: _(
        "you have met everything that “%(course)s” asks for. What is left is one click: look at how your name will be "
        "printed, and the certificate is yours."
    ),
}


@bp.get("")
@for_coach
def listed(staff: Visitor) -> str:
    """Show for each rule the newest learners it holds for, and suggest what to write."""
    wanted = Wanted(cohort=request.args.get("cohort", 0, type=int), coach=coach_of(staff))
    told = nudges.found(reader(), wanted, clock.now())
    titles = {each.slug: each.title for each in learners.courses(reader())}
    return render_template(
        "reporting/nudges.html",
        told=[
            (rule, found[:AT_ONCE], len(found) > AT_ONCE, _to_all(staff, found, titles)) for rule, found in told.items()
        ],
        letters={
            (each.rule, each.line.enrolment): _letter(staff, each, titles)
            for found in told.values()
            for each in found[:AT_ONCE]
        },
        reasons=nudges.REASONS,
        suggestions=nudges.SUGGESTIONS,
        cohorts=[(each.id, each.name) for each in all_cohorts(reader(), coach_of(staff))],
        cohort=wanted.cohort,
        titles=titles,
        at_once=AT_ONCE,
    )


@bp.post("/<int:number>/written")
@for_coach
def written(staff: Visitor, number: int) -> ResponseReturnValue:
    """Keep that a learner was written to, and leave them in peace for two weeks."""
    learners.learner(reader(), number, coach_of(staff), clock.now())
    why = request.form.get("rule", "")
    if why not in set(Rule):
        abort(404)
    with transaction() as session:
        nudges.note_written(session, staff.id, number, Rule(why), clock.now())
    flash(_("Noted. They are off this list for two weeks."), "ok")
    cohort = request.form.get("cohort", 0, type=int)
    return redirect(url_for(".listed", cohort=cohort or None), 303)


def _letter(staff: Visitor, nudge: Nudge, titles: dict[str, str]) -> str:
    hello = _("Hello %(name)s,", name=nudge.line.name)
    return _link(staff, nudge, titles, nudge.line.email, hello)


def _to_all(staff: Visitor, found: list[Nudge], titles: dict[str, str]) -> str:
    """Return the letter to all who are shown, none of whom sees the others; '' while they are of several courses."""
    shown = found[:AT_ONCE]
    if len(shown) < 2 or len({each.line.course for each in shown}) > 1:
        return ""
    return _link(staff, shown[0], titles, staff.email, _("Hello,"), tuple(each.line.email for each in shown))


def _link(
    staff: Visitor, nudge: Nudge, titles: dict[str, str], to: str, hello: str, hidden: tuple[str, ...] = ()
) -> str:
    settings: Settings = current_app.extensions["settings"]
    course = nudge.line.course
    title = titles.get(course, course)
    page = "certificate" if nudge.rule is Rule.READY else "learn"
    body = str(BODIES[nudge.rule]) % {"course": title}
    text = f"{hello}\n\n{body}\n\n{settings.base_url}/c/{course}/{page}\n\n{staff.name}"
    return mail_link(to, str(SUBJECTS[nudge.rule]) % {"course": title}, text, hidden)

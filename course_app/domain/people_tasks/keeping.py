"""Tasks of plans and rhythm: another way in, small favours, a cadence, dates, and clearing the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from course_app.domain.course import ListPart
from course_app.domain.followup import ASIDE, state_of
from course_app.domain.people import Circle, LetterStatus, Plan, PlanKind, Tie
from course_app.domain.people_tasks.work import Look, Work, in_words, look, more
from course_app.domain.worksheets import Lack, Trouble, parse_day

NOW, SMALLER, REST, CLOSE = "now", "smaller", "rest", "close"
DECISIONS = (NOW, SMALLER, REST, CLOSE)


def channels(work: Work) -> Look:
    """``.channels``: a way, a reason and a week for each picked person and some more; some carried out otherwise.

    Plans are those of the kind ``reach``. One is carried out when its day is logged.
    """
    extra, do, beyond = work.number("extra", 3), work.number("do", 1), work.word("beyond", "email")
    picked = [tie for tie in work.circle.picked if state_of(tie, work.today) not in ASIDE]
    planned = [tie for tie in work.circle.ties.values() if any(not _unplanned(plan) for plan in _reaching(tie))]
    others = sum(not tie.person.picked for tie in planned)
    of_picked = sum(tie in planned for tie in picked)
    carried = [plan for tie in work.circle.ties.values() for plan in _reaching(tie) if _is_otherwise(plan, beyond)]
    lacks = list(_way_lacks(work, picked, planned))
    if others < extra:
        lacks.append(work.lack("list", f"{more(extra - others)} from the rest of your list."))
    if len(carried) < do:
        how = "another way than e-mail" if beyond == "email" else f"another way than “{beyond}”"
        sentence = f"Carry out {in_words(do - len(carried))} by {how}, and say on which day."
        lacks.append(work.lack("done", sentence))
    done = of_picked + min(others, extra) + min(len(carried), do)
    return look(done, len(picked) + extra + do, lacks, plans=of_picked + others, carried=len(carried))


def _reaching(tie: Tie) -> list[Plan]:
    return [plan for plan in tie.plans if plan.kind is PlanKind.REACH]


def _unplanned(plan: Plan) -> str:
    """Return what a plan of a way in still needs, '' for nothing."""
    if plan.channel is None:
        return "Choose a way."
    if not plan.why.strip():
        return "Say in a few words why this way."
    return "" if plan.day or plan.done else "Pick a week."


def _is_otherwise(plan: Plan, beyond: str) -> bool:
    return plan.done is not None and plan.channel is not None and plan.channel != beyond


def _way_lacks(work: Work, picked: list[Tie], planned: list[Tie]) -> Iterator[Lack]:
    for tie in work.circle.ties.values():
        if tie in planned:
            continue
        plans = _reaching(tie)
        if plans:
            yield work.lack(f"plan.{plans[0].id}", _unplanned(plans[0]), tie.person.name)
        elif tie in picked:
            yield work.lack(f"person.{tie.person.id}", "No way in is planned yet.", tie.person.name)


def favours(work: Work) -> Look:
    """``.favours``: enough are planned, some are done; of an introduction both were asked first.

    Plans are those of the kind ``favour``. Typed: ``plan.<id>.item`` (from the menu), ``plan.<id>.both`` (a tick).
    """
    least, do = work.number("plan", 3), work.number("do", 1)
    plans = [(tie, plan) for tie in work.circle.ties.values() for plan in tie.plans if plan.kind is PlanKind.FAVOUR]
    planned = [plan for _, plan in plans if plan.what.strip() and (plan.day or plan.done)]
    carried = [plan for plan in planned if plan.done is not None and not _must_ask(work, plan)]
    lacks = [
        work.lack(f"plan.{plan.id}", "Say what." if not plan.what.strip() else "Say when.", tie.person.name)
        for tie, plan in plans
        if plan not in planned
    ]
    lacks += [
        work.lack(f"plan.{plan.id}.both", "Ask both first, each alone. Then tick it.", tie.person.name)
        for tie, plan in plans
        if plan in planned and plan.done is not None and _must_ask(work, plan)
    ]
    if len(planned) < least:
        lacks.append(work.lack("list", f"{more(least - len(planned))} to plan."))
    if len(carried) < do:
        lacks.append(work.lack("done", f"{in_words(do - len(carried)).capitalize()} to do, and to log with its day."))
    done = min(len(planned), least) + min(len(carried), do)
    return look(done, least + do, lacks, planned=len(planned), carried=len(carried))


def _must_ask(work: Work, plan: Plan) -> bool:
    """Return whether a favour needs two people asked, and the learner did not say that they were."""
    chosen = work.text(f"plan.{plan.id}.item")
    items = [item for part in work.task.parts if isinstance(part, ListPart) for item in part.items]
    both = any(item.id == chosen and "both" in item.flags for item in items if item.id)
    return both and not work.ticked(f"plan.{plan.id}.both")


def touched(circle: Circle) -> tuple[Tie, ...]:
    """Return the people with whom anything was logged."""
    return tuple(tie for tie in circle.ties.values() if tie.touches)


def cadence(work: Work) -> Look:
    """``.cadence``: there is a decision for everybody touched; to rest and to close are decisions like the others."""
    ties = touched(work.circle)
    lacks = [
        work.lack(f"person.{tie.person.id}", "How often? Or let it rest, or close it.", tie.person.name)
        for tie in ties
        if not is_decided(tie, work.today)
    ]
    return look(len(ties) - len(lacks), len(ties), lacks, people=len(ties))


def is_decided(tie: Tie, today: date) -> bool:
    """Return whether the learner said how often to be in touch, if at all."""
    return tie.cadence is not None or state_of(tie, today) in ASIDE


def dates(work: Work) -> Look:
    """``.dates``: a file was taken, a link made, or a calendar of one's own declared. Typed: ``file``, ``own``."""
    chosen = work.ticked("file") or work.ticked("own") or work.feed
    lacks = [] if chosen else [work.lack("ways", "Take a file, make a link, or say that you keep your own calendar.")]
    dated = sum(bool(person.born or person.dates) for person in work.circle.people)
    return look(int(chosen), 1, lacks, dates=dated)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that lies about: a letter that was not sent, or a plan that was not done; ``control`` names it."""

    control: str
    tie: Tie
    plan: Plan | None = None


def lying_about(work: Work) -> tuple[Left, ...]:
    """Return what is neither sent nor done, without people left in peace and plans whose day is still to come."""
    found = []
    for tie in work.circle.ties.values():
        if state_of(tie, work.today) in ASIDE:
            continue
        unsent = (each for each in tie.letters if each.status in (LetterStatus.OPEN, LetterStatus.READY))
        found += [Left(f"letter.{letter.id}", tie) for letter in unsent]
        late = (plan for plan in tie.open_plans if plan.day is None or plan.day <= work.today)
        found += [Left(f"plan.{plan.id}", tie, plan) for plan in late]
    return tuple(found)


def stuck(work: Work) -> Look:
    """``.stuck``: everything that lies about is decided; when nothing does, it is done.

    Typed for ``letter.<id>`` and ``plan.<id>``: the decision; with ``.step`` (a suggestion's id or one's own words)
    for a smaller step and ``.day`` for a rest. "Do it now" is decided once it is done, "close" at once.
    """
    left = lying_about(work)
    lacks, troubles = [], []
    for each in left:
        found = _undecided(work, each)
        if isinstance(found, Lack):
            lacks.append(found)
        elif found is not None:
            troubles.append(found)
    return look(len(left) - len(lacks) - len(troubles), len(left), lacks, troubles, items=len(left))


def _undecided(work: Work, each: Left) -> Lack | Trouble | None:
    name = each.tie.person.name
    match work.text(each.control):
        case "":
            return work.lack(each.control, "Now, smaller, rest or close?", name)
        case "now":
            return work.lack(each.control, "Do it now and log it, or choose a smaller step.", name)
        case "smaller" if not work.text(f"{each.control}.step"):
            return work.lack(f"{each.control}.step", "Choose the smaller step, or write your own.", name)
        case "rest":
            return _resting(work, f"{each.control}.day", name)
        case decision if decision not in DECISIONS:
            return Trouble(each.control, "Choose one of the four.")
    return None


def _resting(work: Work, control: str, name: str) -> Lack | Trouble | None:
    text = work.text(control)
    day = parse_day(text)
    if not text:
        return work.lack(control, "Until which day?", name)
    if day is None:
        return Trouble(control, "Type a date as year, month and day: 2026-03-31.")
    return Trouble(control, "Choose a day that is still to come.") if day <= work.today else None

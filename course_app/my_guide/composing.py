"""A learner's Guide as a document: what stands on each page, in words, before the engine sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from course_app.domain.names import fold
from course_app.domain.people import HIGHEST_GUESS, LOWEST_GUESS, Letter, LetterStatus, Plan, PlanKind, Tie
from course_app.my_guide.matter import Matter
from course_app.my_guide.year import months_of, weekdays_of
from course_app.people import words
from course_app.people.sphere_map import Map, drawn_map
from course_app.people.story import story_of
from course_app.printing.composing import Composed, stylesheet, template
from course_app.web.i18n import day_text
from course_app.web.i18n import gettext as _

FOLDER = Path(__file__).parent / "templates"
MOST_PAGES = 400
BLANK = {"pages": 2, "lines": 19, "people": 20, "sheets": 2, "log": 16, "favours": 9, "cards": 3}
"""How much room there is to write on: pages and lines for notes, rows, sheets for people, cards."""
ENOUGH_REPLIES = 3
"""Below so many answers no average is drawn."""
SENT = {
    LetterStatus.OPEN: _("being written"),
    LetterStatus.READY: _("ready to go"),
    LetterStatus.SENT: _("as sent"),
    LetterStatus.KEPT: _("kept unsent"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the list."""

    name: str
    sphere: str
    last: str
    state: str
    rhythm: str
    reach: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one person: ``facts`` are pairs of a word and what there is to say."""

    id: str
    name: str
    picked: bool
    facts: tuple[tuple[str, str], ...]
    memory: str
    offers: tuple[str, ...]
    letters: tuple[tuple[str, str, tuple[str, ...]], ...]
    blank_letter: bool
    plans: tuple[str, ...]
    next_line: str
    story: tuple[tuple[str, str, str], ...]


def compose(matter: Matter, site: str) -> Composed:
    """Return a learner's Guide, ready for the press."""
    forecasts = tuple(_forecasts(matter))
    picked = [tie for tie in matter.circle.ties.values() if tie.person.picked]
    written = [tie for tie in _by_name(matter) if not tie.person.picked and matter.letters_to(tie)]
    title = _("My Guide")
    html = template("guide_document.html", FOLDER).render(
        title=title,
        subtitle=_of_course(matter),
        language=matter.locale,
        name=matter.name,
        day=day_text(matter.today, matter.locale),
        site=site,
        paper=matter.choices.paper,
        large=matter.choices.large,
        purpose=matter.veiled(matter.text("purpose", "purpose")),
        map=_map(matter),
        spheres=tuple(_spheres(matter)),
        lines=tuple(_lines(matter)),
        contacts=matter.choices.contacts,
        pages=tuple(_page(matter, tie) for tie in picked),
        others=tuple(_page(matter, tie) for tie in written),
        worries=tuple(matter.worries()),
        plan=_plan(matter),
        thanks=_thanks(matter),
        favours=tuple(_favours(matter)),
        months=tuple(months_of(matter)),
        weekdays=weekdays_of(matter.locale),
        forecasts=forecasts,
        felt=_felt(forecasts),
        replies=sum(felt is not None for _name, _guess, felt in forecasts),
        scale=(LOWEST_GUESS, HIGHEST_GUESS),
        lesson=matter.veiled(matter.text("look-back", "lesson")),
        promise=matter.veiled(matter.text("look-back", "promise")),
        blank=BLANK,
    )
    setting = "large" if matter.choices.large else "regular"
    css = stylesheet("guide", FOLDER)
    return Composed("my-guide", title, html, css, ((setting,),), fewest_pages=MOST_PAGES, most_pages=MOST_PAGES)


def _of_course(matter: Matter) -> str:
    if matter.course is None:
        return ""
    guide = matter.course.course.guide
    return guide.title if guide is not None else matter.course.course.title


def _by_name(matter: Matter) -> list[Tie]:
    return sorted(matter.circle.ties.values(), key=lambda tie: fold(tie.person.name))


def _map(matter: Matter) -> Map | None:
    return drawn_map(matter.circle, _("You")) if matter.circle.spheres else None


def _spheres(matter: Matter) -> Iterator[tuple[str, str, str, int]]:
    """Yield each sphere: its name, its kind, the years, how many people count in it."""
    for sphere in matter.circle.spheres.values():
        years = "–".join(str(year) for year in (sphere.since, sphere.until) if year)
        yield sphere.name, words.SPHERE_KINDS[sphere.kind], years, len(matter.circle.in_sphere(sphere.id))


def _lines(matter: Matter) -> Iterator[Line]:
    for tie in _by_name(matter):
        person = tie.person
        ways = [person.email, person.phone, person.link] if matter.choices.contacts else []
        yield Line(
            matter.called(person),
            tie.sphere.name,
            words.last_words(tie, matter.today, matter.locale),
            words.state_words(tie, matter.today, matter.locale),
            words.CADENCES[tie.cadence] if tie.cadence else "",
            " · ".join(way for way in ways if way),
        )


def _page(matter: Matter, tie: Tie) -> Page:
    person = tie.person
    facts = [
        (_("Where"), tie.sphere.name),
        (_("Last in touch"), words.last_words(tie, matter.today, matter.locale)),
        (_("Now"), words.state_words(tie, matter.today, matter.locale)),
        (_("Rhythm"), words.CADENCES[tie.cadence] if tie.cadence else ""),
        (_("Birthday"), words.partial_words(person.born, matter.locale) if person.born else ""),
    ]
    if matter.choices.contacts:
        facts += [(_("E-mail"), person.email), (_("Phone"), person.phone), (_("Link"), person.link)]
    return Page(
        id=f"person-{person.id}",
        name=matter.called(person),
        picked=person.picked,
        facts=tuple((word, text) for word, text in facts if text),
        memory=matter.veiled(person.memory),
        offers=tuple(matter.veiled(offer.text) for offer in tie.offers),
        letters=tuple(_letter(matter, letter) for letter in matter.letters_to(tie)),
        blank_letter=person.picked and matter.choices.letters and not matter.letters_to(tie),
        plans=tuple(matter.veiled(_plan_words(plan, matter)) for plan in tie.plans if plan.kind is not PlanKind.FAVOUR),
        next_line=matter.veiled(person.next_line),
        story=tuple(
            (day, matter.veiled(said), more) for day, said, more, when in _story(matter, tie) if when == "past"
        ),
    )


def _story(matter: Matter, tie: Tie) -> list[tuple[str, str, str, str]]:
    return story_of(tie, matter.today, matter.locale)


def _letter(matter: Matter, letter: Letter) -> tuple[str, str, tuple[str, ...]]:
    """Return a letter: where it stands, its subject, its paragraphs."""
    blocks = matter.veiled(letter.body).split("\n\n")
    return SENT[letter.status], matter.veiled(letter.subject), tuple(block for block in blocks if block.strip())


def _plan_words(plan: Plan, matter: Matter) -> str:
    said = words.plan_words(plan)
    if plan.done:
        return _("%(what)s, done on %(day)s", what=said, day=day_text(plan.done, matter.locale))
    return _("%(what)s, %(day)s", what=said, day=day_text(plan.day, matter.locale)) if plan.day else said


def _plan(matter: Matter) -> tuple[str, ...]:
    """Return the two halves of the if-then plan."""
    for each in matter.typed.get("if-then", ()):
        values = each.values
        tie = matter.circle.ties.get(values.get("person", ""))
        cue, place, step = (values.get(name, "").strip() for name in ("cue", "place", "step"))
        if not cue:
            continue
        whom = matter.called(tie.person, short=True) if tie else _("somebody from my list")
        said = _("If %(cue)s, then I will write to %(name)s", cue=matter.veiled(cue), name=whom)
        first = _("%(said)s at %(place)s.", said=said, place=matter.veiled(place)) if place else f"{said}."
        again = _("If I feel like putting it off, then I will %(step)s.", step=matter.veiled(step).rstrip("."))
        return (first, again) if step else (first,)
    return ()


def _thanks(matter: Matter) -> tuple[str, ...]:
    """Return the note of thanks as paragraphs."""
    note = matter.veiled(matter.text("gratitude", "note"))
    if note:
        return tuple(block for block in note.split("\n\n") if block.strip())
    parts = (matter.veiled(matter.text("gratitude", part)) for part in ("did", "changed", "today"))
    return tuple(part for part in parts if part)


def _favours(matter: Matter) -> Iterator[tuple[str, str, str]]:
    """Yield each five-minute favour: for whom, what, and when or that it is done."""
    for tie in _by_name(matter):
        for plan in tie.plans:
            if plan.kind is PlanKind.FAVOUR:
                when = plan.done or plan.day
                day = day_text(when, matter.locale) if when else ""
                told = _("done on %(day)s", day=day) if plan.done else day
                yield matter.called(tie.person), matter.veiled(words.plan_words(plan)), told


def _felt(forecasts: tuple[tuple[str, int, int | None], ...]) -> tuple[str, str] | None:
    """Return the mean guess and the mean of how it was, of those who answered; None while these are too few."""
    known = [(guess, felt) for _name, guess, felt in forecasts if felt is not None]
    if len(known) < ENOUGH_REPLIES:
        return None
    return f"{fmean(guess for guess, _felt in known):.1f}", f"{fmean(felt for _guess, felt in known):.1f}"


def _forecasts(matter: Matter) -> Iterator[tuple[str, int, int | None]]:
    """Yield each forecast: to whom, the guess, and how welcome it was; None while nobody answered."""
    for tie in _by_name(matter):
        if tie.person.guess is not None:
            yield matter.called(tie.person), tie.person.guess, tie.person.reality

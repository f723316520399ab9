"""Tasks that make the list: spheres, people, the first few, what one could bring."""

from collections import Counter
from collections.abc import Iterator

from course_app.domain.names import fold, looks_made_up
from course_app.domain.people import OfferKind, Person, Tie, quiet_years
from course_app.domain.people_tasks.work import Look, Work, in_words, look, more, of
from course_app.domain.worksheets import Lack


def spheres(work: Work) -> Look:
    """``.spheres``: enough spheres with different names."""
    least = work.number("min", 3)
    named = {fold(sphere.name) for sphere in work.circle.spheres.values()} - {""}
    lacks = []
    if len(named) < least:
        lacks.append(work.lack("spheres", f"{more(least - len(named))}: you have {in_words(len(named))}."))
    return look(len(named), least, lacks, spheres=len(named))


def people(work: Work) -> Look:
    """``.people``: enough people who count, from enough spheres, some of them silent for long.

    Typed: ``why-none`` (why nobody was silent for so long), ``complete`` (this short list is complete).
    """
    least, wanted = work.number("min", 15), work.number("spheres", 3)
    old, old_years = work.number("old", 3), work.number("old-years", 5)
    real = [person for person in work.circle.people if is_real(person)]
    counting, of_spheres, silent = _counting(work, real, old_years)
    numbers = {"people": len(work.circle.people), "counting": counting, "spheres": of_spheres, "silent": silent}
    doubtful = [_doubt(work, person) for person in work.circle.people if not is_real(person)]
    if work.short_list and work.ticked("complete") and len(real) >= work.short_list:
        return look(least, least, short=1, **numbers)
    parts = []
    if counting < least:
        parts.append(f"{in_words(least - counting)} more")
    if of_spheres < wanted:
        parts.append(f"people from {in_words(wanted)} spheres (you have {in_words(of_spheres)})")
    too_young = silent < old and not work.ticked("why-none")
    if too_young:
        parts.append(f"{in_words(old)} from {in_words(old_years)} years back or longer (you have {in_words(silent)})")
    lacks = list(doubtful)
    if parts:
        control = "why-none" if too_young and len(parts) == 1 else "list"
        sentence = _sentence(parts)
        if too_young:
            sentence += " Or say in a line why not."
        lacks.append(work.lack(control, sentence + _crowded(work, real, least - counting)))
    return look(counting, least, lacks, **numbers)


def _counting(work: Work, real: list[Person], old_years: int) -> tuple[int, int, int]:
    """Return how many count, from how many spheres, and how many of those were silent for long.

    At most so many count in each sphere; those who were silent longest go first.
    """
    most = work.number("per-sphere", 5)
    found = Counter(person.sphere for person in real)
    silent = Counter(person.sphere for person in real if _is_silent(person, work, old_years))
    return (
        sum(min(most, count) for count in found.values()),
        len(found),
        sum(min(most, count) for count in silent.values()),
    )


def _is_silent(person: Person, work: Work, years: int) -> bool:
    quiet = quiet_years(person.last_year, work.today)
    return quiet is not None and quiet >= years


def is_real(person: Person) -> bool:
    """Return whether a name counts: it looks like one, or the learner said that it is."""
    return person.confirmed or not looks_made_up(person.name)


def _doubt(work: Work, person: Person) -> Lack:
    return work.lack(f"person.{person.id}", "Is this a real name? Say so, and it counts.", person.name)


def _crowded(work: Work, real: list[Person], missing: int) -> str:
    """Return a word on spheres in which more people stand than count, when people are missing."""
    if missing <= 0:
        return ""
    most = work.number("per-sphere", 5)
    for sphere, count in Counter(person.sphere for person in real).most_common(1):
        if count > most and sphere in work.circle.spheres:
            name = work.circle.spheres[sphere].name
            counted = "one of them counts" if most == 1 else f"{in_words(most)} of them count"
            return f" {in_words(count).capitalize()} are from “{name}”; {counted}."
    return ""


def _sentence(parts: list[str]) -> str:
    text = ", and ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def pick(work: Work) -> Look:
    """``.pick``: exactly so many picked, enough of them a stretch."""
    count, least = work.number("count", 5), work.number("stretch", 2)
    picked = [tie.person for tie in work.circle.picked]
    stretch = sum(person.stretch for person in picked)
    lacks = []
    if len(picked) < count:
        lacks.append(work.lack("picked", f"{more(count - len(picked))} to pick."))
    elif len(picked) > count:
        over = len(picked) - count
        lacks.append(work.lack("picked", f"Pick {in_words(count)}: take {in_words(over)} of these away again."))
    if stretch < least:
        words = "a stretch" if least - stretch == 1 else "stretches"
        lacks.append(work.lack("stretch", f"Mark {in_words(least - stretch)} more of them as {words}."))
    done = max(count - abs(count - len(picked)), 0)
    return look(done, count, lacks, picked=len(picked), stretch=stretch)


def offers(work: Work) -> Look:
    """``.offers``: enough people, all picked ones among them, with something that one could bring.

    A stance ("not sure yet") counts for some. The same words count for so many people and no more.
    """
    least, limits = work.number("min", 10), work.span("text", 15, 300)
    if work.short_list and len(work.circle.people) < least:
        least = max(work.short_list, len(work.circle.people))
    ties = sorted(work.circle.ties.values(), key=lambda tie: not tie.person.picked)
    alike, left_out = _first_alike(ties, limits, work.number("same", 3))
    stances = [tie for tie in ties if tie.person.id not in alike | left_out and _stance(tie, limits)]
    unsure = stances[: work.number("not-sure", 3)]
    counting = alike | {tie.person.id for tie in unsure}
    lacks = list(_offer_lacks(work, ties, counting, left_out, {tie.person.id for tie in stances}))
    if len(counting) < least:
        sentence = f"{more(least - len(counting))}: {of(len(counting), least)} there."
        if len(stances) > len(unsure):
            sentence += f" “Not sure yet” counts for {in_words(work.number('not-sure', 3))}."
        lacks.append(work.lack("list", sentence))
    return look(len(counting), least, lacks, offers=len(counting), unsure=len(unsure))


def _texts(tie: Tie, limits: tuple[int, int], *, stance: bool) -> list[str]:
    low, high = limits
    kept = (offer for offer in tie.offers if (offer.kind is OfferKind.NOT_SURE) is stance)
    return [offer.text.strip() for offer in kept if low <= len(offer.text.strip()) <= high]


def _stance(tie: Tie, limits: tuple[int, int]) -> bool:
    return bool(_texts(tie, limits, stance=True))


def _first_alike(ties: list[Tie], limits: tuple[int, int], same: int) -> tuple[set[str], set[str]]:
    """Return whose offers count, and whose do not because the same words stand under enough others."""
    used: Counter[str] = Counter()
    counting: set[str] = set()
    left_out: set[str] = set()
    for tie in ties:
        texts = [fold(text) for text in _texts(tie, limits, stance=False)]
        if not texts:
            continue
        own = min(texts, key=lambda text: used[text])
        used[own] += 1
        (counting if used[own] <= same else left_out).add(tie.person.id)
    return counting, left_out


def _offer_lacks(
    work: Work, ties: list[Tie], counting: set[str], left_out: set[str], stances: set[str]
) -> Iterator[Lack]:
    low, high = work.span("text", 15, 300)
    for tie in ties:
        person = tie.person
        if person.id in left_out:
            sentence = "The same words stand under others too. Cut them to fit this person."
        elif person.id in counting or not (person.picked or tie.offers):
            continue
        elif person.id in stances:
            if not person.picked:
                continue
            sentence = f"“Not sure yet” counts for {in_words(work.number('not-sure', 3))} people, and others have it."
        elif tie.offers:
            length = len(tie.offers[0].text.strip())
            sentence = f"Say it in {low} to {high} letters; this has {length}."
        else:
            sentence = "One of your first picks, and nothing is here yet."
        yield work.lack(f"person.{person.id}", sentence, person.name)

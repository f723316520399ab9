"""The readable checks beside a letter: each says what it looks for and why. No grade, and no machine writes.

Four are starred and have to be met; of the others the learner may say "this is right as it is". Most of them know no
language; those that listen for words (``phrases``) are left out for letters in other languages than theirs.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from course_app.domain.course import LetterPart, Setting
from course_app.domain.letters import phrases
from course_app.domain.letters.slots import Sender, Sheet, blanks, fill, laid_out, without_blanks, without_slots
from course_app.domain.letters.wording import apart_percent, bag, own_percent, says, word_count, words_of
from course_app.domain.people import Person
from course_app.domain.people_tasks.settings import span, whole
from course_app.domain.worksheets import Trouble

LONGEST_QUESTION = 25
"""Words; a longer one is hardly answered in a line."""
SHORTEST_MEMORY_WORD = 4
_ASKING = re.compile(r"\?+(?=[\s\"'”’»)\]]|$)|[？؟]+|՞")
_ENDING = re.compile(r"[.!?？؟。…\n]")
_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,190}\.[^\s@<>()]{1,60}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)@\w{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\(?[0-9](?:[ ()/.\-]{0,2}[0-9]){5,16}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a course asks of a letter: ranges in letters, words at most, percentages."""

    subject: tuple[int, int] = (3, 120)
    body: tuple[int, int] = (60, 1800)
    words: int = 160
    own: int = 30
    apart: int = 20

    @classmethod
    def of(cls, settings: Mapping[str, Setting]) -> "Limits":
        """Return the limits that a task of the kind ``letters`` sets."""
        return cls(
            span(settings, "subject", (3, 120)),
            span(settings, "body", (60, 1800)),
            whole(settings, "words", 160),
            whole(settings, "own", 30),
            whole(settings, "apart", 20),
        )


@dataclass(frozen=True, slots=True)
class Around:
    """What a letter is held against: to whom and from whom, what it began from, the other drafts.

    ``channel`` is email, text, message or call; ``others`` are bodies; ``overrides`` are ids of checks of which the
    learner said: right as it is. ``place`` is the name of the sphere in which the two knew each other.
    """

    person: Person
    sender: Sender
    template: LetterPart | None = None
    others: tuple[str, ...] = ()
    overrides: frozenset[str] = frozenset()
    channel: str = "email"
    language: str = phrases.LANGUAGE
    limits: Limits = field(default_factory=Limits)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. ``words`` say how it stands, ``why`` it matters; ``found`` is the spot in the letter.

    ``starred`` checks have to be met; of ``overridable`` ones the learner may say that it is right as it is, which
    ``overridden`` tells.
    """

    id: str
    met: bool
    words: str
    why: str
    starred: bool = False
    overridable: bool = True
    overridden: bool = False
    found: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing is asked any more."""
        return self.met or self.overridden


def ranges(sheet: Sheet, limits: Limits, channel: str = "email") -> tuple[Trouble, ...]:
    """Return what is too short or too long; only mail has a subject."""
    found = []
    for name, text, (low, high) in (("subject", sheet.subject, limits.subject), ("body", sheet.body, limits.body)):
        length = len(text.strip())
        if name == "subject" and channel != "email":
            continue
        if not length:
            words = "A mail needs a subject." if name == "subject" else "Nothing is written yet."
            found.append(Trouble(name, words))
        elif length < low:
            found.append(Trouble(name, f"Write a little more: {low} letters at least, this has {length}."))
        elif length > high:
            found.append(Trouble(name, f"At most {high:,} letters; this has {length:,}."))
    return tuple(found)


def is_ready(sheet: Sheet, around: Around) -> bool:
    """Return whether a letter counts as ready: the starred checks are met, and it fits its ranges."""
    if ranges(sheet, around.limits, around.channel):
        return False
    return all(check.met for check in checks(sheet, around) if check.starred)


def checks(sheet: Sheet, around: Around) -> tuple[Check, ...]:
    """Return every check of a letter, the starred ones first; the words of open blanks count for nothing."""
    written = Sheet(sheet.subject, without_blanks(sheet.body))
    return (_filled(sheet), *_starred(written, around), *_advice(written, around))


def _filled(sheet: Sheet) -> Check:
    left = blanks(sheet.subject) + blanks(sheet.body)
    words = {0: "No blank is left open", 1: "One blank is still open"}.get(
        len(left), f"{len(left)} blanks are still open"
    )
    return _must(
        "blanks", not left, words, "A bracket in a letter says that it was made from a form.", "".join(left[:1])
    )


def _starred(sheet: Sheet, around: Around) -> Iterator[Check]:
    limits, body = around.limits, bag(sheet.body)
    named = any(says(sheet.body, name) for name in names_of(around.person))
    words = "Their name is there" if named else f"“{around.person.short}” is not in it yet"
    yield _must("name", named, words, "A letter that could go to anyone is read as if it had. Spell it their way.")

    if around.template is not None:
        own = own_percent(body, _brought(around.template, around))
        met = own >= limits.own and bool(body)
        words = f"{own} % of the words are yours"
        yield _must("own", met, words if met else f"{words}; {limits.own} % make it your letter", _WHY_OWN)
    elif body:
        yield _must("own", True, "All the words are yours", _WHY_OWN)
    else:
        yield _must("own", False, "Nothing is written yet", _WHY_OWN)

    nearest = min((apart_percent(body, bag(other)) for other in around.others), default=100)
    met = nearest >= limits.apart
    words = "It is unlike your other letters" if met else "It is nearly the same as another letter of yours"
    yield _must("apart", met, words, "Two people may meet, and compare. Give each a scene of their own.")


_WHY_OWN = "A template is scaffolding. What they will keep is the part that only you could have written."


def _must(name: str, met: bool, words: str, why: str, found: str = "") -> Check:
    return Check(name, met, words, why, starred=True, overridable=False, found=found)


def _brought(template: LetterPart, around: Around) -> Counter[str]:
    """Return the words that a template and the site bring along: its own, both names and the signature."""
    names = {"their_name": around.person.short, "my_name": around.sender.name, "signature": around.sender.signature}
    known = {name: value for name, value in names.items() if value}
    filled = _KNOWN_SLOT.sub(lambda slot: fill(slot[0], known) if slot[1] in known else " ", template.body)
    return bag(without_slots(laid_out(filled)))


_KNOWN_SLOT = re.compile(r"\{\{(their_name|my_name|signature)(?::[^{}\n]*)?\}\}")


def names_of(person: Person) -> tuple[str, ...]:
    """Return the names by which a letter may call somebody."""
    return tuple(dict.fromkeys(name for name in (person.call_name, person.given, person.name) if name))


def _advice(sheet: Sheet, around: Around) -> Iterator[Check]:
    spoken = around.channel == "call"
    yield _may(around, *_memory(sheet, around.person))
    if around.language.split("-")[0] == phrases.LANGUAGE:
        yield from (_may(around, *each) for each in _heard(sheet, f"{around.person.memory}\n{around.place}"))
    yield _may(around, *_question(sheet, spoken))
    if not spoken:
        yield _may(around, *_signed(sheet, around))
    count, most = word_count(sheet.body), around.limits.words
    words = f"{count} words" if count < most else f"{count} words: under {most} is easier to answer"
    yield _may(around, "length", count < most, words, "A long letter asks for a long answer, and waits for it.")


_Found = tuple[str, bool, str, str, str] | tuple[str, bool, str, str]


def _may(around: Around, name: str, met: bool, words: str, why: str, found: str = "") -> Check:
    return Check(name, met, words, why, overridden=not met and name in around.overrides, found=found)


def memory_words(memory: str) -> frozenset[str]:
    """Return the words of a memory by which a letter shows that it names it."""
    said = words_of(memory)
    telling = {word for word in said if len(word) >= SHORTEST_MEMORY_WORD or not word.isascii()}
    return frozenset(telling - phrases.SMALL_WORDS or said)


def _memory(sheet: Sheet, person: Person) -> _Found:
    why = "One small scene shows in a line that you mean this person. A stranger should have to ask about it."
    telling = memory_words(person.memory)
    if not telling:
        return "memory", False, "Names a memory? You have none noted with this person", why
    shared = telling & set(words_of(sheet.body))
    met = len(shared) >= min(2, len(telling))
    return "memory", met, "Names a memory" if met else "Does it name a memory?", why


def _heard(sheet: Sheet, shared: str) -> Iterator[_Found]:
    now = _first(phrases.WHY_NOW, sheet.body)
    why = "After a long silence the first thought is: why today? One honest line is enough."
    yield "why-now", bool(now), "Says why now" if now else "Says why now? We could not find it", why

    known = f" {' '.join(words_of(shared))} "
    asked = _first((each for each in phrases.REQUESTS if f" {each} " not in known), sheet.body)
    words = f"“{asked}”: could this wait for the second message?" if asked else "No request in it"
    yield "request", not asked, words, "A first letter that wants nothing is believed.", asked

    small = _first(phrases.UNDERSELLING, sheet.body)
    words = f"“… {small} …” makes you small. The memory does that work" if small else "Does not make you small"
    yield "underselling", not small, words, "They will remember. If not, your scene will help them.", small


def _first(wanted: Iterable[str], text: str) -> str:
    said = f" {' '.join(words_of(text))} "
    return next((each for each in wanted if f" {each} " in said), "")


def _question(sheet: Sheet, spoken: bool) -> _Found:
    why = "A question that can be answered from a bus stop is answered."
    asked = _questions(_LINK.sub(" ", sheet.body))
    if not asked:
        return "question", False, "Ask one easy question", why
    if len(asked) > 1 and not spoken:
        return "question", False, f"{len(asked)} questions: one is easier to answer", why, asked[-1]
    if max(word_count(each) for each in asked) > LONGEST_QUESTION:
        return "question", False, "The question is long: can it be answered in a line?", why, asked[0]
    return "question", True, "Easy to answer in one line", why


def _questions(text: str) -> list[str]:
    return [_ENDING.split(text[: mark.start()])[-1].strip() + mark[0] for mark in _ASKING.finditer(text)]


def _signed(sheet: Sheet, around: Around) -> _Found:
    why = "Some would rather call, others never do. Two ways leave them the choice."
    ways = ways_to_answer(sheet.body, around.sender.other) + (around.channel != "email")
    last = "\n".join([line for line in sheet.body.split("\n") if line.strip()][-5:])
    named = not around.sender.name or any(
        says(last, word) for word in (around.sender.name, *around.sender.name.split())
    )
    if named and ways > 1:
        return "signed", True, "Signed, with two ways to answer", why
    if not named:
        return "signed", False, "Sign with your name", why
    return "signed", False, "Give two ways to answer: your e-mail and a phone, or another way", why


def ways_to_answer(text: str, other: str = "") -> int:
    """Return how many ways to answer a text gives: mail, phone, links and names on a network, ``other``."""
    mails = {found.casefold().rstrip(".,;") for found in _EMAIL.findall(text)}
    rest = _EMAIL.sub(" ", text)
    links = {found.casefold().rstrip(".,;") for found in _LINK.findall(rest)}
    rest = _LINK.sub(" ", rest)
    numbers = {"".join(filter(str.isdigit, found)) for found in _NUMBER.findall(rest)}
    named = bool(other) and says(rest, other) and not _NUMBER.fullmatch(other.strip())
    return len(mails) + len(links) + len(numbers) + named

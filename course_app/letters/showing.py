"""Letters as pages show them: on their sheet with the blanks marked, checks with the spots they found, all in words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from course_app.domain.letters.checks import Check
from course_app.domain.letters.slots import Sheet, blanks
from course_app.domain.letters.spots import Spot, spot_of
from course_app.domain.people import Letter, LetterStatus, Tie
from course_app.letters.desk import Desk, Reading, begun
from course_app.letters.shelf import Template
from course_app.web.i18n import gettext as _
from course_app.web.i18n import locale_of, ngettext

PREVIEW = 180
WAYS: Mapping[str, str] = {
    "email": _("E-mail"),
    "text": _("Text message"),
    "message": _("Private message"),
    "call": _("Call"),
}
USES: Mapping[str, str] = {
    "first": _("First letter"),
    "second": _("Second note"),
    "thanks": _("Thanks"),
    "reply": _("Answer"),
}
STATUSES: Mapping[LetterStatus, str] = {
    LetterStatus.OPEN: _("being written"),
    LetterStatus.READY: _("ready"),
    LetterStatus.SENT: _("sent"),
    LetterStatus.KEPT: _("kept for yourself"),
    LetterStatus.DROPPED: _("set aside"),
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check with the place in the letter that it is about, None where there is none; ``part`` is body or subject."""

    check: Check
    spot: Spot | None
    part: str = "body"


def check_lines(reading: Reading, sheet: Sheet) -> tuple[CheckLine, ...]:
    """Return the checks of a letter with the spots that they found."""
    return tuple(_check_line(check, sheet) for check in reading.checks)


def _check_line(check: Check, sheet: Sheet) -> CheckLine:
    if check.met or not check.found:
        return CheckLine(check, None)
    in_subject = spot_of(sheet.subject, check.found) if check.id == "blanks" else None
    if in_subject is not None:
        return CheckLine(check, in_subject, "subject")
    return CheckLine(check, spot_of(sheet.body, check.found))


def paragraphs(body: str) -> tuple[Markup, ...]:
    """Return a letter as paragraphs, open blanks marked."""
    blocks = re.split(r"\n[ \t]*\n", body.strip("\n"))
    return tuple(Markup("<br>").join(_marked(line) for line in block.split("\n")) for block in blocks if block.strip())


def _marked(line: str) -> Markup:
    """Return a line with its blanks marked."""
    parts: list[Markup] = []
    for blank in blanks(line):
        before, _blank, line = line.partition(blank)
        parts += [escape(before), Markup('<span class="blank">{}</span>').format(blank)]
    return Markup("").join([*parts, escape(line)])


@dataclass(frozen=True, slots=True)
class Offered:
    """A template as the chooser shows it: with the first words of the letter that it would begin."""

    template: Template
    title: Markup
    way: str
    lines: Markup


def offered(desk: Desk, templates: tuple[Template, ...], use: str) -> tuple[Offered, ...]:
    """Return templates with the beginnings of their letters to this person."""
    return tuple(
        Offered(
            each,
            each.release.html(each.document.title),
            WAYS.get(each.channel, each.channel),
            _first_lines(desk, each, use),
        )
        for each in templates
    )


def _first_lines(desk: Desk, template: Template, use: str) -> Markup:
    """Return the first words behind the greeting."""
    blocks = [block for block in begun(desk, template, use).body.split("\n\n") if block.strip()]
    told = blocks[1] if len(blocks) > 1 and len(blocks[0]) < PREVIEW / 3 else "".join(blocks[:1])
    line = " ".join(told.split())
    if len(line) > PREVIEW:
        line = line[:PREVIEW].rpartition(" ")[0]
        line = line[: line.rfind("[")] if line.count("[") > line.count("]") else line
        return Markup("{} …").format(_marked(line.rstrip()))
    return _marked(line)


def plan_words(desk: Desk, plan: Mapping[str, str]) -> tuple[str, ...]:
    """Return the two halves of an if-then plan in words; () when its person is gone."""
    whom = desk.circle.ties.get(plan.get("person", ""))
    if whom is None:
        return ()
    name, place = whom.person.short, plan.get("place", "").strip()
    cue = plan["cue"].strip().rstrip(".,")
    first = _("If %(cue)s, then I will write to %(name)s.", cue=_small_if(cue), name=name)
    if place:
        first = _("If %(cue)s, then I will write to %(name)s at %(place)s.", cue=_small_if(cue), name=name, place=place)
    step = plan.get("step", "").strip().rstrip(".")
    second = _("If I feel like putting it off, then I will %(step)s.", step=step) if step else ""
    return (first, second) if second else (first,)


def _small_if(cue: str) -> str:
    """Return a cue without an "if" of its own."""
    return re.sub(r"^if\s+", "", cue, flags=re.IGNORECASE)


def length_words(reading: Reading) -> str:
    """Return how long a letter is, in words."""
    words = ngettext("%(n)s word", "%(n)s words", reading.words)
    seconds = reading.seconds
    if seconds < 120:
        return _("%(words)s, about %(n)s seconds to read.", words=words, n=seconds)
    return _("%(words)s, about %(n)s minutes to read.", words=words, n=round(seconds / 60))


def earlier(desk: Desk) -> Iterator[tuple[Letter, str]]:
    """Yield the other letters to this person with where they stand, in words."""
    for each in desk.to_them:
        if desk.letter is None or each.id != desk.letter.id:
            yield each, f"{USES.get(each.use, each.use)}, {STATUSES[each.status]}"


def last_known(tie: Tie) -> str:
    """Return where two people knew each other and roughly until when."""
    year = tie.person.last_year
    if year:
        return _("%(place)s, about %(year)s.", place=tie.sphere.name, year=year)
    return _("%(place)s.", place=tie.sphere.name)


def language_name(tag: str, locale: str) -> str:
    """Return what a language is called by the reader: English."""
    code = tag.split("-")[0]
    return str(locale_of(locale).languages.get(code, tag))

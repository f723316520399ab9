"""Forms of My people: they check the shape of what was typed, not the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from course_app.domain.errors import DomainError
from course_app.domain.followup import MONTHS
from course_app.domain.names import split_name
from course_app.domain.partial_dates import PartialDate, PartialDateError, from_parts
from course_app.domain.people import (
    OLDEST_YEAR,
    Cadence,
    Closeness,
    Effort,
    KeptDate,
    OfferKind,
    Person,
    Sphere,
    SphereKind,
)
from course_app.people import words
from course_app.web.forms import BaseForm
from course_app.web.i18n import gettext as _

DATE_ROWS = 3
LONGEST_PASTE = 20_000
NEW_SPHERE = "new"


def _year(label: str, hint: str = "") -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(OLDEST_YEAR, 2200, _("Give a year with four digits, such as 2016."))],
        description=hint,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def _choices(said: Mapping[Any, str], none: str = "") -> list[SelectChoice]:
    first = [SelectChoice("", none)] if none else []
    return [*first, *(SelectChoice(str(key), words) for key, words in said.items())]


def _text(label: str, hint: str = "", required: str = "", **kwargs: Any) -> StringField:
    checks = [InputRequired(required)] if required else [Optional()]
    return StringField(label, checks, description=hint, render_kw={"dir": "auto", "autocomplete": "off"}, **kwargs)


class SphereChoice(BaseForm):
    """Which sphere: one there is, or the name of a new one."""

    known: tuple[tuple[str, str], ...] = ()
    sphere = _text(_("Sphere"))
    new_sphere = _text(_("A new sphere"), _("Such as: first job, choir, Lime Street."))

    def offer(self, spheres: Iterable[Sphere], picked: str = "") -> None:
        """Offer the learner's spheres; with none there is only the name of a new one."""
        self.known = tuple((each.id, each.name) for each in spheres)
        if picked:
            self.sphere.data = picked

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices: the spheres there are and, below, a new one."""
        return [*self.known, (NEW_SPHERE, _("A new one, named below"))] if self.known else []

    @property
    def named(self) -> str:
        """The name of a new sphere, '' when one that there is was chosen."""
        name = str(self.new_sphere.data or "")
        return name if name and (not self.sphere.data or self.sphere.data == NEW_SPHERE) else ""


class AddForm(SphereChoice):
    """One person by name; the rest can come later."""

    name = _text(_("Name"), required=_("Type a name first."))
    same_name = BooleanField(_("This is another person with the same name"))
    real = BooleanField(_("Yes, it is a real name"))

    def values(self) -> dict[str, Any]:
        """Return the fields of the person but for the sphere."""
        given, family = split_name(self.name.data)
        return {"given": given, "family": family}


class PasteForm(SphereChoice):
    """Names, one on each line, each with a comma and an e-mail address if one likes."""

    names = TextAreaField(
        _("Names"),
        [InputRequired(_("Paste or type some names first."))],
        description=_("One on each line. An e-mail address may follow after a comma."),
        render_kw={"dir": "auto", "autocomplete": "off"},
    )
    real = BooleanField(_("These are real names"))

    def people(self) -> list[dict[str, Any]]:
        """Return the fields of each person but for the sphere."""
        if len(self.names.data) > LONGEST_PASTE:
            raise DomainError(_("That is more than a list can hold. Paste fewer names at once."), "names")
        found = []
        for line in self.names.data.splitlines():
            name, _comma, address = line.strip(" \t,;").partition(",")
            given, family = split_name(name)
            if given:
                found.append({"given": given, "family": family, "email": address.strip(" \t;,<>")})
        if not found:
            raise DomainError(_("Paste or type some names first."), "names")
        return found


class PersonForm(SphereChoice):
    """Everything that is kept of a person; nothing but a name and a sphere is required."""

    given = _text(_("Given name"), required=_("Give at least a name."))
    family = _text(_("Family name"))
    call_name = _text(_("How you call them"), _("If it is not the given name."))
    also = _text(_("A second sphere"))
    last_year = _year(_("Roughly last in touch"), _("A year. Leave it empty if you do not know."))
    close = RadioField(
        _("How close then"),
        [Optional()],
        choices=_choices(words.CLOSENESS, _("I would rather not say")),
    )
    memory = TextAreaField(
        _("One thing you remember with them"),
        [Optional()],
        description=_("Write only what you would not mind them reading."),
        render_kw={"dir": "auto"},
    )
    email = _text(_("E-mail"))
    phone = _text(_("Phone"))
    link = _text(_("Link"), _("A profile or a page of theirs."))
    place = _text(_("City or time zone"))
    stretch = BooleanField(_("A stretch: you knew them less well, or you look up to them"))
    do_not_contact = BooleanField(_("Do not contact: they asked for it, or it would not be right"))
    same_name = BooleanField(_("This is another person with the same name"))
    real = BooleanField(_("Yes, it is a real name"))

    def fill(self, person: Person) -> None:
        """Show how it stands with a person."""
        for name in ("given", "family", "call_name", "last_year", "memory", "email", "phone", "link", "place"):
            self[name].data = getattr(person, name)
        self.close.data = str(person.close or "")
        self.sphere.data, self.also.data = person.sphere, person.also
        self.stretch.data, self.do_not_contact.data = person.stretch, person.do_not_contact

    def values(self, dates: "TypedDates") -> dict[str, Any]:
        """Return the fields of the person but for the sphere; raise ``DomainError`` at a date that is none."""
        link = str(self.link.data or "")
        return {
            **{
                name: str(self[name].data or "")
                for name in ("given", "family", "call_name", "memory", "email", "phone", "place")
            },
            "link": f"https://{link}" if link and "://" not in link and ":" not in link.partition("/")[0] else link,
            "also": str(self.also.data or ""),
            "last_year": self.last_year.data,
            "close": Closeness(self.close.data) if self.close.data in set(Closeness) else None,
            "stretch": bool(self.stretch.data),
            "do_not_contact": bool(self.do_not_contact.data),
            "born": dates.born(),
            "dates": dates.others(),
        }


@dataclass(frozen=True, slots=True)
class TypedDates:
    """The partial dates of a form as they were typed: texts by control name."""

    typed: Mapping[str, str]

    @classmethod
    def of(cls, person: Person) -> "TypedDates":
        """Return the dates of a person as they stand in controls."""
        typed = _controls("born", person.born)
        for row, kept in enumerate(person.dates):
            typed |= {f"dates-{row}-label": kept.label} | _controls(f"dates-{row}", kept.date)
        return cls(typed)

    def born(self) -> PartialDate | None:
        """Return the birthday."""
        return self._date("born")

    def others(self) -> tuple[KeptDate, ...]:
        """Return the other dates; a label without a date is refused, a date without a label as well."""
        found = []
        for row in range(DATE_ROWS):
            label, value = self.get(f"dates-{row}-label"), self._date(f"dates-{row}")
            if value is None and not label:
                continue
            if value is None or not label:
                said = _("Say what this date is.") if not label else _("Give this date at least a month or a year.")
                raise DomainError(said, f"dates-{row}")
            found.append(KeptDate(label, value))
        return tuple(found)

    def get(self, name: str) -> str:
        """Return what stands in a control."""
        return self.typed.get(name, "").strip()

    def _date(self, name: str) -> PartialDate | None:
        try:
            return from_parts(*(self.get(f"{name}-{part}") for part in ("day", "month", "year")))
        except PartialDateError as refusal:
            raise PartialDateError(refusal.message, name) from refusal


def _controls(name: str, value: PartialDate | None) -> dict[str, str]:
    if value is None:
        return {}
    parts = {"day": value.day, "month": value.month, "year": value.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items() if number is not None}


class OfferForm(BaseForm):
    """Something the learner could bring."""

    kind = RadioField(
        _("What kind of thing is it?"),
        [InputRequired(_("Choose a kind."))],
        choices=_choices(words.OFFERS),
    )
    text = TextAreaField(
        _("What could you bring?"),
        [InputRequired(_("Say it in a sentence."))],
        description=_("Not sure yet? Say how you will listen: “I can listen, and I would be glad for them.”"),
        render_kw={"dir": "auto"},
    )
    effort = RadioField(
        _("What does it ask of you?"),
        [Optional()],
        choices=_choices(words.EFFORTS),
    )

    def values(self) -> tuple[OfferKind, str, Effort | None]:
        """Return kind, text and effort."""
        return OfferKind(self.kind.data), self.text.data, Effort(self.effort.data) if self.effort.data else None


class SphereForm(BaseForm):
    """A sphere."""

    name = _text(_("Name"), _("2 to 40 letters, as you would say it: first job, choir."), _("Give it a name."))
    kind = SelectField(_("Kind"), choices=_choices(words.SPHERE_KINDS))
    since = _year(_("From about"))
    until = _year(_("To about"))
    answer = TextAreaField(_("Who comes to mind first when you think of it?"), [Optional()], render_kw={"dir": "auto"})
    cadence = SelectField(
        _("How often would you like to be in touch with people from here?"),
        choices=_choices({key: words.CADENCES[key] for key in MONTHS}, _("I decide person by person")),
    )

    def values(self) -> dict[str, Any]:
        """Return the fields of the sphere."""
        return {
            "name": self.name.data,
            "kind": SphereKind(self.kind.data),
            "since": self.since.data,
            "until": self.until.data,
            "answer": str(self.answer.data or ""),
            "cadence": Cadence(self.cadence.data) if self.cadence.data else None,
        }


def read_day(text: str, today: date, field: str = "day") -> date:
    """Return the day that a form gives: ``today``, ``yesterday``, or a date.

    Raises:
        DomainError: it is none of these.
    """
    if text in ("today", "yesterday"):
        return today if text == "today" else words.yesterday(today)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(_("Give the day as a date."), field) from error

"""Trays to texts and back, so that they can be sealed; picks that a browser sends are checked like any file."""

import json
from dataclasses import asdict
from typing import Any

from course_app.domain.errors import DomainError
from course_app.domain.partial_dates import PartialDateError, read_partial
from course_app.people.importing.cells import tidy
from course_app.people.importing.checking import checked, named
from course_app.people.importing.found import LONGEST, Column, Field, FoundPerson, RowTrouble, Sift
from course_app.people.importing.sifting import Look

MOST_PICKS = 200
"""The most people that a browser sends at once; a list holds fewer."""
_KINDS = frozenset({"linkedin", "google", "cards", "paste", "table"})
_TEXTS = ("name", "given", "family", "email", "phone", "link", "company", "position", "connected", "born")


def packed(sift: Sift, text: str = "") -> str:
    """Return a sift as JSON; ``text`` is that of the file, kept while its columns may still be matched."""
    return json.dumps(
        {
            "kind": sift.kind,
            "people": [person.told() for person in sift.rows],
            "troubles": [[each.row, each.kind, each.text] for each in sift.troubles],
            "columns": [[each.place, each.heading, each.samples, each.field] for each in sift.columns],
            "header": sift.header,
            "sure": sift.sure,
            "looks_like": sift.looks_like,
            "text": text,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpacked(kept: str) -> tuple[Sift, str]:
    """Return what ``packed`` was given."""
    raw: dict[str, Any] = json.loads(kept)
    sift = Sift(
        raw["kind"],
        tuple(FoundPerson(**person) for person in raw["people"]),
        tuple(RowTrouble(*trouble) for trouble in raw["troubles"]),
        tuple(
            Column(place, heading, tuple(samples), Field(field) if field else None)
            for place, heading, samples, field in raw["columns"]
        ),
        raw["header"],
        raw["sure"],
        raw["looks_like"],
    )
    return sift, raw["text"]


def packed_look(look: Look, ticked: frozenset[int], kept: dict[str, Any] | None) -> str:
    """Return how the learner looks at a tray, what is ticked, and what became of the picks."""
    return json.dumps({"look": asdict(look), "ticked": sorted(ticked), "kept": kept})


def unpacked_look(kept: str) -> tuple[Look, frozenset[int], dict[str, Any] | None]:
    """Return what ``packed_look`` was given."""
    raw: dict[str, Any] = json.loads(kept)
    look = Look(**raw["look"] | {"chosen": tuple(raw["look"]["chosen"])})
    return look, frozenset(raw["ticked"]), raw["kept"]


def picks_of(text: str) -> Sift:
    """Return the people whom a browser read and the learner ticked; each is checked again.

    Raises:
        DomainError: the text is not what our own page sends.
    """
    broken = DomainError("Your picks did not arrive whole. Choose the file again.", "file")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise broken from error
    if not isinstance(raw, dict) or not isinstance(raw.get("people"), list) or str(raw.get("kind")) not in _KINDS:
        raise broken
    if not 1 <= len(raw["people"]) <= MOST_PICKS:
        raise broken
    people = []
    for place, person in enumerate(raw["people"], 1):
        if not isinstance(person, dict):
            raise broken
        values = {name: person.get(name, "") for name in _TEXTS}
        if not all(isinstance(value, str) for value in values.values()):
            raise broken
        people.append(_picked(place, {name: tidy(value) for name, value in values.items()}))
    return Sift(str(raw["kind"]), tuple(people))


def _picked(place: int, texts: dict[str, str]) -> FoundPerson:
    given, family, name = named(place, texts["given"], texts["family"], texts["name"], [])
    return FoundPerson(
        place,
        name,
        given,
        family,
        checked(place, "email", texts["email"], []),
        checked(place, "phone", texts["phone"], []),
        checked(place, "link", texts["link"], []),
        texts["company"][: LONGEST["company"]],
        texts["position"][: LONGEST["position"]],
        _partial(texts["connected"]),
        _partial(texts["born"]),
    )


def _partial(text: str) -> str:
    try:
        return read_partial(text).text() if text else ""
    except PartialDateError:
        return ""

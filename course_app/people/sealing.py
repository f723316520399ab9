"""How values become sealed texts: one JSON a row, bound to its table, account, row and person.

What is empty is left out; what is not known here (written by a later version) is ignored.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from course_app.domain.partial_dates import PartialDate, read_partial
from course_app.domain.people import (
    Cadence,
    Channel,
    Closeness,
    Effort,
    KeptDate,
    Letter,
    Offer,
    OfferKind,
    Person,
    Plan,
    Sphere,
    SphereKind,
    Touch,
)
from course_app.infrastructure.crypto import DataKey

Sealable = Person | Sphere | Offer | Letter | Touch | Plan
Reader = Callable[[Any], Any]


def _kept_dates(raw: Any) -> tuple[KeptDate, ...]:
    return tuple(KeptDate(label, read_partial(text)) for label, text in raw)


_READ: Mapping[type[Sealable], Mapping[str, Reader]] = {
    Sphere: {
        "name": str, "kind": SphereKind, "since": int, "until": int, "answer": str, "cadence": Cadence,
    },
    Person: {
        "given": str, "family": str, "call_name": str, "last_year": int, "close": Closeness, "email": str,
        "phone": str, "link": str, "born": read_partial, "place": str, "memory": str, "next_line": str,
        "dates": _kept_dates, "stretch": bool, "picked": bool, "confirmed": bool, "do_not_contact": bool,
        "closed": bool, "rest_until": date.fromisoformat, "rest_reason": str, "cadence": Cadence,
        "settled": date.fromisoformat, "guess": int, "reality": int,
    },
    Offer: {"kind": OfferKind, "text": str, "effort": Effort},
    Letter: {"subject": str, "body": str, "template": str, "language": str, "overrides": tuple},
    Touch: {"channel": Channel, "day": date.fromisoformat, "letter": str},
    Plan: {"what": str, "channel": Channel, "why": str, "day": date.fromisoformat, "done": date.fromisoformat},
}  # fmt: skip
"""What is sealed of each kind of value, and how it is read again; everything else stands in columns."""


def sealed_fields(kind: type[Sealable]) -> frozenset[str]:
    """Return the names of the fields of a kind that are sealed."""
    return frozenset(_READ[kind])


def bound(table: str, account_id: int, row: str, person: str = "") -> str:
    """Return the place that a sealed text belongs to; it cannot be opened in any other."""
    return f"{table} {account_id} {row} {person}".strip()


def seal(key: DataKey, value: Sealable, place: str) -> bytes:
    """Return the sealed part of ``value``."""
    kept = {name: _plain(getattr(value, name)) for name in _READ[type(value)]}
    return key.seal(json.dumps({name: each for name, each in kept.items() if each not in (None, "", False, [])}), place)


def unseal(key: DataKey, kind: type[Sealable], sealed: bytes, place: str) -> dict[str, Any]:
    """Return the fields that were sealed in ``place``."""
    readers = _READ[kind]
    found: dict[str, Any] = json.loads(key.open(sealed, place))
    return {name: readers[name](raw) for name, raw in found.items() if name in readers}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return value.text()
    if isinstance(value, tuple):
        return [[each.label, each.date.text()] if isinstance(each, KeptDate) else each for each in value]
    return value


def told(value: Sealable) -> dict[str, Any]:
    """Return a value in plain words for an export."""
    return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}

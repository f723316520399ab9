"""Everything about a learner's people in one archive: JSON, a table, cards for an address book, letters as text."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from course_app.domain.names import fold
from course_app.domain.people import Circle, Letter, Person
from course_app.infrastructure.crypto import DataKey
from course_app.people import queries

COLUMNS = (
    "given", "family", "call_name", "sphere", "last_year", "email", "phone", "link", "place", "born", "memory",
    "next_line", "cadence", "picked", "stretch", "guess", "reality", "offers", "touches",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FOLD_AT = 73
"""Bytes of a line of a card, two less than allowed, so that the blank before the next ones fits."""


def archive_of(connection: Connection, account_id: int, key: DataKey, now: datetime) -> bytes:
    """Return the archive; its files bear the moment of making, so that nothing else changes them."""
    circle = queries.circle_of(connection, account_id, key)
    letters = queries.letters_of(connection, account_id, key)
    told = queries.told_of(connection, account_id, key)
    files = {
        "people.json": json.dumps(told, ensure_ascii=False, indent=2, default=_plain),
        "people.csv": table_of(circle),
        "people.vcf": "".join(card_of(person) for person in circle.people),
        **dict(_texts(circle, letters)),
    }
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        for name, text in files.items():
            info = ZipInfo(name, now.timetuple()[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, text.encode("utf-8"))
    return data.getvalue()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def table_of(circle: Circle) -> str:
    """Return the list as CSV for a table programme; a cell that would be read as a formula gets a quote before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for tie in circle.ties.values():
        values: dict[str, Any] = {name: getattr(tie.person, name, "") for name in COLUMNS}
        values["sphere"] = tie.sphere.name
        values["born"] = tie.person.born.text() if tie.person.born else ""
        values["offers"] = "; ".join(offer.text for offer in tie.offers)
        values["touches"] = "; ".join(f"{each.day} {each.direction} {each.channel}" for each in tie.touches)
        writer.writerow([safe_cell(values[name]) for name in COLUMNS])
    return "\ufeff" + text.getvalue()


def safe_cell(value: object) -> str:
    """Return a value as the text of a cell that no table programme takes for a formula."""
    if value is None or value is False:
        return ""
    text = "yes" if value is True else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def card_of(person: Person) -> str:
    """Return somebody as a card (vCard 4.0, RFC 6350); memories and letters stay out of address books."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"FN:{_escaped(person.name)}",
        f"N:{_escaped(person.family)};{_escaped(person.given)};;;",
    ]
    for name, value in (("NICKNAME", person.call_name), ("EMAIL", person.email), ("TEL", person.phone)):
        if value:
            lines.append(f"{name}:{_escaped(value)}")
    if person.link:
        lines.append(f"URL:{''.join(person.link.split())}")
    if person.born is not None:
        lines.append(f"BDAY:{person.born.text()}")
    lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    marked = re.sub(r"([\\,;])", r"\\\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    return marked.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 bytes, none of which cuts a letter."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > _FOLD_AT:
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])


def _texts(circle: Circle, letters: tuple[Letter, ...]) -> Iterator[tuple[str, str]]:
    """Yield each letter with the name of its file."""
    for number, letter in enumerate(letters, 1):
        tie = circle.ties.get(letter.person)
        name = tie.person.name if tie else ""
        slug = re.sub(r"[^a-z0-9]+", "-", fold(name).encode("ascii", "ignore").decode()).strip("-")
        file = f"letters/{number:03}-{slug or 'letter'}-{letter.use}.txt"
        head = [f"To: {name}", f"Status: {letter.status}", f"Subject: {letter.subject}" if letter.subject else ""]
        yield file, "\n".join(filter(None, head)) + f"\n\n{letter.body}\n"

"""vCards 2.1, 3.0 and 4.0 to people, as tolerant as address books are careless.

Read are FN, N, EMAIL, TEL, URL, ORG, TITLE and BDAY; photos, notes, keys and addresses are passed over unread.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from course_app.people.importing.cells import address, tidy
from course_app.people.importing.checking import checked, dated, named
from course_app.people.importing.dates import Order
from course_app.people.importing.decoding import sniffed
from course_app.people.importing.found import LONGEST, MOST_ROWS, MOST_TRIED, FoundPerson, RowTrouble, Sift

_WANTED = frozenset({"FN", "N", "EMAIL", "TEL", "URL", "ORG", "TITLE", "BDAY", "KIND", "X-ABSHOWAS"}) | {
    "BEGIN", "END", "AGENT",
}  # fmt: skip
_PROPERTY = re.compile(r'(?:[\w-]{1,40}\.)?([\w-]{1,40})((?:;(?:"[^"\n]{0,200}"|[^":\n]){0,400})?):', re.A)
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"\\(.)", re.S)
_LONGEST_VALUE = 2_000
_PREFERRED = re.compile(r"\bPREF\b", re.A)


@dataclass(slots=True)
class _Card:
    number: int
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The value and the parameters of each property, the preferred one where there are several."""


def is_cards(text: str) -> bool:
    """Return whether a text is one of vCards."""
    return text[:200].lstrip("\ufeff \t\n").upper().startswith("BEGIN:VCARD")


def read_cards(text: str) -> Sift:
    """Return the people of vCards, a card for each row."""
    people = list[FoundPerson]()
    troubles = list[RowTrouble]()
    for card, whole in _cards(text):
        if len(people) == MOST_ROWS or card.number > MOST_TRIED:
            troubles.append(RowTrouble(card.number, "rows"))
            break
        if not whole:
            troubles.append(RowTrouble(card.number, "card"))
        person = _person(card, troubles)
        if person.is_anybody:
            people.append(person)
    return Sift("cards", tuple(people), tuple(troubles))


def _cards(text: str) -> Iterator[tuple[_Card, bool]]:
    """Yield the cards, and whether each has its end; a card inside a card (an AGENT) is passed over."""
    card: _Card | None = None
    count = inside = 0
    after_agent = False
    for name, parameters, value in _properties(text):
        if inside or (after_agent and name == "BEGIN"):
            inside += {"BEGIN": 1, "END": -1}.get(name, 0)
        elif name == "BEGIN":
            if card is not None:
                yield card, False
            count += 1
            card = _Card(count)
        elif name == "END" and card is not None:
            yield card, True
            card = None
        elif card is not None and name in _WANTED:
            before = card.values.get(name)
            if before is None or (_PREFERRED.search(parameters) and not _PREFERRED.search(before[1])):
                card.values[name] = (value, parameters)
        after_agent = name == "AGENT" and not value.strip()
    if card is not None:
        yield card, False


def _properties(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, parameters (in capitals) and value of each property, folded lines joined, each bounded."""
    lines = iter(text.split("\n"))
    line = next(lines, None)
    while line is not None:
        found = _PROPERTY.match(line)
        following = next(lines, None)
        if found is None:
            line = following
            continue
        name, parameters = found[1].upper(), found[2].upper()
        wanted = name in _WANTED
        soft = "QUOTED-PRINTABLE" in parameters
        parts, length, last = [line[found.end() :]], 0, line
        while following is not None and (following[:1] in (" ", "\t") or (soft and last.endswith("="))):
            if wanted and length < _LONGEST_VALUE:
                joined = soft and last.endswith("=")
                parts[-1] = parts[-1][:-1] if joined else parts[-1]
                parts.append(following if joined else following[1:])
                length += len(following)
            last = following
            following = next(lines, None)
        if wanted:
            value = "".join(parts)[:_LONGEST_VALUE]
            yield name, parameters, _unquoted(value) if soft else value
        line = following


def _unquoted(value: str) -> str:
    """Return a quoted-printable value as text (RFC 2045, 6.7)."""
    return sniffed(_QUOTED.sub(lambda found: bytes([int(found[1], 16)]), value.encode()))


def _person(card: _Card, troubles: list[RowTrouble]) -> FoundPerson:
    row = card.number
    parts = [tidy(_plain(part)) for part in _parts(_raw(card, "N"))]
    family, given = (*parts, "", "")[:2]
    name, company = tidy(_plain(_raw(card, "FN"))), tidy(_plain(_parts(_raw(card, "ORG"))[0]))[: LONGEST["company"]]
    email = checked(row, "email", tidy(_plain(_raw(card, "EMAIL"))), troubles)
    is_company = tidy(_raw(card, "X-ABSHOWAS")).upper() == "COMPANY" or tidy(_raw(card, "KIND")).lower() == "org"
    if not (given or family) and (name == company or is_company or address(name)):
        company, email, name = company or ("" if address(name) else name), email or address(name), ""
    given, family, name = named(row, given, family, name, troubles)
    born, said = card.values.get("BDAY", ("", ""))
    # Some address books write a year that is none, and say so beside it.
    if re.search(r"X-APPLE-OMIT-YEAR=(\d{4})", said, re.A) and len(born) > 4 and born[:4].isdecimal():
        born = f"--{born[4:].lstrip('-')}"
    return FoundPerson(
        row,
        name,
        given,
        family,
        email,
        checked(row, "phone", tidy(_plain(_raw(card, "TEL"))), troubles),
        checked(row, "link", tidy(_plain(_raw(card, "URL"))), troubles),
        company,
        tidy(_plain(_raw(card, "TITLE")))[: LONGEST["position"]],
        "",
        dated(row, tidy(_plain(born)), Order.UNKNOWN, troubles, birthday=True),
    )


def _raw(card: _Card, name: str) -> str:
    return card.values.get(name, ("", ""))[0]


def _parts(value: str) -> list[str]:
    """Return the parts of a value between semicolons that are not escaped."""
    parts, start, at = list[str](), 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
        elif value[at] == ";":
            parts.append(value[start:at])
            start = at + 1
        at += 1
    return [*parts, value[start:]]


def _plain(value: str) -> str:
    """Return a value without its escapes."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value

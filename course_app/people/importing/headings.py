"""What the columns of a table hold, told by their headings: LinkedIn, Google old and new, Outlook, plain tables.

Headings are compared folded (see ``names.fold``): "E-mail 1 - Value" is "e mail 1 value".
"""

from collections.abc import Mapping, Sequence

from course_app.domain.names import fold
from course_app.people.importing.found import HEADER_WITHIN, NAMES, Field, Mapped

HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.NAME: (
        "name", "full name", "display name", "contact name", "contact", "person", "vollstandiger name", "nom complet",
        "nombre completo", "nome completo", "volledige naam", "naam", "namn", "navn", "file as",
    ),
    Field.GIVEN: (
        "first name", "given name", "firstname", "given", "first", "forename", "vorname", "prenom", "nombre",
        "nome", "primeiro nome", "voornaam", "fornamn", "fornavn", "imie", "nombre de pila",
    ),
    Field.FAMILY: (
        "last name", "family name", "lastname", "surname", "family", "last", "nachname", "familienname",
        "nom de famille", "nom", "apellidos", "apellido", "cognome", "sobrenome", "ultimo nome", "achternaam",
        "efternamn", "etternavn", "efternavn", "nazwisko",
    ),
    Field.EMAIL: (
        "email address", "e mail address", "e mail 1 value", "email", "e mail", "mail", "email 1", "primary email",
        "email 1 value", "e mail 2 value", "e mail 2 address", "e mail 3 value", "e mail 3 address", "email 2",
        "e mail adresse", "e mail adres", "adresse e mail", "courriel", "correo electronico", "correo", "e postadress",
        "e post", "indirizzo e mail", "endereco de e mail", "adres e mail",
    ),
    Field.PHONE: (
        "mobile phone", "phone 1 value", "phone", "phone number", "mobile", "mobile number", "cell", "cell phone",
        "telephone", "tel", "home phone", "primary phone", "business phone", "home phone 2", "business phone 2",
        "other phone", "phone 2 value", "phone 3 value", "telefon", "telefonnummer", "mobil", "handy", "mobiltelefon",
        "telephone portable", "telefono", "movil", "cellulare", "telefone", "celular", "telefoon",
    ),
    Field.LINK: (
        "url", "profile url", "linkedin", "linkedin url", "web page", "website", "website 1 value", "web", "link",
        "profile", "personal web page", "homepage", "site web",
    ),
    Field.COMPANY: (
        "company", "organization name", "organization 1 name", "company name", "organisation", "organization",
        "employer", "firma", "unternehmen", "entreprise", "societe", "empresa", "azienda", "bedrijf", "foretag",
    ),
    Field.POSITION: (
        "position", "job title", "organization title", "organization 1 title", "title", "role", "function", "stelle",
        "berufsbezeichnung", "poste", "cargo", "puesto", "posizione", "functie", "befattning", "stanowisko",
    ),
    Field.CONNECTED: ("connected on", "connected", "connection date"),
    Field.BORN: ("birthday", "date of birth", "birth date", "born", "geburtstag", "anniversaire", "cumpleanos",
                 "compleanno", "aniversario", "verjaardag", "fodelsedag", "fodselsdag", "urodziny"),
}  # fmt: skip
"""The folded headings of each field; where several columns hold one, the earlier heading wins."""

KINDS: Mapping[str, tuple[frozenset[str], ...]] = {
    "linkedin": (frozenset({"first name", "connected on"}), frozenset({"url", "connected on"})),
    "google": (
        frozenset({"e mail 1 value"}),
        frozenset({"given name", "group membership"}),
        frozenset({"organization name", "labels"}),
        frozenset({"organization 1 name"}),
    ),
}
"""Headings that only these exports have together."""

_FIELD = {each: field for field, headings in HEADINGS.items() for each in headings}
_RANK = {each: rank for headings in HEADINGS.values() for rank, each in enumerate(headings)}
_LONGEST_HEADING = 60


def heading(cell: str) -> str:
    """Return a cell as headings are compared, '' for one that is longer than any of them."""
    return fold(cell) if len(cell) <= _LONGEST_HEADING else ""


def field_of(folded: str) -> Field | None:
    """Return what a folded heading stands for."""
    return _FIELD.get(folded)


def header_of(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the heading row among the first rows, told by what stands in it; None when there is none."""
    best, place = 0, None
    first = True
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if not any(map(str.strip, row)):
            continue
        known = len({field for field in map(field_of, map(heading, row)) if field})
        if known > best and (known > 1 or first):
            best, place = known, index
        first = False
    return place


def mapped(headings: Sequence[str]) -> Mapped:
    """Return which columns hold which field, by their folded headings."""
    found: dict[Field, list[tuple[int, int]]] = {}
    for place, folded in enumerate(headings):
        field = field_of(folded)
        if field is not None:
            found.setdefault(field, []).append((_RANK[folded], place))
    return {field: tuple(place for _rank, place in sorted(places)) for field, places in found.items()}


def kind_of(headings: Sequence[str]) -> str:
    """Return linkedin, google or table."""
    there = frozenset(headings)
    for kind, marks in KINDS.items():
        if any(mark <= there for mark in marks):
            return kind
    return "table"


def has_name(columns: Mapped) -> bool:
    """Return whether some column holds names."""
    return not NAMES.isdisjoint(columns)

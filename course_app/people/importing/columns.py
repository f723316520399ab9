"""Tables to people: which columns hold what, and what each row says.

Wholly empty rows are passed over. A row keeps its number from the file, so that it can be found there again.
"""

from collections.abc import Iterator, Mapping, Sequence

from course_app.domain.partial_dates import PartialDateError
from course_app.people.importing.cells import SEVERAL, address, first_of, link, number, tidy
from course_app.people.importing.checking import checked, dated, named
from course_app.people.importing.dates import Order, order_of, read_date
from course_app.people.importing.found import (
    LONGEST,
    MOST_ROWS,
    MOST_SAMPLES,
    Column,
    Field,
    FoundPerson,
    Mapped,
    RowTrouble,
    Sift,
)
from course_app.people.importing.headings import has_name, header_of, heading, kind_of, mapped
from course_app.people.importing.tables import Table, cut

_GUESSED_FROM = 50
_LINKEDIN = "linkedin.com/in/"
_GOOGLE = ("* mycontacts", " ::: ")


def read_table(text: str, columns: Mapped | None = None, header: int | None = None) -> Sift:
    """Return the people of a table.

    Args:
        text: of the file.
        columns: which columns hold what, as the learner said; told by the headings when None.
        header: the row of the headings from 1, 0 for none; found by what stands in it when None.

    Raises:
        UnreadableError: it is no table of people.
    """
    table = cut(text)
    place = _header(table.rows) if header is None else min(header, len(table.rows)) - 1
    headings = [heading(cell) for cell in table.rows[place]] if place >= 0 else []
    kind = kind_of(headings)
    known = mapped(headings)
    looks_like = "" if has_name(known) else _origin(table.rows)
    if not has_name(known):
        known = {**_guessed(table.rows[place + 1 :], looks_like), **known}
    if columns is not None:
        kind = "table" if columns != known else kind
    picked = known if columns is None else columns
    rows, troubles = _people(table, place, picked, kind)
    return Sift(
        kind,
        rows,
        troubles,
        _shown(table.rows, place, picked),
        header=place + 1,
        sure=kind != "table" and has_name(picked),
        looks_like=looks_like,
    )


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Return the place of the headings: known words, else the first full row above cells of another kind; else -1."""
    known = header_of(rows)
    if known is not None:
        return known
    filled = [index for index, row in enumerate(rows[:_GUESSED_FROM]) if any(map(str.strip, row))]
    if not filled:
        return -1
    width = len(rows[filled[-1]])
    top = next(index for index in filled if len(rows[index]) == width)
    below = [cell for index in filled if index > top for cell in rows[index]]
    return top if width > 1 and not any(map(_telling, rows[top])) and any(map(_telling, below)) else -1


def _telling(cell: str) -> bool:
    text = tidy(cell)
    return bool(address(text) or link(text) or number(text))


def _origin(rows: Sequence[Sequence[str]]) -> str:
    """Return where a table with unknown headings seems to come from."""
    start = [cell.lower() for row in rows[:_GUESSED_FROM] for cell in row]
    if any(_LINKEDIN in cell for cell in start):
        return "linkedin"
    return "google" if any(mark in cell for cell in start for mark in _GOOGLE) else ""


def _guessed(rows: Sequence[Sequence[str]], looks_like: str) -> Mapped:
    """Return what columns seem to hold, told by their cells."""
    guesses: dict[Field, tuple[int, ...]] = {}
    filled = [row for row in rows if any(map(str.strip, row))][:_GUESSED_FROM]
    width = max(map(len, filled), default=0)
    plain = list[int]()
    for place in range(width):
        cells = [cell for cell in (tidy(row[place]) for row in filled if place < len(row)) if cell]
        field = _seems(cells, dates=looks_like == "linkedin")
        if field is None and cells:
            plain.append(place)
        elif field is not None:
            guesses.setdefault(field, (place,))
    if looks_like == "linkedin" and len(plain) > 1:
        return {**guesses, Field.GIVEN: (plain[0],), Field.FAMILY: (plain[1],)}
    return {**guesses, Field.NAME: (plain[0],)} if plain else guesses


def _seems(cells: Sequence[str], *, dates: bool) -> Field | None:
    if not cells:
        return None
    for field, reads in ((Field.EMAIL, address), (Field.LINK, link), (Field.CONNECTED, _is_date)):
        if sum(bool(reads(cell)) for cell in cells) * 2 > len(cells) and (dates or field is not Field.CONNECTED):
            return field
    digits = sum(sum(sign.isdecimal() for sign in cell) * 2 > len(cell) for cell in cells)
    return Field.PHONE if digits * 2 > len(cells) and any(number(cell) for cell in cells) else None


def _is_date(cell: str) -> bool:
    try:
        return read_date(cell, Order.DAY) is not None
    except PartialDateError:
        return False


def _shown(rows: Sequence[Sequence[str]], place: int, columns: Mapped) -> tuple[Column, ...]:
    """Return the columns as the learner may match them."""
    field_at = {each: field for field, places in columns.items() for each in places}
    below = [row for row in rows[place + 1 : place + 1 + _GUESSED_FROM] if any(map(str.strip, row))]
    heads = rows[place] if place >= 0 else []
    width = max([len(heads), *map(len, below)], default=0)
    shown = []
    for at in range(width):
        cells = [tidy(row[at])[:60] for row in below if at < len(row)]
        samples = tuple([cell for cell in cells if cell][:MOST_SAMPLES])
        head = tidy(heads[at])[:60] if at < len(heads) else ""
        if head or samples:
            shown.append(Column(at, head, samples, field_at.get(at)))
    return tuple(shown)


def _people(
    table: Table, place: int, columns: Mapped, kind: str
) -> tuple[tuple[FoundPerson, ...], tuple[RowTrouble, ...]]:
    people = list[FoundPerson]()
    troubles = list[RowTrouble]()
    width = len(table.rows[place]) if place >= 0 else 0
    orders = {
        field: order_of(_column(table.rows[place + 1 :], columns.get(field, ())))
        for field in (Field.CONNECTED, Field.BORN)
    }
    for index, row in enumerate(table.rows[place + 1 :], place + 2):
        if not any(map(str.strip, row)):
            continue
        if len(people) == MOST_ROWS:
            troubles.append(RowTrouble(index, "rows"))
            break
        if index in table.unclosed:
            troubles.append(RowTrouble(index, "quote"))
        elif width and any(map(str.strip, row[width:])):
            troubles.append(RowTrouble(index, "cells"))
        person = _person(index, row, columns, orders, troubles)
        if person.is_anybody:
            people.append(person)
    return tuple(people), tuple(troubles)


def _column(rows: Sequence[Sequence[str]], places: Sequence[int]) -> Iterator[str]:
    for row in rows:
        yield _cell(row, places)


def _cell(row: Sequence[str], places: Sequence[int]) -> str:
    """Return the first filled cell among some columns, its first value if it joins several."""
    width = len(row)
    for place in places:
        if place < width:
            text = tidy(row[place])
            if text:
                return first_of(text) if SEVERAL in text else text
    return ""


def _person(
    row: int, cells: Sequence[str], columns: Mapped, orders: Mapping[Field, Order], troubles: list[RowTrouble]
) -> FoundPerson:
    texts = {field: _cell(cells, places) for field, places in columns.items()}
    given, family, name = (texts.get(each, "") for each in (Field.GIVEN, Field.FAMILY, Field.NAME))
    email = checked(row, "email", texts.get(Field.EMAIL, ""), troubles)
    if not (given or family) and address(name):
        email, name = email or address(name), ""
    company = texts.get(Field.COMPANY, "")[: LONGEST["company"]]
    if not (given or family) and name == company:
        name = ""
    given, family, name = named(row, given, family, name, troubles)
    return FoundPerson(
        row,
        name,
        given,
        family,
        email,
        checked(row, "phone", texts.get(Field.PHONE, ""), troubles),
        checked(row, "link", texts.get(Field.LINK, ""), troubles),
        company,
        texts.get(Field.POSITION, "")[: LONGEST["position"]],
        dated(row, texts.get(Field.CONNECTED, ""), orders[Field.CONNECTED], troubles, birthday=False),
        dated(row, texts.get(Field.BORN, ""), orders[Field.BORN], troubles, birthday=True),
    )

"""Pasted names to people: one on each line, an e-mail address beside it if one likes."""

import re

from course_app.people.importing.cards import is_cards, read_cards
from course_app.people.importing.cells import address, tidy
from course_app.people.importing.checking import named
from course_app.people.importing.found import MOST_BYTES, MOST_ROWS, MOST_TRIED, FoundPerson, RowTrouble, Sift
from course_app.people.importing.troubles import refusal

_BULLET = re.compile(r"\s{0,20}(?:[-*•–·]|[0-9]{1,3}[.)])\s+")
_BETWEEN = re.compile(r"[,;\t<>]")


def read_paste(text: str) -> Sift:
    """Return the people of a pasted text; vCards are read as such.

    Raises:
        UnreadableError: the text is too large.
    """
    if len(text) > MOST_BYTES:
        raise refusal("large")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_cards(text):
        return read_cards(text)
    people = list[FoundPerson]()
    troubles = list[RowTrouble]()
    tried = 0
    for row, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        tried += 1
        if len(people) == MOST_ROWS or tried > MOST_TRIED:
            troubles.append(RowTrouble(row, "rows"))
            break
        person = _person(row, line, troubles)
        if person.is_anybody:
            people.append(person)
    return Sift("paste", tuple(people), tuple(troubles))


def _person(row: int, line: str, troubles: list[RowTrouble]) -> FoundPerson:
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    cells = [tidy(cell).strip('"') for cell in _BETWEEN.split(line)]
    place = next((place for place, cell in enumerate(cells) if address(cell)), None)
    before = [cell for cell in cells[:place] if cell]
    if place is None and len(before) > 1 and "\t" not in line:
        troubles.append(RowTrouble(row, "comma"))
    name = (" " if "\t" in line else ", ").join(before)
    given, family, name = named(row, "", "", name, troubles)
    return FoundPerson(row, name, given, family, "" if place is None else address(cells[place]))

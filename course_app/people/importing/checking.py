"""What a row says of a person, checked: what is none of its kind is left out and becomes a trouble."""

from course_app.domain.partial_dates import PartialDateError
from course_app.people.importing.cells import address, link, number
from course_app.people.importing.dates import Order, TwoDatesError, read_date
from course_app.people.importing.found import LONGEST, RowTrouble

_WRITTEN_TOGETHER = "\u2e80"
_READERS = {"email": address, "phone": number, "link": link}


def checked(row: int, kind: str, text: str, troubles: list[RowTrouble]) -> str:
    """Return an address, a number or a link; '' with a trouble when ``text`` is none."""
    found = _READERS[kind](text) if text else ""
    if text and not found:
        troubles.append(RowTrouble(row, kind, text))
    return found


def named(row: int, given: str, family: str, name: str, troubles: list[RowTrouble]) -> tuple[str, str, str]:
    """Return given name, family name and whole name, none longer than it may be; a cut one is a trouble.

    Names in Han, Kana or Hangul are written family first and without a blank, and stay together.
    """
    if given and family and min(given[0], family[0]) >= _WRITTEN_TOGETHER:
        given, family = f"{family}{given}", ""
    whole = f"{given} {family}".strip() if given or family else name
    if not given:
        given = family = ""
    if len(given) > LONGEST["given"] or len(family) > LONGEST["family"] or (not given and len(whole) > LONGEST["name"]):
        troubles.append(RowTrouble(row, "name", whole))
        given, family = given[: LONGEST["given"]].strip(), family[: LONGEST["family"]].strip()
        whole = f"{given} {family}".strip() if given else whole[: LONGEST["name"]].strip()
    return given, family, whole


def dated(row: int, text: str, order: Order, troubles: list[RowTrouble], *, birthday: bool) -> str:
    """Return a date as RFC 6350 writes it; '' with a trouble when ``text`` is none.

    When day and month cannot be told apart, a connection keeps its year; a birthday is left out.
    """
    if not text:
        return ""
    try:
        found = read_date(text, order, birthday=birthday)
    except TwoDatesError as either:
        if not birthday and either.year:
            return f"{either.year:04}"
        troubles.append(RowTrouble(row, "two-dates", text))
        return ""
    except PartialDateError:
        troubles.append(RowTrouble(row, "date", text))
        return ""
    return "" if found is None else found.text()

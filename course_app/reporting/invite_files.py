"""Read a file of people to invite: CSV from any spreadsheet, or lines that were pasted."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from course_app.accounts.queries import email_key
from course_app.domain.errors import DomainError
from course_app.enrolment.invites import MOST_ROWS, Typed
from course_app.web.forms import tidy_line
from course_app.web.i18n import gettext as _

LARGEST = 1_000_000
MAIL_HEADS = frozenset({"email", "e-mail", "mail", "email address", "e-mail address", "address", "e-mail-adresse"})
NAME_HEADS = frozenset({"name", "full name", "display name", "given name", "first name", "vorname"})


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: ``heads`` are '' without a first line of names; ``mail`` and ``name`` places of columns.

    ``mail`` is None when no column could be found, ``name`` when there is none.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    mail: int | None
    name: int | None


def decode(data: bytes) -> str:
    """Return a file as text, whatever spreadsheet wrote it.

    Raises:
        DomainError: it is too large.
    """
    if len(data) > LARGEST:
        raise DomainError(_("This file is larger than 1 MB. Invite people in several pieces."), "file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text: str, mail: int | None = None, name: int | None = None) -> Table:
    """Return the table in a text; ``mail`` and ``name`` are columns that were chosen by hand.

    Raises:
        DomainError: there is nothing in it, or too much.
    """
    rows = [
        (number, tuple(str(tidy_line(cell)) for cell in cells))
        for number, cells in _cells(text)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise DomainError(_("There is nobody in it yet. Paste addresses, one a line, or choose a file."), "rows")
    if len(rows) > MOST_ROWS + 1:
        raise DomainError(_("At most %(n)s rows at once.", n=MOST_ROWS), "rows")
    width = max(len(cells) for _number, cells in rows)
    first = [cell.casefold() for cell in rows[0][1]]
    is_head = not any("@" in cell for cell in first) and len(rows) > 1
    heads = tuple(rows[0][1]) + ("",) * (width - len(first)) if is_head else ("",) * width
    body = tuple(rows[1:] if is_head else rows)
    found = _column(first, MAIL_HEADS) if is_head else None
    if mail is None or mail >= width:
        mail = found if found is not None else _with_at(body, width)
    if name is None or name >= width:
        other = 1 - mail if width == 2 and mail is not None else None
        name = _column(first, NAME_HEADS) if is_head else other
    return Table(heads, body, mail, name)


def typed(table: Table) -> list[Typed]:
    """Return the rows of a table; an address that is none has an empty key."""
    found = []
    for number, cells in table.rows:
        address = _cell(cells, table.mail).removeprefix("mailto:").strip("<>;, ")
        found.append(Typed(number, address[:254], _cell(cells, table.name)[:80], _key(address)))
    return found


def _key(address: str) -> str:
    try:
        return email_key(validate_email(address, check_deliverability=False).normalized)
    except EmailNotValidError:
        return ""


def _cells(text: str) -> list[tuple[int, list[str]]]:
    sample = text[:4000]
    delimiter = max((",", ";", "\t"), key=sample.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise DomainError(_("This cannot be read as a table: line %(n)s.", n=reader.line_num), "rows") from error


def _column(first: Sequence[str], names: frozenset[str]) -> int | None:
    return next((at for at, cell in enumerate(first) if cell in names), None)


def _with_at(rows: Sequence[tuple[int, tuple[str, ...]]], width: int) -> int | None:
    counts: list[int] = [sum("@" in _cell(cells, at) for _number, cells in rows) for at in range(width)]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""

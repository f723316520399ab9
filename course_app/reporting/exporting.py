"""Tables as files: CSV that no spreadsheet takes for formulas, and JSON; sent while they are read."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from flask import Response, abort
from sqlalchemy import Connection, Engine

from course_app.infrastructure.database import connect_for_reading, db

Cell = str | int | float | bool | None | date | datetime
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


Rows = Callable[[Connection], Iterable[Sequence[Cell]]]


def send(name: str, ending: str, heads: Sequence[str], rows: Rows) -> Response:
    """Send a table as ``name.csv`` or ``name.json``; ``rows(reader)`` are read as they are sent.

    They have a connection of their own: that of the request is given back before the last row has left. So is the
    request itself, on which ``rows`` must not lean.
    """
    if ending not in FORMATS:
        abort(404)
    form = as_csv if ending == "csv" else as_json
    return stream(f"{name}.{ending}", FORMATS[ending], lambda own: form(heads, rows(own)))


def stream(name: str, kind: str, pieces: Callable[[Connection], Iterator[str] | Iterator[bytes]]) -> Response:
    """Send a file as it is made; ``pieces(reader)`` leans on nothing of the request, as ``rows`` of ``send``."""
    response = Response(_pieces(db.engine, pieces), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(
    engine: Engine, pieces: Callable[[Connection], Iterator[str] | Iterator[bytes]]
) -> Iterator[str] | Iterator[bytes]:
    with connect_for_reading(engine) as connection:
        yield from pieces(connection)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Return a table as CSV, line by line, with the mark that makes spreadsheets read UTF-8."""
    yield "\ufeff" + _line(heads)
    for row in rows:
        yield _line([safe(cell) for cell in row])


def as_json(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Return a table as a JSON list of objects, one object a line."""
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps(dict(zip(heads, map(_plain, row), strict=True)), ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def safe(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell)
    text = "" if cell is None else str(_plain(cell))
    return "'" + text if text.startswith(_FORMULA) else text


def _plain(cell: Cell) -> str | int | float | bool | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()

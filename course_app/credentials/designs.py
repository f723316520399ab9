"""How certificates look: versions that owners make. What is issued keeps the version it was issued with."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from jinja2 import TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from course_app.credentials.document import Paper
from course_app.credentials.glyphs import CannotPrintError, unprintable
from course_app.credentials.models import DesignRow
from course_app.domain import colours
from course_app.domain.errors import DomainError
from course_app.infrastructure.prepared import Prepared

Reader = Connection | Session
ACCENT = "#0F5C63"
LONGEST_STATEMENT = 200
LONGEST_NAME = 80
LARGEST_LOGO = 500_000
LOGO_PIXELS = 4_000_000
LOGO_BOX = (900, 300)
WORDS = frozenset({"program", "credential", "edition"})
_design = DesignRow.__table__
_COLUMNS = select(_design.c.id, _design.c["values"].label("look"), _design.c.logo, _design.c.at)
_NEWEST = Prepared(_COLUMNS.order_by(_design.c.id.desc()).limit(1))
_ONE = Prepared(_COLUMNS.where(_design.c.id == bindparam("design")))


@dataclass(frozen=True, slots=True)
class Design:
    """One version; empty texts mean those of the settings, or the standard sentence.

    ``paper`` is the one a certificate is made on when it is issued.
    """

    accent: str = ACCENT
    statement: str = ""
    signatory_name: str = ""
    signatory_role: str = ""
    paper: Paper = "a4"
    logo: bytes | None = None
    id: int | None = None
    at: datetime | None = None


def current(reader: Reader) -> Design:
    """Return the version in force."""
    return _value(_NEWEST.first(reader))


def by_id(reader: Reader, design_id: int | None) -> Design:
    """Return a version by its row; the standard one for None."""
    return _value(_ONE.first(reader, design=design_id)) if design_id else Design()


def versions(reader: Reader) -> int:
    """Return how many versions there are."""
    return len(reader.execute(select(_design.c.id)).all())


def save(session: Session, design: Design, by: int, now: datetime) -> int:
    """Keep a new version and return its row.

    Raises:
        DomainError: as ``check`` refuses.
    """
    check(design)
    values = {
        "accent": design.accent.upper(),
        "statement": design.statement,
        "signatory_name": design.signatory_name,
        "signatory_role": design.signatory_role,
        "paper": design.paper,
    }
    row = DesignRow(values=values, logo=design.logo, by=by, at=now)
    session.add(row)
    session.flush()
    return row.id


def check(design: Design) -> None:
    """Refuse what could not be printed or read.

    Raises:
        DomainError: with the field it belongs to.
    """
    if not colours.is_colour(design.accent):
        raise DomainError("Write the colour as # and six digits, such as #0F5C63.", "accent")
    ratio = colours.contrast(design.accent, colours.PAPER)
    if ratio < colours.LEAST_FOR_TEXT:
        near = colours.nearest_passing(design.accent)
        raise DomainError(
            f"On white this has a contrast of {ratio:.1f}, and words need 4.5. The nearest that passes is {near}.",
            "accent",
        )
    if design.paper not in get_args(Paper):
        raise DomainError("Choose A4 or Letter.", "paper")
    for field in ("signatory_name", "signatory_role"):
        if len(getattr(design, field)) > LONGEST_NAME:
            raise DomainError(f"At most {LONGEST_NAME} letters fit.", field)
        _printable(getattr(design, field), field)
    _printable(statement(design.statement, "Programme", "Credential", 1), "statement")


def statement(text: str, program: str, credential: str, edition: int) -> str:
    """Return the sentence between name and title, with {{ program }}, {{ credential }} and {{ edition }} filled in.

    An owner writes it, so it may hold these three words and no other piece of the template language: no filter, no
    call, no loop, nothing that could reach into the machine or run for long.

    Raises:
        DomainError: it holds something else, or is too long.
    """
    if len(text) > LONGEST_STATEMENT:
        raise DomainError(f"At most {LONGEST_STATEMENT} letters fit.", "statement")
    if "{" not in text:
        return text.strip()
    environment = ImmutableSandboxedEnvironment(autoescape=False)
    try:
        tree = environment.parse(text)
        plain = all(
            isinstance(each, nodes.Output | nodes.TemplateData | nodes.Name) for each in tree.find_all(nodes.Node)
        )
        if not plain or not meta.find_undeclared_variables(tree) <= WORDS:
            raise DomainError("Only {{ program }}, {{ credential }} and {{ edition }} can be filled in.", "statement")
        return environment.from_string(text).render(program=program, credential=credential, edition=edition).strip()
    except TemplateError as error:
        raise DomainError("The braces do not fit together. Write them as in {{ program }}.", "statement") from error


def tidy_logo(data: bytes) -> bytes:
    """Return a picture as a small PNG on white, without anything else that was in the file.

    Raises:
        DomainError: it is too large, or no picture we can read.
    """
    from PIL import Image, UnidentifiedImageError

    if len(data) > LARGEST_LOGO:
        raise DomainError("The logo may have 500 kB at most.", "logo")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > LOGO_PIXELS:
                raise DomainError("The logo may have four million pixels at most.", "logo")
            picture.thumbnail(LOGO_BOX)
            coloured = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise DomainError("This is not a picture we can read. Use PNG or JPEG.", "logo") from error
    paper = Image.new("RGB", coloured.size, colours.PAPER)
    paper.paste(coloured, mask=coloured.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()


def _printable(text: str, field: str) -> None:
    if letters := unprintable(text):
        raise CannotPrintError(letters, field)


def _value(row: Any) -> Design:
    return Design(**row.look, logo=row.logo, id=row.id, at=row.at) if row else Design()

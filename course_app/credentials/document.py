"""The certificate as a document: facts in, one page of PDF out.

The file claims PDF/A-3a and PDF/UA-1. It is complete before it is signed: a signature is added to its bytes,
a credential comes in as an attachment.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from course_app.credentials import lettering, ornament, public_id
from course_app.credentials.glyphs import CannotPrintError, fallback_families, printed, unprintable, widths
from course_app.domain.errors import DomainError
from course_app.infrastructure import pdf
from course_app.infrastructure.typefaces import FACES

Paper = Literal["a4", "letter"]

TEMPLATES = Path(__file__).parent / "templates"


SETTINGS = ("regular", "close", "tight", "brief")
"""Tried in turn: white space gives way, then sizes, then long lists, which the page of the certificate has in full."""
MANY = 5
"""So many lines of a kind stand under each other; more run on in one paragraph, which never fits with white space."""


class DoesNotFitError(DomainError):
    """The texts are too long for the one page of a certificate."""

    def __init__(self) -> None:
        super().__init__("The texts of this certificate are too long for one page. Please shorten them.")


class Signatory(NamedTuple):
    """Who signs, and in what role."""

    name: str
    role: str


class Mark(NamedTuple):
    """What a page says of itself when it is no certificate to rely on."""

    word: str
    meaning: str


SAMPLE = Mark("Sample", "not a certificate")
DEMONSTRATION = Mark("Demonstration", "made on a site that is not public")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything that one certificate prints, frozen when it is issued.

    ``logo`` is the SHA-256 of a picture; ``name_lang`` the language of a name in Chinese characters.
    """

    public_id: str
    holder_name: str
    program_title: str
    credential_title: str
    edition: int
    issuer_name: str
    issuer_url: str
    issued_on: date
    valid_until: date | None
    read: tuple[str, ...]
    tested: tuple[str, ...]
    made: tuple[str, ...]
    declared: tuple[str, ...]
    verify_url: str
    signatory: Signatory | None = None
    statement: str | None = None
    demonstration: bool = False
    lang: str = "en"
    paper: Paper = "a4"
    accent: str = ornament.BRAND
    logo: str = ""
    name_lang: str = ""


def certificate_pdf(
    facts: CertificateFacts,
    *,
    sample: bool = False,
    attachments: tuple[pdf.Attachment, ...] = (),
    logo: Path | None = None,
) -> bytes:
    """Return the certificate as one page of PDF, unsigned; equal facts give equal bytes in every process.

    Args:
        facts: what it prints.
        sample: marked as a sample on the page, for showing what a certificate looks like.
        attachments: files to carry inside, such as the credential in JSON.
        logo: a PNG to stand in place of the issuer's name, which becomes what is read aloud for it.

    Raises:
        CannotPrintError: a text has letters that no font at hand can print.
        DoesNotFitError: the texts need more than one page even when set small and long lists are only counted.
        pdf.EngineMissingError: the PDF engine is not installed.
    """
    if letters := unprintable(facts.holder_name):
        raise CannotPrintError(letters)
    sheet = _SHEETS[facts.paper]
    name = _name(facts.holder_name, sheet)
    families = fallback_families(_all_text(facts), facts.name_lang or facts.lang)
    mark = _mark(facts, sample)
    shape = ("one-line",) * (len(name.lines) == 1) + ("other-script",) * bool(fallback_families(facts.holder_name))
    drawings = {
        "frame": ornament.frame(sheet.width, sheet.height, mark.word if mark else None, facts.accent),
        "thread": ornament.thread(sheet.measure, facts.accent),
        "qr": ornament.qr(facts.verify_url),
    }
    for setting in SETTINGS[_is_long(facts) :]:
        try:
            return pdf.render(
                _html(facts, name, mark, (facts.paper, setting, *shape), logo),
                _css(families, facts.accent),
                variant=pdf.Variant.ARCHIVAL,
                dated=facts.issued_on,
                drawings=drawings,
                attachments=attachments,
                files=(logo,) if logo else (),
                families=families,
                max_pages=1,
                well_formed=True,
            )
        except pdf.MissingGlyphsError as problem:
            raise CannotPrintError(problem.letters) from problem
        except pdf.TooManyPagesError:
            continue
    raise DoesNotFitError


def _is_long(facts: CertificateFacts) -> bool:
    return any(len(each) > MANY for each in (facts.read, facts.tested, facts.made, facts.declared))


def warm_up() -> None:
    """Load the engine, fonts, styles and ornaments, so that the first certificate is made as fast as the next."""
    for paper in _SHEETS:
        certificate_pdf(
            CertificateFacts(
                public_id="0" * public_id.LENGTH,
                holder_name="Ada",
                program_title="-",
                credential_title="-",
                edition=1,
                issuer_name="-",
                issuer_url="https://localhost",
                issued_on=date(2000, 1, 1),
                valid_until=None,
                read=("-",),
                tested=("-",),
                made=("-",),
                declared=("-",),
                verify_url="https://localhost/v/0",
                paper=paper,
            ),
            sample=True,
        )


class _Sheet(NamedTuple):
    """A paper in landscape; CSS pixels. ``measure`` is the width between the margins of the stylesheet."""

    width: float
    height: float
    measure: float


_SHEETS: dict[Paper, _Sheet] = {
    "a4": _Sheet(297 * ornament.MM, 210 * ornament.MM, 239 * ornament.MM),
    "letter": _Sheet(279.4 * ornament.MM, 215.9 * ornament.MM, 223.4 * ornament.MM),
}


def _name(holder_name: str, sheet: _Sheet) -> lettering.Lettering:
    name = printed(holder_name)
    letters = widths(name)
    fitted = lettering.fit(name, letters, sheet.measure / ornament.PT)
    if fitted is None:
        raise CannotPrintError((max(letters, key=letters.__getitem__),))
    return fitted


def _mark(facts: CertificateFacts, sample: bool) -> Mark | None:
    if sample:
        return SAMPLE
    return DEMONSTRATION if facts.demonstration else None


def _html(
    facts: CertificateFacts, name: lettering.Lettering, mark: Mark | None, classes: tuple[str, ...], logo: Path | None
) -> str:
    direction = _direction(facts.holder_name)
    html: str = _template().render(
        facts=facts,
        name=name,
        lines=_flush(name.lines) if direction == "rtl" else name.lines,
        direction=direction,
        number=public_id.shown(facts.public_id),
        issued=_day(facts.issued_on, facts.lang),
        valid_until=_day(facts.valid_until, facts.lang) if facts.valid_until else None,
        issuer_place=_without_scheme(facts.issuer_url),
        verify_place=_without_scheme(facts.verify_url),
        mark=mark,
        classes=classes,
        many=MANY,
        logo=logo.as_uri() if logo else "",
    )
    return html


def _flush(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Begin the second line with the space that ended the first.

    Where words run to the left, the end of a line stands at the left margin, and a space there would push it off.
    """
    joined = "\n".join(lines)
    return tuple(joined.replace(" \n", "\n ").split("\n"))


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=lambda value: _set(value) if type(value) is str else value,
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template("certificate_document.html")


def _set(text: str) -> str:
    """Return ``text`` with composed letters, single spaces, and its percent signs at their numbers."""
    spaced = re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text)).strip()
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", spaced)


@lru_cache(maxsize=16)
def _css(families: tuple[str, ...], accent: str) -> str:
    """Return the stylesheet in the colour ``accent``, with ``families`` standing behind each of our own faces."""
    css = (TEMPLATES / "certificate_document.css").read_text("utf-8").replace(ornament.BRAND, accent)
    others = "".join(f', "{family}"' for family in families)
    for face in FACES:
        css = css.replace(f'"{face.family}"', f'"{face.family}"{others}')
    return css


def _all_text(facts: CertificateFacts) -> str:
    sentences = (*facts.read, *facts.tested, *facts.made, *facts.declared, *(facts.signatory or ()))
    texts = (facts.holder_name, facts.program_title, facts.credential_title, facts.issuer_name)
    return " ".join((*texts, facts.statement or "", *sentences))


def _direction(text: str) -> str:
    """Return ``rtl`` when the first letter with a direction runs to the left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _day(day: date, lang: str) -> str:
    try:
        locale = Locale.parse(lang, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return format_date(day, "d MMMM y", locale)


def _without_scheme(url: str) -> str:
    address = urlsplit(url)
    return f"{address.netloc}{address.path}".rstrip("/")

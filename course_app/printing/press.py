"""The press: a composed document and its pictures in, the bytes of a PDF out.

Every setting of the document is tried, from the loosest to the tightest, for one page, then for two, and so on: the
fewest pages win, and on these the loosest setting, so that short texts fill their page.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from course_app.infrastructure import pdf
from course_app.printing import ornament
from course_app.printing.composing import USUAL, Composed
from course_app.printing.typesetting import PICTURE

PRESS_VERSION = 1
"""Raised with every change here that makes other pages of the same HTML and style."""

ENGINE_FAULTS = (AssertionError, AttributeError, IndexError, KeyError, TypeError)
"""What the engine stumbles over where columns meet the end of a page; another setting does not meet it there."""

MM = 96 / 25.4


def key_of(composed: Composed, paper: str) -> str:
    """Return the hash of everything that decides what a file looks like, the engine included."""
    parts = (PRESS_VERSION, _engine_version(), paper, composed.html, composed.css, composed.settings, composed.pictures)
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _engine_version() -> str:
    """Return the version of the engine without loading it."""
    try:
        return "-".join(version(name) for name in ("weasyprint", "pydyf"))
    except PackageNotFoundError:
        return ""


def printed(composed: Composed, dated: date, pictures: Mapping[str, bytes]) -> bytes:
    """Return the document as a PDF/UA-1, the same bytes for the same arguments.

    ``pictures`` are the files that it names; one that is missing leaves its words.

    Raises:
        pdf.EngineMissingError: the engine is not installed.
    """
    drawings = {
        "line": ornament.line(172 * MM, 1.3 * MM, 1.1),
        "crossing": ornament.crossing(120 * MM, 74 * MM, 4 * MM),
    }
    render = partial(
        pdf.render,
        css=composed.css,
        variant=pdf.Variant.ACCESSIBLE,
        dated=dated,
        drawings=drawings,
        pictures={f"{PICTURE}{name}": pictures[name] for name in composed.pictures if name in pictures},
    )
    html = _without_lost_pictures(composed, pictures)
    for pages in range(composed.fewest_pages, composed.most_pages + 1):
        for setting in composed.settings_for(pages):
            try:
                return render(html.replace(USUAL, f"setting-{setting}", 1), max_pages=pages)
            except (pdf.TooManyPagesError, *ENGINE_FAULTS):
                continue
    return render(html.replace(USUAL, f"setting-{composed.settings[-1][-1]}", 1))


def _without_lost_pictures(composed: Composed, pictures: Mapping[str, bytes]) -> str:
    """Return the HTML without the address of pictures that nobody has: their words are shown in their place."""
    html = composed.html
    for name in composed.pictures:
        if name not in pictures:
            html = html.replace(f' src="{PICTURE}{name}"', "")
    return html

"""A sheet: one file of ``resources/`` as one or two pages to print, fill in, cut or pin to a wall."""

from markupsafe import Markup

from course_app.courseware.releases import Release
from course_app.domain.course import Document
from course_app.printing.composing import Composed, Press, stylesheet, template
from course_app.printing.markup import has_class, to_html
from course_app.printing.sections import divide
from course_app.printing.typesetting import Setter, full_address, is_english

CARDS = "-cards"
READING = (("airy", "roomy", "regular", "close"),)
"""A text to read is never set small, and fills the pages that it takes."""
FILLING = (("vast", "airy", "roomy", "regular", "close", "tight"), ("regular", "close", "tight"))
"""A form to fill in is worth one page; where it needs more, its tables stay whole."""


def compose_sheet(release: Release, document: Document, press: Press, paper: str) -> Composed:
    """Return the sheet of a file in ``resources/``."""
    course = release.course
    setter = Setter(full_address(press.base_url), is_english(course.language), document.id.endswith(CARDS))
    body = setter.set(release.html(document.body))
    divide(body)
    title = release.plain(document.title)
    html = template("sheet_document.html").render(
        course=course,
        document=document,
        title=title,
        heading=release.html(document.title),
        body=Markup(to_html(body)),  # noqa: S704 - parsed from clean HTML and written anew
        press=press,
        place=press.place_of(course.id),
        paper=paper,
    )
    filling = any(has_class(table, "filling") for table in body.iter("table"))
    settings = FILLING if filling else READING
    return Composed(document.id, title, html, stylesheet("sheet"), settings, tuple(setter.pictures))

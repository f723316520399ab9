"""A letter template on paper: when to use it, the letter on its sheet, and beside it what to know."""

from xml.etree.ElementTree import Element

from course_app.courseware.releases import Release
from course_app.domain.course import Document
from course_app.printing.markup import make, move_inside, parse

SHORT = 400
"""A letter of fewer letters leaves more of the width to its notes."""


def letter_page(release: Release, letter: Document, level: int = 3) -> Element:
    """Return a template as a section: its heading, when to use it, the letter, and its notes."""
    short = letter.letter is not None and len(letter.letter.body) < SHORT
    section = make("section", class_="letter short" if short else "letter", id=letter.id)
    heading = make(f"h{level}")
    move_inside(heading, parse(release.html(letter.title)))
    section.append(heading)
    when, notes = make("div", class_="letter-when"), make("div", class_="letter-notes")
    for part in list(parse(release.html(letter.body))):
        home = notes if len(notes) or part.tag in ("h2", "h3", "aside") else when
        home.append(part)
    for part in notes.iter():
        if part.tag in ("h2", "h3"):
            part.tag = f"h{min(6, int(part.tag[1]) + level - 1)}"
            part.attrib.pop("id", None)
    section.append(when)
    body = section if short else make("div", class_="letter-body")
    if letter.letter is not None:
        sheet = make("div", class_="letter-text")
        move_inside(sheet, parse(release.sheet(letter.letter)))
        body.append(sheet)
    if short:
        _stand_beside(notes)
    body.append(notes)
    if body is not section:
        section.append(body)
    return section


def _stand_beside(notes: Element) -> None:
    """Put each note and the text below it into a block of its own."""
    blocks: list[Element] = []
    for part in list(notes):
        notes.remove(part)
        if not blocks or part.tag in ("h2", "h3", "h4", "h5", "h6", "aside"):
            blocks.append(make("div"))
        blocks[-1].append(part)
    pair = make("div", class_="pair")
    pair.extend(blocks[:2])
    notes.extend([pair, *blocks[2:]])

"""Letters on their sheets: plain text with slots, never Markdown."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString, code_escape

from course_app.courseware.rendering.inline import SLOT, slot_element


def add_sheet(
    parent: Element, lines: list[str], subject_word: str, fills: Mapping[str, str], prompts: Mapping[str, str]
) -> None:
    """Append the sheet of an e-mail block to ``parent``.

    A first line ``Subject: …`` is the subject. One line break joins lines, an empty line parts paragraphs, a
    backslash at the end of a line breaks it.
    """
    sheet = SubElement(parent, "div", {"class": "sheet", "dir": "auto"})
    rest = list(lines)
    while rest and not rest[0].strip():
        rest.pop(0)
    if rest and rest[0][:8].lower() == "subject:":
        subject = SubElement(sheet, "p", {"class": "sheet-subject"})
        label = SubElement(subject, "span", {"class": "visually-hidden"})
        label.text = AtomicString(f"{subject_word}: ")
        _add_text(subject, rest.pop(0)[8:].strip(), fills, prompts)
    paragraph: list[str] = []
    for line in [*rest, ""]:
        if line.strip():
            paragraph.append(line.strip())
        elif paragraph:
            _add_paragraph(SubElement(sheet, "p"), paragraph, fills, prompts)
            paragraph = []


def _add_paragraph(home: Element, lines: list[str], fills: Mapping[str, str], prompts: Mapping[str, str]) -> None:
    joined: list[str] = []
    for place, line in enumerate(lines):
        breaks = line.endswith("\\") and not line.endswith("\\\\") and place < len(lines) - 1
        joined.append(line[:-1].rstrip() if breaks else line)
        if breaks or place == len(lines) - 1:
            _add_text(home, " ".join(joined), fills, prompts)
            joined = []
        if breaks:
            SubElement(home, "br")


def _add_text(home: Element, text: str, fills: Mapping[str, str], prompts: Mapping[str, str]) -> None:
    at = 0
    for match in SLOT.finditer(text):
        _append(home, text[at : match.start()])
        shown = slot_element(match, fills, prompts)
        if isinstance(shown, str):
            _append(home, shown)
        else:
            home.append(shown)
        at = match.end()
    _append(home, text[at:])


def _append(home: Element, text: str) -> None:
    if not text:
        return
    escaped = code_escape(text)
    if len(home):
        home[-1].tail = AtomicString((home[-1].tail or "") + escaped)
    else:
        home.text = AtomicString((home.text or "") + escaped)

"""What stands inside a line beside Markdown's own: slots, footnote marks, mail addresses."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

PUNCTUATION = list("\\`*_{}[]()>#+-.!\"$%&',/:;<=?@^|~")
NOTE = "note"
"""The tag of a footnote mark until its number is known."""

SLOT = re.compile(r"\{\{(\??)([^{}:\n]{1,400})(?::([^{}\n]{0,1000}))?\}\}")
_NOTE = r"\[\^([^\[\]\s]{1,80})\]"
_MAIL = r"<([^<>\s:@\"']{1,64}@[^<>\s@\"']{1,190})>"


def slot_element(match: re.Match[str], fills: Mapping[str, str], prompts: Mapping[str, str]) -> Element | str:
    """Return what a slot shows: its filling, or a blank with its prompt."""
    name = match.group(2).strip()
    prompt = (match.group(3) or "").strip()
    if not match.group(1) and (filling := fills.get(name)):
        return filling
    blank = Element("span", {"class": "slot"})
    blank.text = AtomicString(prompt or prompts.get(name) or name.replace("_", " "))
    return blank


class SlotProcessor(InlineProcessor):
    """``{{name: prompt}}``: filled from the course, else a blank to fill in."""

    def __init__(self, md: Markdown, prompts: Mapping[str, str]):
        super().__init__(SLOT.pattern, md)
        self.prompts = prompts
        self.fills: Mapping[str, str] = {}

    def handleMatch(  # type: ignore[override] # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        """Return the filling or the blank, and the span it stands for."""
        return slot_element(match, self.fills, self.prompts), match.start(0), match.end(0)


class NoteProcessor(InlineProcessor):
    """``[^key]``: a mark that gets its number when the order of the page is known."""

    def __init__(self, md: Markdown):
        super().__init__(_NOTE, md)

    def handleMatch(  # type: ignore[override] # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the mark and its span."""
        mark = Element(NOTE, {"key": match.group(1)})
        return mark, match.start(0), match.end(0)


class MailProcessor(InlineProcessor):
    """``<name@example.org>``, as a plain link."""

    def __init__(self, md: Markdown):
        super().__init__(_MAIL, md)

    def handleMatch(  # type: ignore[override] # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the link and its span."""
        link = Element("a", {"href": f"mailto:{match.group(1)}"})
        link.text = AtomicString(match.group(1))
        return link, match.start(0), match.end(0)

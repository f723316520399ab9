"""The notes of the whole Guide: every chapter numbers its own, print numbers them through and names each once."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from course_app.printing.markup import has_class, make, move_inside, parse, replace, to_html, words


@dataclass(slots=True)
class Notes:
    """Sources and notes in the order of their first mark; ``items`` holds each with its number's id."""

    items: dict[str, Element] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def take(self, root: Element, endnotes: str) -> None:
        """Renumber the marks below ``root``, whose own list of notes is ``endnotes``."""
        own = {item.get("id", ""): item for item in parse(endnotes).iter("li")}
        for item in own.values():
            _drop_ways_back(item)
        for home in list(root.iter()):
            for mark in list(home):
                if mark.tag == "sup" and has_class(mark, "noteref"):
                    self._mark(home, mark, own)

    def _mark(self, home: Element, mark: Element, own: dict[str, Element]) -> None:
        link = mark.find("a")
        item = own.get(link.get("href", "")[1:]) if link is not None else None
        if link is None or item is None:
            replace(home, mark)
            return
        known = words(item)
        number = self._numbers.setdefault(known, len(self._numbers) + 1)
        if number not in {int(each) for each in self.items}:
            note = make("li", id=f"note-{number}")
            move_inside(note, parse(to_html(item)))
            self.items[str(number)] = note
        mark.attrib.pop("id", None)
        link.attrib.clear()
        link.set("href", f"#note-{number}")
        link.text = str(number)

    def list(self) -> Element:
        """Return all notes as one numbered list."""
        home = make("ol")
        home.extend(self.items.values())
        return home


def _drop_ways_back(item: Element) -> None:
    for home in list(item.iter()):
        for link in list(home):
            if link.tag == "a" and has_class(link, "back"):
                replace(home, link)

"""What every printed text needs before it goes on paper: addresses that lead somewhere, drawings, letters, tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from course_app.courseware.rendering.quotes import curl_quotes
from course_app.printing.markup import (
    add_class,
    has_class,
    make,
    move_inside,
    parse,
    part_blanks,
    replace,
    tidy_spaces,
    words,
)
from course_app.printing.tables import set_tables

WIDE = 1.25
"""A drawing whose width is more than so many heights takes the whole measure."""
LEGIBLE = 0.0262
"""Letters of at least so large a share of a drawing's width can be read in half a page's width: six points."""
PICTURE = "picture:"


@dataclass(slots=True)
class Setter:
    """Sets the texts of one document.

    ``resolve`` says where a link leads that is no full address: a full address, ``#`` and an id in the same
    document, or '' for a link that is to be its words alone. ``pictures`` collects the names of picture files that
    the document shows as ``picture:NAME``.
    """

    resolve: Callable[[str], str]
    english: bool = True
    cards: bool = False
    pictures: dict[str, None] = field(default_factory=dict)

    def set(self, html: str) -> Element:
        """Return ``html`` as it goes on paper, in a ``div``."""
        return self.set_tree(parse(html))

    def set_tree(self, root: Element) -> Element:
        """Set what stands below ``root``, and return it."""
        set_tables(root, cards=self.cards)
        for home in list(root.iter()):
            for child in list(home):
                self._set(home, child)
        tidy_spaces(root)
        if self.english:
            curl_quotes(root)
        part_blanks(root)
        return root

    def _set(self, home: Element, child: Element) -> None:
        match child.tag:
            case "a":
                self._link(home, child)
            case "img":
                self._picture(home, child)
            case "figure":
                _figure(child)
            case "ol" if child.get("start"):
                _number_from(child)
            case "div" if has_class(child, "sheet"):
                _letter(child)
            case "video" | "audio":
                self._player(home, child)

    def _link(self, home: Element, link: Element) -> None:
        target = link.get("href", "")
        if not target.startswith(("http:", "https:", "mailto:", "tel:")):
            target = self.resolve(target)
        for name in ("rel", "class", "role", "aria-label", "data-file"):
            link.attrib.pop(name, None)
        if target:
            link.set("href", target)
            return
        plain = make("span")
        move_inside(plain, link)
        replace(home, link, plain)

    def _picture(self, home: Element, image: Element) -> None:
        name = image.get("src", "").rpartition("/")[2]
        for attribute in ("loading", "decoding", "width", "height"):
            image.attrib.pop(attribute, None)
        if not name:
            replace(home, image, make("span", image.get("alt", "")))
            return
        self.pictures[name] = None
        image.set("src", PICTURE + name)
        image.set("alt", image.get("alt") or " ")

    def _player(self, home: Element, player: Element) -> None:
        """Show a film or recording by its name: the caption says it already, paper plays nothing."""
        target = self.resolve(player.get("src", ""))
        replace(home, player, make("a", target, href=target) if target else make("span"))


def is_english(language: str) -> bool:
    """Tell whether ``language`` is some kind of English, whose quotes we know."""
    return language.partition("-")[0].lower() == "en"


def full_address(base: str) -> Callable[[str], str]:
    """Return what turns a path of the site at ``base`` into a full address; places on a page lead nowhere."""

    def resolve(target: str) -> str:
        return urljoin(f"{base}/", target) if target.startswith("/") and not target.startswith("//") else ""

    return resolve


def _number_from(items: Element) -> None:
    """Begin a list with its number: the engine reads that from the style alone."""
    first = items.attrib.pop("start")
    if first.isdecimal():
        items.set("style", f"counter-reset: list-item {int(first) - 1}")


def _figure(figure: Element) -> None:
    drawing = figure.find("svg")
    if drawing is None:
        return
    _dress(drawing)
    width, ratio = _size(drawing)
    add_class(figure, "wide" if ratio > WIDE else "narrow")
    letters = [
        float(size) for part in drawing.iter() if (size := part.get("font-size", "")).replace(".", "").isdecimal()
    ]
    if width and min(letters, default=0) < LEGIBLE * width:
        add_class(figure, "small-print")


def _size(drawing: Element) -> tuple[float, float]:
    """Return the width of a drawing in its own units, and how many heights that is; (0, 1) where it does not say."""
    try:
        _left, _top, width, height = (float(part) for part in drawing.get("viewbox", "").replace(",", " ").split())
    except ValueError:
        return 0.0, 1.0
    return (width, width / height) if height > 0 else (0.0, 1.0)


def _dress(drawing: Element) -> None:
    """Give a drawing the ink and the faces of the page, which do not reach inside, and all its words as its name."""
    drawing.set("color", "#16252b")
    drawing.set("font-family", "Course Sans")
    for part in drawing.iter():
        if part.get("font-weight") in ("600", "700", "bold"):
            part.attrib.pop("font-weight")
            part.set("font-family", "Course Sans Strong")
        if part.get("font-style") == "italic":
            part.attrib.pop("font-style")
            part.set("font-family", "Course Sans Italic")
    title, about = drawing.find("title"), drawing.find("desc")
    if title is not None and about is not None:
        title.text = f"{words(title).rstrip('.')}. {words(about)}"
        replace(drawing, about)
    for name in ("role", "aria-labelledby", "aria-hidden"):
        drawing.attrib.pop(name, None)


def _letter(sheet: Element) -> None:
    """Make the subject's label visible, and a break of its own around every slot possible."""
    for label in sheet.iter("span"):
        if has_class(label, "visually-hidden"):
            label.set("class", "subject-word")

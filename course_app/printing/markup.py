"""HTML as a tree that printing can rearrange, and back to HTML.

What comes in is the clean HTML of a release: balanced, without scripts, styles or comments. The drawings in it
lose the capitals of their names on the way in; whoever reads HTML gives them back.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, tostring

VOID = frozenset(("br", "hr", "img", "col", "source", "track", "wbr"))
_BLOCK = frozenset(
    (
        *("p", "ul", "ol", "li", "dl", "dt", "dd", "div", "figure", "figcaption", "section", "aside", "blockquote"),
        *("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "svg"),
    )
)
_INLINE = frozenset(("a", "code", "em", "span", "strong"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        add_text(self._open[-1], data)


def parse(html: str) -> Element:
    """Return a ``div`` that holds ``html``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def to_html(home: Element) -> str:
    """Return the HTML inside ``home``."""
    whole = tostring(home, encoding="unicode", method="html", short_empty_elements=False)
    return whole[whole.index(">") + 1 : whole.rindex("</")]


def outer_html(element: Element) -> str:
    """Return the HTML of ``element`` itself."""
    tail, element.tail = element.tail, None
    whole = tostring(element, encoding="unicode", method="html")
    element.tail = tail
    return whole


def add_text(home: Element, text: str) -> None:
    """Append ``text`` to what ``home`` holds."""
    if len(home):
        home[-1].tail = (home[-1].tail or "") + text
    else:
        home.text = (home.text or "") + text


def words(element: Element) -> str:
    """Return the text in ``element``, white space collapsed."""
    return " ".join("".join(element.itertext()).split())


def is_blank(element: Element) -> bool:
    """Tell whether ``element`` holds nothing to be read or seen."""
    return not words(element) and not any(each.tag in ("img", "svg", "br") for each in element.iter())


def has_class(element: Element, name: str) -> bool:
    """Tell whether ``element`` has the class ``name``."""
    return name in element.get("class", "").split()


def add_class(element: Element, *names: str) -> None:
    """Give ``element`` these classes beside its own."""
    element.set("class", " ".join(dict.fromkeys([*element.get("class", "").split(), *filter(None, names)])))


def children(home: Element, *tags: str) -> list[Element]:
    """Return the children of ``home`` with one of ``tags``."""
    return [child for child in home if child.tag in tags]


def places(root: Element) -> Iterator[tuple[Element, int, Element]]:
    """Yield every element below ``root`` with its parent and its place there, as they stand now."""
    for home in list(root.iter()):
        for at, child in enumerate(list(home)):
            yield home, at, child


def replace(home: Element, old: Element, *new: Element) -> None:
    """Put ``new`` elements into the place of ``old``, whose text after it stays."""
    at = list(home).index(old)
    tail, old.tail = old.tail, None
    home.remove(old)
    for shift, element in enumerate(new):
        home.insert(at + shift, element)
    if tail and new:
        new[-1].tail = (new[-1].tail or "") + tail
    elif tail:
        _add_before(home, at, tail)


def _add_before(home: Element, at: int, text: str) -> None:
    if at:
        home[at - 1].tail = (home[at - 1].tail or "") + text
    else:
        home.text = (home.text or "") + text


def move_inside(home: Element, source: Element) -> None:
    """Append everything inside ``source`` to ``home``."""
    if source.text:
        add_text(home, source.text)
    for child in list(source):
        source.remove(child)
        home.append(child)
    source.text = None


def make(tag: str, text: str = "", **attributes: str) -> Element:
    """Return a new element; an attribute's trailing underscore is left out, as in ``class_``."""
    element = Element(tag, {name.rstrip("_"): value for name, value in attributes.items() if value})
    if text:
        element.text = text
    return element


def tidy_spaces(home: Element) -> None:
    """Make every run of white space one blank, and none where a block begins or ends."""
    if home.tag in ("pre", "svg"):
        return
    if any(child.tag in _BLOCK for child in home):
        home.text = _stripped(home.text)
        for child in home:
            child.tail = _stripped(child.tail)
    else:
        _tidy_line(home)
    for child in home:
        if child.tag in _BLOCK or any(inner.tag in _BLOCK for inner in child.iter()):
            tidy_spaces(child)
        elif any(each.tag in _BLOCK for each in home):
            _tidy_line(child)


def part_blanks(root: Element) -> None:
    """Give the blank before an emphasis, link or slot an element of its own.

    The engine breaks a line in the wrong place when such a blank is all that does not fit on it.
    """
    for home in list(root.iter()):
        if home.tag == "svg":
            continue
        for at, child in reversed(list(enumerate(home))):
            if child.tag not in _INLINE:
                continue
            before = home[at - 1] if at else None
            text = (before.tail if before is not None else home.text) or ""
            if len(text) > 1 and text.endswith(" "):
                if before is None:
                    home.text = text[:-1]
                else:
                    before.tail = text[:-1]
                blank = Element("span")
                blank.text = " "
                home.insert(at, blank)


def _tidy_line(home: Element) -> None:
    """Collapse the blanks in a line of text, first and last ones away."""
    after_blank = True
    last: tuple[Element, bool] | None = None
    for element, is_tail in _texts(home):
        text = (element.tail if is_tail else element.text) or ""
        if not text:
            continue
        text = _BLANKS.sub(" ", text)
        if after_blank:
            text = text.removeprefix(" ")
        _put(element, is_tail, text)
        if text:
            after_blank = text.endswith(" ")
            last = (element, is_tail)
    if last is not None:
        element, is_tail = last
        _put(element, is_tail, ((element.tail if is_tail else element.text) or "").rstrip(" "))


def _texts(home: Element) -> Iterator[tuple[Element, bool]]:
    """Yield where a text may stand in ``home``, in reading order: an element, and whether after or inside it."""
    yield home, False
    for child in home:
        if child.tag not in ("pre", "svg"):
            yield from _texts(child)
        yield child, True


def _put(element: Element, is_tail: bool, text: str) -> None:
    if is_tail:
        element.tail = text
    else:
        element.text = text


def _stripped(text: str | None) -> str | None:
    return _BLANKS.sub(" ", text).strip(" ") if text else text

"""The last steps on the tree of a leaf: links lead somewhere, pictures become figures, notes get numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from course_app.courseware.rendering.addresses import Addresses, LinkKind
from course_app.courseware.rendering.context import Words
from course_app.courseware.rendering.inline import NOTE
from course_app.courseware.rendering.pictures import Picture

VIDEO = (".mp4", ".webm")
AUDIO = (".mp3", ".ogg", ".m4a")
SVG_OPEN, SVG_CLOSE = "\ue100", "\ue101"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class PageState:
    """What the leaves of one file share: ids taken, notes in the order of their first mark, drawings to inline."""

    file: str
    language: str = "en"
    notes_known: frozenset[str] = frozenset()
    ids: set[str] = field(default_factory=set)
    notes: dict[str, int] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)


class Finisher:
    """Finishes the trees of one course."""

    def __init__(self, addresses: Addresses, pictures: Mapping[str, Picture], words: Words):
        self._addresses = addresses
        self._pictures = pictures
        self._words = words

    def finish(self, root: Element, page: PageState) -> None:
        """Resolve everything in ``root`` that its file decides."""
        for home in list(root.iter()):
            for at, child in enumerate(list(home)):
                if child.tag == "p" and len(child) == 1 and not (child.text or "").strip():
                    self._alone(home, at, child, page)
        for element in list(root.iter()):
            if element.tag == "a" and "class" not in element.attrib:
                self._link(element, page)
            elif element.tag == "img" and "loading" not in element.attrib:
                self._inline_picture(element, page)
        for element in root.iter():
            if element.tag == NOTE:
                self._number(element, page)
            elif element.tag in _HEADINGS:
                _name(element, page)
            elif element.tag == "div" and element.get("class") == "table-scroll":
                self._label_table(element)

    def _alone(self, home: Element, at: int, paragraph: Element, page: PageState) -> None:
        """Replace a paragraph that holds one picture, player or include and nothing else."""
        only = paragraph[0]
        tail = (only.tail or "").strip()
        if only.tag == "img" and not tail:
            _replace(home, at, paragraph, self._figure(only, page))
        elif only.tag == "a" and not tail and (player := self._player(only, page)) is not None:
            _replace(home, at, paragraph, player)
        elif only.tag == "a" and tail == "{.include}":
            only.tail = None
            path = self._addresses.path_of(page.file, only.get("href", ""))
            self._link(only, page)
            only.set("class", "include")
            only.set("data-file", path)
            frame = Element("div", {"class": "include"})
            frame.append(only)
            _replace(home, at, paragraph, frame)

    def _link(self, link: Element, page: PageState) -> None:
        resolved = self._addresses.resolve(page.file, link.get("href", ""))
        link.attrib.clear()
        if resolved.kind is LinkKind.DEAD:
            link.tag = "span"
            return
        link.set("href", resolved.href)
        if resolved.kind is LinkKind.GLOSSARY:
            link.set("class", "term")
        elif resolved.kind is LinkKind.OUTSIDE and resolved.href[:4].lower() == "http":
            link.set("class", "outside")
            link.set("rel", "noopener noreferrer")

    def _picture(self, image: Element, page: PageState) -> Picture | None:
        target = image.get("src", "")
        if ":" in target or target.startswith("/"):
            return None
        return self._pictures.get(self._addresses.path_of(page.file, target))

    def _inline_picture(self, image: Element, page: PageState) -> None:
        picture = self._picture(image, page)
        words = image.get("alt", "")
        image.attrib.clear()
        if picture is None:
            image.tag = "span"
            image.text = AtomicString(words)
            return
        _show(image, picture, words)

    def _figure(self, image: Element, page: PageState) -> Element:
        picture = self._picture(image, page)
        words, caption = image.get("alt", ""), image.get("title", "")
        figure = Element("figure", {"class": "figure"})
        if picture is None:
            missing = SubElement(figure, "p")
            missing.text = AtomicString(words)
        elif picture.drawing is not None:
            number = len(page.drawings)
            figure.text = f"{SVG_OPEN}{number}{SVG_CLOSE}"
            page.drawings.append(picture.drawing.markup(f"{picture.mark}-{number}", words))
        else:
            _show(SubElement(figure, "img"), picture, words)
        if caption:
            SubElement(figure, "figcaption").text = AtomicString(caption)
        return figure

    def _player(self, link: Element, page: PageState) -> Element | None:
        href = link.get("href", "")
        resolved = self._addresses.resolve(page.file, href)
        name = resolved.path.lower()
        if resolved.kind is not LinkKind.ASSET or not name.endswith(VIDEO + AUDIO):
            return None
        stem = resolved.path.rpartition(".")[0]
        title = "".join(link.itertext())
        figure = Element("figure", {"class": "player"})
        kind = "video" if name.endswith(VIDEO) else "audio"
        media = SubElement(figure, kind, {"src": resolved.href, "controls": "", "preload": "metadata"})
        if kind == "video":
            media.set("playsinline", "")
        if (captions := self._addresses.assets.get(f"{stem}.vtt")) is not None:
            track = {"kind": "captions", "src": captions, "srclang": page.language, "default": ""}
            SubElement(media, "track", track | {"label": self._words.captions})
        caption = SubElement(figure, "figcaption")
        caption.text = AtomicString(title)
        if (transcript := self._addresses.assets.get(f"{stem}.txt")) is not None:
            caption.text = AtomicString(f"{title} · ")
            way = SubElement(caption, "a", {"class": "transcript", "href": transcript})
            way.text = AtomicString(self._words.transcript)
        return figure

    def _number(self, mark: Element, page: PageState) -> None:
        key = mark.get("key", "")
        mark.attrib.clear()
        if key not in page.notes_known:
            mark.tag = "span"
            mark.text = AtomicString(f"[^{key}]")
            return
        number = page.notes.setdefault(key, len(page.notes) + 1)
        page.marks.append(key)
        again = page.marks.count(key)
        mark.tag = "sup"
        mark.set("class", "noteref")
        mark.set("id", mark_id(number, again))
        link = SubElement(mark, "a", {"href": f"#fn-{number}", "role": "doc-noteref"})
        link.text = AtomicString(str(number))

    def _label_table(self, frame: Element) -> None:
        heads = list(frame.iter("th"))
        for head in heads:
            head.set("scope", "col")
        for cell in (*heads, *frame.iter("td")):
            if (align := cell.attrib.pop("align", None)) is not None:
                cell.set("class", f"align-{align}")
        names = ", ".join(words for head in heads if (words := "".join(head.itertext()).strip()))
        frame.set("aria-label", f"{self._words.table}: {names}" if names else self._words.table)


def mark_id(number: int, again: int) -> str:
    """Return the id of the ``again``-th mark of the note ``number``."""
    return f"fnref-{number}" if again == 1 else f"fnref-{number}-{again}"


def _show(image: Element, picture: Picture, words: str) -> None:
    image.set("src", picture.address)
    image.set("alt", words)
    if picture.width and picture.height:
        image.set("width", str(picture.width))
        image.set("height", str(picture.height))
    image.set("loading", "lazy")
    image.set("decoding", "async")


def _name(heading: Element, page: PageState) -> None:
    wanted = heading.attrib.pop("id", "")
    anchor, again = wanted, 1
    while anchor in page.ids:
        anchor, again = f"{wanted}-{again}", again + 1
    if anchor:
        page.ids.add(anchor)
        heading.set("id", anchor)


def _replace(home: Element, at: int, old: Element, new: Element) -> None:
    new.tail = old.tail
    home[at] = new

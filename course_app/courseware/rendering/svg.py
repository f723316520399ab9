"""Drawings: an SVG file is rebuilt from what a drawing may hold, and nothing else of it survives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

LARGEST = 200_000
DEEPEST = 40
MOST_ELEMENTS = 4_000
MOST_USES = 400

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

_TEXT = frozenset(("text", "tspan", "title", "desc", "textPath"))
_ELEMENTS = _TEXT | {
    *("svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker"),
}
_ATTRIBUTES = frozenset(
    (
        *("id", "class", "role", "lang", "dir", "viewBox", "preserveAspectRatio", "width", "height", "transform"),
        *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "d", "points", "rotate"),
        *("pathLength", "textLength", "lengthAdjust", "offset", "fx", "fy", "fr", "spreadMethod"),
        *("gradientUnits", "gradientTransform", "patternUnits", "patternContentUnits", "patternTransform"),
        *("clipPathUnits", "maskUnits", "maskContentUnits", "startOffset", "method", "spacing"),
        *("markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient"),
        *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap"),
        *("stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "color"),
        *("stop-color", "stop-opacity", "clip-path", "clip-rule", "mask", "display", "visibility", "overflow"),
        *("marker-start", "marker-mid", "marker-end", "paint-order", "vector-effect", "shape-rendering"),
        *("font-family", "font-size", "font-weight", "font-style", "letter-spacing", "word-spacing"),
        *("text-anchor", "text-decoration", "dominant-baseline", "alignment-baseline", "baseline-shift"),
        *("text-rendering", "writing-mode", "direction", "unicode-bidi"),
        *("aria-label", "aria-labelledby", "aria-describedby", "aria-hidden", "href"),
    )
)
_QUIET = frozenset(("version", "xml:space", "baseProfile", "enable-background"))
_ID_LISTS = frozenset(("aria-labelledby", "aria-describedby"))
_URL = re.compile(r"""url\(\s*(['"]?)#([\w.-]+)\1\s*\)""")
_ID = re.compile(r"[\w.-]{1,80}")
_CLASS = re.compile(r"[a-z][a-z0-9-]{0,39}")


class DrawingError(ValueError):
    """A file that cannot be read as a drawing; the message says why."""


@dataclass(slots=True)
class Node:
    """One element of a drawing that may stay, with its children and texts in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def words(self) -> str:
        """Return the text inside, white space collapsed."""
        texts = (child if isinstance(child, str) else child.words() for child in self.children)
        return " ".join("".join(texts).split())


@dataclass(frozen=True, slots=True)
class Drawing:
    """A cleaned drawing; ``removed`` names in words what was taken out of the file, '' for nothing."""

    root: Node
    removed: tuple[str, ...] = ()

    def markup(self, prefix: str, words: str = "") -> str:
        """Return the drawing for use inside a page.

        Every id begins with ``prefix``, so that two drawings on a page do not meet. ``words``, the alternative
        text, names the drawing together with its own title and description.
        """
        return _write(_named(self.root, prefix, words), prefix)

    def file(self) -> bytes:
        """Return the drawing as a file of its own."""
        markup = _write(self.root, "")
        return markup.replace("<svg", f'<svg xmlns="{SVG}"', 1).encode("utf-8")


def clean_svg(data: bytes) -> Drawing:
    """Return what a drawing may hold of the SVG file ``data``.

    Raises:
        DrawingError: too large, not XML, with a document type, or no drawing at all.
    """
    if len(data) > LARGEST:
        raise DrawingError(f"it is larger than {LARGEST // 1000} kB")
    reader = _Reader()
    try:
        reader.read(data)
    except expat.ExpatError as error:
        raise DrawingError(f"it is not XML (line {error.lineno})") from error
    if reader.root is None:
        raise DrawingError("it holds no drawing")
    _cut_uses(reader.root, reader.removed)
    return Drawing(reader.root, tuple(dict.fromkeys(reader.removed)))


class _Reader:
    """Builds the tree of allowed elements while expat reads; a document type ends the reading."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.removed: list[str] = []
        self._open: list[Node] = []
        self._skipping = 0
        self._count = 0

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(data, True)

    @staticmethod
    def _doctype(*_about: object) -> None:
        raise DrawingError("it has a document type (<!DOCTYPE …>)")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        allowed = space == SVG and name in _ELEMENTS and bool(self._open) == (self.root is not None)
        if self.root is None and name != "svg":
            raise DrawingError("it holds no drawing")
        if self._skipping or not allowed:
            if not self._skipping and space in (SVG, ""):
                self.removed.append(f"<{name}>")
            self._skipping += 1
            return
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise DrawingError("it holds too many elements")
        node = Node(name, self._kept(name, attributes))
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._open.pop()

    def _text(self, text: str) -> None:
        if not self._skipping and self._open and self._open[-1].name in _TEXT:
            self._open[-1].children.append(text)

    def _kept(self, element: str, attributes: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for full, value in attributes.items():
            space, _, name = full.rpartition(" ")
            if space not in ("", XLINK) or (space == XLINK and name != "href"):
                continue
            if name not in _ATTRIBUTES:
                if name not in _QUIET and not name.startswith("data-"):
                    self.removed.append(name)
            elif (good := _good_value(element, name, value)) is None:
                self.removed.append(f'{name}="{value[:40]}"')
            elif good:
                kept[name] = good
        return kept


def _good_value(element: str, name: str, value: str) -> str | None:
    """Return the value as it may stay, '' to leave it out, None when it is refused."""
    value = value.strip()
    if name == "href":
        return (
            value
            if element in ("use", "textPath", "linearGradient", "radialGradient", "pattern")
            and (value[:1] == "#" and _ID.fullmatch(value[1:]))
            else None
        )
    if name == "id":
        return value if _ID.fullmatch(value) else None
    if name == "class":
        return " ".join(word for word in value.split() if _CLASS.fullmatch(word))
    if name in _ID_LISTS:
        return " ".join(word for word in value.split() if _ID.fullmatch(word))
    if name == "role":
        return value if value in ("img", "presentation", "none", "group") else ""
    if "(" in value and name not in ("transform", "gradientTransform", "patternTransform"):
        bare = _URL.sub("", value)
        return value if "url" not in bare.lower() and "\\" not in bare else None
    return value if len(value) <= LARGEST and "\\" not in value else None


def _cut_uses(root: Node, removed: list[str]) -> None:
    """Take out every ``use`` whose target holds another: nested copies could grow without end."""
    by_id = {node.attributes["id"]: node for node in root.walk() if "id" in node.attributes}
    holds_use = {name for name, node in by_id.items() if any(part.name == "use" for part in node.walk())}
    uses = 0
    for node in list(root.walk()):
        for child in list(node.children):
            if isinstance(child, Node) and child.name == "use":
                uses += 1
                target = child.attributes.get("href", "")[1:]
                if target not in by_id or target in holds_use or uses > MOST_USES:
                    node.children.remove(child)
                    removed.extend(["<use>"] if target else [])


def _named(root: Node, prefix: str, words: str) -> Node:
    """Return ``root`` with a name for those who do not see it, from its title, description and ``words``."""
    title = next((part for part in root.children if isinstance(part, Node) and part.name == "title"), None)
    about = next((part for part in root.children if isinstance(part, Node) and part.name == "desc"), None)
    rest = [part for part in root.children if part is not title and part is not about]
    said = [text for text in (title.words() if title else "", about.words() if about else "") if text]
    if words and words not in said:
        said.insert(min(len(said), 1), words)
    if not said:
        return Node("svg", root.attributes | {"aria-hidden": "true"}, rest)
    heads: list[Node | str] = [Node("title", {"id": "title"}, [said[0]])]
    if said[1:]:
        heads.append(Node("desc", {"id": "desc"}, [" ".join(said[1:])]))
    names = "title desc" if said[1:] else "title"
    taken = {node.attributes.get("id") for node in root.walk()} & {"title", "desc"}
    if taken:
        heads = [_renamed(head, "own-") for head in heads if isinstance(head, Node)]
        names = " ".join(f"own-{name}" for name in names.split())
    attributes = {name: value for name, value in root.attributes.items() if name != "aria-label"}
    return Node("svg", attributes | {"role": "img", "aria-labelledby": names}, heads + rest)


def _renamed(node: Node, mark: str) -> Node:
    return Node(node.name, {"id": mark + node.attributes["id"]}, node.children)


def _write(node: Node, prefix: str) -> str:
    mark = f"{prefix}-" if prefix else ""
    attributes = "".join(f' {name}="{escape(_own(name, value, mark))}"' for name, value in node.attributes.items())
    inside = "".join(
        escape(child, quote=False) if isinstance(child, str) else _write(child, prefix) for child in node.children
    )
    return f"<{node.name}{attributes}>{inside}</{node.name}>" if inside else f"<{node.name}{attributes}/>"


def _own(name: str, value: str, mark: str) -> str:
    """Return ``value`` with every id in it marked as this drawing's."""
    if not mark:
        return value
    if name == "id":
        return mark + value
    if name == "href":
        return f"#{mark}{value[1:]}"
    if name in _ID_LISTS:
        return " ".join(mark + word for word in value.split())
    return _URL.sub(rf"url(#{mark}\2)", value) if "url(" in value else value

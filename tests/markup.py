"""What a validator of HTML would find, as far as our pages ever went wrong: nesting, ids, labels, attributes."""

from collections import Counter
from html.parser import HTMLParser

_BLOCKS = """address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr
main nav ol p pre section table ul"""
_PHRASES = "a abbr b button code em h1 h2 h3 h4 h5 h6 i label legend p small span strong summary"
_VOID = "area base br col embed hr img input link meta source track wbr"
_VOID_IN_PICTURES = "circle ellipse line path polygon polyline rect stop use"
BLOCKS = frozenset(_BLOCKS.split())
VOID = frozenset(_VOID.split()) | frozenset(_VOID_IN_PICTURES.split())
PHRASES = frozenset(_PHRASES.split())
"""Elements in which no block may stand; a link and a summary may hold headings, a legend too."""
MAY_HOLD_HEADINGS = frozenset({"legend", "summary"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.named: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._attributes(tag, values, [name for name, _ in attrs])
        for parent in self.open:
            heading = tag in HEADINGS and parent in MAY_HOLD_HEADINGS
            link = parent == "a" and tag not in {"a", "form"}
            if (tag in BLOCKS and parent in PHRASES and not heading and not link) or (parent == tag in {"a", "form"}):
                self.faults.append(f"<{tag}> inside <{parent}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> ends {self.open[-1:] or 'nothing'} in line {self.getpos()[0]}")
            if tag not in self.open:
                return
            while self.open[-1] != tag:
                self.open.pop()
        self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, {name: value or "" for name, value in attrs}, [name for name, _ in attrs])

    def _attributes(self, tag: str, values: dict[str, str], names: list[str]) -> None:
        self.faults += [f"{name} twice in <{tag}>" for name, many in Counter(names).items() if many > 1]
        if "id" in values:
            self.ids[values["id"]] += 1
            if not values["id"] or " " in values["id"]:
                self.faults.append(f"id {values['id']!r}")
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form"):
            if name in values and (name != "form" or tag != "form"):
                self.named |= {f"{name}={each}" for each in values[name].split()}
        kind = values.get("type")
        if tag == "input" and kind == "hidden" and values.get("autocomplete") in {"on", "off"}:
            self.faults.append("autocomplete on a hidden field")
        if tag == "input" and kind == "file" and "value" in values:
            self.faults.append("a value on a field for files")
        if "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"a style or a handler in <{tag}>")
        if tag == "img" and "alt" not in values:
            self.faults.append("a picture without words")


def faults_of(page: str) -> list[str]:
    """Return what is wrong with the HTML of a page, in words."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    faults = reader.faults
    faults += [f"id {name} stands {many} times" for name, many in reader.ids.items() if many > 1]
    faults += [f"{each} leads nowhere" for each in sorted(reader.named) if each.partition("=")[2] not in reader.ids]
    faults += [f"<{tag}> is not ended" for tag in reader.open]
    return faults

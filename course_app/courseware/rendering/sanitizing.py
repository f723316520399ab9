"""The second wall: everything that rendering made passes an allow-list of elements, attributes and classes."""

from nh3 import Cleaner

from course_app.courseware.rendering.addresses import SCHEMES
from course_app.courseware.rendering.blocks import CALLOUTS

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PLAIN = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "ul", "li", "blockquote", "thead", "tbody", "tr"),
    *("table", "figure", "figcaption", "section"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "id", "aria-label", "data-file"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "th": set(),
    "td": set(),
    "li": {"id"},
    "sup": {"id"},
    "div": {"aria-label"},
    "section": {"aria-labelledby"},
    "aside": set(),
    "span": set(),
    "video": {"src"},
    "audio": {"src"},
    "track": {"src", "srclang", "label"},
    **{name: {"id"} for name in _HEADINGS},
}
_FIXED: dict[str, dict[str, set[str]]] = {
    "a": {"rel": {"noopener noreferrer"}, "role": {"doc-noteref", "doc-backlink"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "th": {"scope": {"col"}},
    "div": {"tabindex": {"0"}, "role": {"region"}, "dir": {"auto"}},
    "aside": {"role": {"note"}},
    "section": {"role": {"doc-endnotes"}},
    "video": {"controls": {""}, "preload": {"metadata", "none"}, "playsinline": {""}},
    "audio": {"controls": {""}, "preload": {"metadata", "none"}},
    "track": {"kind": {"captions"}, "default": {""}},
}
CLASSES: dict[str, set[str]] = {
    "a": {"term", "outside", "back", "transcript", "include"},
    "aside": {"callout", *(f"callout-{kind}" for kind in CALLOUTS)},
    "div": {"sheet", "table-scroll", "include"},
    "figure": {"figure", "player"},
    "p": {"callout-title", "sheet-subject"},
    "section": {"footnotes"},
    "span": {"slot", "visually-hidden"},
    "sup": {"noteref"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
}


def _own_source(_tag: str, name: str, value: str) -> str | None:
    return None if name == "src" and not value.startswith("/c/") else value


_cleaner = Cleaner(
    tags=_PLAIN | set(_ATTRIBUTES),
    clean_content_tags=set(),
    attributes={tag: names for tag, names in _ATTRIBUTES.items() if names},
    attribute_filter=_own_source,
    tag_attribute_values=_FIXED,
    allowed_classes=CLASSES,
    url_schemes=set(SCHEMES),
    link_rel=None,
)


def clean(html: str) -> str:
    """Return ``html`` with nothing in it but what this site's texts consist of.

    Pictures and media keep their source only when it is an address of a course on this site.
    """
    return _cleaner.clean(html)

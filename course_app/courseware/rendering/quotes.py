"""Typographic quotes: what is typed straight is shown curved, in texts whose language is English."""

from xml.etree.ElementTree import Element

_OPENS_AFTER = frozenset(" \t\n\u00a0([{/–—-“‘>")
_LEFT_ALONE = frozenset(("audio", "code", "pre", "svg", "video"))
_A_LETTER = "x"
_INSIDE_A_LINE = frozenset(("a", "code", "em", "span", "strong", "sup"))


def curl_quotes(root: Element) -> None:
    """Replace straight quotes in every text below ``root``; a quote opens after a blank or an opening sign."""
    _curl(root, " ")


def _curl(element: Element, before: str) -> str:
    """Return the last letter of ``element``; ``before`` is the one in front of it."""
    if element.tag in _LEFT_ALONE:
        return _A_LETTER
    if element.text:
        element.text = curled(element.text, before)
        before = element.text[-1]
    for child in element:
        inside = (
            " " if child.tag in ("p", "li", "td", "th", "br", "div", "h1", "h2", "h3", "h4", "figcaption") else before
        )
        before = _curl(child, inside) if child.tag != "br" else " "
        if child.tail:
            child.tail = curled(child.tail, before)
            before = child.tail[-1]
    return before


def curled(text: str, before: str = " ") -> str:
    """Return ``text`` with curved quotes; ``before`` is the letter in front of it."""
    if '"' not in text and "'" not in text:
        return text
    letters = []
    for letter in text:
        new = letter
        if letter == '"':
            new = "“" if before in _OPENS_AFTER else "”"
        elif letter == "'":
            new = "‘" if before in _OPENS_AFTER else "’"
        letters.append(new)
        before = new
    return "".join(letters)

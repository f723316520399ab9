"""Lines that are answers or fields, and lines that only look like one: each of these has the right line."""

import re
from dataclasses import dataclass
from enum import StrEnum

from course_app.courseware.language.blocks import WIDE_BLANKS
from course_app.courseware.language.inline import HIDDEN, shade
from course_app.courseware.language.source import BLANKS

FIELD_TYPES = ("text", "long", "number", "date", "year", "email", "phone", "url", "select", "scale", "plan")

_BULLETS = "-*+–—•‣·−"
_NARROW = str.maketrans(dict.fromkeys(WIDE_BLANKS, " "))
_FIRST = _BULLETS + "([（［=0123456789"
_BULLET = re.compile(rf"[{_BULLETS}][ \t]*")
_ORDERED = re.compile(r"[0-9]{1,9}\.[ \t]+(?=[^ \t])(?![(\[][ xX]?[)\]][ \t])")
_ALMOST_ORDERED = re.compile(r"[ \t]{0,3}[0-9]{1,3}[.)][ \t]*(?=[^ \t0-9])")
_BRACKETS = re.compile(
    rf"([{_BULLETS}]{{1,3}}|[0-9]{{1,3}}[.)])?[ \t]*([(\[（［]){{1,2}}[ \t]{{0,6}}"
    r"([xXхХ✓✔✗×*vV√]?)[ \t]{0,6}[)\]）］]{1,2}[ \t]*"
)
_OPEN_BRACKET = re.compile(r"-[ \t]?([(\[])[ \t]?([xX]?)[ \t]+(?=[^ \t)\]])(?![^\[\]()]*[)\]](?:$|[^ \t]))")
_SIGN = re.compile(rf"([{_BULLETS}]{{1,3}})?[ \t]*([=!])[ \t]*")
_LONG = re.compile(rf"[{_BULLETS}]?[ \t]*[(\[][ \t]{{0,6}}long[ \t]{{0,6}}[)\]][ \t]*", re.IGNORECASE)
_ARROW = re.compile(r"=+>|-+>|→|⇒|⟶|➔|=&gt;")
_PLAIN_ARROW = re.compile(r"(?:^|(?<=[ \t]))=>(?=[ \t]|$)")
_OPEN_FIELD = re.compile(rf"-[ \t]*\[({'|'.join(FIELD_TYPES)})[ \t]+(?=[^\[\]]*$)", re.IGNORECASE)
_FIELD = re.compile(
    rf"(?:[{_BULLETS}]|[0-9]{{1,3}}[.)])?[ \t]*[(\[][ \t]{{0,6}}({'|'.join(FIELD_TYPES)})"
    r"(?:[ \t]{1,6}([^()\[\] \t][^()\[\]]{0,20})|[ \t]{0,6})[)\]](?![(\[])[ \t]*",
    re.IGNORECASE,
)


class AnswerKind(StrEnum):
    """What an answer line asks for."""

    CHOICE = "choice"
    MULTI = "several"
    ACCEPT = "typed"
    PAIR = "pair"
    ORDERED = "order"
    LONG = "reflection"


EXAMPLES = {
    AnswerKind.CHOICE: "- ( ) text",
    AnswerKind.MULTI: "- [ ] text",
    AnswerKind.ACCEPT: "- = value",
    AnswerKind.PAIR: "- left => right",
    AnswerKind.ORDERED: "1. text",
    AnswerKind.LONG: "- [long] label",
}


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer line taken apart: ``right`` for (x), [x] and =; its text begins at index ``at``."""

    kind: AnswerKind
    right: bool
    at: int


def answer_form(text: str) -> AnswerForm | None:
    """Return how ``text`` is an answer line, or None if it is none to the letter."""
    if text.startswith("- "):
        return _bulleted(text)
    if text[:1].isdigit() and (match := _ORDERED.match(text)) is not None:
        return AnswerForm(AnswerKind.ORDERED, True, match.end())
    return None


def _bulleted(text: str) -> AnswerForm | None:
    sign = text[2:6]
    form: AnswerForm | None = None
    if sign in ("( ) ", "(x) "):
        form = AnswerForm(AnswerKind.CHOICE, sign[1] == "x", 6)
    elif sign in ("[ ] ", "[x] "):
        form = AnswerForm(AnswerKind.MULTI, sign[1] == "x", 6)
    elif sign[:2] in ("= ", "! "):
        form = AnswerForm(AnswerKind.ACCEPT, sign[0] == "=", 4)
    elif text.startswith("- [long] "):
        form = AnswerForm(AnswerKind.LONG, True, 9)
    elif "=>" in text and (match := _PLAIN_ARROW.search(shade(text), 2)) is not None:
        form = AnswerForm(AnswerKind.PAIR, True, 2)
        if not text[match.end() :].strip(BLANKS):
            return None
    if form is None or not text[form.at :].strip(BLANKS):
        return None
    return form


def _plain(text: str) -> str:
    """Return ``text`` with blanks for wide ones, none of them around it."""
    return (text if text.isascii() else text.translate(_NARROW)).strip(BLANKS)


def mended(text: str) -> tuple[AnswerKind, str] | None:
    """Return the answer line that ``text`` looks like without being one, or None.

    Lines of an order are not told from a numbered list here: see ``almost_ordered``.
    """
    plain = _plain(text)
    if plain[:1] not in _FIRST or not plain:
        return None
    form = answer_form(plain)
    if form is not None:
        return None if form.kind is AnswerKind.ORDERED else (form.kind, plain)
    return _long(plain) or _brackets(plain) or _accept(plain) or _pair(plain)


def _long(plain: str) -> tuple[AnswerKind, str] | None:
    match = _LONG.match(plain)
    if match is None or plain[match.end() :].startswith("("):
        return None
    return AnswerKind.LONG, f"- [long] {plain[match.end() :] or 'label'}"


def _brackets(plain: str) -> tuple[AnswerKind, str] | None:
    match = _BRACKETS.match(plain)
    if match is None:
        return _open_bracket(plain)
    bullet, opening, sign = match.groups()
    rest = plain[match.end() :]
    closing_next = plain[match.end() : match.end() + 1]
    square = opening in "[［"
    if square and closing_next in ("(", "[", ":") and plain[match.end() - 1] in "]］":
        return None
    if not bullet and (sign not in ("", "x", "X", "✓", "✔") or not rest):
        return None
    mark = "x" if sign and sign not in "✗×" else " "
    kind = AnswerKind.MULTI if square else AnswerKind.CHOICE
    opened, closed = ("[", "]") if square else ("(", ")")
    return kind, f"- {opened}{mark}{closed} {rest or 'text'}"


def _open_bracket(plain: str) -> tuple[AnswerKind, str] | None:
    match = _OPEN_BRACKET.match(plain)
    if match is None:
        return None
    opening, sign = match.groups()
    mark, rest = "x" if sign else " ", plain[match.end() :]
    if opening == "[":
        return AnswerKind.MULTI, f"- [{mark}] {rest}"
    return AnswerKind.CHOICE, f"- ({mark}) {rest}"


def _accept(plain: str) -> tuple[AnswerKind, str] | None:
    match = _SIGN.match(plain)
    if match is None:
        return None
    bullet, sign = match.groups()
    rest = plain[match.end() :]
    if rest[:1] in ("=", ">", "[") and plain[match.end() - 1] == sign:
        return None
    if not bullet and (sign == "!" or not rest):
        return None
    return AnswerKind.ACCEPT, f"- {sign} {rest or 'value'}"


def _pair(plain: str) -> tuple[AnswerKind, str] | None:
    bullet = _BULLET.match(plain)
    if bullet is None:
        return None
    shaded = shade(plain)
    arrow = _ARROW.search(shaded, bullet.end())
    if arrow is None or (plain[0] != "-" and arrow.group(0) != "=>"):
        return None
    left = plain[bullet.end() : arrow.start()].strip(BLANKS)
    right = plain[arrow.end() :].strip(BLANKS) or "right"
    return AnswerKind.PAIR, f"- {left} => {right}" if left else f"- => {right}"


def almost_ordered(text: str) -> str:
    """Return the line of an order that ``text`` looks like; '' if it looks like none."""
    match = _ALMOST_ORDERED.match(text)
    if match is None or answer_form(text) is not None:
        return ""
    number = text.strip(BLANKS).rstrip(".)").split(".")[0].split(")")[0]
    return f"{number}. {text[match.end() :]}"


def almost_pair(text: str) -> str:
    """Return the pair that ``text`` looks like although it begins without ``- ``; '' if it looks like none."""
    bare = text.strip(BLANKS)
    if "=>" not in text or bare[:1] in (*_BULLETS, ">", "|", "#"):
        return ""
    return f"- {bare}" if _PLAIN_ARROW.search(shade(bare)) else ""


def answer_like(text: str) -> bool:
    """Tell whether a line of prose is an answer that strayed there: a bullet with its mark, pairs and orders aside."""
    first = text.lstrip(BLANKS)[:1]
    if first not in _BULLETS or not first:
        return False
    form = answer_form(text)
    if form is not None:
        return form.kind is not AnswerKind.PAIR
    guess = mended(text)
    return guess is not None and guess[0] in (AnswerKind.CHOICE, AnswerKind.MULTI, AnswerKind.LONG)


def field_like(text: str) -> str | None:
    """Return the field that a line is or looks like: ``- [type] label``; None if it looks like none."""
    plain = _plain(text)
    if (match := _OPEN_FIELD.match(plain)) is not None:
        return f"- [{match.group(1).lower()}] {plain[match.end() :]}"
    match = _FIELD.match(plain)
    if match is None or (plain[0] in "([" and "{#" not in plain):
        return None
    ends = f" {match.group(2).strip(BLANKS)}" if match.group(2) else ""
    return f"- [{match.group(1).lower()}{ends}] {plain[match.end() :] or 'label'}"


def arrows(text: str) -> list[int]:
    """Return where the plain ``=>`` of a pair stand."""
    return [match.start() for match in re.finditer("=>", shade(text).replace(HIDDEN, "x"))]

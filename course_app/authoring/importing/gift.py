"""Questions in the GIFT format: ``::title:: text {=right ~wrong #feedback}``."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from course_app.authoring.importing.found import LONGEST_HEADING, Found, RowError, literal, made, parted
from course_app.authoring.question_text import OptionText, QuestionText

_ESCAPED = re.compile(r"\\([~=#{}:n])")
_HELD = {sign: chr(0xE100 + at) for at, sign in enumerate("~=#{}:")}
_FREE = {held: sign for sign, held in _HELD.items()}
_TITLE = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{1,5})?)%")
_TRUTH = {"t": True, "true": True, "f": False, "false": False}
_NO_SHARES = "Shares of points are not taken over; write the question in Markdown."
_SHOWN_TAGS = frozenset({"p", "br", "div", "span", "b", "strong", "i", "em", "u"})


def read_gift(text: str) -> Iterator[Found]:
    """Yield the questions of a text; empty lines part them."""
    for line, block in _blocks(text):
        try:
            question, plain = _question(block)
            yield Found(line, question.heading, question, plain=plain)
        except RowError as error:
            bare = _TITLE.sub("", block).partition("{")[0].strip()
            yield Found(line, _shown(bare.split("\n")[0]), reason=str(error))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start, open_braces = 0, 0
    lines: list[str] = []
    for number, raw in enumerate([*text.split("\n"), ""], 1):
        line = _held(raw.strip())
        if line.startswith("//") or line.startswith("$CATEGORY:"):
            continue
        if line:
            start = start if lines else number
            lines.append(line)
            open_braces += line.count("{") - line.count("}")
        elif lines and open_braces <= 0:
            yield start, "\n".join(lines)
            lines, open_braces = [], 0
    if lines:
        yield start, "\n".join(lines)


def _held(text: str) -> str:
    """Return a text whose escaped signs mean nothing any more."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else _HELD[found[1]], text)


def _shown(text: str) -> str:
    return "".join(_FREE.get(letter, letter) for letter in text).strip()


def _question(block: str) -> tuple[QuestionText, bool]:
    title = _TITLE.match(block)
    body = block[title.end() :].strip() if title else block
    form = _FORMAT.match(body)
    body = body[form.end() :].strip() if form else body
    start, end = body.find("{"), body.rfind("}")
    if start < 0 or end < start:
        raise RowError("It has no answers in braces.")
    is_html = form is not None and form[1] == "html"
    plain = not (form is not None and form[1] == "markdown")
    words, inside, rest = body[:start].strip(), body[start + 1 : end].strip(), body[end + 1 :].strip()
    if "{" in inside or "}" in inside:
        raise RowError("It has several answers in braces; only one is read.")
    read = _Words(is_html=is_html)
    text = read.text(words)
    if rest:
        return _missing_word(read, text, inside, rest), plain
    inside, _sign, why = inside.partition("####")
    kind, options = _options(read, inside.strip())
    return made(text, kind, options, notes={"Why": read.text(why)}), plain


class _Words:
    def __init__(self, *, is_html: bool) -> None:
        self._is_html = is_html

    def text(self, raw: str) -> str:
        """Return words as they are meant; HTML without its plain tags."""
        shown = _shown(raw)
        return _without_tags(shown) if self._is_html else shown


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag not in _SHOWN_TAGS:
            raise RowError(f"It holds HTML (<{tag}>) that has no place in a Markdown question.")
        if tag in ("p", "br", "div"):
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _without_tags(text: str) -> str:
    tags = _Tags()
    tags.feed(text)
    tags.close()
    return unescape("".join(tags.words)).strip()


def _options(read: _Words, inside: str) -> tuple[str, list[OptionText]]:
    if not inside:
        return "reflection", [OptionText("Write a few lines.", True)]
    if inside.startswith("#"):
        return "accept", _numbers(read, inside[1:])
    truth = inside.partition("#")
    if truth[0].strip().casefold() in _TRUTH:
        return "choice", _truth(read, inside)
    answers = _answers(read, inside)
    if all("->" in each.text for each, _weight in answers) and all(each.right for each, _weight in answers):
        pairs = [each.text.partition("->") for each, _weight in answers]
        return "pairs", [OptionText(right.strip(), True, "", left.strip()) for left, _arrow, right in pairs]
    weighted = [weight for _each, weight in answers if weight]
    options = [each for each, _weight in answers]
    if weighted and not any(each.right for each in options):
        return "several", [OptionText(each.text, weight > 0, each.feedback) for each, weight in answers]
    if weighted:
        raise RowError(_NO_SHARES)
    rights = sum(each.right for each in options)
    if rights == len(options):
        return "accept", options
    if not rights:
        raise RowError("It has no right answer.")
    return ("several" if rights > 1 else "choice"), options


def _answers(read: _Words, inside: str) -> list[tuple[OptionText, float]]:
    found = []
    for piece in re.finditer(r"([=~])([^=~]*)", inside):
        words, _sign, said = piece[2].partition("#")
        weight = _WEIGHT.match(words.strip())
        words = words.strip()[weight.end() :] if weight else words
        text = read.text(words)
        if not text:
            raise RowError("One of its answers is empty.")
        share = float(weight[1]) if weight else 0.0
        if piece[1] == "=" and share not in (0.0, 100.0):
            raise RowError(_NO_SHARES)
        right = piece[1] == "=" and share in (0.0, 100.0)
        found.append((OptionText(" ".join(text.split()), right, read.text(said)), share if share != 100.0 else 0.0))
        if weight and share == 100.0 and piece[1] == "~":
            found[-1] = (OptionText(" ".join(text.split()), True, read.text(said)), 0.0)
    if not found:
        raise RowError("Its answers begin with = or ~.")
    return found


def _numbers(read: _Words, inside: str) -> list[OptionText]:
    pieces = re.split(r"(?=[=])", inside) if "=" in inside else [inside]
    found = []
    for piece in pieces:
        words, _sign, said = piece.strip().removeprefix("=").partition("#")
        if not words.strip():
            continue
        if _WEIGHT.match(words.strip()):
            raise RowError(_NO_SHARES)
        value, colon, around = words.strip().partition(":")
        found.append(
            OptionText(f"{value.strip()} +- {around.strip()}" if colon else value.strip(), True, read.text(said))
        )
    if not found:
        raise RowError("It has no number.")
    return found


def _truth(read: _Words, inside: str) -> list[OptionText]:
    word, *said = inside.split("#")
    is_true = _TRUTH[word.strip().casefold()]
    wrong, right = (read.text(said[0]) if said else ""), (read.text(said[1]) if len(said) > 1 else "")
    return [
        OptionText("True", is_true, right if is_true else wrong),
        OptionText("False", not is_true, wrong if is_true else right),
    ]


def _missing_word(read: _Words, text: str, inside: str, rest: str) -> QuestionText:
    """Return a question with a gap where the answers stand in the text."""
    answers = [each for each, weight in _answers(read, inside)]
    words = [literal(each.text, every=False).replace("|", "\\|") for each in answers]
    rights = [each.right for each in answers]
    if all(rights):
        gap = " | ".join(words)
    elif sum(rights) == 1:
        gap = " | ".join(f"(x) {word}" if right else word for word, right in zip(words, rights, strict=True))
    else:
        raise RowError("A gap in a text has one right answer.")
    stem = f"{literal(text)} [[{gap}]] {literal(read.text(rest))}".strip()
    heading = f"{parted(text)[0]} …" if text else f"… {parted(read.text(rest))[0]}"
    return made(heading[:LONGEST_HEADING], "gaps", [], stem=stem)

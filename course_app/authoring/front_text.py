"""The front matter and the title of a file, changed line by line: what is not touched stays as it was written."""

import re

from course_app.courseware.language.strict_yaml import Mapping, Scalar, Sequence, read_yaml
from course_app.courseware.language.tree import parse, replace

_PLAIN_START = re.compile(r"[A-Za-z0-9(“‘À-ÿ]")
_PAIR = re.compile(r"([a-z][a-z0-9-]*)\s*:\s+(.+)")
_RULE = "---"


def values(text: str) -> dict[str, str]:
    """Return the settings of a file as a form shows them: lists as ``a, b``, mappings as lines ``id: sentence``."""
    lines = text.split("\n")
    end = _end(lines)
    if end is None:
        return {}
    mapping, _problems = read_yaml("\n".join(lines[1:end]), "front", 2)
    return {entry.key.text: _shown(entry.value) for entry in mapping.entries} if mapping else {}


def _shown(node: object) -> str:
    match node:
        case Scalar(text=text):
            return text
        case Sequence():
            words = [item.text for item in node.items if isinstance(item, Scalar)]
            return ("\n" if any(" " in word for word in words) else ", ").join(words)
        case Mapping():
            return "\n".join(f"{each.key.text}: {_shown(each.value)}" for each in node.entries)
    return ""


def with_value(text: str, key: str, value: str, kind: str = "text") -> str:
    """Return ``text`` with another value of one setting; an empty one takes it away.

    ``kind`` is text, list (``a, b``) or mapping (lines ``id: sentence``). Only the lines of that setting change.
    """
    if values(text).get(key, "") == value.strip():
        return text
    lines = text.split("\n")
    end = _end(lines)
    new = _written(key, value.strip(), kind)
    if end is None:
        return "\n".join([_RULE, *new, _RULE, text]) if new else text
    start = next((at for at in range(1, end) if re.match(rf"{re.escape(key)}\s*:", lines[at])), None)
    if start is None:
        lines[end:end] = new
    else:
        after = start + 1
        while after < end and (not lines[after].strip() or lines[after][0] in " \t-"):
            after += 1
        lines[start:after] = new
    end = _end(lines)
    if end is not None and not any(line.strip() for line in lines[1:end]):
        del lines[: end + 1]
    return "\n".join(lines)


def title(text: str) -> str:
    """Return the words of the heading that names the file, '' where it has none."""
    heading = next((each for each in parse(text).walk() if each.kind == "heading"), None)
    words = heading.child("words") if heading else None
    return words.text.strip() if words else ""


def with_title(text: str, new: str) -> str:
    """Return ``text`` with another title; its marks stay."""
    new = " ".join(new.split())
    heading = next((each for each in parse(text).walk() if each.kind == "heading"), None)
    words = heading.child("words") if heading else None
    if words is None or not new or words.text.strip() == new:
        return text
    blanks = words.text[len(words.text.rstrip()) :]
    return replace(text, words.span, new + blanks)


def _end(lines: list[str]) -> int | None:
    """Return the line that ends the front matter, None where there is none."""
    if not lines or lines[0].rstrip() != _RULE:
        return None
    return next((at for at in range(1, len(lines)) if lines[at].rstrip() == _RULE), None)


def _written(key: str, value: str, kind: str) -> list[str]:
    if not value:
        return []
    if kind == "list":
        words = [word for word in re.split(r"[,\s]+", value) if word]
        return [f"{key}: [{', '.join(words)}]"]
    if kind == "mapping":
        lines = [line.strip() for line in value.split("\n") if line.strip()]
        pairs = [_PAIR.fullmatch(line) for line in lines]
        if not all(pairs):
            return [f"{key}:", *(f"  - {quoted(line)}" for line in lines)]
        return [f"{key}:", *(f"  {pair[1]}: {quoted(pair[2])}" for pair in pairs if pair)]
    return [f"{key}: {quoted(' '.join(value.split()))}"]


def quoted(value: str) -> str:
    """Return a text as YAML writes it on one line: in quotes where it must be."""
    plain = _PLAIN_START.match(value) and ": " not in value and " #" not in value and not value.endswith(":")
    return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

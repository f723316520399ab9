"""A file as a text in a form and back: what was not typed stays byte for byte as it was."""

from difflib import SequenceMatcher

from course_app.courseware.language.source import LONGEST_FILE
from course_app.domain.errors import DomainError

_BOM = "\ufeff"


def is_text(path: str) -> bool:
    """Return whether a file of a course is edited as a text."""
    return path.endswith((".md", ".yml", ".svg", ".vtt", ".txt"))


def shown(data: bytes) -> str:
    """Return the text of a file as a form holds it: without a byte order mark, lines ended by ``\\n``.

    Raises:
        DomainError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8").removeprefix(_BOM).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DomainError("This file is not UTF-8. Save it as UTF-8 and import the course again.") from error


def typed(text: str, before: bytes) -> bytes:
    """Return a text from a form as bytes; line ends and the mark at the start are those of ``before``.

    Raises:
        DomainError: it is longer than a file may be.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        old = before.decode("utf-8")
    except UnicodeDecodeError:
        old = ""
    mark = _BOM if old.startswith(_BOM) else ""
    data = (mark + _with_ends(lines, old.removeprefix(_BOM))).encode("utf-8", "replace")
    if len(data) > LONGEST_FILE:
        raise DomainError(f"A file holds up to {LONGEST_FILE // 1000} kB; this has {len(data) // 1000}.", "text")
    return data


def _with_ends(text: str, old: str) -> str:
    """Return ``text`` with ``\\r\\n`` where the same line of ``old`` ended so; new lines end as most do."""
    returns = old.count("\r\n")
    if not returns:
        return text
    before, after = old.split("\n"), text.split("\n")
    bare = [line.removesuffix("\r") for line in before]
    usual = "\r" if 2 * returns >= old.count("\n") else ""
    ends = [usual] * len(after)
    for block in SequenceMatcher(None, bare, after, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            was = before[block.a + offset]
            if block.a + offset < len(before) - 1:
                ends[block.b + offset] = "\r" if was.endswith("\r") else ""
    ends[-1] = ""
    return "\n".join(line + end for line, end in zip(after, ends, strict=True))

"""The lines of a file: bytes in, lines out, nothing lost.

Lines end at ``\\n`` and nowhere else; a blank is a space or a tab and nothing else.
"""

from dataclasses import dataclass
from enum import IntEnum

from course_app.courseware.language.problems import Findings

BLANKS = " \t"
BOM = "\ufeff"
LONGEST_FILE = 200_000
LONGEST_LINE = 2_000


class Kind(IntEnum):
    """What a line is before anything is known of the file's structure."""

    BLANK = 0
    TEXT = 1
    HEADING = 2
    FENCE = 3
    """The line that opens a code block."""
    CODE = 4
    """A line of a code block, the closing one too."""
    COMMENT = 5
    FRONT = 6


@dataclass(slots=True)
class Line:
    """One line: its text without line end, BOM and comments; ``start`` is the offset of ``text`` in the file.

    ``level`` counts the # of a heading. ``quoted`` code stands in a quote.
    """

    number: int
    text: str
    start: int
    column: int = 1
    kind: Kind = Kind.TEXT
    level: int = 0
    quoted: bool = False

    @property
    def end(self) -> int:
        """The offset behind the last letter of ``text``."""
        return self.start + len(self.text)


def moved(line: Line, by: int, kind: Kind) -> Line:
    """Return ``line`` without its first ``by`` letters, as a line of its own that stands in no quote."""
    return Line(line.number, line.text[by:], line.start + by, line.column + by, kind, line.level)


def decode(file: str, data: bytes, findings: Findings) -> str | None:
    """Return the text of a file, BOM included, or None after noting why it cannot be read."""
    if len(data) > LONGEST_FILE:
        findings.add("E109", 1, what="The file", count=f"{len(data):,} bytes", limit=f"{LONGEST_FILE:,}")
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        findings.add("E101", before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        return None


def split(text: str) -> list[Line]:
    """Return the lines of ``text``."""
    lines = []
    offset = 0
    pieces = text.split("\n")
    if not pieces[-1]:
        pieces.pop()
    for number, piece in enumerate(pieces, start=1):
        bare = piece[:-1] if piece.endswith("\r") else piece
        lines.append(Line(number, bare, offset))
        offset += len(piece) + 1
    if lines and lines[0].text.startswith(BOM):
        lines[0].text = lines[0].text[1:]
        lines[0].start = 1
    return lines


def indent_of(text: str) -> int:
    """Return how many columns of blanks begin ``text``; a tab goes on to the next multiple of four."""
    columns = 0
    for letter in text:
        if letter == " ":
            columns += 1
        elif letter == "\t":
            columns += 4 - columns % 4
        else:
            break
    return columns

"""A piece of each construct of the content language, ready to be put into a file.

They stand in ``snippets.txt``, each below a line ``=== id | name | kinds of file``.
"""

from dataclasses import dataclass
from pathlib import Path

_HEAD = "=== "


@dataclass(frozen=True, slots=True)
class Snippet:
    """A construct: what it is called, in which kinds of file it stands, and its lines."""

    id: str
    name: str
    kinds: tuple[str, ...]
    text: str


def _read(source: str) -> tuple[Snippet, ...]:
    found = []
    for piece in source.removeprefix(_HEAD).split(f"\n{_HEAD}"):
        head, _newline, text = piece.partition("\n")
        name, words, kinds = (part.strip() for part in head.split("|"))
        found.append(Snippet(name, words, tuple(kinds.split()), text.strip("\n") + "\n"))
    return tuple(found)


SNIPPETS = _read((Path(__file__).parent / "snippets.txt").read_text("utf-8"))


def snippets_for(kind: str) -> tuple[Snippet, ...]:
    """Return the constructs that may stand in a kind of file."""
    return tuple(each for each in SNIPPETS if kind in each.kinds)

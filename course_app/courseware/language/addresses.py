"""Addresses as they stand in a link, resolved as a repository page resolves them: relative to the file."""

import re
from dataclasses import dataclass
from posixpath import dirname, normpath, relpath
from urllib.parse import unquote

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link leads.

    ``path`` is the file in the course, '' for an address elsewhere (``scheme`` says how) and None for one that
    leaves the course's folder. ``fragment`` is what stands after ``#``.
    """

    path: str | None
    fragment: str = ""
    scheme: str = ""

    @property
    def elsewhere(self) -> bool:
        """Tell whether this is an address outside the course."""
        return bool(self.scheme)


def resolve(target: str, file: str) -> Address:
    """Return where ``target``, written in ``file``, leads."""
    scheme = _SCHEME.match(target)
    if scheme:
        return Address("", scheme=scheme[1].lower())
    if target.startswith(("//", "\\")):
        # A browser would go to another host.
        return Address("", scheme="//")
    path, _, fragment = target.partition("#")
    path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
    if not path:
        return Address(file, fragment)
    if path.startswith("/"):
        return Address(None, fragment)
    joined = normpath(f"{dirname(file)}/{path}" if dirname(file) else path)
    outside = joined == ".." or joined.startswith("../") or "\0" in joined
    return Address(None if outside else joined, fragment)


def written_in(path: str, file: str) -> str:
    """Return how a link in ``file`` writes the address of ``path``."""
    return relpath(path, dirname(file) or ".")

"""How the PDF engine comes by a document and the files that it names: ours, and nothing else.

``library`` is the engine, handed in because it is loaded late; only this module, ``pdf`` and ``pdf_finish`` know it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True)
class Ours:
    """What a document may ask for: files by their path, pictures by their address."""

    files: frozenset[Path]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


class Fetcher:
    """Reads what it was given and refuses every other address."""

    _fail_on_errors = False  # the engine asks; we look at ``refused`` instead

    def __init__(self, library: Any, ours: Ours) -> None:
        self._library = library
        self._ours = ours
        self.refused: list[str] = []

    def __call__(self, url: str) -> Any:
        """Return what is at an address of ours."""
        if url in self._ours.pictures:
            return self._library.urls.URLFetcherResponse(url, self._ours.pictures[url])
        address = urlsplit(url)
        path = Path(unquote(address.path))
        if address.scheme != "file" or address.netloc or path not in self._ours.files:
            self.refused.append(url[:120])
            raise PermissionError(f"not one of our files: {url[:120]}")
        return self._library.urls.URLFetcherResponse(url, path.read_bytes())


def read(library: Any, html: str, fetcher: Fetcher) -> Any:
    """Return a document as the engine reads it."""
    return library.HTML(string=html, url_fetcher=fetcher)


def read_well_formed(library: Any, html: str, fetcher: Fetcher) -> Any:
    """Return the same for a document that is well-formed XML, too: its tree then comes from a far quicker parser.

    It may name neither a base address nor entities by words, and leave out no element that HTML would add.
    """
    try:
        root = ElementTree.fromstring(html)  # noqa: S314 (a template of ours, with escaped words in it)
    except ElementTree.ParseError:  # such as for a character that XML does not know
        return read(library, html, fetcher)
    document = library.HTML.__new__(library.HTML)
    document.base_url, document.url_fetcher, document.media_type = None, fetcher, "print"
    document.wrapper_element = library.cssselect2.ElementWrapper.from_html_root(root, content_language=None)
    document.etree_element = root
    return document

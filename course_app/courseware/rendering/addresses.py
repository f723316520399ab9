"""Where a link in a course leads: files of the course become addresses of the site."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from urllib.parse import quote, unquote

from course_app.domain.course import Course

SCHEMES = ("http", "https", "mailto", "tel")
SHOWN_HASH = 12


class LinkKind(StrEnum):
    """What a link leads to; ``DEAD`` ones are shown as their words alone."""

    OUTSIDE = "outside"
    PAGE = "page"
    GLOSSARY = "glossary"
    ASSET = "asset"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Link:
    """An address ready for ``href``; ``path`` is the file of the course that it stands for, '' outside of it."""

    kind: LinkKind
    href: str = ""
    path: str = ""


DEAD = Link(LinkKind.DEAD)


def asset_name(path: str, digest: str) -> str:
    """Return the name under which a file in assets/ is served, from its SHA-256 in hex digits."""
    return f"{digest[:SHOWN_HASH]}-{posixpath.basename(path)}"


def asset_address(course: str, path: str, digest: str) -> str:
    """Return the address of a file in assets/."""
    return f"/c/{course}/assets/{quote(asset_name(path, digest))}"


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every file, in hex digits."""
    return {path: sha256(data).hexdigest() for path, data in files.items()}


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of every file of one course that a text may link to."""

    pages: Mapping[str, str]
    assets: Mapping[str, str]
    glossary: str = "glossary.md"

    def resolve(self, file: str, target: str) -> Link:
        """Return where ``target`` leads when it stands in ``file``."""
        target = "".join(letter for letter in target.strip() if letter.isprintable())
        scheme, colon, rest = target.partition(":")
        if colon and "/" not in scheme and "#" not in scheme and "?" not in scheme:
            good = scheme.lower() in SCHEMES and rest and (scheme.lower() in ("mailto", "tel") or rest[:2] == "//")
            return Link(LinkKind.OUTSIDE, target) if good else DEAD
        if not target or "\\" in target or target.startswith("//"):
            return DEAD
        if target.startswith("/"):
            return Link(LinkKind.PAGE, target)
        path, _, anchor = target.partition("#")
        if not path:
            return Link(LinkKind.PAGE, f"#{quote(anchor)}") if anchor else DEAD
        return self._inside(self.path_of(file, path), anchor)

    def _inside(self, path: str, anchor: str) -> Link:
        mark = f"#{quote(anchor)}" if anchor else ""
        if path == self.glossary:
            return Link(LinkKind.GLOSSARY, f"#gloss-{quote(anchor)}" if anchor else "#glossary", path)
        if path in self.pages:
            page = self.pages[path]
            return Link(LinkKind.PAGE, page if "#" in page or page.endswith(".pdf") else page + mark, path)
        if path in self.assets:
            return Link(LinkKind.ASSET, self.assets[path] + mark, path)
        return DEAD

    @staticmethod
    def path_of(file: str, target: str) -> str:
        """Return the path below the course folder that the relative address ``target`` means in ``file``."""
        target = unquote(target.partition("#")[0].partition("?")[0])
        return posixpath.normpath(posixpath.join(posixpath.dirname(file), target))


def addresses_of(course: Course, hashes: Mapping[str, str]) -> Addresses:
    """Return the addresses of the pages and assets of ``course``; ``hashes`` are those of all its files."""
    home = f"/c/{course.id}"
    pages = {"course.yml": home, "final/final.md": f"{home}/final"}
    for module in course.modules:
        pages[f"{module.id}/module.md"] = f"{home}#{module.id}"
        pages.update((unit.file, f"{home}/{unit.address}") for unit in module.units)
    for path in hashes:
        if path.startswith("final/"):
            pages[path] = f"{home}/final"
    pages.update((sheet.file, f"{home}/files/{sheet.id}.pdf") for sheet in course.resources)
    for document in (*(course.guide.chapters if course.guide else ()), *course.templates):
        pages[document.file] = f"{home}/guide#{document.id}"
    assets = {
        path: asset_address(course.id, path, digest) for path, digest in hashes.items() if path.startswith("assets/")
    }
    return Addresses(pages, assets)

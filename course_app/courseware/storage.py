"""Sources and rendered pages in the database: bytes by their hash, pages by their key."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from course_app.courseware.language.course import read_course
from course_app.courseware.models import (
    BlobRow,
    FormerAddressRow,
    ReleaseFileRow,
    ReleaseNoteRow,
    ReleaseRow,
    RenderedRow,
)
from course_app.courseware.releases import News, Release, make_release
from course_app.courseware.rendering.addresses import asset_name
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import render_course
from course_app.courseware.rendering.pages import Page
from course_app.domain.errors import NotFoundError

TEXTS = (".md", ".yml", ".svg", ".vtt", ".txt")
_AT_ONCE = 500

Reader = Connection | Session


def manifest_of(hashes: Mapping[str, str]) -> str:
    """Return the one hash over the paths and hashes of all files of a course."""
    digest = sha256()
    for path in sorted(hashes):
        digest.update(f"{path}\0{hashes[path]}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


class HashedFiles(Mapping[str, bytes]):
    """Files by their hashes: texts are read at once, pictures and media when they are asked for."""

    def __init__(self, reader: Reader, hashes: Mapping[str, str]):
        self._reader = reader
        self.hashes: dict[str, str] = dict(sorted(hashes.items()))
        wanted = {digest for path, digest in self.hashes.items() if path.endswith(TEXTS)}
        self._data = blobs(reader, wanted)

    def __getitem__(self, path: str) -> bytes:
        digest = self.hashes[path]
        if digest not in self._data:
            self._data.update(blobs(self._reader, {digest}))
        return self._data[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self.hashes)

    def __len__(self) -> int:
        return len(self.hashes)

    def for_reading(self) -> dict[str, bytes]:
        """Return the files with empty bytes for pictures and media, whose bytes say nothing to the reader."""
        return {path: self._data.get(digest, b"") for path, digest in self.hashes.items()}

    def with_file(self, path: str, data: bytes) -> "HashedFiles":
        """Return the same files with one of them new or changed."""
        digest = sha256(data).hexdigest()
        made = object.__new__(HashedFiles)
        made._reader = self._reader
        made.hashes = dict(sorted({**self.hashes, path: digest}.items()))
        made._data = {**self._data, digest: data}
        return made


class StoredFiles(HashedFiles):
    """The files of a release."""

    def __init__(self, reader: Reader, release_id: int):
        super().__init__(reader, hashes_of_release(reader, release_id))


def hashes_of_release(reader: Reader, release_id: int) -> dict[str, str]:
    """Return the hashes of the files of a release by path; {} for no release."""
    rows = reader.execute(
        select(ReleaseFileRow.path, ReleaseFileRow.sha256)
        .where(ReleaseFileRow.release_id == release_id)
        .order_by(ReleaseFileRow.path)
    )
    return {row.path: row.sha256 for row in rows}


def blobs(reader: Reader, digests: Collection[str]) -> dict[str, bytes]:
    """Return the bytes of those ``digests`` that are stored."""
    found: dict[str, bytes] = {}
    for some in _in_turns(digests):
        rows = reader.execute(select(BlobRow.sha256, BlobRow.data).where(BlobRow.sha256.in_(some)))
        found.update((row.sha256, row.data) for row in rows)
    return found


def store_blobs(session: Session, files: Mapping[str, bytes], hashes: Mapping[str, str]) -> None:
    """Store the bytes of ``files`` that are not stored yet."""
    known: set[str] = set()
    for some in _in_turns(set(hashes.values())):
        known.update(session.scalars(select(BlobRow.sha256).where(BlobRow.sha256.in_(some))))
    new = {hashes[path]: data for path, data in files.items() if hashes[path] not in known}
    if new:
        session.execute(insert(BlobRow), [{"sha256": digest, "data": data} for digest, data in new.items()])


def store_files(session: Session, release_id: int, hashes: Mapping[str, str]) -> None:
    """Store which files a release consists of; their bytes are stored already."""
    session.execute(
        insert(ReleaseFileRow),
        [
            {
                "release_id": release_id,
                "path": path,
                "name": asset_name(path, digest) if path.startswith("assets/") else "",
                "sha256": digest,
            }
            for path, digest in hashes.items()
        ],
    )


def stored_pages(reader: Reader, keys: Collection[str]) -> dict[str, Page]:
    """Return the rendered pages that are stored, of those asked for by key."""
    found: dict[str, Page] = {}
    for some in _in_turns(keys):
        rows = reader.execute(select(RenderedRow.key, RenderedRow.html).where(RenderedRow.key.in_(some)))
        for row in rows:
            page = json.loads(row.html)
            found[row.key] = Page(tuple(page["html"]), page["notes"])
    return found


def store_pages(session: Session, pages: Mapping[str, Page]) -> None:
    """Store those rendered pages that are not stored yet."""
    known: set[str] = set()
    for some in _in_turns(pages):
        known.update(session.scalars(select(RenderedRow.key).where(RenderedRow.key.in_(some))))
    rows = [
        {"key": key, "html": json.dumps({"html": page.html, "notes": page.notes}, ensure_ascii=False)}
        for key, page in pages.items()
        if key not in known
    ]
    if rows:
        session.execute(insert(RenderedRow), rows)


def load_release(reader: Reader, release_id: int, context: RenderContext) -> Release:
    """Read, parse and, where its HTML is not stored, render a release.

    Raises:
        NotFoundError: there is no such release, or it can no longer be read.
    """
    about = reader.execute(
        select(ReleaseRow.number, ReleaseRow.published_at, ReleaseRow.course_id).where(ReleaseRow.id == release_id)
    ).one_or_none()
    if about is None:
        raise NotFoundError("There is no such release.")
    files = StoredFiles(reader, release_id)
    course = read_course(files.for_reading()).course
    if course is None:
        raise NotFoundError("This release can no longer be read.")
    rendering = render_course(course, files, context, lambda keys: stored_pages(reader, keys), files.hashes)
    former = reader.execute(
        select(FormerAddressRow.old, FormerAddressRow.new).where(
            FormerAddressRow.course_id == about.course_id, FormerAddressRow.kind == "unit"
        )
    )
    told = reader.execute(
        select(ReleaseNoteRow.address, ReleaseNoteRow.text, ReleaseRow.published_at)
        .join(ReleaseRow, ReleaseRow.id == ReleaseNoteRow.release_id)
        .where(ReleaseRow.course_id == about.course_id, ReleaseRow.number <= about.number)
        .order_by(ReleaseRow.number)
    )
    return make_release(
        course,
        rendering,
        files.hashes,
        context,
        news={row.address: News(row.text, row.published_at) for row in told},
        id=release_id,
        number=about.number,
        published_at=about.published_at,
        former={row.old: row.new for row in former},
    )


def _in_turns(keys: Iterable[str]) -> Iterator[list[str]]:
    """Yield ``keys`` in lists short enough for one statement."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]

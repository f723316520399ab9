"""A course as one zip file: out of a release, and back in through limits."""

import stat
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from course_app.courseware.folder import DEEPEST, MOST_BYTES, MOST_BYTES_A_FILE, MOST_FILES
from course_app.courseware.language.layout import COURSE_FILE
from course_app.domain.errors import DomainError

HIGHEST_RATIO = 200
_RATIO_FREE = 1_000_000
_DATE = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 16


class ArchiveError(DomainError):
    """A zip file cannot be taken as a course; the message says why."""


def export_course(files: Mapping[str, bytes]) -> bytes:
    """Return the files of a course as a zip; the same files give the same bytes, whenever it is made."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = ZipInfo(path, _DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def import_course(data: bytes) -> dict[str, bytes]:
    """Return the files of a course from a zip; one folder around everything is taken off.

    Raises:
        ArchiveError: no zip, or one with links, odd paths, or more in it than a course may have.
    """
    if len(data) > MOST_BYTES:
        raise ArchiveError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with ZipFile(BytesIO(data)) as archive:
            files = _files(archive)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error) as error:
        raise ArchiveError("This is not a zip file that can be read.") from error
    files = _without_folder(files)
    if COURSE_FILE not in files:
        raise ArchiveError(f"There is no {COURSE_FILE} in this zip file.")
    return dict(sorted(files.items()))


def _files(archive: ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise ArchiveError(f"It holds more than {MOST_FILES:,} files.")
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        path = _checked_path(entry)
        if path.rpartition("/")[2].startswith(".") or path.startswith("__MACOSX/"):
            continue
        if path in files:
            raise ArchiveError(f"{path} stands in it twice.")
        files[path] = _bytes(archive, entry, min(left, MOST_BYTES_A_FILE))
        left -= len(files[path])
    return files


def _checked_path(entry: ZipInfo) -> str:
    path = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ArchiveError(f"{path!a} is no plain file.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ArchiveError(f"{path!a} is packed in a way that is not read here.")
    parts = path.split("/")
    odd = path.startswith("/") or "\\" in path or ":" in parts[0] or not path.isprintable() or len(path) > 300
    if odd or any(part in ("", ".", "..") for part in parts):
        raise ArchiveError(f"The path {path[:80]!a} is not one that a course has.")
    if len(parts) > DEEPEST + 1:
        raise ArchiveError(f"{path} is nested more than {DEEPEST} folders deep.")
    return path


def _bytes(archive: ZipFile, entry: ZipInfo, limit: int) -> bytes:
    """Return what ``entry`` unpacks to, read in pieces: the sizes that a zip declares may lie."""
    pieces: list[bytes] = []
    total = 0
    most = max(_RATIO_FREE, HIGHEST_RATIO * entry.compress_size)
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            total += len(piece)
            if total > limit:
                raise ArchiveError(f"{entry.filename} unpacks to more than a course may hold.")
            if total > most:
                raise ArchiveError(f"{entry.filename} is packed more tightly than any course needs.")
            pieces.append(piece)
    return b"".join(pieces)


def _without_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    if COURSE_FILE in files:
        return dict(files)
    folders = {path.partition("/")[0] for path in files}
    if len(folders) == 1 and all("/" in path for path in files):
        return {path.partition("/")[2]: data for path, data in files.items()}
    return dict(files)

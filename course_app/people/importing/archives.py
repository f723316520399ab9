"""The zip of a LinkedIn export: only Connections.csv is unpacked, within limits, in memory."""

import zipfile
import zlib
from io import BytesIO

from course_app.people.importing.found import MOST_BYTES
from course_app.people.importing.troubles import refusal

MEMBER = "connections.csv"
MOST_MEMBERS = 2_000
MOST_RATIO = 200
_LARGEST_DIRECTORY = 400_000
"""The bytes of a directory of contents; a larger one costs more to read than it may."""
_END = b"PK\x05\x06"
_PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def is_zip(data: bytes) -> bool:
    """Return whether a file is a zip."""
    return data[:4] in (b"PK\x03\x04", _END)


def connections(data: bytes) -> bytes:
    """Return Connections.csv out of a zip.

    Raises:
        UnreadableError: it is not there, locked, too large, or the zip is broken.
    """
    if len(data) > MOST_BYTES:
        raise refusal("zip-heavy")
    end = data.rfind(_END, max(0, len(data) - 66_000))
    if end < 0 or int.from_bytes(data[end + 12 : end + 16], "little") > _LARGEST_DIRECTORY:
        raise refusal("zip")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _member(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise refusal("zip") from error


def _member(archive: zipfile.ZipFile) -> bytes:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise refusal("zip")
    names = [member.filename.lower() for member in members]
    if any(name.startswith(("xl/", "word/", "ppt/")) for name in names):
        raise refusal("excel")
    found = [
        member
        for member, name in zip(members, names, strict=True)
        if name.replace("\\", "/").rpartition("/")[2] == MEMBER and not name.startswith("__macosx/")
    ]
    if not found:
        raise refusal("zip-without")
    member = found[0]
    if member.flag_bits & 1:
        raise refusal("zip-locked")
    if member.compress_type not in _PLAIN:
        raise refusal("zip")
    if member.file_size > MOST_BYTES or member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise refusal("zip-large")
    # What a member says of its own size may be a lie, so that reading stops at the limit too.
    with archive.open(member) as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise refusal("zip-large")
    return text

"""Bytes to text: UTF-8, UTF-16 or Windows-1252, told by the bytes themselves; what is no text is refused kindly."""

from course_app.people.importing.found import MOST_BYTES
from course_app.people.importing.troubles import refusal

_LOOKED_AT = 4096
_MOST_CONTROLS = 0.02
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"PK\x03\x04", "zip"),
)
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xA0)}
_KEPT_CONTROLS = frozenset("\t\n\r")


def decoded(data: bytes) -> str:
    """Return the text of a file, its line ends as ``\\n``.

    Raises:
        UnreadableError: it is empty, too large, or no text.
    """
    if len(data) > MOST_BYTES:
        raise refusal("large")
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            raise refusal(kind)
    text = sniffed(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise refusal("empty")
    start = text[:_LOOKED_AT]
    controls = sum(sign < " " and sign not in _KEPT_CONTROLS for sign in start) + start.count("\ufffd")
    if controls > _MOST_CONTROLS * len(start):
        raise refusal("binary")
    if start.lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise refusal("page")
    return text


def sniffed(data: bytes) -> str:
    """Return bytes as text, in the encoding that they seem to have."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[2:].decode("utf-16-le" if data[0] == 0xFF else "utf-16-be", "replace")
    start = data[:_LOOKED_AT]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(zeros) > 1 and zeros.count(0) > 0.4 * len(zeros) and start.count(0) < 0.6 * len(start):
            return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_WINDOWS)

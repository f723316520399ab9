"""Put a credential into a picture, and take it out again: PNG and SVG as Open Badges 3.0 bakes them.

Sources: 1EdTech, Open Badges 3.0, section 5.3; W3C, PNG, 11.3.3.4 (iTXt). Foreign files are read as bytes: no picture
is decoded and no XML is parsed.
"""

import re
import struct
import zlib
from collections.abc import Iterator

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
PNG_START = b"\x89PNG\r\n\x1a\n"
_IHDR_END = len(PNG_START) + 25
_SVG = re.compile(rb"<openbadges:credential[^>]*>\s*<!\[CDATA\[(.*?)\]\]>\s*</openbadges:credential>", re.DOTALL)


class NoCredentialError(Exception):
    """There is no credential in the file."""


def bake_png(picture: bytes, credential: bytes) -> bytes:
    """Return a PNG with ``credential`` (JSON in UTF-8) in one chunk of text behind its header."""
    # keyword, NUL, not compressed, method 0, no language, no translated keyword
    text = KEYWORD + b"\0\0\0\0\0" + credential
    chunk = struct.pack(">I", len(text)) + b"iTXt" + text + struct.pack(">I", zlib.crc32(b"iTXt" + text))
    return picture[:_IHDR_END] + chunk + picture[_IHDR_END:]


def bake_svg(picture: str, credential: bytes) -> bytes:
    """Return an SVG with ``credential`` as its first child."""
    text = credential.decode().replace("]]>", "]]]]><![CDATA[>")
    inside = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    opened = re.sub(r"<svg\b", f'<svg xmlns:openbadges="{NAMESPACE}"', picture, count=1)
    return re.sub(r"(<svg\b[^>]*>)", lambda tag: tag[1] + inside, opened, count=1).encode()


def credential_in_png(data: bytes) -> bytes:
    """Return the credential in a PNG; raise ``NoCredentialError`` when there is none."""
    for kind, body in _chunks(data):
        if kind == b"iTXt" and body.startswith(KEYWORD + b"\0\0"):
            rest = body[len(KEYWORD) + 3 :]
            _language, _, rest = rest.partition(b"\0")
            _translated, found, text = rest.partition(b"\0")
            if found:
                return text
    raise NoCredentialError


def credential_in_svg(data: bytes) -> bytes:
    """Return the credential in an SVG; raise ``NoCredentialError`` when there is none."""
    found = _SVG.search(data)
    if not found:
        raise NoCredentialError
    return found[1].replace(b"]]]]><![CDATA[>", b"]]>")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_START)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            return
        yield data[at + 4 : at + 8], body
        at += 12 + length

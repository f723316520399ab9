"""Look into a foreign file: what it is, what it carries, who signed it. Runs as a process of its own, with limits.

``python -m course_app.credentials.inspection`` reads one line of JSON (our roots and keys) and then the file from
standard input, and writes what it found as one line of JSON. A file that is made to crash, to hang or to fill the
memory takes this process with it and nothing else. It opens no file and no connection.
"""

import json
import resource
import sys
from base64 import b64decode
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from course_app.credentials import baking, proofs, signature

CPU_SECONDS = 5
MEMORY_BYTES = 1_000_000_000
LONGEST_TEXT = 200
LARGEST_CREDENTIAL = 200_000
ATTACHED = "credential.json"
Found = dict[str, Any]


def look_into(data: bytes, roots: tuple[bytes, ...], keys: tuple[str, ...]) -> Found:
    """Return what a file is and says: ``kind``, ``signature``, ``credential``, ``proved``, ``title``, ``links``.

    Args:
        data: the file.
        roots: our roots as DER.
        keys: our keys of badges in multibase.
    """
    found: Found = {"kind": kind_of(data), "credential": None, "proved": False, "signature": None}
    carried = None
    if found["kind"] == "pdf":
        found["signature"] = asdict(_or(lambda: signature.check(data, roots), signature.Finding()))
        found["title"] = _or(lambda: signature.title(data)[:LONGEST_TEXT], "")
        found["links"] = _or(lambda: [link[:LONGEST_TEXT] for link in signature.links(data)], [])
        carried = _or(lambda: signature.attached_files(data, LARGEST_CREDENTIAL).get(ATTACHED), None)
    elif found["kind"] == "png":
        carried = _or(lambda: baking.credential_in_png(data), None)
    elif found["kind"] == "svg":
        carried = _or(lambda: baking.credential_in_svg(data), None)
    elif found["kind"] == "json":
        carried = data
    document = _or(lambda: json.loads(carried), None) if carried and len(carried) <= LARGEST_CREDENTIAL else None
    if isinstance(document, dict):
        found["credential"] = document
        found["proved"] = proofs.verify(document, keys)
    return found


def kind_of(data: bytes) -> str:
    """Return pdf, png, svg, json, or other."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(baking.PNG_START):
        return "png"
    if start.startswith(b"<") and b"<svg" in data[:4096]:
        return "svg"
    return "json" if start.startswith(b"{") else "other"


def _or(look: Callable[[], Any], otherwise: Any) -> Any:
    """Return what ``look`` finds; any fault of a foreign file is no finding."""
    try:
        return look()
    except Exception:
        return otherwise


def main() -> None:
    """Look into the file on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    head = json.loads(sys.stdin.buffer.readline())
    roots = tuple(b64decode(each) for each in head["roots"])
    found = look_into(sys.stdin.buffer.read(), roots, tuple(head["keys"]))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()

"""The pictures of a course: raster ones by their size, drawings cleaned for use inside a page."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from course_app.courseware.rendering.addresses import Addresses
from course_app.courseware.rendering.svg import Drawing, DrawingError, clean_svg

RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")
MOST_PIXELS = 50_000_000
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in assets/: where it is served, its size in pixels (0 = not known), its drawing if it is an SVG.

    ``mark`` begins the ids of its drawing on a page.
    """

    address: str
    mark: str
    width: int = 0
    height: int = 0
    drawing: Drawing | None = None


def pictures_of(files: Mapping[str, bytes], addresses: Addresses) -> Mapping[str, Picture]:
    """Return the pictures among ``files`` by path; one that cannot be read is left out."""
    pictures: dict[str, Picture] = {}
    for path, address in addresses.assets.items():
        name = path.lower()
        mark = f"fig-{_NOT_IN_ID.sub('-', posixpath.basename(name).rpartition('.')[0])}"
        mark = f"{mark[:40]}-{sha256(path.encode()).hexdigest()[:4]}"
        if name.endswith(".svg"):
            try:
                pictures[path] = Picture(address, mark, drawing=clean_svg(files[path]))
            except DrawingError:
                continue
        elif name.endswith(RASTER):
            width, height = size_of(files[path])
            pictures[path] = Picture(address, mark, width, height)
    return pictures


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, (0, 0) where they cannot be read or are absurd."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
    except Exception:
        return 0, 0
    return (width, height) if width * height <= MOST_PIXELS else (0, 0)

"""Check the files in ``assets/``: pictures of a sensible size, drawings that hold nothing but a drawing."""

from collections.abc import Iterable, Iterator, Mapping

from course_app.courseware.language.links import PICTURES
from course_app.courseware.language.problems import Problem, problem
from course_app.courseware.rendering.svg import DrawingError, clean_svg
from course_app.domain.questions import Place

MOST_SVG_BYTES = 200_000
MOST_PICTURE_BYTES = 2_000_000


def check_assets(paths: Iterable[str], files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield each picture that is too large (E109), and each drawing that cannot be shown whole (E506)."""
    for path in paths:
        drawing = path.lower().endswith(".svg")
        limit = MOST_SVG_BYTES if drawing else MOST_PICTURE_BYTES
        if path.lower().endswith(PICTURES) and len(files[path]) > limit:
            size, most = f"{len(files[path]) // 1000} kB", f"{limit // 1000} kB"
            yield problem("E109", Place(path, 1), what="The picture", count=size, limit=most, hint="make it smaller")
        elif drawing:
            yield from _drawing(path, files[path])


def _drawing(path: str, data: bytes) -> Iterator[Problem]:
    try:
        removed = clean_svg(data).removed
    except DrawingError as error:
        what = f"the whole drawing ({error})"
        yield problem("E506", Place(path, 1), what=what, hint="save it again as a plain SVG")
        return
    if removed:
        yield problem("E506", _place_of(removed[0], path, data), what=", ".join(removed))


def _place_of(what: str, path: str, data: bytes) -> Place:
    """Return where the removed thing first stands: an element such as ``<a>``, or an attribute."""
    at = data.find(what.rstrip(">").encode())
    if at < 0:
        return Place(path, 1)
    before = data[:at]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    return Place(path, before.count(b"\n") + 1, column)

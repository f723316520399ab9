"""Write the ids that are missing in a file, and nothing else."""

from collections.abc import Collection

from course_app.courseware.language.anchors import free_slug
from course_app.courseware.language.reading import read_any
from course_app.domain.course import QuizSettings

_COURSE_WIDE = ("question", "pool")


def format_file(path: str, text: str, taken: Collection[str] = ()) -> str:
    """Return ``text`` with an id for everything that needs one.

    ``path`` is the file's place below the course folder. ``taken`` are the ids of questions and pools elsewhere in
    the course. Lines with an error stay as they are.
    """
    result = read_any(path, text.encode("utf-8", "surrogatepass"), QuizSettings())
    edits = []
    for missing in result.missing:
        avoided = {*missing.taken, *taken} if missing.kind in _COURSE_WIDE else missing.taken
        made = free_slug(missing.words, avoided, missing.kind)
        missing.taken[made] = missing.line
        edits.append((missing.offset, f"{missing.before}#{made}{missing.after}"))
    for offset, mark in sorted(edits, reverse=True):
        text = text[:offset] + mark + text[offset:]
    return text

"""``content fmt``: write the ids that are missing into the files of a course."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from course_app.courseware.folder import read_folder
from course_app.courseware.language.fmt import format_file
from course_app.courseware.language.layout import lay_out
from course_app.courseware.language.reading import read_any
from course_app.domain.course import QuizSettings

_COURSE_WIDE = ("question", "pool")


def tidy_folder(folder: Path, *, write: bool) -> list[str]:
    """Write missing ids into ``folder``; return the files that changed, or would when ``write`` is false."""
    changed = tidy(read_folder(folder))
    if write:
        for name, data in changed.items():
            (folder / name).write_bytes(data)
    return list(changed)


def tidy(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return those files of a course that get ids, with them.

    Ids of questions and pools are new in the whole course. Translations and files that are no text in UTF-8 are
    left alone.
    """
    foreign = {item.path for item in lay_out(files).translations}
    texts = {path: text for path, text in _texts(files) if path not in foreign}
    taken = {path: _course_wide(path, text) for path, text in texts.items()}
    changed: dict[str, bytes] = {}
    for path, text in texts.items():
        elsewhere = {name for other, names in taken.items() if other != path for name in names}
        made = format_file(path, text, elsewhere)
        if made != text:
            changed[path] = made.encode("utf-8")
            taken[path] = _course_wide(path, made)
    return changed


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for path, data in files.items():
        if path.endswith(".md"):
            try:
                yield path, data.decode("utf-8")
            except UnicodeDecodeError:
                continue


def _course_wide(path: str, text: str) -> frozenset[str]:
    names = read_any(path, text.encode("utf-8"), QuizSettings()).names
    return frozenset(name.id for name in names if name.kind in _COURSE_WIDE)

"""``content fmt``: write the ids that are missing into the files of a folder."""

from pathlib import Path

from course_app.courseware.folder import read_folder
from course_app.courseware.language.fmt import format_file


def tidy_folder(folder: Path, *, write: bool) -> list[str]:
    """Write missing ids; return the files that changed, or would when ``write`` is false.

    Files that are no text in UTF-8 are left alone: ``content check`` tells of them.
    """
    changed = []
    for name, data in read_folder(folder).items():
        if not name.endswith(".md"):
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        made = format_file(name, text)
        if made != text:
            changed.append(name)
            if write:
                (folder / name).write_bytes(made.encode("utf-8"))
    return changed

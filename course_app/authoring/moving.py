"""Move a unit into another module: its file, its old address, and every link and name that leads to it."""

import posixpath
import re
from collections.abc import Mapping

from course_app.authoring import outline_text
from course_app.authoring.front_text import values, with_value
from course_app.authoring.texts import shown, typed
from course_app.courseware.language.layout import COURSE_FILE
from course_app.domain.errors import DomainError

_LINK = re.compile(r"(\]\()([^()\s]+)")


def moved_files(files: Mapping[str, bytes], address: str, module: str) -> dict[str, bytes | None]:
    """Return the files that change when the unit at ``address`` goes to the end of another module.

    What learners did goes on: the unit says what it ``was``. Links to it and from it, and settings that name it, are
    written anew; nothing else is.

    Raises:
        DomainError: the module has a unit of that name, or the old one would be left without any.
    """
    home, _slash, name = address.partition("/")
    old, new = f"{address}.md", f"{module}/{name}.md"
    if new in files:
        raise DomainError(f"There is a unit “{name}” in {module} already.", "target")
    outline = shown(files[COURSE_FILE])
    lines = {line.id: line for line in outline_text.listed(outline)}
    if module not in lines or home not in lines or module == home:
        raise DomainError("Choose another module of the outline.", "target")
    left = [each for each in lines[home].units if each != name]
    if not left:
        raise DomainError("A module keeps one unit at least. Add another one first.", "target")
    outline = outline_text.with_units(outline, home, left)
    outline = outline_text.with_units(outline, module, [*lines[module].units, name])
    changed: dict[str, bytes | None] = {old: None}
    for path, data in files.items():
        if path == COURSE_FILE or (path.endswith(".md") and not path.startswith("assets/")):
            before = outline if path == COURSE_FILE else shown(data)
            text = _renamed(before, address, f"{module}/{name}")
            text = _relinked(text, path, old, new)
            if path == old:
                was = [each for each in re.split(r"[,\s]+", values(text).get("was", "")) if each]
                changed[new] = typed(with_value(text, "was", ", ".join([*was, address]), "list"), data)
            elif text != shown(data):
                changed[path] = typed(text, data)
    return changed


def _renamed(text: str, old: str, new: str) -> str:
    """Return ``text`` with another address where a setting names the old one, such as in ``requires``."""
    return re.sub(rf"(?<![\w/.-]){re.escape(old)}(?![\w/-]|\.md)", new, text)


def _relinked(text: str, path: str, old: str, new: str) -> str:
    """Return ``text``, of the file at ``path``, with relative links that lead where they led."""
    here = posixpath.dirname(path)
    there = posixpath.dirname(new) if path == old else here

    def link(found: re.Match[str]) -> str:
        target, mark, anchor = found[2].partition("#")
        if not target or ":" in target or target.startswith("/"):
            return found[0]
        leads_to = posixpath.normpath(posixpath.join(here, target))
        if leads_to != old and path != old:
            return found[0]
        leads_to = new if leads_to == old else leads_to
        return f"{found[1]}{posixpath.relpath(leads_to, there or '.')}{mark}{anchor}"

    return _LINK.sub(link, text)

"""The files that a new course begins with."""

import re
from collections.abc import Mapping

from course_app.authoring.front_text import quoted
from course_app.authoring.texts import shown, typed
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.setting_types import is_id
from course_app.courseware.skeleton import FILES
from course_app.domain.errors import DomainError


def skeleton(slug: str, title: str) -> dict[str, bytes]:
    """Return the files of a small course that checks clean.

    Raises:
        DomainError: the address or the title cannot be one.
    """
    slug, title = _checked(slug, title)
    as_yaml = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {path: text.format(name=slug, title=as_yaml).encode() for path, text in FILES.items()}


def duplicated(files: Mapping[str, bytes], slug: str, title: str) -> dict[str, bytes]:
    """Return the files of a course under another address and title; nothing else changes.

    Raises:
        DomainError: the address or the title cannot be one.
    """
    slug, title = _checked(slug, title)
    made = named(files, slug)
    text = _with_line(shown(made[COURSE_FILE]), "title", quoted(title))
    return {**made, COURSE_FILE: typed(text, files[COURSE_FILE])}


def named(files: Mapping[str, bytes], slug: str) -> dict[str, bytes]:
    """Return the files of a course under another address, its former ones left out.

    Raises:
        DomainError: the address cannot be one.
    """
    slug, _title = _checked(slug, "a title")
    text = _with_line(shown(files[COURSE_FILE]), "id", slug)
    text = re.sub(r"(?m)^was\s*:.*\n(?:[ \t-].*\n)*", "", text)
    return {**files, COURSE_FILE: typed(text, files[COURSE_FILE])}


def _with_line(text: str, key: str, value: str) -> str:
    made, count = re.subn(rf"(?m)^{key}\s*:.*$", lambda _found: f"{key}: {value}", text, count=1)
    return made if count else f"{key}: {value}\n{text}"


def _checked(slug: str, title: str) -> tuple[str, str]:
    if not is_id(slug):
        raise DomainError("Small letters, digits and hyphens, a letter first: such as my-course.", "slug")
    if not 3 <= len(title) <= 80 or not title.isprintable():
        raise DomainError("A title has 3 to 80 letters.", "title")
    return slug, title

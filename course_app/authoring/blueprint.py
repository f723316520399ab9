"""What the pages of authors share: the gate, the desk they work at, and the frame that a preview stands in."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from course_app.authoring.service import Deed
from course_app.authoring.workspace import Workspace, workspace
from course_app.courseware.drafts import NO_FILE
from course_app.domain.errors import NotFoundError
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.web.access import Role, Visitor, for_roles
from course_app.web.i18n import gettext as _
from course_app.web.security import FRAMING

bp = Blueprint("authoring", __name__, url_prefix="/author")

for_author: Callable[[Callable[..., Any]], Callable[..., Any]] = for_roles(Role.AUTHOR)


def desk(course: str) -> Workspace:
    """Return the course that a page is about, with its draft."""
    return workspace(reader(), course)


def deed(author: Visitor, what: str = "") -> Deed:
    """Return who changes something now."""
    return Deed(author.id, clock.now(), what)


def file_of(space: Workspace, path: str) -> bytes:
    """Return the bytes of a file of a course.

    Raises:
        NotFoundError: there is no such file.
    """
    if path not in space.files:
        raise NotFoundError(_("This file is not in the course."))
    return space.files[path]


def version_of(space: Workspace, path: str) -> str:
    """Return the hash that a form carries, so that a stale save is noticed; '' for a file that is not there."""
    return space.hashes.get(path, NO_FILE)


def digest(data: bytes) -> str:
    """Return the hash of a file's bytes."""
    return sha256(data).hexdigest()


def typed_line(name: str, most: int = 200) -> str:
    """Return a line of a form, trimmed, its blanks single."""
    return " ".join(request.form.get(name, "").split())[:most]


def framed(page: str, status: int = 200) -> ResponseReturnValue:
    """Return a page that may show a frame of ours."""
    return page, status, {"Content-Security-Policy": FRAMING}

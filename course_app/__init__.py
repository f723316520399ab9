"""Self-paced certification courses: lessons, checks, action steps and a certificate one can believe."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from course_app.infrastructure.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Return the application; see ``course_app.application``.

    The import waits until it is asked for, so that the rules in ``domain`` can be used without the web.
    """
    from course_app.application import create_app as create

    return create(settings)

"""Open the room: what authoring puts into the application."""

from flask import Flask

from course_app.authoring import (
    course_views,
    editor_views,
    history_views,
    import_views,
    matters,
    outline_views,
    picture_views,
    preview_views,
    print_views,
    publish_views,
    question_list_views,
    question_views,
    release_views,
    settings_views,
)
from course_app.authoring.blueprint import bp
from course_app.authoring.impact import impact_words
from course_app.authoring.publishing import publish_planned
from course_app.courseware.room import tell_impact
from course_app.infrastructure.jobs import Jobs
from course_app.web import attention
from course_app.web.access import Role, Visitor
from course_app.web.i18n import gettext as _
from course_app.web.navigation import Entry, add_entry

PAGES = (
    course_views,
    editor_views,
    history_views,
    import_views,
    outline_views,
    picture_views,
    preview_views,
    print_views,
    publish_views,
    question_list_views,
    question_views,
    release_views,
    settings_views,
)
"""Modules that put their pages on the blueprint when they are imported."""


def open_authoring(app: Flask) -> None:
    """Register the pages of authors and their entry in the menu, tell the shell whom a release touches, and wait for
    releases that are planned.
    """
    app.register_blueprint(bp)
    tell_impact(app, impact_words)
    attention.register(app, "authoring", matters.told)
    jobs: Jobs = app.extensions["jobs"]
    jobs.sweep("planned releases", publish_planned)
    add_entry(app, Entry("account", 50, _("Edit courses"), "authoring.courses", _is_author, under="authoring."))


def _is_author(visitor: Visitor | None) -> bool:
    return visitor is not None and visitor.may(Role.AUTHOR)

"""What needs an author: drafts with problems, drafts that are not published, texts of a folder that wait beside."""

from flask import url_for

from course_app.authoring.workspace import reviewed, workspace
from course_app.courseware.drafts import with_drafts
from course_app.courseware.queries import all_courses
from course_app.infrastructure.database import reader
from course_app.web.access import Role, Visitor
from course_app.web.attention import Matter
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext


def told(staff: Visitor) -> list[Matter]:
    """Return what waits for this person; a draft that nobody looked at lately is not checked for it."""
    there = with_drafts(reader()) if staff.may(Role.AUTHOR) else set()
    if not there:
        return []
    found = []
    for course in all_courses(reader()):
        if (course.id, "folder") in there:
            words = _("A newer text of “%(course)s” waits beside what was edited here", course=course.title)
            found.append(Matter(words, url_for("authoring.outline", course=course.slug), _("Compare")))
        if (course.id, "browser") in there:
            found.append(_draft(course.slug, course.title))
    return found


def _draft(slug: str, title: str) -> Matter:
    seen = reviewed(workspace(reader(), slug).files)
    if seen is not None and seen.errors:
        one, several = (
            "%(n)s problem keeps the draft of “%(course)s” from being published",
            "%(n)s problems keep the draft of “%(course)s” from being published",
        )
        words = ngettext(one, several, seen.errors, course=title)
        return Matter(words, url_for("authoring.problems", course=slug), _("Look at them"))
    words = _("The draft of “%(course)s” is not published yet", course=title)
    return Matter(words, url_for("authoring.publish", course=slug), _("See what changes"))

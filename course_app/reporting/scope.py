"""Who sees whom: an owner everybody, a coach their cohorts, an author nobody."""

from course_app.web.access import Role, Visitor, for_roles

for_coach = for_roles(Role.COACH)
for_author = for_roles(Role.AUTHOR)
for_staff = for_roles(Role.COACH, Role.AUTHOR)


def coach_of(staff: Visitor) -> int | None:
    """Return whose cohorts this person is kept to; None for an owner, who is kept to nothing."""
    return None if staff.role is Role.OWNER else staff.id

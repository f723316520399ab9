"""What a certificate says was read, tested, made and declared: sentences from the requirements that were met."""

from dataclasses import dataclass

from course_app.courseware.releases import Release
from course_app.domain.course import Quiz
from course_app.domain.requirements import FINAL, Evidence, Standing
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext


@dataclass(frozen=True, slots=True)
class Sentences:
    """The evidence in words, by level."""

    read: tuple[str, ...]
    tested: tuple[str, ...]
    made: tuple[str, ...]
    declared: tuple[str, ...]


def sentences(release: Release, now_at: Standing) -> Sentences:
    """Return what was shown to earn the certificate; exempted requirements are not claimed."""
    asked = [each for each in now_at.requirements if each.met and not each.waived]
    lessons = sum(len(each.subjects) - len(each.exempt) for each in asked if each.kind == "lessons")
    steps = {Evidence.MADE: [], Evidence.DECLARED: []}  # type: dict[Evidence, list[str]]
    for each in asked:
        if each.kind == "step":
            unit = release.unit(each.subjects[0])
            assert unit is not None
            steps[each.evidence].append(release.plain(unit.title))
    read = (ngettext("%(n)s lesson", "%(n)s lessons", lessons),) if lessons else ()
    checks = [each.subjects[0] for each in asked if each.kind == "check"]
    tested = []
    if checks:
        tested.append(_checks(release, checks))
    course = release.course
    if course.final is not None and any(each.kind == FINAL for each in asked):
        pass_mark = course.final.settings.pass_percent
        tested.append(
            _(
                "a final assessment of %(n)s questions, pass mark %(pass)s %%",
                n=course.final.draw,
                **{"pass": pass_mark},
            )
        )
    return Sentences(read, tuple(tested), tuple(steps[Evidence.MADE]), tuple(steps[Evidence.DECLARED]))


def _checks(release: Release, addresses: list[str]) -> str:
    marks = set()
    for address in addresses:
        unit = release.unit(address)
        if unit is not None and isinstance(unit.body, Quiz):
            marks.add(unit.body.settings.pass_percent)
    lowest = min(marks, default=0)
    return ngettext(
        "one module check, pass mark %(pass)s %%",
        "%(n)s module checks, pass mark %(pass)s %%",
        len(addresses),
        **{"pass": lowest},
    )

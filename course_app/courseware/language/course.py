"""Read a whole course: files in; the course, every problem, and what its texts point to out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from course_app.courseware.language.assembly import assemble
from course_app.courseware.language.assets import check_assets
from course_app.courseware.language.course_file import CourseFile
from course_app.courseware.language.course_yml import read_course_yml
from course_app.courseware.language.draws import TopicPool, check_final_draws, check_picks, topic_pools
from course_app.courseware.language.excerpts import in_order
from course_app.courseware.language.layout import COURSE_FILE, SOURCES_FILE, Layout, lay_out
from course_app.courseware.language.links import Targets, check_references
from course_app.courseware.language.names import check_names, check_objectives, check_words
from course_app.courseware.language.outline import check_outline
from course_app.courseware.language.parts import Parts, read_parts
from course_app.courseware.language.prerequisites import check_credential, check_order, find_waits
from course_app.courseware.language.problems import Problem, problem
from course_app.courseware.language.reading import Read, Reference
from course_app.courseware.language.task_order import order_problems
from course_app.courseware.language.translations import check_translation, read_translation
from course_app.courseware.perfect_learner import obstacles
from course_app.domain.course import ActionStep, Course, Unit
from course_app.domain.questions import Place


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder gives.

    ``course`` is None when ``course.yml`` cannot be read; where ``problems`` holds errors it is as good as the
    files allow. ``drafts`` are the units that nobody is to see yet. ``references`` are those of the main files.
    """

    course: Course | None
    problems: tuple[Problem, ...]
    references: tuple[Reference, ...] = ()
    drafts: tuple[Unit, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing stops publishing; warnings may stand."""
        return all(found.severity != "error" for found in self.problems)


def read_course(files: Mapping[str, bytes]) -> Reading:
    """Read the files of a course, by paths relative to its folder with ``/``.

    Problems come in the order of the files, ``course.yml`` first, and within a file in the order of its lines.
    """
    policy, problems = read_course_yml(files.get(COURSE_FILE))
    layout = lay_out(files)
    parts = read_parts(files, layout, policy)
    translated = {item.path: read_translation(item, files[item.path]) for item in layout.translations}
    everything = {**parts.files, **translated}
    found = [*problems, *chain.from_iterable(read.problems for read in everything.values())]
    for translation in layout.translations:
        found += check_translation(translation, parts.files.get(translation.main), translated[translation.path])
    found += check_names(parts)
    found += check_references(
        chain.from_iterable(read.references for read in everything.values()),
        _targets(layout, parts, everything),
    )
    found += check_assets(layout.assets, files)
    course = None
    if policy is not None:
        pools, unknown = topic_pools(policy.final, parts) if policy.final else ((), ())
        found += unknown
        course = assemble(policy, parts, pools)
        found += _course_problems(policy, layout, parts, pools, course, files)
        if all(each.severity != "error" for each in found):
            found += _perfect_run(course)
    references = tuple(chain.from_iterable(read.references for read in parts.files.values()))
    return Reading(course, in_order(found, files), references, tuple(parts.drafts()))


def _course_problems(
    policy: CourseFile,
    layout: Layout,
    parts: Parts,
    pools: tuple[TopicPool, ...],
    course: Course,
    files: Mapping[str, bytes],
) -> Iterator[Problem]:
    yield from check_outline(policy, layout, parts)
    yield from check_words(policy, layout)
    yield from check_objectives(course, parts)
    yield from check_picks(parts)
    if policy.final:
        own = course.final.own if course.final else frozenset()
        yield from check_final_draws(policy.final, pools, own)
    units = tuple(course.units())
    waiting = find_waits(units, parts, files)
    yield from waiting.problems
    yield from check_order(units, waiting.waits)
    yield from check_credential(policy, parts)
    tasks = ((unit.address, task) for unit in units if isinstance(unit.body, ActionStep) for task in unit.body.tasks)
    yield from order_problems(tasks, policy.people.limit)


def _perfect_run(course: Course) -> Iterator[Problem]:
    for obstacle in obstacles(course):
        place = obstacle.place or Place(COURSE_FILE, 1)
        yield problem("E609", place, reason=obstacle.reason, suggestion=obstacle.way_out)


def _targets(layout: Layout, parts: Parts, everything: Mapping[str, Read[object]]) -> Targets:
    hidden = {
        unit.file: f"{unit.address} is a draft: publish it first, or take the link out" for unit in parts.drafts()
    }
    hidden.update(
        (path, "link final/final.md: its questions are for the final only") for path in layout.topics.values()
    )
    hidden.update(
        (item.path, f"link {item.main}: readers get their language by themselves") for item in layout.translations
    )
    hidden[SOURCES_FILE] = "cite a source as [^key]"
    pages = frozenset(parts.files) - hidden.keys()
    lessons = (
        read.value.file
        for read in parts.units.values()
        if read.value and not read.value.draft and read.value.kind != "quiz"
    )
    return Targets(
        pages=pages,
        assets=frozenset(layout.assets),
        anchors={path: frozenset(read.anchors) for path, read in everything.items() if read.ok},
        footnotes={path: frozenset(read.footnotes) for path, read in everything.items()},
        sources=frozenset((parts.sources.value if parts.sources else None) or ()),
        includable=frozenset(chain(lessons, layout.templates.values(), layout.resources.values())),
        hidden=hidden,
    )

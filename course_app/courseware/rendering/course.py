"""Render a whole course: every leaf once, file by file."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from course_app.courseware.language.problems import Problem, problem
from course_app.courseware.rendering.addresses import addresses_of, hashes_of
from course_app.courseware.rendering.blocks import DEEPEST
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.guarding import render_apart
from course_app.courseware.rendering.leaves import leaves_by_file
from course_app.courseware.rendering.pages import LONGEST_LEAF, Flaw, Page, PageJob, Site, render_page
from course_app.courseware.rendering.pictures import pictures_of
from course_app.courseware.rendering.suspicion import suspicious
from course_app.domain.course import Course, Lesson, Unit
from course_app.domain.questions import Leaf

Stored = Callable[[Collection[str]], Mapping[str, Page]]
"""Returns the pages that were rendered before, of those asked for by key."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """The HTML of every leaf, the notes of every file that cites some, and the leaves that cannot be published.

    ``pages`` holds what was rendered now, by key: what a store does not have yet.
    """

    html: Mapping[Leaf, str]
    notes: Mapping[str, str]
    pages: Mapping[str, Page]
    problems: tuple[Problem, ...] = ()


def render_course(
    course: Course,
    files: Mapping[str, bytes],
    base: RenderContext,
    stored: Stored = lambda _keys: {},
    hashes: Mapping[str, str] | None = None,
) -> Rendering:
    """Return every leaf of ``course`` as clean HTML.

    ``files`` are its sources by path, assets included; of these only pictures are read, and only when something
    is rendered anew. ``hashes`` are their SHA-256 where they are known already.
    """
    site = site_of(course, hashes_of(files) if hashes is None else hashes, base)
    fingerprint = site.fingerprint()
    jobs = {job.key(fingerprint): job for job in _jobs(course)}
    known = {key: page for key, page in stored(jobs.keys()).items() if len(page.html) == len(jobs[key].leaves)}
    pages = _render(site, files, {key: job for key, job in jobs.items() if key not in known})
    html: dict[Leaf, str] = {}
    notes: dict[str, str] = {}
    for key, job in jobs.items():
        page = known.get(key) or pages[key]
        html.update(zip(job.leaves, page.html, strict=True))
        if page.notes:
            notes[job.file] = page.notes
    return Rendering(
        MappingProxyType(html),
        MappingProxyType(notes),
        MappingProxyType({key: page for key, page in pages.items() if not page.flaws}),
        tuple(_problem(flaw, html) for page in pages.values() for flaw in page.flaws),
    )


def _render(site: Site, files: Mapping[str, bytes], jobs: Mapping[str, PageJob]) -> dict[str, Page]:
    if not jobs:
        return {}
    site = replace(site, pictures=pictures_of(files, site.addresses))
    everywhere = any(map(suspicious, site.sources.values()))
    doubtful = {key: job for key, job in jobs.items() if everywhere or any(map(suspicious, job.leaves))}
    engine = site.engine()
    pages = {key: render_page(site, engine, job) for key, job in jobs.items() if key not in doubtful}
    if doubtful:
        pages.update(zip(doubtful, render_apart(site, tuple(doubtful.values())), strict=True))
    return pages


def site_of(course: Course, hashes: Mapping[str, str], base: RenderContext) -> Site:
    """Return what all pages of ``course`` share, without its pictures."""
    credential = course.credential.title if course.credential and course.credential.title else base.credential
    fills = {"site": base.site, "course": course.title, "credential": credential}
    return Site(
        addresses_of(course, hashes),
        {},
        dict(course.sources),
        base,
        {name: text for name, text in fills.items() if text},
    )


def _jobs(course: Course) -> Iterator[PageJob]:
    units: dict[str, Unit] = {unit.file: unit for unit in course.units()}
    for file, leaves in leaves_by_file(course).items():
        unit = units.get(file)
        taken: frozenset[str] = frozenset()
        if unit is not None and isinstance(unit.body, Lesson):
            taken = frozenset(section.id for section in unit.body.sections)
        yield PageJob(file, leaves, taken, (unit.lang if unit else "") or course.language)


def _problem(flaw: Flaw, leaves: Mapping[Leaf, str]) -> Problem:
    match flaw.reason:
        case "long":
            count = max(len(leaf.text) for leaf in leaves if leaf.place == flaw.place)
            return problem("E109", flaw.place, what="This text", count=count, limit=LONGEST_LEAF)
        case "slow":
            hint = "close every bracket, and write \\[ for a plain one"
            return problem("E225", flaw.place, limit=DEEPEST, hint=hint)
        case _:
            return problem("E225", flaw.place, limit=DEEPEST)

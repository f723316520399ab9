"""Put a course together from its parts: what is listed, in the order of the lists, drafts left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from course_app.courseware.language.course_file import CourseFile, FinalLines, ModuleLine
from course_app.courseware.language.draws import TopicPool
from course_app.courseware.language.layout import FINAL_FILE, MODULE_FILE
from course_app.courseware.language.parts import Parts
from course_app.courseware.language.reading import FinalText, Read
from course_app.courseware.language.strict_yaml import Scalar
from course_app.domain.course import (
    Course,
    CredentialPolicy,
    Document,
    Final,
    GuidePolicy,
    Module,
    Topic,
)
from course_app.domain.questions import Grading, Leaf, Place


def assemble(policy: CourseFile, parts: Parts, pools: Sequence[TopicPool]) -> Course:
    """Return the course; what cannot be read, or has no file, is missing from it, and so are modules of drafts only."""
    modules = tuple(module for line in policy.outline if (module := module_of(line, parts)).units)
    guide = policy.guide
    return Course(
        id=policy.id,
        title=policy.title,
        summary=policy.summary,
        language=policy.language,
        modules=modules,
        edition=policy.edition,
        final=_final(policy.final, parts, pools, modules) if policy.final else None,
        credential=_credential(policy),
        people=policy.people,
        guide=GuidePolicy(guide.title, guide.public, _listed(guide.chapters, parts.guide)) if guide else None,
        templates=_listed(policy.templates, parts.templates),
        resources=tuple(read.value for read in parts.resources.values() if read.value),
        glossary=(parts.glossary.value or ()) if parts.glossary else (),
        sources=_sources(parts),
        preview=policy.preview,
        reading_grade=policy.reading_grade,
        languages=policy.languages,
        license=policy.license,
        authors=policy.authors,
        was=policy.was,
    )


def words_of(name: str) -> str:
    """Return an id as words, for a title that nobody wrote."""
    return name.replace("-", " ").capitalize()


def module_of(line: ModuleLine, parts: Parts) -> Module:
    """Return the module of a line of the outline; without a ``module.md`` its id is its title."""
    read = parts.modules.get(line.id)
    found = (parts.live(f"{line.id}/{unit.text}") for unit in line.units)
    units = tuple(unit for unit in found if unit)
    if read and read.value:
        module = read.value
        return replace(module, id=line.id, nav=module.nav or module.title.text, units=units)
    title = words_of(line.id)
    place = Place(f"{line.id}/{MODULE_FILE}", 1)
    return Module(
        id=line.id, title=Leaf(title, place, inline=True), nav=title, summary="", body=Leaf("", place), units=units
    )


def _listed(words: Sequence[Scalar], documents: Mapping[str, Read[Document]]) -> tuple[Document, ...]:
    reads = (documents.get(word.text) for word in words)
    return tuple(read.value for read in reads if read and read.value)


def _sources(parts: Parts) -> Mapping[str, Leaf]:
    value = parts.sources.value if parts.sources else None
    return MappingProxyType(dict(value or {}))


def _credential(policy: CourseFile) -> CredentialPolicy | None:
    lines = policy.credential
    if lines is None:
        return None
    return CredentialPolicy(
        title=lines.title,
        valid_months=lines.valid_months,
        requires=tuple(word.text for word in lines.requires),
        skills=lines.skills,
        criteria=lines.criteria,
        image=lines.image.text if lines.image else "",
    )


def _final(lines: FinalLines, parts: Parts, pools: Sequence[TopicPool], modules: Sequence[Module]) -> Final:
    place = Place(FINAL_FILE, 1)
    text = (parts.final.value if parts.final else None) or FinalText(
        Leaf("Final", place, inline=True), Leaf("", place), Leaf("", place)
    )
    written = {question.id for read in parts.topics.values() if read.value for question in read.value.all_questions()}
    drawn = {question.id for pool in pools for question in pool.questions}
    return Final(
        title=text.title,
        intro=text.intro,
        honour=text.honour,
        settings=lines.settings,
        topics=tuple(_topic(pool, modules, lines.settings.grading) for pool in pools),
        at_least=MappingProxyType({tag.tag: tag.count for tag in lines.at_least}),
        own=frozenset(written & drawn),
        unseen_percent=lines.unseen_percent,
        opens=lines.opens,
        minutes=text.minutes,
    )


def _topic(pool: TopicPool, modules: Sequence[Module], grading: Grading) -> Topic:
    """Return a topic; a question that it shares with a check is marked here as the final marks.

    Its version stays the check's, so that it has one statistic.
    """
    line = pool.line
    questions = tuple(replace(question, grading=grading) for question in pool.questions)
    module = next((module for module in modules if module.id == line.id), None)
    return Topic(
        id=line.id,
        title=line.title or (module.nav if module else words_of(line.id)),
        draw=line.draw,
        questions=questions,
        review=line.review.text if line.review else (module.id if module else ""),
    )

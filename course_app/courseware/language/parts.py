"""Every file of a course, read once by what its place makes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from course_app.courseware.language.course_file import CourseFile
from course_app.courseware.language.layout import (
    FINAL_FILE,
    GLOSSARY_FILE,
    SOURCES_FILE,
    Layout,
)
from course_app.courseware.language.reading import (
    DocumentKind,
    FinalText,
    Read,
    TopicText,
    read_document,
    read_final,
    read_glossary,
    read_module,
    read_sources,
    read_topic,
    read_unit,
)
from course_app.domain.course import Document, Module, QuizSettings, Term, Unit
from course_app.domain.questions import Leaf


@dataclass(frozen=True, slots=True)
class Parts:
    """What each file gives, by name: units by address, the others by the name of their file without ``.md``."""

    modules: Mapping[str, Read[Module]]
    units: Mapping[str, Read[Unit]]
    topics: Mapping[str, Read[TopicText]]
    templates: Mapping[str, Read[Document]]
    guide: Mapping[str, Read[Document]]
    resources: Mapping[str, Read[Document]]
    final: Read[FinalText] | None = None
    glossary: Read[tuple[Term, ...]] | None = None
    sources: Read[Mapping[str, Leaf]] | None = None
    files: Mapping[str, Read[object]] = field(default_factory=dict)

    def drafts(self) -> Iterator[Unit]:
        """Yield the units that are not to be seen yet."""
        for read in self.units.values():
            if read.value is not None and read.value.draft:
                yield read.value

    def live(self, address: str) -> Unit | None:
        """Return the unit at ``address`` unless it is a draft, or cannot be read."""
        read = self.units.get(address)
        return read.value if read and read.value and not read.value.draft else None


def read_parts(files: Mapping[str, bytes], layout: Layout, policy: CourseFile | None) -> Parts:
    """Read every file of ``layout``; ``policy`` says what quizzes start from."""
    defaults = policy.defaults if policy else QuizSettings()
    of_final = policy.final.settings if policy and policy.final else defaults
    read: dict[str, Read[object]] = {}

    def documents(paths: Mapping[str, str], kind: DocumentKind) -> dict[str, Read[Document]]:
        group = {name: read_document(path, files[path], kind) for name, path in paths.items()}
        read.update((paths[name], value) for name, value in group.items())
        return group

    modules = {name: read_module(path, files[path]) for name, path in layout.modules.items()}
    read.update((layout.modules[name], value) for name, value in modules.items())
    units: dict[str, Read[Unit]] = {}
    for module, paths in layout.units.items():
        for name, path in paths.items():
            units[f"{module}/{name}"] = read[path] = read_unit(path, files[path], module, defaults)
    topics = {name: read_topic(path, files[path], of_final) for name, path in layout.topics.items()}
    read.update((layout.topics[name], value) for name, value in topics.items())
    final = read_final(FINAL_FILE, files[FINAL_FILE]) if layout.has_final else None
    glossary = read_glossary(GLOSSARY_FILE, files[GLOSSARY_FILE]) if layout.has_glossary else None
    sources = read_sources(SOURCES_FILE, files[SOURCES_FILE]) if layout.has_sources else None
    for path, value in ((FINAL_FILE, final), (GLOSSARY_FILE, glossary), (SOURCES_FILE, sources)):
        if value is not None:
            read[path] = value
    return Parts(
        modules=modules,
        units=units,
        topics=topics,
        templates=documents(layout.templates, "template"),
        guide=documents(layout.guide, "guide"),
        resources=documents(layout.resources, "resource"),
        final=final,
        glossary=glossary,
        sources=sources,
        files=read,
    )

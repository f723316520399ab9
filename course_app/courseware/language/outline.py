"""Check that the outline and the files say the same: nothing listed without a file, no file that nobody lists."""

from collections.abc import Iterator, Mapping

from course_app.courseware.language.course_file import CourseFile, ModuleLine
from course_app.courseware.language.layout import FINAL_FILE, Layout
from course_app.courseware.language.parts import Parts
from course_app.courseware.language.problems import Problem, nearest, problem, suggestion
from course_app.courseware.language.strict_yaml import Scalar
from course_app.domain.questions import Place

_TOP_FILES = ("glossary.md", "sources.md", "README.md")


def check_outline(policy: CourseFile, layout: Layout, parts: Parts) -> Iterator[Problem]:
    """Yield what is listed without a file (E601) and what no list names (E602)."""
    meant: set[str] = set()
    for line in policy.outline:
        yield from _module_files(line, layout, meant)
    yield from _unlisted_units(policy, layout, parts, meant)
    chapters = policy.guide.chapters if policy.guide else ()
    yield from _listed(chapters, layout.guide, "guide", "The chapter")
    yield from _listed(policy.templates, layout.templates, "templates", "The template")
    yield from _final_files(policy, layout)
    yield from _languages(policy, layout)
    for path in layout.strays:
        near = nearest(path, _TOP_FILES)
        hint = f"did you mean {near}?" if near else "a course holds <module>/<unit>.md: rename it, or take it out"
        yield problem("E602", Place(path, 1), what=f"The file '{path}'", hint=hint)


def _module_files(line: ModuleLine, layout: Layout, meant: set[str]) -> Iterator[Problem]:
    """Yield a problem for each unit of ``line`` without a file; ``meant`` gains the files that slips stand for."""
    folder = layout.units.get(line.id)
    if folder is None:
        near = nearest(line.id, layout.units)
        if near:
            meant.update(layout.units[near].values())
        hint = f"did you mean '{near}'?" if near else f"write {line.id}/<unit>.md, or take it out of the outline"
        yield problem("E601", line.place, word=line.id, suggestion=hint)
        return
    listed = {unit.text for unit in line.units}
    free = [name for name in folder if name not in listed]
    for unit in line.units:
        if unit.text in folder:
            continue
        near = nearest(unit.text, free)
        if near:
            meant.add(folder[near])
        hint = f"did you mean '{near}'?" if near else f"write {line.id}/{unit.text}.md, or take it out"
        yield problem("E601", unit.place, word=f"{line.id}/{unit.text}", suggestion=hint)


def _unlisted_units(policy: CourseFile, layout: Layout, parts: Parts, meant: set[str]) -> Iterator[Problem]:
    lines = {line.id: {unit.text for unit in line.units} for line in policy.outline}
    for module in sorted(layout.units.keys() | layout.modules.keys()):
        units = layout.units.get(module, {})
        seen = {
            name: path for name, path in units.items() if path not in meant and not _is_draft(parts, f"{module}/{name}")
        }
        if module in lines:
            for name, path in seen.items():
                if name not in lines[module]:
                    yield problem("E602", Place(path, 1), what=f"The unit '{module}/{name}'")
        elif seen or not units:
            path = layout.modules.get(module) or next(iter(seen.values()))
            yield problem("E602", Place(path, 1), what=f"The module '{module}'")


def _is_draft(parts: Parts, address: str) -> bool:
    value = parts.units[address].value
    return value is not None and value.draft


def _listed(words: tuple[Scalar, ...], files: Mapping[str, str], folder: str, what: str) -> Iterator[Problem]:
    listed = {word.text for word in words}
    free = [name for name in files if name not in listed]
    meant: set[str] = set()
    for word in words:
        if word.text not in files:
            near = nearest(word.text, free)
            meant.update((near,) if near else ())
            hint = f"did you mean '{near}'?" if near else f"write {folder}/{word.text}.md, or take it out"
            yield problem("E601", word.place, word=f"{folder}/{word.text}", suggestion=hint)
    for name in free:
        if name not in meant:
            yield problem(
                "E602",
                Place(files[name], 1),
                what=f"{what} '{name}'",
                hint=f"add it to {'guide: chapters' if folder == 'guide' else folder} in course.yml, or take it out",
            )


def _final_files(policy: CourseFile, layout: Layout) -> Iterator[Problem]:
    final = policy.final
    if final is None:
        paths = [FINAL_FILE] * layout.has_final + list(layout.topics.values())
        for path in paths[:1]:
            yield problem("E602", Place(path, 1), what="The final", hint="add final: to course.yml")
        return
    if not layout.has_final:
        yield problem(
            "E601", final.place, word=FINAL_FILE, suggestion="write it: a title, an introduction, ## … {.honour}"
        )
    drawn = {source.text for topic in final.topics for source in topic.sources}
    drawn_files = {source.partition("#")[0] for source in drawn}
    unknown = [
        source.removeprefix("final/")
        for source in drawn_files
        if source.startswith("final/") and source.removeprefix("final/") not in layout.topics
    ]
    for name, path in layout.topics.items():
        # A slip in the blueprint is shown there; the file that was meant is no second mistake.
        if f"final/{name}" in drawn_files or any(nearest(word, (name,)) for word in unknown):
            continue
        yield problem("E602", Place(path, 1), what=f"The topic '{name}'", hint="add it to the blueprint in course.yml")


def _languages(policy: CourseFile, layout: Layout) -> Iterator[Problem]:
    others = [language for language in policy.languages if language != policy.language]
    reported: set[str] = set()
    for translation in layout.translations:
        if translation.language not in others and translation.language not in reported:
            reported.add(translation.language)
            hint = f"add {translation.language} to languages in course.yml, or rename the file"
            if others:
                hint = suggestion(translation.language, others) + ", or " + hint
            yield problem("E602", Place(translation.path, 1), what=f"The language '{translation.language}'", hint=hint)

"""Read ``course.yml``: who the course is, its outline and its policy, every word with its place."""

from course_app.courseware.language import setting_types as types
from course_app.courseware.language.course_file import CourseFile, CredentialLines, GuideLines, ModuleLine
from course_app.courseware.language.final_yml import final_lines, quiz_settings
from course_app.courseware.language.problems import Findings, Problem
from course_app.courseware.language.strict_yaml import Mapping, Node, Scalar, Sequence, read_yaml
from course_app.courseware.language.yaml_settings import Settings
from course_app.domain.course import PeoplePolicy, QuizSettings

NAME = "course.yml"
MOST_BYTES = 200_000
MOST_MODULES = 40
MOST_UNITS = 60
# Folders with a meaning of their own, and words that stand behind a course's address on the site.
RESERVED_MODULES = frozenset({"final", "templates", "guide", "resources", "assets", "learn", "certificate", "attempts"})
RESERVED_UNITS = frozenset({"module"})


_ID = types.identifier()
_TEXT = types.letters(1, 200)
_ADDRESS = types.letters(1, 100)


def read_course_yml(data: bytes | None) -> tuple[CourseFile | None, tuple[Problem, ...]]:
    """Read the bytes of ``course.yml``, None where there is no such file.

    The value is as good as the file allows; it is None when nothing can be read from it.
    """
    findings = Findings(NAME)
    text = _text(data, findings)
    if text is None:
        return None, findings.in_order()
    mapping, problems = read_yaml(text, NAME)
    if mapping is None:
        return None, problems
    for found in problems:
        findings.silence(found.line, found.line)
    course = _course(Settings(mapping, findings, text.split("\n")))
    return course, tuple(sorted(problems + findings.in_order(), key=lambda found: (found.line, found.column)))


def _text(data: bytes | None, findings: Findings) -> str | None:
    if data is None:
        findings.add(
            "E107", 1, word=NAME, wanted="in the folder of the course",
            example="write one with id, title, summary, language and outline",
        )  # fmt: skip
        return None
    if len(data) > MOST_BYTES:
        findings.add("E109", 1, what="The file", count=f"{len(data):,} bytes", limit=f"{MOST_BYTES:,}")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        findings.add("E101", before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        return None


def _course(top: Settings) -> CourseFile:
    title = top.required("title", types.letters(3, 80), "")
    language = top.required("language", types.language_tag(), "en")
    defaults, explicit = quiz_settings(top.group("defaults", "defaults: {pass: 80%}"), QuizSettings())
    course = CourseFile(
        id=top.required("id", types.identifier("my-course"), ""),
        title=title,
        summary=top.required("summary", types.letters(10, 200), ""),
        language=language,
        languages=_languages(top, language),
        outline=_outline(top),
        edition=top.value("edition", types.number(1, 9_999), 1),
        license=top.value("license", _TEXT, ""),
        authors=_texts(top.items("authors", _TEXT, "Dana Whitfield, Tom Okafor")),
        was=_texts(top.items("was", _ID, "former-name")),
        reading_grade=top.value("reading-grade", types.number(1, 16), 9),
        preview=top.value("preview", types.number(0, 10), 2),
        defaults=defaults,
        final=final_lines(top, defaults, explicit),
        credential=_credential(top),
        people=_people(top),
        guide=_guide(top, title),
        templates=top.items("templates", _ID, "thank-you, good-news"),
    )
    top.close()
    return course


def _texts(words: tuple[Scalar, ...]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _languages(top: Settings, main: str) -> tuple[str, ...]:
    listed = _texts(top.items("languages", types.language_tag(), "en, de"))
    return listed if main in listed else (main, *listed)


def _outline(top: Settings) -> tuple[ModuleLine, ...]:
    node = top.node("outline")
    wanted, example = "a list of modules with their units", "- find: [walk-back, check]"
    if node is None:
        top.missing("outline", wanted, example)
        return ()
    if not isinstance(node, Sequence) or not node.items:
        top.refuse(node, "outline", wanted, example)
        return ()
    modules: dict[str, ModuleLine] = {}
    for item in node.items:
        line = _module_line(top, item, example)
        if line is None:
            continue
        if line.id in modules:
            top.note("E603", line.place, word=line.id)
        else:
            modules[line.id] = line
    if len(modules) > MOST_MODULES:
        top.note("E109", node.place, what="The outline", count=f"{len(modules)} modules", limit=MOST_MODULES)
    return tuple(modules.values())


def _module_line(top: Settings, item: Node, example: str) -> ModuleLine | None:
    if not isinstance(item, Mapping) or len(item.entries) != 1:
        shown = item.text if isinstance(item, Scalar) else "A line of the outline"
        top.refuse(item, shown, "one module and its units", example)
        return None
    entry = item.entries[0]
    name, place = entry.key.text, entry.key.place
    if not _is_name(top, entry.key, RESERVED_MODULES):
        return None
    if not isinstance(entry.value, Sequence) or not entry.value.items:
        top.refuse(entry.value, name, "a list of its units", example)
        return ModuleLine(name, (), place)
    units = tuple(
        unit
        for unit in top.distinct(entry.value, name, types.identifier("walk-back"))
        if _is_name(top, unit, RESERVED_UNITS)
    )
    if len(units) > MOST_UNITS:
        top.note("E109", place, what=f"The module '{name}'", count=f"{len(units)} units", limit=MOST_UNITS)
    return ModuleLine(name, units, place)


def _is_name(top: Settings, word: Scalar, reserved: frozenset[str]) -> bool:
    if not types.is_id(word.text):
        top.note("E213", word.place, word=word.text, example="walk-back")
        return False
    if word.text in reserved:
        top.refuse(word, word.text, "called otherwise: the name has a meaning of its own", f"{word.text}-1")
        return False
    return True


def _credential(top: Settings) -> CredentialLines | None:
    group = top.group("credential", "credential: {title: Certified Reader}")
    if group is None:
        return None
    image = group.node("image")
    if image is not None and not (isinstance(image, Scalar) and _is_drawing(image.text)):
        group.refuse(image, "image", "an SVG in assets/", "image: assets/badge.svg")
        image = None
    lines = CredentialLines(
        title=group.value("title", types.letters(3, 120), ""),
        valid_months=group.value("valid", types.months(), 0),
        requires=_required_units(group),
        skills=_texts(group.items("skills", types.letters(1, 80), "Reading maps, Drawing maps")),
        criteria=group.value("criteria", types.letters(1, 600, lines=True), ""),
        image=image if isinstance(image, Scalar) else None,
    )
    group.close()
    return lines


def _is_drawing(path: str) -> bool:
    return path.startswith("assets/") and path.endswith(".svg") and ".." not in path.split("/")


def _required_units(group: Settings) -> tuple[Scalar, ...]:
    node = group.node("requires")
    match node:
        case None | Scalar(text="all"):
            return ()
        case Sequence() if node.items:
            return group.distinct(node, "requires", _ADDRESS)
    group.refuse(node, "requires", "all, or a list of units", "requires: [find/check, final]")
    return ()


def _people(top: Settings) -> PeoplePolicy:
    group = top.group("people", "people: {limit: 60}")
    if group is None:
        return PeoplePolicy()
    policy = PeoplePolicy(
        limit=group.value("limit", types.number(1, 60), 60),
        short_list=group.value("short-list", types.number(0, 60), 0),
        reuse=group.value("reuse", types.one_of("ask", "never"), "ask"),
    )
    if policy.short_list > policy.limit:
        node = group.node("short-list") or group.mapping
        group.note("E416", node.place, numbers=f"short-list={policy.short_list} > limit={policy.limit}")
    group.close()
    return policy


def _guide(top: Settings, course_title: str) -> GuideLines | None:
    group = top.group("guide", "guide: {title: My guide, chapters: [why]}")
    if group is None:
        return None
    if not group.has("chapters"):
        group.missing("chapters", "a list of its chapters", "[why, first-message]")
    guide = GuideLines(
        title=group.value("title", types.letters(1, 120), course_title),
        public=group.value("public", types.switch(), False),
        chapters=group.items("chapters", _ID, "why, first-message"),
    )
    group.close()
    return guide

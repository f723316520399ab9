"""Check ids and addresses that reach across files: ids of questions, objectives, what course.yml names."""

from collections.abc import Iterable, Iterator

from course_app.courseware.language.course_file import CourseFile
from course_app.courseware.language.layout import Layout
from course_app.courseware.language.parts import Parts
from course_app.courseware.language.problems import Problem, nearest, problem, quoted, suggestion
from course_app.courseware.language.reading import Read, TopicText
from course_app.courseware.language.strict_yaml import Scalar
from course_app.domain.course import Course, Lesson, Quiz, Unit
from course_app.domain.questions import Place, Question

_UNIQUE_IN_COURSE = frozenset({"question", "pool"})


def check_names(parts: Parts) -> Iterator[Problem]:
    """Yield every question and pool whose id another file uses (E221), and every former id that is still used."""
    first: dict[str, Place] = {}
    for read in parts.files.values():
        for name in read.names:
            if name.kind not in _UNIQUE_IN_COURSE:
                continue
            known = first.setdefault(name.id, name.place)
            if known.file != name.place.file:
                yield _twice(name.id, name.place, known)
    for question in questions_of(parts):
        for former in question.was:
            if former in first and former != question.id:
                yield _twice(former, question.place, first[former])


def _twice(word: str, place: Place, other: Place) -> Problem:
    return problem("E221", place, word=word, other=f"{other.file}:{other.line}")


def questions_of(parts: Parts) -> Iterator[Question]:
    """Yield every question of the course, drafts and retired ones too, in the order of the files."""
    for read in parts.files.values():
        yield from _questions(read)


def _questions(read: Read[object]) -> Iterator[Question]:
    match read.value:
        case Unit(body=Lesson(sections=sections)):
            for section in sections:
                yield from section.questions
        case Unit(body=Quiz() as quiz):
            yield from quiz.all_questions()
        case TopicText() as topic:
            yield from topic.all_questions()


def check_objectives(course: Course, parts: Parts) -> Iterator[Problem]:
    """Yield every question whose objective no module knows: its own one, or any for a topic of the final."""
    of_module = {module.id: tuple(module.objectives) for module in course.modules}
    everywhere = tuple(name for names in of_module.values() for name in names)
    for unit in course.units():
        read = parts.modules.get(unit.module)
        if read is None or read.ok:
            wanted = f"an objective of the module '{unit.module}'"
            yield from _objectives(_questions(parts.units[unit.address]), of_module[unit.module], wanted)
    if all(read.ok for read in parts.modules.values()):
        for topic in parts.topics.values():
            yield from _objectives(_questions(topic), everywhere, "an objective of a module")


def _objectives(questions: Iterable[Question], known: tuple[str, ...], wanted: str) -> Iterator[Problem]:
    for question in questions:
        name = question.objective
        if name and name not in known:
            hint = suggestion(name, known) if known else "add objectives: to module.md"
            yield problem("E219", question.place, word=quoted(name), wanted=wanted, example=hint)


def check_words(policy: CourseFile, layout: Layout) -> Iterator[Problem]:
    """Yield what else course.yml names and nobody finds: topics to review, the credential's image (E501)."""
    modules = {line.id for line in policy.outline}
    addresses = {f"{line.id}/{unit.text}" for line in policy.outline for unit in line.units}
    for topic in policy.final.topics if policy.final else ():
        if topic.review and topic.review.text not in modules | addresses:
            yield _nothing(topic.review, sorted(modules | addresses))
    image = policy.credential.image if policy.credential else None
    if image and image.text not in layout.assets:
        yield _nothing(image, [path for path in layout.assets if path.endswith(".svg")])


def _nothing(word: Scalar, candidates: list[str]) -> Problem:
    near = nearest(word.text, candidates)
    hint = f"did you mean '{near}'?" if near else "write it, or take the setting out"
    return problem("E501", word.place, word=quoted(word.text), suggestion=hint)

"""Courses and starts: how long a large course takes to read, and a site to answer."""

import re
import signal
import time
from collections.abc import Iterator

from course_app.courseware.checking import check_files, errors_in
from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from tests.bench.figures import Figure
from tests.bench.seeding import COURSE
from tests.bench.stage import Stage
from tests.served import ROOT, end
from tests.served import start as serve

LESSONS = 100
REPEATS = 3
HEAD = "id: large\ntitle: A large course\nsummary: A hundred lessons.\nlanguage: en\nedition: 1\n"
LESSON_FILE = re.compile(r"(?:start|find|ready|write|reach|keep|unstick)/(?!module|check)[\w-]+\.md")
POINTING = re.compile(r"!?\[([^\]^]+)\]\((?!https?:)[^)]*\)")
"""Links and figures, which would point to nothing here."""
ID = re.compile(r"(\{[^}\n]*#)([\w-]+)")
REQUIRES = re.compile(r"^(?:requires|objectives?):.*\n", re.MULTILINE)


def hundred_lessons() -> dict[str, bytes]:
    """Return the files of a course of a hundred lessons with the texts of the bundled one."""
    bundled = read_folder(ROOT / "content" / COURSE)
    lessons = [data.decode() for name, data in bundled.items() if LESSON_FILE.fullmatch(name) and _is_lesson(data)]
    texts = [POINTING.sub(r"\1", REQUIRES.sub("", text)) for text in lessons]
    modules = range(LESSONS // 10)
    outline = "".join(f"  - m{module}: [{', '.join(f'l{number}' for number in range(10))}]\n" for module in modules)
    files = {"course.yml": f"{HEAD}outline:\n{outline}".encode(), "sources.md": bundled["sources.md"]}
    for module in modules:
        files[f"m{module}/module.md"] = f"# Module {module}\n\nTen lessons.\n".encode()
        for number in range(10):
            text = texts[(module * 10 + number) % len(texts)]
            files[f"m{module}/l{number}.md"] = ID.sub(rf"\1\2-{module}{number}", text).encode()
    return files


def _is_lesson(data: bytes) -> bool:
    return not re.search(rb"^# .*\{\.(?:quiz|action)", data, re.MULTILINE)


def content(_stage: Stage) -> Iterator[Figure]:
    """Measure the reading and the whole check of a course of a hundred lessons, in this process."""
    files = hundred_lessons()
    lines = sum(data.count(b"\n") for data in files.values())
    assert errors_in(check_files(files)) == 0, [str(each) for each in check_files(files)[:5]]
    scan, check = _best(lambda: read_course(files)), _best(lambda: check_files(files))
    yield Figure("content of 100 lessons: scan and parse", scan, "s", 1.0)
    yield Figure("content of 100 lessons: lines a second", lines / scan, "/s")
    yield Figure("content of 100 lessons: check with rendering", check, "s", 2.5)


def _best(work: object) -> float:
    assert callable(work)
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def start(stage: Stage) -> Iterator[Figure]:
    """Measure a later start, from the command to the first page, and the end after SIGTERM."""
    stage.site.process.send_signal(signal.SIGTERM)
    begun = time.perf_counter()
    stage.site.process.wait(20)
    yield Figure("end after SIGTERM", time.perf_counter() - begun, "s", 5)
    begun = time.perf_counter()
    again = serve(stage.seeded.instance, WORKERS=2)
    try:
        again.wait()
        yield Figure("later start to the first page", time.perf_counter() - begun, "s", 2)
    finally:
        end(again)

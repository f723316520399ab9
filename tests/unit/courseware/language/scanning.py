"""Read one file in a test, as its place in a course decides."""

from typing import Any

from course_app.courseware.language import reading
from course_app.courseware.language.problems import Problem
from course_app.courseware.language.reading_types import Read
from course_app.domain.course import QuizSettings


def read(text: str | bytes, file: str = "find/unit.md", **defaults: Any) -> Read[Any]:
    data = text.encode() if isinstance(text, str) else text
    folder, _, name = file.rpartition("/")
    if name == "module.md":
        return reading.read_module(file, data)
    match folder:
        case "":
            return (reading.read_glossary if name == "glossary.md" else reading.read_sources)(file, data)
        case "final" if name == "final.md":
            return reading.read_final(file, data)
        case "final":
            return reading.read_topic(file, data, QuizSettings(**defaults))
        case "templates" | "resources":
            return reading.read_document(file, data, "template" if folder == "templates" else "resource")
        case "guide":
            return reading.read_document(file, data, "guide")
        case _:
            return reading.read_unit(file, data, folder, QuizSettings(**defaults))


def problems(text: str | bytes, file: str = "find/unit.md") -> list[Problem]:
    return list(read(text, file).problems)


def found(text: str | bytes, file: str = "find/unit.md") -> list[str]:
    """Return ``code@line`` for each problem; every hint is checked to be there."""
    for problem in (all_of_them := problems(text, file)):
        assert problem.hint.strip(), problem
        assert problem.sentence.strip(), problem
        assert "$" not in problem.sentence + problem.hint, problem
        assert problem.line >= 1, problem
        assert problem.column >= 1, problem
    return [f"{problem.code}@{problem.line}" for problem in all_of_them]


def question(body: str, marks: str = "{#q}") -> str:
    """Return a check with one question; its heading stands on line 3, its body begins on line 5."""
    return f"# Check {{.quiz}}\n\n## What is it? {marks}\n\n{body}\n"


def only_question(body: str, marks: str = "{#q}", **defaults: Any) -> Any:
    """Return the question of such a check, which has no error."""
    result = read(question(body, marks), **defaults)
    assert result.ok, result.problems
    (one,) = result.value.body.questions
    return one


def task(body: str, marks: str = "{.worksheet #task}") -> str:
    """Return an action step with one task; its heading stands on line 3, its body begins on line 5."""
    return f"# Do it {{.action}}\n\n## Your turn {marks}\n\n{body}\n"


def only_task(body: str, marks: str = "{.worksheet #task}") -> Any:
    """Return the task of such a step, which has no error."""
    result = read(task(body, marks))
    assert result.ok, result.problems
    (one,) = result.value.body.tasks
    return one

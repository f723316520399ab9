"""Questions as the content language writes them: a whole quiz, or a few questions from one."""

from collections.abc import Iterator

from course_app.authoring.importing.found import Found
from course_app.courseware.language.tree import Tree, parse, source


def read_markdown(text: str) -> Iterator[Found]:
    """Yield the questions of a Markdown text, each with two # before its heading; pools are opened."""
    tree = parse(text if text.endswith("\n") else f"{text}\n")
    sections = [child for child in tree.children if child.kind == "section"]
    level = min((_level(each) for each in sections), default=0)
    if level == 1:
        sections = [below for each in sections for below in (each.children[1:]) if below.kind == "section"] or sections
    for section in sections:
        pool = ".pool" in _marks(section) and [each for each in section.children if each.kind == "section"]
        for question in pool or [section]:
            line = text.count("\n", 0, question.span.start) + 1
            yield Found(line, _title(question), source=at_level(question, 2))


def at_level(question: Tree, level: int) -> str:
    """Return the source of a question with ``level`` # before its heading, and one more before its scenes."""
    by, start, text = level - _level(question), question.span.start, source(question)
    for piece in reversed([each for each in question.walk() if each.kind == "heading"]):
        sign = piece.children[0]
        signs = sign.text.replace("#", "")
        marked = "#" * max(1, sign.text.count("#") + by)
        text = f"{text[: sign.span.start - start]}{marked}{signs or ' '}{text[sign.span.end - start :]}"
    return text.strip("\n") + "\n"


def _level(section: Tree) -> int:
    return section.children[0].children[0].text.count("#")


def _marks(section: Tree) -> str:
    found = section.children[0].child("marks")
    return found.text if found else ""


def _title(section: Tree) -> str:
    words = section.children[0].child("words")
    return words.text.strip() if words else ""

"""An import row by row: what each would become, and why not where it cannot. Nothing is kept here."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from course_app.authoring.importing.aiken import ANSWER_LINE, read_aiken
from course_app.authoring.importing.found import Found, literal_question
from course_app.authoring.importing.gift import read_gift
from course_app.authoring.importing.markdown import at_level, read_markdown
from course_app.authoring.importing.table import NAMES, read_table, unread_columns
from course_app.authoring.question_edit import new_question
from course_app.courseware.language.anchors import free_slug
from course_app.courseware.language.fmt import format_file
from course_app.courseware.language.reading import read_any
from course_app.courseware.language.setting_types import is_id
from course_app.courseware.language.tree import parse
from course_app.domain.course import Quiz, QuizSettings, Unit
from course_app.domain.errors import DomainError

LARGEST = 200_000
MOST_ROWS = 300
FORMATS: Mapping[str, Callable[[str], Iterator[Found]]] = {
    "markdown": read_markdown,
    "csv": read_table,
    "aiken": read_aiken,
    "gift": read_gift,
}
_HOME = "# Import {.quiz}\n\n"
_ID = re.compile(r"\{[^{}\n]*#([a-z][a-z0-9-]*)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an import: ``state`` is ready, twice (the course has it) or bad, with the ``reason``.

    ``source`` are its lines in the content language, with two # before the heading.
    """

    line: int
    title: str
    state: str
    reason: str = ""
    source: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """All rows of a text, the format that it was read as, and columns that mean nothing."""

    format: str
    rows: tuple[Row, ...]
    unread: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        """Return how many rows are in a state."""
        return sum(row.state == state for row in self.rows)


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, else Windows letters.

    Raises:
        DomainError: it is larger than an import may be.
    """
    if len(data) > LARGEST:
        raise DomainError(f"An import holds up to {LARGEST // 1000} kB; this has {len(data) // 1000}.", "file")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def format_of(text: str) -> str:
    """Return the format that a text is most likely written in."""
    first = text.lstrip().split("\n", 1)[0]
    if ANSWER_LINE.search(text):
        return "aiken"
    if first.startswith(("---", "# ", "## ", "### ")):
        return "markdown"
    heads = {
        " ".join(cell.strip().strip('"').casefold().replace("_", " ").split()) for cell in re.split("[,;\t]", first)
    }
    if heads & set(NAMES["question"]) and len(heads) > 1:
        return "csv"
    return "gift" if "{" in text and "}" in text else "markdown"


def read_import(text: str, wanted: str, taken: Collection[str], headings: Collection[str]) -> Import:
    """Return the rows of a text; ``taken`` are the ids of the course, ``headings`` the words of its questions.

    Any text has rows, if only one that says what is wrong with it.
    """
    form = wanted if wanted in FORMATS else format_of(text)
    names, known = set(taken), {_same(heading) for heading in headings}
    rows: list[Row] = []
    for found in FORMATS[form](text):
        if len(rows) >= MOST_ROWS:
            rows.append(Row(found.line, "", "bad", f"A file holds up to {MOST_ROWS} questions. The rest is not read."))
            break
        row = _row(found, names)
        if row.state == "ready":
            made = _ID.search(row.source)
            if _same(row.title) in known:
                row = replace(row, state="twice", reason="A question with these words is here already.")
            known.add(_same(row.title))
            if made:
                names.add(made[1])
        rows.append(row)
    if not rows:
        rows = [Row(1, "", "bad", "There is no question in it.")]
    return Import(form, tuple(rows), tuple(unread_columns(text)) if form == "csv" else ())


def _same(words: str) -> str:
    return re.sub(r"[^\w]+", " ", words.casefold()).strip()


def _row(found: Found, taken: Collection[str]) -> Row:
    title = " ".join(found.title.split())[:200]
    if found.reason:
        return Row(found.line, title, "bad", found.reason)
    reason = ""
    for written in _sources(found, taken):
        source, reason = _checked(written, taken)
        if not reason:
            return Row(found.line, title, "ready", "", source)
    return Row(found.line, title, "bad", reason)


def _sources(found: Found, taken: Collection[str]) -> Iterator[str]:
    """Yield ways to write a row; plain words with fewer backslashes first."""
    question = found.question
    if question is None:
        yield found.source
        return
    name = question.id if is_id(question.id) else free_slug(question.heading, taken, "question")
    named = replace(question, id=name)
    if not found.plain:
        yield new_question(named)
        return
    yield new_question(literal_question(named))
    yield new_question(literal_question(named, every=True))


def _checked(source: str, taken: Collection[str]) -> tuple[str, str]:
    """Return the lines of a question with an id, and what is wrong with them; '' for nothing."""
    text = format_file("m/import.md", _HOME + source, set(taken))
    read = read_any("m/import.md", text.encode("utf-8", "replace"), QuizSettings())
    wrong = next((each for each in read.problems if each.severity == "error"), None)
    if wrong is not None:
        return "", f"{wrong.sentence} {wrong.hint}".strip()
    questions = (
        read.value.body.all_questions() if isinstance(read.value, Unit) and isinstance(read.value.body, Quiz) else ()
    )
    found = list(questions)
    if len(found) != 1:
        return "", "There is no question in it."
    if found[0].id in taken:
        return "", f"The id {found[0].id} stands in this course already."
    return text[len(_HOME) :].rstrip("\n") + "\n", ""


def with_questions(text: str, sources: Collection[str], pool: str = "") -> str:
    """Return a file with questions below those that it has; in one of its pools where that is named.

    Raises:
        DomainError: there is no such pool any more.
    """
    at, level = len(text), 2
    if pool:
        found = parse(text).find(pool)
        if found is None or found.kind != "section":
            raise DomainError("This pool is not in the file any more.", "target")
        at, level = found.span.end, 3
    before, after = text[:at].rstrip("\n"), text[at:].lstrip("\n")
    added = "\n".join(_at_level(each, level) for each in sources)
    return f"{before}\n\n{added}" + (f"\n{after}" if after else "")


def _at_level(source: str, level: int) -> str:
    section = next(child for child in parse(source).children if child.kind == "section")
    return at_level(section, level)

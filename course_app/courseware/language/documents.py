"""Files beside the units: modules, the final, letter templates, the Guide, sheets, glossary and sources."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType

from course_app.courseware.language import prose
from course_app.courseware.language.context import Context, divide
from course_app.courseware.language.footnotes import DEFINITION
from course_app.courseware.language.frontmatter import Front
from course_app.courseware.language.lessons import RECALL_MISSING, read_downloads
from course_app.courseware.language.letters import is_letter, read_letter
from course_app.courseware.language.mark_settings import MarkTable, take
from course_app.courseware.language.opening import Opened
from course_app.courseware.language.problems import quoted
from course_app.courseware.language.reading_types import DocumentKind, FinalText
from course_app.courseware.language.setting_types import identifier, letters, number, one_of
from course_app.courseware.language.source import Kind, Line
from course_app.domain.course import Document, Download, LetterPart, Module, Term
from course_app.domain.questions import Leaf

SUMMARY = letters(3, 300)
MINUTES = number(1, 240)
_PLAIN = prose.Manner()
_SECTIONS = {
    "module": MarkTable("a section", ("resources",)),
    "final": MarkTable("a section", ("honour",)),
}
_TERM = MarkTable("a term")
SOURCE_HINT = "a source is written: [^levin-2011]: Author, title, year"
_NO_QUESTIONS = prose.Manner(answers="questions of the final stand in final/<topic>.md")


def read_module_text(opened: Opened) -> Module:
    """Return a module without its units."""
    context, front = opened.context, opened.front
    plain = prose.Manner(answers=RECALL_MISSING)
    downloads: tuple[Download, ...] = ()
    before, sections = divide(opened.body, 2)
    rest = list(before)
    for heading, lines in sections:
        kind, found, others = _module_section(context, heading, lines)
        downloads += found
        rest += [replace(heading, text="", kind=Kind.BLANK)] if kind else [heading]
        rest += others
    return Module(
        id=PurePosixPath(context.file).parent.name,
        title=opened.title,
        nav=front.value("nav", letters(1, 30), opened.title.text),
        summary=front.value("summary", SUMMARY, ""),
        body=prose.read(context, rest, plain, opened.heading),
        units=(),
        objectives=front.objectives(),
        downloads=downloads,
        was=front.words("was", identifier()),
    )


def _module_section(
    context: Context, heading: Line, lines: Sequence[Line]
) -> tuple[str, tuple[Download, ...], list[Line]]:
    marked, start = context.heading(heading)
    if not marked.has_braces:
        return "", (), list(lines)
    taken = take(context, heading, marked, start, _SECTIONS["module"])
    if taken.kind != "resources":
        return "", (), list(lines)
    given = context.identify("section", taken.id, heading, marked, start, required=False)
    context.anchors.add(marked.text, given)
    downloads, rest = read_downloads(context, lines)
    return taken.kind, downloads, rest


def read_final_text(opened: Opened) -> FinalText:
    """Return the title, the introduction and the statement of honour of the final."""
    context, front = opened.context, opened.front
    before, sections = divide(opened.body, 2)
    rest = list(before)
    honour = Leaf("", context.place(opened.heading))
    for heading, lines in sections:
        marked, start = context.heading(heading)
        taken = take(context, heading, marked, start, _SECTIONS["final"]) if marked.has_braces else None
        if taken is None or taken.kind != "honour":
            rest += [heading, *lines]
            continue
        if honour:
            context.note("E106", heading, word=".honour")
        context.anchors.add(marked.text, taken.id)
        honour = prose.read(context, lines, _NO_QUESTIONS, heading)
        rest += [replace(line, text="", kind=Kind.BLANK) for line in (heading, *lines)]
    intro = prose.read(context, rest, _NO_QUESTIONS, opened.heading)
    if not honour and not context.broken(opened.body):
        for heading, _ in sections:
            context.note("W722", heading, word=context.heading(heading)[0].text, fix="{.honour} for the statement")
    return FinalText(
        title=opened.title,
        intro=intro,
        honour=honour,
        minutes=front.value("minutes", MINUTES, 0),
        summary=front.value("summary", SUMMARY, ""),
    )


def read_document_text(opened: Opened, kind: DocumentKind) -> Document:
    """Return a template, a chapter of the Guide or a sheet."""
    context, front = opened.context, opened.front
    lines = list(opened.body)
    letter: LetterPart | None = None
    if kind == "template":
        letter, lines = _take_letter(context, lines)
    manner = prose.Manner(includes=kind == "guide", definitions=kind == "guide")
    body = prose.read(context, lines, manner, opened.heading)
    return Document(
        id=PurePosixPath(context.file).stem,
        title=opened.title,
        body=body,
        file=context.file,
        summary=front.value("summary", SUMMARY, ""),
        use=_template_word(front, kind, "use", "first", "second", "thanks", "reply"),
        channel=_template_word(front, kind, "channel", "email", "text", "message", "call"),
        letter=letter,
        footnotes=MappingProxyType(dict(context.footnotes)),
    )


def _template_word(front: Front, kind: DocumentKind, key: str, *words: str) -> str:
    return front.value(key, one_of(*words), "") if kind == "template" else ""


def _take_letter(context: Context, lines: list[Line]) -> tuple[LetterPart | None, list[Line]]:
    """Return the template's letter, and the lines with blank ones in its place."""
    letter: LetterPart | None = None
    at = 0
    while at < len(lines):
        if not is_letter(lines[at]):
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].kind is Kind.CODE:
            end += 1
        if letter is not None:
            hint = "one template holds one letter: make it a file of its own"
            context.note("E106", lines[at], word="```email", hint=hint)
        else:
            letter = read_letter(context, lines[at:end])
            lines[at:end] = [replace(line, text="", kind=Kind.BLANK) for line in lines[at:end]]
        at = end
    return letter, lines


def read_terms(opened: Opened) -> tuple[Term, ...]:
    """Return the words of the glossary."""
    context = opened.context
    before, sections = divide(opened.body, 2)
    prose.read(context, before, _PLAIN, opened.heading)
    terms = []
    seen: dict[str, int] = {}
    for heading, lines in sections:
        marked, start = context.heading(heading)
        taken = take(context, heading, marked, start, _TERM)
        given = context.identify("section", taken.id, heading, marked, start, required=False)
        anchor = context.anchors.add(marked.text, given)
        key = marked.text.casefold()
        if key in seen:
            context.note("E221", heading, start, word=marked.text, other=f"line {seen[key]}")
        seen.setdefault(key, heading.number)
        body = prose.read(context, lines, _PLAIN, heading)
        terms.append(Term(anchor, context.title(heading, marked, start), body))
    return tuple(terms)


def read_source_lines(opened: Opened) -> Mapping[str, Leaf]:
    """Return the sources by their keys."""
    context = opened.context
    prose.read(context, opened.body, prose.Manner(definitions=True), opened.heading)
    first = min((leaf.place.line for leaf in context.footnotes.values()), default=len(opened.body) * 2)
    above = Kind.BLANK
    for line in opened.body:
        meant = line.kind is Kind.TEXT and (
            line.text[0] in "[(^" or (line.number > first and line.text[0] not in " \t")
        )
        if meant and above is Kind.BLANK and not DEFINITION.match(line.text):
            context.note("E213", line, word=quoted(line.text[:20]), hint=SOURCE_HINT)
        above = line.kind
    return MappingProxyType(dict(context.footnotes))

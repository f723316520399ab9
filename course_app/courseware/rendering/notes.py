"""Footnotes: their definitions are taken out of the text, the cited ones are listed at the end of the page."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from course_app.courseware.rendering.context import Words
from course_app.courseware.rendering.engine import Engine
from course_app.courseware.rendering.finishing import PageState, mark_id
from course_app.courseware.rendering.lines import fence_after
from course_app.domain.questions import Leaf, Place

ARROW = "↩\ufe0e"
_DEFINITION = re.compile(r"\[\^([^\[\]\s]{1,80})\]:[ \t]*(.*)")


def take_definitions(leaf: Leaf) -> tuple[str, dict[str, Leaf]]:
    """Return the text of ``leaf`` without the lines that define notes, and these notes by key."""
    if "[^" not in leaf.text or leaf.inline:
        return leaf.text, {}
    kept: list[str] = []
    found: dict[str, tuple[int, list[str]]] = {}
    fence = current = ""
    for number, line in enumerate(leaf.text.split("\n")):
        defines = None if fence else _DEFINITION.match(line)
        if defines is not None:
            current = defines.group(1)
            found.setdefault(current, (number, []))[1].append(defines.group(2).rstrip())
        elif current and (not line.strip() or line[:1] in (" ", "\t")):
            found[current][1].append(line.strip())
        else:
            current = ""
            fence = fence_after(fence, line)
            kept.append(line)
    definitions = {
        key: Leaf("\n".join(lines).strip(), Place(leaf.place.file, leaf.place.line + number))
        for key, (number, lines) in found.items()
    }
    return "\n".join(kept), definitions


def endnotes(engine: Engine, page: PageState, known: Mapping[str, Leaf], words: Words) -> str:
    """Return the list of the notes that ``page`` cites, in the order of their numbers, '' for none."""
    if not page.notes:
        return ""
    items = [_item(engine, page, number, known[key], key, words) for key, number in page.notes.items()]
    return (
        '<section class="footnotes" role="doc-endnotes" aria-labelledby="notes-title">'
        f'<h2 id="notes-title">{escape(words.notes)}</h2><ol>{"".join(items)}</ol></section>'
    )


def _item(engine: Engine, page: PageState, number: int, note: Leaf, key: str, words: Words) -> str:
    alone = PageState(note.place.file, page.language)
    text = engine.html(note.text, False, alone)
    back = " ".join(_back(number, again, words) for again in _times(page.marks, key))
    if text.endswith("</p>"):
        return f'<li id="fn-{number}">{text[:-4]} {back}</p></li>'
    return f'<li id="fn-{number}">{text}<p>{back}</p></li>'


def _times(marks: Iterable[str], key: str) -> range:
    return range(1, sum(mark == key for mark in marks) + 1)


def _back(number: int, again: int, words: Words) -> str:
    target = mark_id(number, again)
    label = escape(words.back)
    return f'<a class="back" href="#{target}" role="doc-backlink" aria-label="{label}">{ARROW}</a>'

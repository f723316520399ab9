"""What the page of an editor shows of one file, put together from the draft and the checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from course_app.authoring.file_settings import SettingField, settings_of
from course_app.authoring.front_text import title
from course_app.authoring.outline import kind_of
from course_app.authoring.snippets import Snippet, snippets_for
from course_app.authoring.texts import is_text, shown
from course_app.authoring.workspace import Reviewed, Workspace
from course_app.courseware.language.lint.pace import LESSON_WORDS_A_MINUTE, words_in
from course_app.courseware.language.problems import Problem
from course_app.courseware.language.tree import parse
from course_app.domain.errors import DomainError
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext

_PREVIEWED = ("lesson", "quiz", "action", "module", "template", "guide", "resource", "final", "topic")


@dataclass(frozen=True, slots=True)
class EditorView:
    """One file in the editor.

    ``version`` is the hash that a save names; ``questions`` are ids with their headings, ``preview`` is the address
    of what a learner sees, below that of the course, '' for a file without a page.
    """

    path: str
    name: str
    kind: str
    text: str
    version: str
    problems: tuple[Problem, ...]
    words: int
    minutes: int
    settings: list[tuple[SettingField, str]]
    snippets: tuple[Snippet, ...]
    questions: Sequence[tuple[str, str]]
    preview: str
    is_live: bool

    @property
    def marked(self) -> dict[int, str]:
        """The lines with problems: ``error`` or ``warning``."""
        lines = {found.line: found.severity for found in self.problems if found.severity == "warning"}
        return {**lines, **{found.line: found.severity for found in self.problems if found.severity == "error"}}

    @property
    def facts(self) -> str:
        """Words and minutes, as a sentence."""
        words = ngettext("One word", "%(n)s words", self.words)
        return words if self.kind != "lesson" else _("%(words)s, about %(n)s min", words=words, n=self.minutes)


def editor_view(space: Workspace, reviewed: Reviewed, path: str) -> EditorView:
    """Return a file as the editor shows it.

    Raises:
        DomainError: it is no text.
    """
    if not is_text(path):
        raise DomainError(_("This file is no text. Put another in its place under Pictures."))
    text = shown(space.files[path])
    kind = kind_of(path, text)
    body = text.split("\n---\n", 1)[1] if text.startswith("---\n") and "\n---\n" in text else text
    words = words_in(body) if path.endswith(".md") else 0
    return EditorView(
        path=path,
        name=title(text) if path.endswith(".md") else path,
        kind=kind,
        text=text,
        version=space.hashes[path],
        problems=reviewed.of(path),
        words=words,
        minutes=max(1, ceil(words / LESSON_WORDS_A_MINUTE)),
        settings=settings_of(kind, text),
        snippets=snippets_for(kind),
        questions=_questions(text) if kind in ("quiz", "topic", "lesson") else (),
        preview=path.removesuffix(".md") if kind in _PREVIEWED or path == "glossary.md" else "",
        is_live=space.live.get(path) == space.hashes[path],
    )


def _questions(text: str) -> list[tuple[str, str]]:
    found = []
    for section in parse(text).walk():
        if section.kind == "section" and section.id and any(each.kind == "answer" for each in section.children):
            heading = section.child("heading")
            words = heading.child("words") if heading else None
            found.append((section.id, words.text.strip() if words else section.id))
    return found

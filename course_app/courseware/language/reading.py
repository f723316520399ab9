"""Read one file of a course: bytes in; value, problems, references and ids out.

``value`` is as good as the file allows: where ``problems`` holds an error, parts may be missing from it.
"""

from collections.abc import Mapping

from course_app.courseware.language.reading_types import (
    DocumentKind,
    FinalText,
    Inside,
    Name,
    Read,
    Reference,
    ReferenceKind,
    TopicText,
)
from course_app.domain.course import Document, Module, QuizSettings, Term, Unit
from course_app.domain.questions import Leaf

__all__ = [
    "DocumentKind", "FinalText", "Inside", "Name", "Read", "Reference", "ReferenceKind", "TopicText",
    "read_document", "read_final", "read_glossary", "read_module", "read_sources", "read_topic", "read_unit",
]  # fmt: skip


def read_unit(file: str, data: bytes, module: str, defaults: QuizSettings) -> Read[Unit]:
    """Read ``<module>/<unit>.md``; a quiz starts from ``defaults``."""
    raise NotImplementedError


def read_module(file: str, data: bytes) -> Read[Module]:
    """Read ``<module>/module.md``; its units are for the caller to fill in."""
    raise NotImplementedError


def read_topic(file: str, data: bytes, defaults: QuizSettings) -> Read[TopicText]:
    """Read ``final/<topic>.md``, questions of the final, where no reflection may stand."""
    raise NotImplementedError


def read_final(file: str, data: bytes) -> Read[FinalText]:
    """Read ``final/final.md``."""
    raise NotImplementedError


def read_document(file: str, data: bytes, kind: DocumentKind) -> Read[Document]:
    """Read a letter template, a Guide chapter or a resource sheet."""
    raise NotImplementedError


def read_glossary(file: str, data: bytes) -> Read[tuple[Term, ...]]:
    """Read ``glossary.md``: each ``##`` is a term and its meaning."""
    raise NotImplementedError


def read_sources(file: str, data: bytes) -> Read[Mapping[str, Leaf]]:
    """Read ``sources.md``: ``[^key]: …`` lines that any lesson may cite."""
    raise NotImplementedError

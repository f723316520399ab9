"""Problems: what is wrong in a file, where, in one sentence, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from string import Template
from typing import Literal

from course_app.courseware.language.catalogue import CATALOGUE
from course_app.domain.questions import Place

__all__ = ["CATALOGUE", "Findings", "Problem", "nearest", "problem", "suggestion"]

Severity = Literal["error", "warning"]
LONGEST_QUOTE = 60
MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at its place; ``excerpt`` is the line it stands in, '' where there is none."""

    code: str
    file: str
    line: int
    column: int
    sentence: str
    hint: str
    excerpt: str = ""

    @property
    def severity(self) -> Severity:
        """Errors stop publishing, warnings do not."""
        return "error" if self.code.startswith("E") else "warning"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.sentence} → {self.hint}"


def problem(code: str, place: Place, /, *, excerpt: str = "", **values: object) -> Problem:
    """Return the problem ``code`` at ``place``, its sentence and hint filled with ``values``.

    Values are shortened to be read; ``hint`` among them replaces the hint of the catalogue.

    Raises:
        KeyError: no such code, or a value that its sentence needs is missing.
    """
    sentence, hint = CATALOGUE[code]
    words = {name: _short(value) for name, value in values.items()}
    words["hint"] = str(values["hint"]) if "hint" in values else Template(hint).substitute(words)
    return Problem(
        code=code,
        file=place.file,
        line=place.line,
        column=place.column,
        sentence=Template(sentence).substitute(words),
        hint=_on_one_line(words["hint"]),
        excerpt=excerpt,
    )


def _short(value: object) -> str:
    text = _on_one_line(str(value))
    return text if len(text) <= LONGEST_QUOTE * 4 else text[: LONGEST_QUOTE * 4 - 1] + "…"


def _on_one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def quoted(text: str) -> str:
    """Return ``text`` cut to a length that a sentence can quote."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def suggestion(word: str, candidates: Iterable[str], form: str = "{}") -> str:
    """Return "did you mean 'x'?", or what may stand here when nothing is near.

    ``form`` shows a candidate as it is written in the file, such as ``.{}`` for a kind.
    """
    known = list(dict.fromkeys(candidates))
    near = nearest(word, known)
    if near is not None:
        return f"did you mean '{form.format(near)}'?"
    if not known:
        return "nothing can stand here: delete it"
    listed = ", ".join(form.format(name) for name in known[:MOST_LISTED])
    return f"one of: {listed}" + (", …" if len(known) > MOST_LISTED else "")


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like ``word``, or None when all are too far to be meant.

    A candidate is near within a third of the longer word's letters, two at least where the word has four;
    a swap of neighbours is one step.
    """
    wanted = word.casefold()[:80]
    best: tuple[int, str] | None = None
    for candidate in candidates:
        other = candidate.casefold()[:80]
        longest = max(len(wanted), len(other))
        allowed = max(longest // 3, 2 if longest >= 4 else 1)
        if best is not None:
            allowed = min(allowed, best[0] - 1)
        if abs(len(wanted) - len(other)) > allowed:
            continue
        steps = _distance(wanted, other)
        if steps <= allowed:
            best = (steps, candidate)
    return best[1] if best else None


def _distance(one: str, two: str) -> int:
    """Return the optimal string alignment distance: insert, delete, replace, swap neighbours."""
    before: list[int] = []
    above = list(range(len(two) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, other in enumerate(two, start=1):
            steps = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other
            current.append(min(steps, before[column - 2] + 1) if swapped else steps)
        before, above = above, current
    return above[-1]


@dataclass(slots=True)
class Findings:
    """Collects the problems of one file: one error a line, the first one found."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    _errors: set[int] = field(default_factory=set)

    def add(self, code: str, line: int, column: int = 1, /, *, excerpt: str = "", **values: object) -> None:
        """Note a problem, unless an error is known on its line."""
        if line in self._errors:
            return
        self.take(problem(code, Place(self.file, line, column), excerpt=excerpt, **values))

    def take(self, found: Problem) -> None:
        """Take in a problem that was found elsewhere, as ``add`` does."""
        if found.line in self._errors:
            return
        self.problems.append(found)
        if found.severity == "error":
            self._errors.add(found.line)

    def silence(self, first: int, last: int) -> None:
        """Keep further problems of the lines ``first`` to ``last`` quiet: their cause is known."""
        self._errors.update(range(first, last + 1))

    def broken(self, first: int, last: int) -> bool:
        """Tell whether an error stands on the lines ``first`` to ``last``."""
        return not self._errors.isdisjoint(range(first, last + 1))

    def in_order(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the file."""
        return tuple(sorted(self.problems, key=lambda found: (found.line, found.column, found.code)))

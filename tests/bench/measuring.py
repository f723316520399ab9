"""Measure a temporary site: what `course bench` does."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import checking, making, publishing, reading, reporting, sizes, writing
from tests.bench.figures import Figure, table
from tests.bench.stage import Stage, set_up

Measure = Callable[[Stage], Iterator[Figure]]
MEASURES: dict[str, Measure] = {
    "lesson": reading.lesson,
    "sign-ins": reading.lesson_in_a_wave_of_sign_ins,
    "statements": reading.statements_of_pages,
    "quiz": writing.quiz,
    "journey": writing.journey,
    "certificate": writing.certificate,
    "certificate on paper": checking.paper,
    "reports": reporting.pages,
    "publishing": publishing.impact,
    "public": checking.public,
    "cold": sizes.cold_lesson,
    "memory": sizes.memory,
    "content": making.content,
    "start": making.start,
}
"""In this order: what follows finds the processes warm, and memory is measured after work was done."""


def run(*, as_json: bool, quick: bool, only: tuple[str, ...]) -> int:
    """Measure, print, and return 1 when a target is missed."""
    wanted = {name: measure for name, measure in MEASURES.items() if not only or any(word in name for word in only)}
    figures: list[Figure] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        _say("Seeding a temporary site …")
        stage = stack.enter_context(set_up(folder, quick=quick))
        for name, measure in wanted.items():
            _say(f"Measuring: {name} …")
            for figure in measure(stage):
                figures.append(figure)
                _say(f"  {figure.line}")
    if as_json:
        print(json.dumps([figure.plain() for figure in figures], indent=1))
    else:
        print(table(figures))
    missed = [figure.measure for figure in figures if figure.verdict == "MISSED"]
    _say(f"{len(missed)} targets missed: {', '.join(missed)}" if missed else "Every target is met.")
    return 1 if missed else 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

"""Texts that could cost more than they should are rendered in a process of their own, with a limit of time.

Python-Markdown looks for the end of every opening bracket, so that open or nested ones cost the square of their
number. Ordinary texts are told apart by counting, without a process.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence

from course_app.courseware.rendering.pages import SECONDS_A_LEAF, Flaw, Page, PageJob, Site, plain_page
from course_app.domain.questions import Leaf

BRACKET_STEPS = 400_000
SIGN_STEPS = 40_000_000
_SIGNS = "*_`<\\{&!["
_START_SECONDS = 20.0


def suspicious(leaf: Leaf) -> bool:
    """Tell whether rendering ``leaf`` could take long: many signs in a long text, or brackets far from their end."""
    text = leaf.text
    if len(text) < 200:
        return False
    signs = sum(text.count(sign) for sign in _SIGNS)
    return signs * len(text) > SIGN_STEPS or ("[" in text and _bracket_steps(text) > BRACKET_STEPS)


def _bracket_steps(text: str) -> int:
    """Return how many letters are looked at to find the ends of brackets and addresses."""
    steps = 0
    for part in text.split("\n\n"):
        if "[" not in part:
            continue
        open_at: list[int] = []
        for at, letter in enumerate(part):
            if letter == "[":
                open_at.append(at)
            elif letter == "]" and open_at:
                steps += at - open_at.pop()
                if part[at + 1 : at + 2] == "(":
                    end = part.find(")", at)
                    plain = end > 0 and '"' not in part[at:end] and "'" not in part[at:end]
                    steps += end - at if plain else _quoted_end(part, at) - at
        steps += sum(len(part) - at for at in open_at)
    return steps


def _quoted_end(part: str, at: int) -> int:
    ends = [end for sign in ('")', "')") if (end := part.find(sign, at)) > 0]
    return min(ends, default=len(part))


def render_apart(site: Site, jobs: Sequence[PageJob]) -> list[Page]:
    """Return the pages of ``jobs``, rendered by another process that ends each leaf after its seconds."""
    leaves = sum(len(job.leaves) for job in jobs)
    # Both ends are this program's own: what travels is pickled by one and read by the other, never by strangers.
    command = [sys.executable, "-m", "course_app.courseware.rendering.worker"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=pickle.dumps((site, tuple(jobs))),
            capture_output=True,
            env=environment,
            timeout=_START_SECONDS + 2 * SECONDS_A_LEAF * leaves,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return [_given_up(job) for job in jobs]
    pages: list[Page] = pickle.loads(done.stdout)  # noqa: S301
    return pages


def _given_up(job: PageJob) -> Page:
    doubtful = [leaf for leaf in job.leaves if suspicious(leaf)]
    return plain_page(job, tuple(Flaw("slow", leaf.place) for leaf in doubtful))

"""Texts that could cost more than they should are rendered in a process of their own, with a limit of time."""

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence

from course_app.courseware.rendering.pages import Flaw, Page, PageJob, Site, plain_page
from course_app.courseware.rendering.suspicion import suspicious

_MOST_SECONDS = 60.0


def render_apart(site: Site, jobs: Sequence[PageJob]) -> list[Page]:
    """Return the pages of ``jobs``, rendered by another process that ends each leaf after its seconds."""
    # Both ends are this program's own: what travels is pickled by one and read by the other, never by strangers.
    command = [sys.executable, "-m", "course_app.courseware.rendering.worker"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=pickle.dumps((site, tuple(jobs))),
            capture_output=True,
            env=environment,
            timeout=_MOST_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return [_given_up(job) for job in jobs]
    pages: list[Page] = pickle.loads(done.stdout)  # noqa: S301
    return pages


def _given_up(job: PageJob) -> Page:
    doubtful = [leaf for leaf in job.leaves if suspicious(leaf)]
    return plain_page(job, tuple(Flaw("slow", leaf.place) for leaf in doubtful))

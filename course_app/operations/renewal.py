"""A process that does jobs makes room for a new one when it has grown."""

import os
import signal
import time
from pathlib import Path

import structlog

from course_app.infrastructure.jobs import Jobs

log = structlog.get_logger(__name__)
MOST_GROWTH = 64 << 20  # bytes; a warm process takes about 90 MiB of its own
LOOK_EVERY = 5.0  # seconds


def end_when_grown(jobs: Jobs, most: int = MOST_GROWTH, pause: float = LOOK_EVERY) -> None:
    """End this process in peace when its jobs have left it larger by ``most`` bytes; the keeper starts another.

    A book of a hundred pages takes far more memory than certificates and mails do, and Python seldom gives it back.
    """
    first = own_memory()
    while own_memory() - first < most or not jobs.resting:
        time.sleep(pause)
    log.info("job_process_renewed", mib=own_memory() // 2**20)
    os.kill(os.getpid(), signal.SIGTERM)


def own_memory() -> int:
    """Return the bytes that this process shares with no other; 0 where the system does not tell."""
    try:
        told = Path("/proc/self/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Private_"))

"""A process that does jobs gives memory back, and makes room for a new one when it has grown all the same."""

import ctypes
import gc
import os
import signal
import sys
import time
from pathlib import Path

import structlog

from course_app.infrastructure.jobs import Jobs

log = structlog.get_logger(__name__)
MOST_GROWTH = 32 << 20  # bytes; a warm process takes about 90 MiB of its own
LOOK_EVERY = 1.0  # seconds
WORTH_A_TRIM = 16 << 20  # bytes; looking for circles takes as long as a certificate, which leaves next to nothing


class GivesBack:
    """Returns what jobs needed: a printed book leaves some 40 MiB behind, and the C library keeps them."""

    def __init__(self) -> None:
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
        self._before = 0

    def __call__(self, *_task: object) -> None:
        """Return it now, when there is enough of it since the last time."""
        if self._trim is not None and _resident() - self._before > WORTH_A_TRIM:
            gc.collect()
            self._trim(0)
            self._before = _resident()


def end_when_grown(jobs: Jobs, most: int = MOST_GROWTH, pause: float = LOOK_EVERY) -> None:
    """End this process in peace when its jobs have left it larger by ``most`` bytes; the keeper starts another.

    A book of a hundred pages takes far more memory than certificates and mails do, and Python seldom gives it back.
    """
    first, looked_at = own_memory(), jobs.done
    while True:
        # Only a job makes it grow, and asking the system takes milliseconds.
        if jobs.resting and jobs.done != looked_at:
            looked_at = jobs.done
            if own_memory() - first >= most:
                break
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


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

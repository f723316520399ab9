"""Where tests write: in memory where there is room, as nothing of it is to be kept."""

import os
import shutil
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


def in_memory() -> str | None:
    """Return a folder in memory with room for a run, or None for the usual one."""
    if not SHARED_MEMORY.is_dir() or not os.access(SHARED_MEMORY, os.W_OK):
        return None
    return str(SHARED_MEMORY) if shutil.disk_usage(SHARED_MEMORY).free > ROOM else None

"""When the last backup of a site was made: noted beside the database, as the backup itself lies elsewhere."""

import json
from datetime import datetime
from pathlib import Path

FILE = "last-backup.json"


def note(instance: Path, now: datetime) -> None:
    """Note that a backup was made."""
    (instance / FILE).write_text(json.dumps({"at": now.isoformat()}))


def last_backup(instance: Path) -> datetime | None:
    """Return when the last backup of a site was made, None when there was none."""
    try:
        return datetime.fromisoformat(json.loads((instance / FILE).read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""Is the instance folder as it should be: written by us, read by nobody else, with room to grow?"""

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

from course_app.infrastructure import keys
from course_app.infrastructure.config import SETTINGS
from course_app.infrastructure.last_backup import last_backup
from course_app.operations.doctor.findings import Check, Found, Patient, advice, wrong

MB = 1_000_000
TOO_LITTLE, LITTLE = 200 * MB, 1000 * MB
FOREIGN_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs"})
FEWEST_FILES = 1024
BACKUP_LASTS = timedelta(days=8)


def _folder(patient: Patient) -> Found:
    folder = patient.settings.instance
    if not folder.is_dir():
        yield wrong(f"There is no instance folder {folder}.", "Run: course init, or set COURSE_INSTANCE.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield wrong(f"{folder} cannot be written.", "Give this user the right to write there.")


def _folder_mode(patient: Patient) -> Found:
    folder = patient.settings.instance
    if folder.is_dir() and folder.stat().st_mode & stat.S_IWOTH:
        yield wrong(f"Everybody on this machine may change {folder}.", f"Run: chmod o-w {folder}")


def _key_modes(patient: Patient) -> Found:
    for path in (patient.settings.keys, *(patient.settings.keys / name for name in (keys.SECRET_FILE, keys.DATA_FILE))):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield wrong(f"Others on this machine can reach {path}.", f"Run: chmod go= {path}")


def _database_mode(patient: Patient) -> Found:
    folder = patient.settings.instance
    if not folder.is_dir() or not folder.stat().st_mode & stat.S_IXOTH:
        return
    for path in sorted(folder.glob("*.db*")):
        if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            yield wrong(f"Everybody on this machine can read {path}.", f"Run: chmod o= {path}")


def _config_mode(patient: Patient) -> Found:
    path = patient.settings.instance / "config.toml"
    secrets = {setting.name for setting in SETTINGS if setting.kind == "secret"}
    holds_secrets = any(patient.settings.sources.get(name) == "config.toml" for name in secrets)
    if holds_secrets and path.stat().st_mode & stat.S_IROTH:
        yield wrong(f"Everybody on this machine can read the secrets in {path}.", f"Run: chmod o= {path}")


def _disk_space(patient: Patient) -> Found:
    folder = _existing(patient.settings.instance)
    free = shutil.disk_usage(folder).free
    if free < TOO_LITTLE:
        yield wrong(f"Only {free // MB} MB are free at {folder}: soon nothing can be saved.", "Make room.")
    elif free < LITTLE:
        yield advice(f"{free // MB} MB are free at {folder}.", "Make room before it is needed.")


def _disk_kind(patient: Patient) -> Found:
    kind = _kind_of_disk(_existing(patient.settings.instance), Path("/proc/mounts"))
    if kind in FOREIGN_DISKS and patient.settings.database_url.startswith("sqlite"):
        yield wrong(
            f"The database is on a disk of another machine ({kind}), where its locks are not sure.",
            "Put COURSE_INSTANCE on a disk of this machine, or use PostgreSQL (COURSE_DATABASE_URL).",
        )


def _kind_of_disk(folder: Path, mounts: Path) -> str:
    """Return the type of the file system that holds ``folder``; '' when it cannot be known."""
    if not mounts.exists():
        return ""
    lines = [line.split() for line in mounts.read_text().splitlines()]
    holders = [(fields[1], fields[2]) for fields in lines if folder.is_relative_to(fields[1].replace("\\040", " "))]
    return max(holders, key=lambda holder: len(holder[0]), default=("", ""))[1]


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _open_files(_patient: Patient) -> Found:
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if most < FEWEST_FILES:
        yield advice(f"A process may open only {most} files.", "Raise the limit, such as LimitNOFILE= of systemd.")


def _backup(patient: Patient) -> Found:
    settings = patient.settings
    if not settings.production:
        return
    last = last_backup(settings.instance)
    todo = "Run each night: course backup FILE; and keep the files on another machine."
    if last is None:
        yield advice("No backup was ever made by `course backup`.", todo)
    elif patient.now - last > BACKUP_LASTS:
        yield advice(f"The last backup was made {(patient.now - last).days} days ago.", todo)


CHECKS = (
    Check("instance folder", "The instance folder can be written.", _folder),
    Check("instance modes", "Only its owner may change the instance folder.", _folder_mode),
    Check("key modes", "Only their owner can read the keys.", _key_modes),
    Check("database modes", "Nobody else can read the database.", _database_mode),
    Check("config modes", "Nobody else can read secrets in config.toml.", _config_mode),
    Check("disk space", "There is room on the disk.", _disk_space),
    Check("disk kind", "The disk keeps locks.", _disk_kind),
    Check("backup", "A backup was made lately.", _backup),
    Check("open files", "Processes may open enough files.", _open_files),
)

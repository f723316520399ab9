"""Is the database reachable, current, whole, and set up so that nothing acknowledged is lost?"""

from contextlib import closing

from sqlalchemy import text

from course_app.accounts.private_data import key_fits
from course_app.infrastructure import migrating
from course_app.infrastructure.database import db, reader
from course_app.operations.doctor.findings import Check, Found, Patient, wrong

FULL = 2
UPGRADE = "Run: course db upgrade"


def _sqlite(patient: Patient) -> bool:
    return patient.settings.database_url.startswith("sqlite")


def _pragma(name: str) -> object:
    return reader().exec_driver_sql(f"PRAGMA {name}").scalar()


def _reachable(_patient: Patient) -> Found:
    try:
        reader().execute(text("SELECT 1"))
    except Exception as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0][:160]
        yield wrong(f"The database does not answer: {reason}", "Check COURSE_DATABASE_URL and that it runs.")


def _migrations(_patient: Patient) -> Found:
    found, newest = migrating.current(db.engine), migrating.head()
    if found and found not in migrating.revisions():
        yield wrong(f"The tables are at {found}: a newer version made them.", "Bring the newer version back.")
    elif found != newest:
        yield wrong(f"The tables are at {found or 'nothing'}, this version needs {newest}.", UPGRADE)


def _wal(patient: Patient) -> Found:
    if _sqlite(patient) and _pragma("journal_mode") != "wal":
        yield wrong("Readers and writers wait for each other: the database is not in WAL mode.", UPGRADE)


def _synchronous(patient: Patient) -> Found:
    if _sqlite(patient):
        if _pragma("synchronous") != FULL:
            yield wrong("A power cut can lose saved answers: synchronous is not FULL.", "Do not change the pragmas.")
    elif reader().execute(text("SHOW synchronous_commit")).scalar() not in {"on", "remote_apply", "remote_write"}:
        yield wrong("A power cut can lose saved answers: synchronous_commit is off.", "Set synchronous_commit = on.")


def _foreign_keys(patient: Patient) -> Found:
    if _sqlite(patient) and _pragma("foreign_keys") != 1:
        yield wrong("The database does not check what belongs together.", "Do not change the pragmas.")


def _integrity(patient: Patient) -> Found:
    if not _sqlite(patient):
        return
    if (verdict := _pragma("quick_check")) != "ok":
        yield wrong(f"The database is damaged: {str(verdict)[:160]}", "Stop the site and bring back the last backup.")
        return
    with closing(reader().exec_driver_sql("PRAGMA foreign_key_check")) as rows:
        if row := rows.first():
            yield wrong(
                f"A row of {row[0]} belongs to nothing in {row[2]}.", "Bring back the last backup, and tell us."
            )


def _encoding(patient: Patient) -> Found:
    if not _sqlite(patient) and reader().execute(text("SHOW server_encoding")).scalar() != "UTF8":
        yield wrong("The database cannot keep every letter: its encoding is not UTF8.", "Make it with ENCODING 'UTF8'.")


def _key(patient: Patient) -> Found:
    assert patient.app is not None
    if not key_fits(reader(), patient.app.extensions["master_key"]):
        yield wrong(
            "The key of the private data is not the one that sealed it.",
            f"Bring the right key back from its backup to {patient.settings.keys}, or set COURSE_DATA_KEY.",
        )


CHECKS = (
    Check("database", "The database answers.", _reachable, needs_app=True),
    Check("tables", "The tables are up to date.", _migrations, needs_app=True),
    Check("write-ahead log", "Readers and writers do not wait for each other.", _wal, needs_app=True),
    Check("durability", "What is saved survives a power cut.", _synchronous, needs_app=True),
    Check("foreign keys", "What belongs together is kept together.", _foreign_keys, needs_app=True),
    Check("integrity", "The database is whole.", _integrity, needs_app=True),
    Check("encoding", "Every letter can be kept.", _encoding, needs_app=True),
    Check("private data", "The key of the private data opens it.", _key, needs_app=True),
)

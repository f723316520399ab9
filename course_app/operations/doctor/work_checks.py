"""Is the work done: jobs, mails, certificates; do counters count and does the clock go right?"""

import fcntl
import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

from limits.storage import Storage, storage_from_string

from course_app.accounts.queries import newest_session
from course_app.application import counters
from course_app.credentials.queries import without_files
from course_app.infrastructure.database import reader
from course_app.infrastructure.jobs import Jobs
from course_app.infrastructure.mail import overdue
from course_app.operations.doctor.findings import Check, Found, Patient, advice, wrong

SILENT = timedelta(minutes=3)
"""Sweeps run every minute."""
SLACK = timedelta(minutes=5)
OLD_JOBS = 100
SMTP_SECONDS = 5


def _jobs(patient: Patient) -> Jobs:
    assert patient.app is not None
    jobs: Jobs = patient.app.extensions["jobs"]
    return jobs


def _queue(patient: Patient) -> Found:
    try:
        waiting = _jobs(patient).waiting()
    except Exception as error:
        yield wrong(f"The queue of jobs does not answer: {error}", "Check COURSE_REDIS_URL, or remove jobs.db.")
        return
    if len(waiting) > OLD_JOBS:
        yield wrong(f"{len(waiting)} jobs wait.", "Is a worker running? course serve does jobs, or course worker.")


def _worker(patient: Patient) -> Found:
    seen = _jobs(patient).last_seen()
    if seen is not None and patient.now - seen < SILENT:
        return
    said = "No worker was ever seen" if seen is None else f"No worker was seen since {seen:%Y-%m-%d %H:%M} UTC"
    if _is_served(patient):
        yield wrong(f"{said}, and the site is served: mails and certificates wait.", "Run: course worker")
    else:
        yield advice(f"{said}.", "Run: course serve")


def _is_served(patient: Patient) -> bool:
    path = patient.settings.instance / "serve.lock"
    if not path.exists():
        return False
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _mails(patient: Patient) -> Found:
    late = overdue(reader(), patient.now - timedelta(minutes=10))
    if late:
        yield wrong(
            f"{late} mail{'s' if late > 1 else ''} could not be sent.",
            "An owner sees the reasons at /admin/mail. Check COURSE_MAIL_URL.",
        )


def _mail_server(patient: Patient) -> Found:
    url = patient.settings["MAIL_URL"]
    if not url:
        return
    parts = urlsplit(url)
    kind: type[smtplib.SMTP] = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(
            parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587), timeout=SMTP_SECONDS
        ) as server:
            server.ehlo()
            encrypted = parts.scheme == "smtps" or server.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(f"The mail server {parts.hostname} does not answer: {error}", "Check COURSE_MAIL_URL.")
        return
    if parts.password and not encrypted:
        yield wrong("The password of the mail server travels in the open.", "Use smtps://, or a server with STARTTLS.")


def _certificates(patient: Patient) -> Found:
    missing = without_files(reader())
    if missing:
        yield wrong(
            f"{len(missing)} certificate{'s have' if len(missing) > 1 else ' has'} no PDF yet.",
            "If it stays so: look into the log of the worker, and at “PDF engine” here.",
        )


def _counters(patient: Patient) -> Found:
    place = counters(patient.settings)
    try:
        storage = storage_from_string(place)
        fine = isinstance(storage, Storage) and storage.check() and bool(storage.incr("doctor", 1))
    except Exception as error:
        yield wrong(f"The counters that slow guessing down fail: {error}", "Check COURSE_REDIS_URL and counters.db.")
        return
    if not fine:
        yield wrong("The counters that slow guessing down do not count.", "Remove counters.db; it is made anew.")


def _clock(patient: Patient) -> Found:
    newest = newest_session(reader())
    if newest is not None and newest > patient.now + SLACK:
        yield wrong(
            f"The clock was moved back: the newest session began at {newest:%Y-%m-%d %H:%M} UTC.",
            "Set the clock of this machine right, such as by NTP.",
        )


CHECKS = (
    Check("jobs", "The queue of jobs is short.", _queue, needs_app=True),
    Check("worker", "A worker does the jobs.", _worker, needs_app=True),
    Check("mails", "No mail is stuck.", _mails, needs_app=True),
    Check("mail server", "The mail server answers, or there is none.", _mail_server),
    Check("certificates", "Every certificate has its PDF.", _certificates, needs_app=True),
    Check("counters", "Counters can be written.", _counters),
    Check("clock", "The clock is right.", _clock, needs_app=True),
)

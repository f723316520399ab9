"""Memory: a web process does not load what only a job needs, and a job process that has grown is replaced."""

import shutil
import signal
import subprocess
import sys

import pytest

from tests.served import ROOT, environment, with_assets

HEAVY = (
    "PIL",
    "alembic",
    "fontTools",
    "icalendar",
    "lxml",
    "markdown_it",
    "phonenumbers",
    "pikepdf",
    "psycopg",
    "pyhanko",
    "pyld",
    "redis",
    "rich",
    "segno",
    "vobject",
    "weasyprint",
    "zxcvbn",
)
STARTED = """
import sys
from course_app.infrastructure import lean
lean.load()
from course_app.infrastructure.config import load_settings
from course_app.operations import serving
app = serving.prepare(load_settings(), print, with_keys=True)
serving.warm(app)
print("loaded:", *(name for name in sys.argv[1:] if name in sys.modules))
"""
GROWN = """
import threading, time
from course_app.infrastructure.jobs import Jobs
from course_app.operations.renewal import end_when_grown
jobs, seen = Jobs(), threading.Event()
threading.Thread(target=end_when_grown, args=(jobs, 8 << 20, 0.01), daemon=True).start()
time.sleep(0.2)
with jobs.at_work():
    kept = bytearray(32 << 20)
    kept[:] = b"x" * len(kept)
    time.sleep(0.2)
    print("the job was finished", flush=True)
time.sleep(20)
"""


def in_a_process_of_its_own(code, *arguments, **settings):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", [(), ("course.db",)], ids=["tables are up to date", "tables are made"])
def test_a_process_that_serves_loads_nothing_that_a_job_alone_needs(blank_instance, tmp_path, missing):
    done = in_a_process_of_its_own(STARTED, *HEAVY, instance=copied(blank_instance, tmp_path, missing))
    assert done.returncode == 0, done.stderr
    expected = ["alembic"] if missing else []
    assert done.stdout.splitlines()[-1].split()[1:] == expected


def copied(instance, folder, missing):
    shutil.copytree(instance, folder / "instance", ignore=shutil.ignore_patterns(*missing))
    return with_assets(folder / "instance")


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell how much memory is a process's own")
def test_a_process_that_has_grown_ends_when_its_job_is_done():
    done = in_a_process_of_its_own(GROWN, instance=ROOT / "none")
    assert done.returncode == -signal.SIGTERM, done.stderr
    assert "the job was finished" in done.stdout

"""`course serve`: one command that migrates, publishes, serves and works.

The parent imports everything once and forks: first the process that does the jobs, then the web workers, so that
they share its memory. It serves no request itself. Children die with their parent.
"""

import ctypes
import errno
import fcntl
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import click
import structlog
from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from course_app.application import STATIC, create_app
from course_app.infrastructure import keys, migrating
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import db
from course_app.web import assets
from course_app.web.static_files import StaticFiles

log = structlog.get_logger(__name__)
KILL_AFTER = 4
PR_SET_PDEATHSIG = 1
JOB_THREADS = 2


class CannotServeError(Exception):
    """The site cannot be served; the message says why and what to do."""


def prepare(settings: Settings) -> Flask:
    """Make the instance ready (folder, keys, static files, tables) and return the application.

    Raises:
        CannotServeError: the folder cannot be written.
    """
    make_instance(settings)
    manifest = assets.build(STATIC, settings.instance / "cache")
    app = create_app(settings, manifest)
    with app.app_context():
        migrating.upgrade(db.engine)
    return app


def make_instance(settings: Settings) -> list[Path]:
    """Make the instance folder and, where allowed, its keys; return the keys made.

    In production keys are never made in passing: a site that lost its keys must not begin with new ones.

    Raises:
        CannotServeError: the folder cannot be written.
    """
    folder = settings.instance
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        return [] if settings.production and (folder / "course.db").exists() else keys.make_keys(settings)
    except OSError as error:
        raise CannotServeError(
            f"The instance folder {folder} cannot be written ({error.strerror}). "
            "Give this user the right to write there, or set COURSE_INSTANCE to another folder."
        ) from error


def workers_of(settings: Settings) -> int:
    """Return how many web processes to run: as set, or one for each core, at most four."""
    return int(settings["WORKERS"]) or min(4, os.cpu_count() or 1)


def hold_lock(settings: Settings) -> IO[str]:
    """Take the lock of the instance, so that two servers never share it.

    Raises:
        CannotServeError: another server runs on this instance.
    """
    file = (settings.instance / "serve.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        pid = file.read().strip() or "unknown"
        raise CannotServeError(
            f"This instance is served already (process {pid}). Stop that one first, or use another COURSE_INSTANCE."
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def try_port(host: str, port: int) -> None:
    """Bind the port for a moment: the server itself would share a taken one in silence.

    Raises:
        CannotServeError: the port is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reasons = {
                errno.EADDRINUSE: f"Port {port} on {host} is in use. Stop what runs there, or choose: --port {port + 1}",
                errno.EACCES: f"Port {port} needs more rights. Choose one above 1023: --port 8000",
                errno.EADDRNOTAVAIL: f"This machine has no address {host}. Use 127.0.0.1, or 0.0.0.0 for all.",
            }
            raise CannotServeError(reasons.get(error.errno or 0, f"{host}:{port}: {error.strerror}")) from error


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def work(app: Flask) -> None:
    """Do jobs until told to stop; this is the process of `course worker`."""
    consumer = app.extensions["jobs"].huey.create_consumer(
        workers=JOB_THREADS, periodic=True, initial_delay=0.2, max_delay=1.0, check_worker_health=True
    )
    with suppress(KeyboardInterrupt):
        consumer.run()


def _job_process(app: Flask) -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with app.app_context():
        db.engine.dispose(close=False)
    work(app)


def serve(settings: Settings, app: Flask, *, with_jobs: bool = True) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished first."""
    multiprocessing.set_start_method("fork", force=True)
    wsgi = StaticFiles(app.wsgi_app, app.extensions["assets"], settings.instance / "cache")
    app.wsgi_app = wsgi  # type: ignore[method-assign]
    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()
    jobs = _Keeper(lambda: multiprocessing.Process(target=_job_process, args=(app,), name="course-jobs"))
    if with_jobs:
        jobs.start()
    server = Granian(
        "course_app:create_app",
        address=settings["HOST"],
        port=settings["PORT"],
        interface=Interfaces.WSGI,
        workers=workers_of(settings),
        blocking_threads=settings["THREADS"],
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=KILL_AFTER,
        log_enabled=False,
    )
    server.on_shutdown(jobs.stop)

    def load(_target: str) -> Callable[..., Any]:
        die_with_parent()
        return app.wsgi_app

    server.serve(target_loader=load)


class _Keeper:
    """Keeps one child process alive."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._process: Any = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start the process, and a thread that starts it again when it ends."""
        self._process = self._make()
        self._process.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._stopping.wait(1.0):
            if not self._process.is_alive():
                log.warning("job_process_ended", exit_code=self._process.exitcode)
                self._process = self._make()
                self._process.start()

    def stop(self) -> None:
        """End the process."""
        self._stopping.set()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(KILL_AFTER)
            if self._process.is_alive():
                self._process.kill()


def announce(settings: Settings, first_owner: str) -> None:
    """Print where the site is, and the link that makes its first owner."""
    click.echo(f"{settings['SITE_NAME']} is at {settings.base_url}")
    if first_owner:
        click.echo(f"No owner yet. This link makes the first one, once:\n  {first_owner}")
    if not settings.production:
        click.echo("Local address: certificates are marked as demonstrations. Stop with Ctrl+C.")


def wait_until_ready(host: str, port: int, seconds: float = 10) -> bool:
    """Return whether something answers on the port within ``seconds``; for tests and the bench."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((host, port), 0.5):
            return True
        time.sleep(0.05)
    return False

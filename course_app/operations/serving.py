"""`course serve`: one command that migrates, publishes, serves and works.

The parent imports everything once and forks: first the process that does the jobs, then the web workers, so that
they share its memory. It serves no request itself. Children die with their parent.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import structlog
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.exc import SQLAlchemyError

from course_app.accounts.private_data import key_fits
from course_app.application import STATIC, create_app
from course_app.courseware import queries
from course_app.infrastructure import migrating
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import db, reader
from course_app.infrastructure.jobs import Jobs
from course_app.operations.backup import swapping
from course_app.operations.instance import CannotServeError, make_instance, unreachable
from course_app.operations.renewal import GivesBack, end_when_grown
from course_app.web import assets
from course_app.web.compiled import CompiledTemplates
from course_app.wsgi import with_static_files

log = structlog.get_logger(__name__)
KILL_AFTER = 4
JOB_SECONDS = 3
LOOK_EVERY = 0.2
JOB_THREADS = 2
RARE_COLLECTIONS = (20_000, 20, 50)
"""What a page leaves behind is gone when it is sent; looking for circles at every turn costs more than it finds."""
MOST_WORKERS = 4
PR_SET_PDEATHSIG = 1
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
LARGE_BLOCK = 1 << 20
ARENAS = 2

Say = Callable[[str], object]


def prepare(settings: Settings, say: Say, *, with_keys: bool) -> Flask:
    """Make the instance ready (folder, keys, static files, tables) and return the application.

    ``with_keys`` lets keys be made that are missing. ``say`` is told of steps that take seconds.

    Raises:
        CannotServeError: the folder, the database or the keys cannot be used.
        MissingKeyError: a key is missing and was not to be made.
    """
    if swapping.finish(settings.instance):
        say("Ended a restore that was stopped: the site is as the backup has it.")
    made = make_instance(settings, with_keys=with_keys)
    if made:
        names = ", ".join(path.name for path in made)
        say(f"Made the keys of this site in {made[0].parent}: {names}. Keep a copy of them in a safe place.")
    app = create_app(settings, _static_files(settings.instance / "cache", say))
    with app.app_context():
        try:
            _bring_up_to_date(say)
            fits = key_fits(reader(), app.extensions["master_key"])
        except SQLAlchemyError as error:
            raise unreachable(error) from error
    if not fits:
        raise CannotServeError(
            "The key of the private data is not the one that sealed it, so what learners wrote cannot be read. "
            f"Bring the right key back from its backup to {settings.keys}, or set COURSE_DATA_KEY."
        )
    return app


def _static_files(cache: Path, say: Say) -> assets.Manifest:
    """Make the static files in a process of their own, since cutting fonts leaves 20 MiB behind that nothing needs."""
    found = assets.built(STATIC, cache)
    if found is None:
        say("Making fonts and style sheets ready, this once …")
        maker = multiprocessing.get_context("fork").Process(target=assets.build, args=(STATIC, cache))
        maker.start()
        maker.join()
    return found or assets.build(STATIC, cache)


def _bring_up_to_date(say: Say) -> None:
    now, newest = migrating.current(db.engine), migrating.head()
    if now == newest:
        return
    if now and now not in migrating.revisions():
        raise CannotServeError(
            f"The tables are at revision {now}, which this version does not know: they were made by a newer one. "
            "Bring that version back, or the backup from before it."
        )
    if now:
        say(f"Bringing the tables up to date, from {now} to {newest} …")
    migrating.upgrade(db.engine)


def warm(app: Flask) -> None:
    """Load the live courses and compile the templates, so that the processes forked from this one share them."""
    with app.app_context():
        for course in queries.live_courses(reader()):
            app.extensions["releases"].get(course.release_id)
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
    if isinstance(app.jinja_env.bytecode_cache, CompiledTemplates):
        app.jinja_env.bytecode_cache.forget_others()


def workers_of(settings: Settings) -> int:
    """Return how many web processes to run: as set, or one for each core, at most four."""
    return int(settings["WORKERS"]) or min(MOST_WORKERS, os.cpu_count() or 1)


def serve(settings: Settings, app: Flask, address: str, *, with_jobs: bool = True) -> None:
    """Serve on ``address`` until SIGTERM or SIGINT; requests under way are finished first."""
    multiprocessing.set_start_method("fork", force=True)
    site = with_static_files(app)
    _give_memory_back()
    warm(app)
    _let_go(app)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARE_COLLECTIONS)
    parent = os.getpid()
    server = Granian(
        "course_app.wsgi:site",
        address=address,
        port=settings["PORT"],
        interface=Interfaces.WSGI,
        workers=workers_of(settings),
        blocking_threads=settings["THREADS"],
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=KILL_AFTER,
        log_enabled=False,
    )
    jobs = _Keeper(
        lambda: multiprocessing.Process(target=_job_process, args=(app, parent), name="course-jobs"),
        ending=lambda: server.interrupt_signal,
    )
    if with_jobs:
        jobs.start()

    def load(_target: str) -> WSGIApplication:
        die_with(parent)
        return site

    server.on_startup(jobs.watch)
    server.on_shutdown(jobs.stop)
    server.serve(target_loader=load)


def _give_memory_back() -> None:
    """Let the C library return large blocks at once, here and in every process forked from this one.

    Hashing a password takes 19 MiB. Left alone, glibc keeps such a block for each thread that ever asked for one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)
        mallopt(M_ARENA_MAX, ARENAS)


def _let_go(app: Flask) -> None:
    """Close what must not be shared by two processes."""
    with app.app_context():
        db.engine.dispose()
    app.extensions["jobs"].huey.storage.close()


def die_with(parent: int) -> None:
    """Ask the kernel to end this process when ``parent`` ends, however that happens.

    At once, not politely: a server that was killed is being replaced, and its children hold the lock and the port.
    """
    # The server's own handler came along with the fork and would swallow SIGTERM until a new one is set.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def _job_process(app: Flask, parent: int) -> None:
    die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent says when to stop
    work(app, then=lambda: end_when_grown(app.extensions["jobs"]))


def work(app: Flask, then: Callable[[], None] = lambda: None) -> None:
    """Do jobs until told to stop; a job under way gets three seconds. This is the process of `course worker`.

    ``then`` runs beside the jobs once the process is warm.
    """
    jobs: Jobs = app.extensions["jobs"]
    jobs.huey.post_execute("give memory back")(GivesBack())
    consumer = jobs.huey.create_consumer(
        workers=JOB_THREADS,
        periodic=True,
        initial_delay=0.1,
        max_delay=0.5,
        check_worker_health=True,
        graceful_signal="TERM",
        shutdown_timeout=JOB_SECONDS,
    )
    threading.Thread(target=_begin, args=(app, then), name="begin", daemon=True).start()
    with suppress(KeyboardInterrupt):
        consumer.run()


def _begin(app: Flask, then: Callable[[], None]) -> None:
    """Load the PDF engine before somebody waits for it, and take up what an earlier process left undone."""
    from course_app.credentials.making import warm_up

    try:
        warm_up()
    except Exception as error:
        log.warning("pdf_engine_missing", reason=str(error)[:200])
    threading.Thread(target=then, name="then", daemon=True).start()
    jobs: Jobs = app.extensions["jobs"]
    with jobs.at_work(), app.app_context():
        jobs.run_sweeps()


class _Keeper:
    """Keeps one child process alive until the server is ``ending``, then ends it while the web workers finish."""

    def __init__(self, make: Callable[[], Any], ending: Callable[[], bool]) -> None:
        self._make = make
        self._ending = ending
        self._process: Any = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Start the process. Call it before any thread runs, as a fork copies only the thread that asks for it."""
        self._process = self._make()
        self._process.start()

    def watch(self) -> None:
        """Start a thread that starts the process again when it ends."""
        if self._process is not None:
            threading.Thread(target=self._watch, name="keeper", daemon=True).start()

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            if self._ending():
                self._process.terminate()
                return
            if not self._process.is_alive():
                if self._process.exitcode:
                    log.warning("job_process_ended", exit_code=self._process.exitcode)
                self.start()

    def stop(self) -> None:
        """End the process, which was told to when the server began to end."""
        self._stopped.set()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(JOB_SECONDS)
            if self._process.is_alive():
                self._process.kill()


@contextmanager
def ends_when_asked() -> Iterator[None]:
    """Let SIGTERM end the preparations at once, with the exit code of a wish, before the server listens to it."""

    def stop(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

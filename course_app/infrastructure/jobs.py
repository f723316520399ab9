"""Background jobs: huey on a file of its own, or on Redis when it is configured.

A queued job is a hint, never the truth: the truth is in our tables, and every sweep finds again what a killed
worker left undone. So handlers are idempotent, and their arguments are ids only.
"""

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from flask import Flask, current_app
from huey import Huey, SqliteHuey, crontab, storage
from huey.exceptions import TaskException
from sqlalchemy.orm import Session

from course_app.infrastructure.database import after_commit

log = structlog.get_logger(__name__)
Handler = Callable[..., None]
SEEN = "worker seen"


class Waiting(NamedTuple):
    """A queued job; ``due`` is set when it is to be tried again later."""

    name: str
    ids: tuple[int | str, ...]
    due: str


class Jobs:
    """The jobs of one application: handlers by name, and sweeps that run every minute.

    ``done`` counts what this process has finished.
    """

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.sweeps: dict[str, Handler] = {}
        self.huey: Any = None
        self._task: Any = None
        self.done = 0
        self._under_way = 0
        self._counting = threading.Lock()

    @property
    def resting(self) -> bool:
        """Whether this process does no job just now."""
        return self._under_way == 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count what is done inside the block as a job."""
        with self._counting:
            self._under_way += 1
        try:
            yield
        finally:
            with self._counting:
                self._under_way -= 1
                self.done += 1

    def init_app(self, app: Flask, instance: Path, redis_url: str) -> None:
        """Bind the queue to ``app``."""
        if redis_url:
            self.huey = Huey("course", storage_class=_on_redis(), url=redis_url, results=False)
        else:
            self.huey = SqliteHuey("course", filename=str(instance / "jobs.db"), results=False, fsync=False, timeout=5)
        self._task = self.huey.task(retries=3, retry_delay=20, name="job")(self._run_in(app))
        self.huey.periodic_task(crontab(minute="*"), name="sweep")(self._sweep_in(app))
        app.extensions["jobs"] = self

    def handler(self, name: str, handle: Handler) -> None:
        """Let ``handle(*ids)`` do the jobs called ``name``."""
        self.handlers[name] = handle

    def sweep(self, name: str, handle: Handler) -> None:
        """Let ``handle()`` look once a minute for what is left undone."""
        self.sweeps[name] = handle

    def enqueue(self, name: str, *ids: int | str) -> None:
        """Queue a job now; an unreachable queue is logged and left to the sweep."""
        if name not in self.handlers:
            raise KeyError(name)
        try:
            self._task(name, *ids)
        except Exception as error:
            log.warning("job_not_queued", job=name, error=type(error).__name__)

    def waiting(self) -> list[Waiting]:
        """Return the jobs that are queued or put off; sweeps are not among them."""
        tasks = [*self.huey.pending(), *self.huey.scheduled()]
        return [
            Waiting(task.args[0], tuple(task.args[1:]), task.eta.isoformat(timespec="seconds") if task.eta else "")
            for task in tasks
            if task.args
        ]

    def beat(self) -> None:
        """Note that a worker is alive; every sweep does."""
        self.huey.put(SEEN, datetime.now(UTC).timestamp())

    def last_seen(self) -> datetime | None:
        """Return when a worker was last alive, None when there was never one."""
        at = self.huey.get(SEEN, peek=True)
        return datetime.fromtimestamp(at, UTC) if at is not None else None

    def run_pending(self) -> int:
        """Do all queued jobs in this process and return their number; for commands and tests."""
        done = 0
        while (task := self.huey.dequeue()) is not None:
            with suppress(TaskException):
                self.huey.execute(task)
            done += 1
        return done

    def run_sweeps(self) -> None:
        """Run every sweep once; one that fails does not keep the others from running."""
        self.beat()
        for name, handle in self.sweeps.items():
            try:
                handle()
            except Exception:
                log.exception("sweep_failed", sweep=name)

    def _run_in(self, app: Flask) -> Handler:
        def run(name: str, *ids: int | str) -> None:
            with self.at_work(), app.app_context():
                self.handlers[name](*ids)

        return run

    def _sweep_in(self, app: Flask) -> Handler:
        def sweep() -> None:
            with self.at_work(), app.app_context():
                self.run_sweeps()

        return sweep


def _on_redis() -> type:
    """Return the queue on Redis, whose client is loaded now that it is wanted."""
    if storage.Redis is None:
        importlib.reload(storage)
    kind: type = storage.RedisStorage
    return kind


def enqueue_after_commit(session: Session, name: str, *ids: int | str) -> None:
    """Queue the job ``name`` once the transaction of ``session`` is committed."""
    jobs: Jobs = current_app.extensions["jobs"]
    after_commit(session, lambda: jobs.enqueue(name, *ids))

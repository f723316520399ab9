"""One application for many tests: what takes time is made once, what a test leaves behind is taken away.

An application has 290 addresses to learn, and its first pages load their templates and put together their statements:
most of what a short test takes. So an application stays with its address of the database, and before each test it gets
a fresh instance folder, a fresh database and the memory of an application that was just made.
"""

import copy
import gc
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask

from course_app.accounts import throttling
from course_app.courseware.release_cache import ReleaseCache
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import db
from course_app.infrastructure.logs import init_logs
from course_app.reporting.dressing import Look
from course_app.web.security import limiter

REFILLED: dict[type, Callable[[Any], Any]] = {
    dict: dict,
    list: list,
    Look: copy.copy,
    ReleaseCache: lambda cache: ReleaseCache(cache._make),
}
"""How a fresh one is had of each thing that an application keeps in its memory and that changes."""


class _Kept(NamedTuple):
    """An application, and what it remembered when it was made."""

    app: Flask
    config: dict[str, Any]
    memory: dict[str, Any]
    limits: dict[str, Any]


class House:
    """The application of one process that is used again, and the instance folder that it lives in."""

    def __init__(self, make: Callable[[Settings], Flask], blank: Path, folder: Path) -> None:
        self._make = make
        self._blank = blank
        self._kept: dict[str, _Kept] = {}
        self.folder = folder

    def clear(self) -> Path:
        """Empty the instance folder, put keys and a blank database there, and return it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        return Path(shutil.copytree(self._blank, self.folder))

    def app(self, settings: Settings) -> Flask:
        """Return an application as if it were made now."""
        kept = self._kept.get(settings.database_url)
        if kept is None:
            app = self._make(settings)
            self._kept[settings.database_url] = _Kept(
                app, dict(app.config), _fresh(app.extensions), vars(limiter).copy()
            )
            return app
        app = kept.app
        app.config.clear()
        app.config.update(kept.config)
        app.extensions.clear()
        app.extensions.update(_fresh(kept.memory), settings=settings)
        # Limits and logs are those of the whole process: they follow the application that was made last.
        vars(limiter).update(kept.limits)
        limiter.storage._local = threading.local()  # of its own file: another application may have been made since
        throttling._spare.storage.reset()
        init_logs(settings["LOG_FORMAT"], settings.production)
        return app

    def close(self, app: Flask) -> None:
        """Let go of the files and the database, which are taken away next."""
        with app.app_context():
            if getattr(db.engine.pool, "checkedout", int)():
                gc.collect()  # whoever still holds a connection is garbage, and gives it back before it is closed
            db.engine.dispose()
        app.extensions["jobs"].huey.storage.close()


def _fresh(memory: dict[str, Any]) -> dict[str, Any]:
    return {name: REFILLED.get(type(value), lambda same: same)(value) for name, value in memory.items()}

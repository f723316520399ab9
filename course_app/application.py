"""The only place where everything meets."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from course_app.accounts.room import open_accounts
from course_app.assessment.room import open_assessment
from course_app.authoring.room import open_authoring
from course_app.courseware.room import open_courseware
from course_app.credentials.room import open_credentials
from course_app.enrolment.room import open_enrolment
from course_app.infrastructure.config import Settings, load_settings
from course_app.infrastructure.database import init_database
from course_app.infrastructure.jobs import Jobs
from course_app.infrastructure.keys import master_key, secret_key
from course_app.infrastructure.logs import init_logs
from course_app.infrastructure.mail import Mailer, init_mail
from course_app.learning.room import open_learning
from course_app.letters.room import open_letters
from course_app.my_guide.room import open_my_guide
from course_app.people.room import open_people
from course_app.printing.room import open_printing
from course_app.reporting.room import open_reporting
from course_app.web import access, assets, errors, held, security, site, templating
from course_app.web.cookies import SealedCookies
from course_app.web.routing import PatientRule
from course_app.workbook.room import open_workbook

LEAST_POOL = 16
"""A request holds two connections when it writes; the pool fills only as far as it is used."""
STATIC = Path(__file__).parent / "web" / "static"


class CourseApp(Flask):
    """Flask for views that are plain functions: it asks none of them whether it is a coroutine."""

    url_rule_class = PatientRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func`` itself."""
        return func


def create_app(settings: Settings | None = None, manifest: assets.Manifest | None = None) -> Flask:
    """Return the application for ``settings`` (read from the environment when None).

    Keys must exist (``course init``); static files are built when no ``manifest`` is given.

    Raises:
        SettingsError, MissingKeyError: the site cannot start; the message says what to do.
    """
    settings = settings or load_settings()
    init_logs(settings["LOG_FORMAT"], settings.production)
    app = CourseApp("course_app", instance_path=str(settings.instance), static_folder=None, template_folder=None)
    app.extensions["settings"] = settings
    _configure(app, settings)
    app.extensions["assets"] = manifest or assets.build(STATIC, settings.instance / "cache")
    templating.init_templating(app, settings)
    init_database(app, settings.database_url, max(LEAST_POOL, 2 * settings["THREADS"]))
    _init_jobs(app, settings)
    security.init_security(app, settings, counters(settings))
    access.init_access(app)
    errors.init_errors(app)
    _open_rooms(app)
    return app


def counters(settings: Settings) -> str:
    """Return where rate counters are kept."""
    return str(settings["REDIS_URL"]) or f"counters://{settings.instance / 'counters.db'}"


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=secret_key(settings),
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings["SESSION_DAYS"]),
        SESSION_REFRESH_EACH_REQUEST=False,
        LOCALE=settings["DEFAULT_LOCALE"],
        TIME_ZONE=settings["TIMEZONE"],
    )
    app.session_interface = SealedCookies(app.config["SECRET_KEY"])
    app.extensions["master_key"] = master_key(settings)


def _init_jobs(app: Flask, settings: Settings) -> None:
    jobs = Jobs()
    jobs.init_app(app, settings.instance, settings["REDIS_URL"])
    jobs.sweep("held forms", held.forget_held)
    mailer = Mailer(
        settings["MAIL_URL"],
        settings["MAIL_FROM"],
        settings.instance / "outbox",
        app.extensions["master_key"],
        settings.base_url,
    )
    init_mail(app, jobs, mailer)


def _open_rooms(app: Flask) -> None:
    site.init_site(app)
    open_accounts(app)
    open_courseware(app)
    open_printing(app)
    open_enrolment(app)
    open_people(app)
    open_workbook(app)
    open_assessment(app)
    open_learning(app)
    open_letters(app)
    open_my_guide(app)
    open_credentials(app)
    open_authoring(app)
    open_reporting(app)

"""Examine a site: every check, in the order in which one would mend things."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from course_app.application import create_app
from course_app.infrastructure.config import Settings, SettingsError, load_settings
from course_app.infrastructure.keys import MissingKeyError
from course_app.operations.doctor import (
    database_checks,
    instance_checks,
    paper_checks,
    settings_checks,
    work_checks,
)
from course_app.operations.doctor.findings import Check, Finding, Level, Patient

CHECKS: tuple[Check, ...] = (
    *settings_checks.CHECKS,
    *instance_checks.CHECKS,
    *database_checks.CHECKS,
    *work_checks.CHECKS,
    *paper_checks.CHECKS,
)


def examine(
    now: datetime, environ: Mapping[str, str] | None = None, checks: tuple[Check, ...] = CHECKS, **overrides: Any
) -> list[Finding]:
    """Return what every check found; settings that cannot be read end it with their problem."""
    try:
        settings = load_settings(environ, **overrides)
    except SettingsError as error:
        return [Finding("settings", Level.WRONG, str(error), "Mend it, then run course doctor again.")]
    app, why = _application(settings)
    patient = Patient(settings, app, why, now)
    found = [Finding("settings", Level.FINE, "Every setting is known.")]
    if app is None:
        return [*found, *_all(patient, checks)]
    with app.app_context():
        return [*found, *_all(patient, checks)]


def _all(patient: Patient, checks: tuple[Check, ...]) -> list[Finding]:
    findings: list[Finding] = []
    for check in checks:
        if check.needs_app and check.name != "database" and _is_down(findings):
            findings.append(Finding(check.name, Level.UNSEEN, "Not looked at: the database does not answer."))
        else:
            findings += check.examine(patient)
    return findings


def _is_down(findings: list[Finding]) -> bool:
    return any(found.check == "database" and found.level is Level.WRONG for found in findings)


def _application(settings: Settings) -> tuple[Flask | None, str]:
    """Return the application, or why there is none; an instance that is not there is not made by looking at it."""
    if not settings.instance.is_dir():
        return None, "there is no instance yet."
    try:
        return create_app(settings), ""
    except (MissingKeyError, OSError, SQLAlchemyError, ModuleNotFoundError) as error:
        return None, str(error)

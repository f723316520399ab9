"""What the doctor looks at, and what a look at it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import Flask

from course_app.infrastructure.config import Settings


class Level(StrEnum):
    """How it stands: ``advice`` may be meant, ``wrong`` never is, ``unseen`` could not be looked at."""

    FINE = "fine"
    ADVICE = "advice"
    WRONG = "wrong"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what stands, and what to do when it should not."""

    check: str
    level: Level
    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A site: its settings, its application when there can be one, and the time."""

    settings: Settings
    app: Flask | None
    why_no_app: str
    now: datetime


Found = Iterator[tuple[Level, str, str]]
Look = Callable[[Patient], Found]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, and a look that yields nothing when all is well, or what it found.

    ``fine`` is said when it found nothing.
    """

    name: str
    fine: str
    look: Look
    needs_app: bool = False

    def examine(self, patient: Patient) -> list[Finding]:
        """Return what there is to say, at least one finding."""
        if self.needs_app and patient.app is None:
            return [Finding(self.name, Level.UNSEEN, f"Not looked at: {patient.why_no_app}")]
        try:
            found = [Finding(self.name, *each) for each in self.look(patient)]
        except Exception as error:
            reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:200]
            found = [Finding(self.name, Level.WRONG, f"The check itself failed: {reason}", "Look into the log.")]
        return found or [Finding(self.name, Level.FINE, self.fine)]


def wrong(says: str, todo: str) -> tuple[Level, str, str]:
    """Return something that must be mended."""
    return Level.WRONG, says, todo


def advice(says: str, todo: str) -> tuple[Level, str, str]:
    """Return something that may be meant, and is worth a thought."""
    return Level.ADVICE, says, todo

"""What the author of a course set for a task, each of its type; a setting that does not stand there has its default."""

from collections.abc import Mapping

from course_app.domain.course import Setting

Settings = Mapping[str, Setting]


def whole(settings: Settings, name: str, default: int) -> int:
    """Return a whole number, a percentage or a duration in seconds."""
    value = settings.get(name, default)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def span(settings: Settings, name: str, default: tuple[int, int]) -> tuple[int, int]:
    """Return a range."""
    value = settings.get(name, default)
    return value if isinstance(value, tuple) else default


def word(settings: Settings, name: str, default: str) -> str:
    """Return a word."""
    value = settings.get(name, default)
    return value if isinstance(value, str) and value else default


def switch(settings: Settings, name: str, default: bool) -> bool:
    """Return a switch."""
    value = settings.get(name, default)
    return value if isinstance(value, bool) else default

"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """Return the time zone ``name``, or UTC when there is none of that name."""
    return ZoneInfo(name) if name in time_zones() else ZoneInfo("UTC")


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """Return the names of all time zones a person may choose."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC") - {"localtime"}


def today(time_zone: str) -> date:
    """Return the calendar date in ``time_zone``."""
    return now().astimezone(zone(time_zone)).date()

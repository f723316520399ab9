"""Which version of the programme this is."""

from importlib.metadata import PackageNotFoundError, version


def own_version() -> str:
    """Return the version of the programme, also in a checkout that was never installed."""
    try:
        return version("course-app")
    except PackageNotFoundError:
        return "0.1.0"

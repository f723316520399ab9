"""The checkout: where the sources, tests and locks are, when the programme was not installed as a package."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def in_checkout() -> bool:
    """Return whether this programme runs from its sources with their tests beside them."""
    return (ROOT / "pyproject.toml").is_file() and (ROOT / "tests").is_dir()

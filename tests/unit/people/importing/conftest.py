"""Files of people, made up, and what stands in them; the browser's readers are held to the same table."""

import json
from pathlib import Path

import pytest

FILES = Path(__file__).parents[3] / "files" / "imports"
TABLE = json.loads((FILES.parent / "imports.json").read_text())


@pytest.fixture
def file():
    return lambda name: (FILES / name).read_bytes()

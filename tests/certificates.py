"""Certificates for tests: facts, names in many scripts, and the tools that look into a PDF."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from course_app.credentials import glyphs
from course_app.credentials.document import CertificateFacts, Signatory

TWELVE_NAMES = (
    "Dana Whitfield-Ó Briain",
    "Łukasz Łukasiewicz",
    "Đặng Thùy Trâm",
    "Јелена Ђорђевић",
    "Ελένη Παπαδοπούλου",
    "Şükrü Öğüt",
    "Þórunn Ægisdóttir",
    "Ștefan Țepeș",
    "Jiří Růžička-Žďárský",
    "Ķęstutis Āboliņš",
    "Щукина Ольга Їжак",
    "Nguyễn Thị Hồng Nhưỡng",
)


def make_facts(**changes: Any) -> CertificateFacts:
    facts: dict[str, Any] = {
        "public_id": "7KQ49TXM3HWD80PZ",
        "holder_name": "Dana Whitfield-Ó Briain",
        "program_title": "NetWorkWise Certification Program",
        "credential_title": "NetWorkWise Certified Professional",
        "edition": 1,
        "issuer_name": "NetWorkWise",
        "issuer_url": "https://networkwise.example",
        "issued_on": date(2026, 11, 22),
        "valid_until": date(2028, 11, 22),
        "read": ("26 lessons in seven modules.",),
        "tested": ("6 module checks, each at 80 % or better.", "A final of 25 questions at 80 % or better."),
        "made": ("A list of 15 people in three spheres.", "Five first messages and a calendar."),
        "declared": ("3 messages sent, one by another channel.", "1 favour done."),
        "signatory": Signatory("Rosalind Marchetti", "Programme director"),
        "verify_url": "https://learn.networkwise.example/v/7KQ4-9TXM-3HWD-80PZ",
    }
    return CertificateFacts(**facts | changes)


def needs(*tools: str) -> pytest.MarkDecorator:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def needs_system_font(family: str) -> pytest.MarkDecorator:
    stem = family.replace(" ", "")
    return pytest.mark.skipif(stem not in glyphs._installed(), reason=f"font not installed: {family}")


def run(*command: str | Path) -> str:
    """Run a PDF tool that must have nothing to complain of, and return what it says."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def text_of(path: Path) -> str:
    """Return the text of a PDF, runs of white space as one space."""
    return " ".join(run("pdftotext", "-raw", path, "-").split())


Saved = Callable[[bytes], Path]

"""A site that has issued a certificate, made once for all tests that only look at it."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from course_app.application import create_app
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db
from course_app.web.access import Role
from tests.conftest import add_person, sign_in
from tests.credentials import CERTIFICATE, issue_to, reach, work

HOLDER = "Dana Whitfield-Ó Briain"


@dataclass
class Issued:
    """A certificate with all its files, as the public gets them."""

    app: Flask
    number: str
    account_id: int
    pdf: bytes
    letter: bytes
    badge: bytes
    png: bytes
    svg: bytes
    folder: Path = field(default_factory=Path)

    @property
    def client(self):
        return self.app.test_client()


@pytest.fixture(scope="module")
def issued(blank_instance, manifest, tmp_path_factory):
    folder = tmp_path_factory.mktemp("issued") / "instance"
    shutil.copytree(blank_instance, folder)
    settings = load_settings({}, INSTANCE=str(folder), BASE_URL="https://learn.networkwise.example", RATE_LIMITS="no")
    app = create_app(settings, manifest)
    app.testing = True
    app.config["PREFERRED_URL_SCHEME"] = "https"  # the cookie of a site with https wants it
    account = add_person(app, "dana@example.org", "Dana", Role.LEARNER)
    reach(app, account)
    client = sign_in(app.test_client())
    number = issue_to(client, HOLDER)
    work(app)
    client.get(f"{CERTIFICATE}.pdf?paper=letter")
    work(app)
    public = app.test_client()
    yield Issued(
        app,
        number,
        account,
        pdf=client.get(f"{CERTIFICATE}.pdf").data,
        letter=client.get(f"{CERTIFICATE}.pdf?paper=letter").data,
        badge=public.get(f"/v/{number}.json").data,
        png=public.get(f"/v/{number}.png").data,
        svg=public.get(f"/v/{number}.svg").data,
        folder=folder,
    )
    with app.app_context():
        db.engine.dispose()

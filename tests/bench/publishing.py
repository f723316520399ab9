"""Publishing to 5,000 learners: how long the page takes that says whom it touches, and the release itself."""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from sqlalchemy import column, select, table

from course_app.authoring.service import Deed, save
from course_app.authoring.workspace import workspace
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people import service, spheres
from course_app.people.keeper import keeper
from course_app.reporting.commands import seed_learners
from course_app.web.access import Role
from tests.bench.figures import Figure
from tests.bench.seeding import COURSE, Seeded, seed
from tests.bench.stage import Stage
from tests.conftest import add_person, sign_in
from tests.forms import submit

LEARNERS = 5_000
LISTS = 120
GIVEN = ("Ilse", "Tom", "Evan", "Amara", "Luis")
PAGE = f"/author/{COURSE}/publish"
EDITS = (
    ("find/build-list.md", "min=15", "min=12"),
    ("find/check.md", "{.quiz", "{.quiz pass=70%"),
    ("find/walk-back.md", "bicycle pump", "bicycle bell"),
)


def impact(stage: Stage) -> Iterator[Figure]:
    """Measure the page before publishing, warm, and the publishing, in this process."""
    with tempfile.TemporaryDirectory(prefix="bench-publish-") as folder:
        seeded = seed(Path(folder), 0)
        author = add_person(seeded.app, "ada@example.org", "Ada Author", Role.AUTHOR)
        with seeded.app.app_context():
            seed_learners(seeded.app, seeded.release_id, LEARNERS, Random(1))
            _keep_lists(seeded)
            _edit(author)
        client = sign_in(seeded.app.test_client(), "ada@example.org")
        page = client.get(PAGE).text
        begun = time.perf_counter()
        page = client.get(PAGE).text
        yield Figure(f"impact on {LEARNERS:,} learners: page", 1000 * (time.perf_counter() - begun), "ms", 1000)
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version is not None
        chosen = re.findall(r'name="lowered" value="([^"]+)"', page)
        begun = time.perf_counter()
        done = submit(client, PAGE, version=version[1], origin="browser", when="now", lowered=chosen)
        spent = 1000 * (time.perf_counter() - begun)
        assert done.status_code == 303
        yield Figure(f"publishing to {LEARNERS:,} learners, {len(chosen)} lower numbers: request", spent, "ms", 5000)


def _keep_lists(seeded: Seeded) -> None:
    """Let some of them keep lists that are long enough for the lower number alone."""
    account = table("account", column("id"), column("wrapped_key"), column("role"))
    rows = (
        reader().execute(select(account).where(account.c.role == "learner").order_by(account.c.id).limit(LISTS)).all()
    )
    now, today = clock.now(), clock.today("UTC")
    for row in rows:
        with transaction() as session:
            whose = keeper(row.id, seeded.app.extensions["data_key"](row.wrapped_key), today, now)
            for name, count in (("Work", 5), ("Study", 5), ("Choir", 3)):
                place = spheres.sphere_named(session, whose, name).id
                people = [
                    {"given": f"{given} {name}", "sphere": place, "last_year": today.year - 8}
                    for given in GIVEN[:count]
                ]
                service.add_people(session, whose, people, real=True)


def _edit(author: int) -> None:
    for path, old, new in EDITS:
        space = workspace(reader(), COURSE)
        before = space.files[path]
        assert old.encode() in before, (path, old)
        data = before.replace(old.encode(), new.encode(), 1)
        with transaction() as session:
            save(session, space.course, path, data, space.hashes[path], Deed(author, clock.now()))

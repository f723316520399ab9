"""Pages of those who run a programme, on a site of its own with 20,000 learners: CPU a page, and statements."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from course_app.reporting.commands import seed_learners
from course_app.web.access import Role
from tests.bench.figures import Figure
from tests.bench.seeding import COURSE, seed
from tests.bench.stage import Stage
from tests.conftest import add_person, sign_in
from tests.statements import statements

LEARNERS = 20_000
TARGET = 15
PAGES = {
    "home": "/admin",
    "learners": "/admin/learners",
    "learners by state": "/admin/learners?state=ready",
    "learners by cohort": "/admin/learners?cohort=3",
    "learners by step": f"/admin/learners?course={COURSE}&step=final",
    "learners by part of a name": "/admin/learners?q=duarte",
    "learners, nobody found": "/admin/learners?q=zzzz",
    "one learner": "/admin/learners/10000",
    "who may need a word": "/admin/nudges",
    "who may need a word, in a cohort": "/admin/nudges?cohort=3",
    "cohorts": "/admin/cohorts",
    "cohort": "/admin/cohorts/3",
    "funnel": f"/admin/funnel/{COURSE}",
    "funnel of a cohort": f"/admin/funnel/{COURSE}?cohort=3",
    "questions": f"/admin/quality/{COURSE}",
    "audit": "/admin/audit",
}


def pages(stage: Stage) -> Iterator[Figure]:
    """Measure each page in this process, warm."""
    with tempfile.TemporaryDirectory(prefix="bench-reports-") as folder:
        seeded = seed(Path(folder), 0)
        add_person(seeded.app, "owner@example.org", "Olga Owner", Role.OWNER)
        with seeded.app.app_context():
            seed_learners(seeded.app, seeded.release_id, LEARNERS, Random(1))
        client = sign_in(seeded.app.test_client(), "owner@example.org")
        for name, path in PAGES.items():
            for _ in range(3):
                assert client.get(path).status_code == 200, path
            with statements(seeded.app) as seen:
                client.get(path)
            times = stage.times(20)
            begun = time.process_time()
            for _ in range(times):
                client.get(path)
            spent = 1000 * (time.process_time() - begun) / times
            yield Figure(f"{name} at 20,000 learners: CPU ({len(seen)} statements)", spent, "ms", TARGET)

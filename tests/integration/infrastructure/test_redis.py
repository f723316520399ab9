"""Jobs and counters on a real Redis."""

import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoRedisError

from course_app.application import create_app
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db
from tests.conftest import Role, add_person
from tests.forms import token_of
from tests.served import ROOT, environment, free_port, with_assets

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")

QUEUED = """
import sys
from course_app.infrastructure import lean
lean.load()
assert "redis" not in sys.modules
from course_app.application import create_app
from course_app.infrastructure.config import load_settings
jobs = create_app(load_settings()).extensions["jobs"]
jobs.handler("count", print)
print([each.name for each in jobs.waiting()], jobs.run_pending(), len(jobs.waiting()))
"""


@contextmanager
def redis_server(folder):
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        client = Redis(port=port)
        for _ in range(200):
            try:
                client.ping()
                break
            except NoRedisError:
                time.sleep(0.05)
        client.close()
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def redis(tmp_path):
    with redis_server(tmp_path) as url:
        yield url


@pytest.fixture
def start(blank_instance, manifest, tmp_path):
    """Start the application anew on the same instance."""
    folder = with_assets(shutil.copytree(blank_instance, tmp_path / "instance"))
    made = []

    def make(url):
        app = create_app(load_settings({}, INSTANCE=str(folder), REDIS_URL=url), manifest)
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_a_job_that_one_process_queued_is_done_by_another(redis, start, tmp_path):
    jobs = start(redis).extensions["jobs"]
    jobs.handler("count", lambda number: None)
    jobs.enqueue("count", 7)
    assert [(each.name, each.ids) for each in jobs.waiting()] == [("count", (7,))]
    command = [sys.executable, "-c", QUEUED]
    settings = environment(instance=tmp_path / "instance", REDIS_URL=redis)
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["7", "['count'] 1 0"], done.stderr
    assert jobs.waiting() == []


def test_failed_sign_ins_are_counted_across_a_new_start(redis, start):
    add_person(start(redis), "dana@example.org", "Dana", Role.LEARNER)
    assert guess(start(redis), 6) == [422] * 6
    assert guess(start(redis), 5) == [422] * 4 + [429]


def test_without_redis_pages_answer_and_a_job_is_left_to_the_sweep(start, tmp_path, capfd):
    with redis_server(tmp_path) as url:
        app = start(url)
        assert app.test_client().get("/signin").status_code == 200
    jobs = app.extensions["jobs"]
    jobs.handler("count", lambda number: None)
    jobs.enqueue("count", 7)
    assert "job_not_queued" in capfd.readouterr().err
    assert app.test_client().get("/signin").status_code == 200
    assert guess(app, 1) == [422]


def guess(app, times):
    browser = app.test_client()
    data = {"csrf_token": token_of(browser, "/signin"), "email": "dana@example.org", "password": "not this one"}
    return [browser.post("/signin", data=data).status_code for _ in range(times)]

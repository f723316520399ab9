import os
import re
import shutil
import signal
import socket
import time
from http.client import HTTPConnection

import pytest

from tests.publishing import COURSES
from tests.served import alive, end, served, start

pytestmark = pytest.mark.slow


def content_of(instance):
    """Return a folder with a small course: how processes begin and end does not hang on what they print meanwhile."""
    folder = instance.parent / "content"
    shutil.copytree(COURSES / "garden", folder / "garden", dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def site(lasting_instance):
    """A site for tests that leave it running."""
    with served(lasting_instance, WORKERS=2, CONTENT_DIR=content_of(lasting_instance)) as running:
        yield running


@pytest.fixture
def mortal(instance):
    """A site for tests that end it."""
    with served(instance, WORKERS=2, CONTENT_DIR=content_of(instance)) as running:
        yield running


def until(condition, seconds=10.0):
    """Wait until the condition holds."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def test_a_start_says_the_address_and_a_link_that_makes_the_first_owner(site):
    assert f"is at http://localhost:{site.port}" in site.output
    path = re.search(r"http://localhost:\d+(/invite/\S+)", site.output)[1]
    assert site.get(path)[0] == 200
    assert "published as r1" in site.output


def test_static_files_come_compressed_and_may_be_kept_for_ever(site):
    page = site.get("/signin")[2].decode()
    style = re.search(r'href="(/static/app\.[^"]+\.css)"', page)[1]
    status, headers, body = site.get(style, Accept_Encoding="br")
    assert (status, headers["content-encoding"]) == (200, "br")
    assert "immutable" in headers["cache-control"]
    assert len(body) < 12_000


def test_sigterm_ends_every_process_within_five_seconds_though_a_browser_keeps_its_connection(mortal):
    site = mortal
    idle = HTTPConnection("127.0.0.1", site.port)
    idle.request("GET", "/signin")
    idle.getresponse().read()
    processes = site.children()
    assert sorted(processes.values()) == ["jobs", "web", "web"]
    begun = time.monotonic()
    assert end(site) == 0
    assert time.monotonic() - begun < 5
    assert not any(alive(pid) for pid in processes)
    idle.close()


def test_a_request_under_way_is_finished_before_the_end(mortal):
    site = mortal
    with socket.create_connection(("127.0.0.1", site.port), 10) as wire:
        wire.sendall(b"POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\nConnection: close\r\n\r\nema")
        time.sleep(0.3)
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        wire.sendall(b"il=a")
        assert wire.recv(100).startswith(b"HTTP/1.1 ")
    assert site.process.wait(5) == 0


def test_children_of_a_killed_server_end_with_it_and_the_next_start_works_at_once(mortal, instance):
    site = mortal
    processes = site.children()
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait()
    again = start(instance, port=site.port, CONTENT_DIR=content_of(instance))
    try:
        until(lambda: not any(alive(pid) for pid in processes), 3)
        again.wait()
    finally:
        end(again)


@pytest.mark.parametrize("kind", ["web", "jobs"])
def test_a_killed_process_is_replaced(site, kind):
    pid = next(pid for pid, found in site.children().items() if found == kind)
    os.kill(pid, signal.SIGKILL)
    until(lambda: pid not in site.children() and sorted(site.children().values()) == ["jobs", "web", "web"])
    site.wait(5)


def test_a_mail_that_a_command_wrote_is_sent_by_the_running_site(site, run):
    here = {"INSTANCE": site.instance}
    assert run("create-owner dana@example.org --password-stdin", "seven quiet herons", **here).exit_code == 0
    assert run("reset-password dana@example.org --password-stdin", "eight quiet herons", **here).exit_code == 0
    until(lambda: list((site.instance / "outbox").glob("*.eml")))


def test_without_worker_no_process_does_jobs(instance):
    with served(instance, "--no-worker", WORKERS=1, CONTENT_DIR=content_of(instance)) as site:
        assert list(site.children().values()) == ["web"]

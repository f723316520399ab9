"""A site that runs as it does in real life: `course serve` in processes of its own, on an instance of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / ".course" / "test-assets"
SECONDS = 60
"""How long a start may take on a busy machine; a quiet one needs two."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running site."""

    process: "subprocess.Popen[bytes]"
    instance: Path
    port: int

    @property
    def address(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return (self.instance / "output.txt").read_text()

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            response = connection.getresponse()
            return response.status, {name.lower(): text for name, text in response.getheaders()}, response.read()
        finally:
            connection.close()

    def answers(self) -> bool:
        """Return whether it answers."""
        with suppress(OSError, HTTPException):
            return self.get("/signin")[0] == 200
        return False

    def wait(self, seconds: float = SECONDS) -> None:
        """Wait until it answers."""
        end = time.monotonic() + seconds
        while not self.answers():
            assert self.process.poll() is None, self.output
            assert time.monotonic() < end, f"no answer after {seconds} s\n{self.output}"
            time.sleep(0.02)

    def children(self) -> dict[int, str]:
        """Return its processes by id: ``jobs`` or ``web``."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        holders = {int(pid): "web" for thread in threads for pid in thread.read_text().split()}
        for pid in holders:
            # Only web workers listen; their processes are forks, so that the name says nothing.
            if not _listens(pid, self.port):
                holders[pid] = "jobs"
        return holders


def environment(instance: Path, **settings: object) -> dict[str, str]:
    """Return the environment of a command on ``instance``, with nothing of ours in it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return (
        kept | {"COURSE_INSTANCE": str(instance)} | {f"COURSE_{name}": str(value) for name, value in settings.items()}
    )


def with_assets(instance: Path) -> Path:
    """Give an instance static files that were made before, so that a start does not make them anew."""
    if ASSETS.exists() and not (instance / "cache").exists():
        shutil.copytree(ASSETS, instance / "cache")
    return instance


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(instance: Path, *options: str, port: int = 0, **settings: object) -> Site:
    """Start `course serve` on ``instance``; the caller waits for it and ends it."""
    port = port or free_port()
    command = [sys.executable, "-m", "course_app", "serve", "--port", str(port), *options]
    with (instance / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(instance, **settings), stdout=output, stderr=subprocess.STDOUT
        )
    return Site(process, instance, port)


@contextmanager
def served(instance: Path, *options: str, **settings: object) -> Iterator[Site]:
    """Serve ``instance`` inside the block."""
    site = start(instance, *options, **settings)
    try:
        site.wait()
        yield site
    finally:
        end(site)


def end(site: Site, seconds: float = 10) -> int:
    """End the site as an operator would, and return its exit code."""
    if site.process.poll() is None:
        site.process.send_signal(signal.SIGTERM)
    try:
        return site.process.wait(seconds)
    except subprocess.TimeoutExpired:
        site.process.kill()
        raise


def alive(pid: int) -> bool:
    """Return whether a process runs (one that ended and was not yet collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _listens(pid: int, port: int) -> bool:
    wanted = f":{port:04X} "
    lines = [line for line in Path("/proc/net/tcp").read_text().splitlines() if wanted in line and " 0A " in line]
    inodes = {f"socket:[{line.split()[9]}]" for line in lines}
    with suppress(OSError):
        return any(str(path.readlink()) in inodes for path in Path(f"/proc/{pid}/fd").iterdir())
    return False

"""A PostgreSQL cluster that lives as long as the tests: unix socket only, no syncing, thrown away at the end."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.scratch import in_memory

OWNER = "course"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")
PR_SET_PDEATHSIG = 1


class NoClusterError(Exception):
    """PostgreSQL cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster; ``socket`` is the folder of its socket, ``copying`` how it copies a database best."""

    socket: str
    copying: str = ""

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database in the words of our settings."""
        return f"postgresql://{OWNER}@/{database}?host={quote(self.socket, safe='')}"

    def run(self, statement: str) -> None:
        """Run a statement that stands outside of transactions."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    @contextmanager
    def copy_of(self, template: str, name: str) -> Iterator[str]:
        """Copy a database inside the block; the block gets its address."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} {self.copying}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's own programmes, the newest version, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdecimal()], default=None)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster inside the block.

    Raises:
        NoClusterError: it is not installed, or does not start.
    """
    programmes = binaries()
    if programmes is None:
        raise NoClusterError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    as_user = _somebody_without_rights()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=in_memory()))
    try:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        data = folder / "data"
        _call([programmes / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "-N"], as_user)
        options = [word for option in FAST for word in ("-c", option)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programmes / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=folder,
                preexec_fn=_end_with_us,
                **as_user,
            )
        try:
            running = Cluster(str(folder))
            _wait(running, server, folder / "log")
            yield Cluster(running.socket, _copying(running))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_without_rights() -> dict[str, int]:
    """Return who runs the server, as it refuses to run as root; nothing when we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid}
    raise NoClusterError("there is no user without rights to run PostgreSQL as")


def _call(command: list[object], as_user: dict[str, int]) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **as_user)
    if done.returncode:
        raise NoClusterError(f"{command[0]} failed: {done.stderr.strip()[-300:]}")


def _end_with_us() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _copying(running: Cluster) -> str:
    """Return how to copy a small database: since version 15 the log is the default, which takes twice as long."""
    import psycopg

    with psycopg.connect(running.url()) as connection:
        return "STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""


def _wait(running: Cluster, server: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            running.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoClusterError(f"PostgreSQL did not start: {log.read_text()[-300:]}")

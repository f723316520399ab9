"""The instance folder before a start: can it be written, are its keys the right ones, is it served already."""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from course_app.accounts.private_data import holds_private_data
from course_app.infrastructure import keys
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import connect_for_reading

ORPHANS_SECONDS = 6.0
"""How long the children of a killed server may still hold its lock."""


@contextmanager
def private_files() -> Iterator[None]:
    """Let nobody else read the files that are made inside the block."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


class CannotServeError(Exception):
    """The site cannot be served; the message says why and what to do."""


def make_instance(settings: Settings, *, with_keys: bool) -> list[Path]:
    """Make the instance folder and, when asked to, the keys that are missing; return the keys made.

    Raises:
        CannotServeError: the folder cannot be written, or the data it holds is sealed with a key that is gone.
    """
    folder = settings.instance
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        if not with_keys:
            return []
        if _data_key_is_missing(settings) and _database_holds_private_data(settings):
            raise CannotServeError(
                f"The key of the private data is missing: {settings.keys / keys.DATA_FILE}, or COURSE_DATA_KEY. "
                "What learners wrote cannot be read without it, and a new key would not open it. "
                "Bring the key back from its backup."
            )
        return keys.make_keys(settings)
    except OSError as error:
        raise CannotServeError(
            f"The instance folder {folder} cannot be written ({error.strerror}). "
            "Give this user the right to write there, or set COURSE_INSTANCE to another folder."
        ) from error


def _data_key_is_missing(settings: Settings) -> bool:
    return not settings["DATA_KEY"] and not (settings.keys / keys.DATA_FILE).exists()


def _database_holds_private_data(settings: Settings) -> bool:
    """Ask the database before there is an application; no database yet is an empty one."""
    url = settings.database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return False
    engine = create_engine(url)
    try:
        with connect_for_reading(engine) as connection:
            return bool(inspect(connection).has_table("account")) and holds_private_data(connection)
    except SQLAlchemyError as error:
        raise unreachable(error) from error
    finally:
        engine.dispose()


def unreachable(error: SQLAlchemyError) -> CannotServeError:
    """Return the refusal for a database that does not answer."""
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0][:200]
    return CannotServeError(f"The database cannot be used: {reason}. Check COURSE_DATABASE_URL and that it runs.")


def hold_lock(settings: Settings) -> IO[str]:
    """Take the lock of the instance, so that two servers never share it; it is free again when its holder ends.

    Raises:
        CannotServeError: another server runs on this instance.
    """
    file = (settings.instance / "serve.lock").open("a+")
    end = time.monotonic() + ORPHANS_SECONDS
    while not _locked(file):
        file.seek(0)
        holder = file.read().strip()
        if _runs(holder) or time.monotonic() > end:
            file.close()
            raise CannotServeError(
                f"This instance is served already (process {holder or 'unknown'}). "
                "Stop that one first, or use another COURSE_INSTANCE."
            )
        time.sleep(0.05)
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _locked(file: IO[str]) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _runs(pid: str) -> bool:
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return not _is_zombie(pid)


def _is_zombie(pid: str) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False


def try_port(host: str, port: int) -> str:
    """Bind the port for a moment, as the server itself would share a taken one in silence; return the address.

    Raises:
        CannotServeError: the port is taken, or not ours to take.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CannotServeError(f"No machine is called {host}. Use 127.0.0.1, or 0.0.0.0 for all.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            raise CannotServeError(_refused(host, port, error)) from error
    return str(place[0])


def _refused(host: str, port: int, error: OSError) -> str:
    higher = port + 1 if port < 65535 else 8000
    reasons = {
        errno.EADDRINUSE: f"Port {port} on {host} is in use. Stop what runs there, or choose: --port {higher}",
        errno.EACCES: f"Port {port} needs more rights. Choose one above 1023: --port 8000",
        errno.EADDRNOTAVAIL: f"This machine has no address {host}. Use 127.0.0.1, or 0.0.0.0 for all.",
    }
    return reasons.get(error.errno or 0, f"{host}:{port} cannot be used: {error.strerror}.")

"""Settings: from the environment (``COURSE_…``), then ``instance/config.toml``, then defaults.

``SETTINGS`` is the one table; the reference page, ``course doctor`` and the check for unknown names read it.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

PREFIX = "COURSE_"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", ""})


class SettingsError(Exception):
    """A setting is unknown or has a value that cannot be used; the message says which and what to write."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``kind`` is text, number, switch, list, secret or one of ``choices``."""

    name: str
    kind: str
    default: Any
    says: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 10**9


SETTINGS: tuple[Setting, ...] = (
    Setting("INSTANCE", "text", "instance", "Folder of the database, keys and files of this site."),
    Setting("CONTENT_DIR", "text", "", "Folder with the courses; empty: the ones that come with the programme."),
    Setting("KEYS_DIR", "text", "", "Folder of the keys; empty: keys/ in the instance folder."),
    Setting("DATABASE_URL", "secret", "", "Database; empty: SQLite in the instance folder."),
    Setting("REDIS_URL", "secret", "", "Redis for jobs and rate counters; empty: files in the instance folder."),
    Setting("SECRET_KEY", "secret", "", "Signs cookies, 32 characters or more; empty: the one made by init."),
    Setting("DATA_KEY", "secret", "", "Master key of private data, 64 hex digits; empty: the one made by init."),
    Setting("BASE_URL", "text", "", "Public address of the site, such as https://learn.example.org."),
    Setting("HOST", "text", "127.0.0.1", "Address to listen on."),
    Setting("PORT", "number", 8000, "Port to listen on.", high=65535),
    Setting("WORKERS", "number", 0, "Web processes; 0: one for each core, at most four.", high=64),
    Setting("THREADS", "number", 4, "Threads in each web process.", low=1, high=128),
    Setting("TRUSTED_PROXIES", "number", 0, "Reverse proxies in front of the site whose headers count.", high=5),
    Setting("SITE_NAME", "text", "NetWorkWise", "Name of the site, shown on every page."),
    Setting("ISSUER_NAME", "text", "", "Organisation that issues certificates; empty: the name of the site."),
    Setting("ISSUER_URL", "text", "", "Address of that organisation; empty: the address of the site."),
    Setting("CREDENTIAL_TITLE", "text", "Certificate of completion", "Title when a course names none."),
    Setting("SIGNATORY_NAME", "text", "", "Who signs certificates; empty: no signature line."),
    Setting("SIGNATORY_ROLE", "text", "", "The role of that person."),
    Setting("SUPPORT_EMAIL", "text", "", "Address for questions, shown in the footer."),
    Setting("SIGNUP", "text", "open", "Who may sign up: open, invite, or mail domains such as example.org."),
    Setting(
        "MAIL_URL",
        "secret",
        "",
        "Mail server, such as smtp://user:pass@host:587; empty: mails are kept to read.",
    ),
    Setting("MAIL_FROM", "text", "", "Sender of mails."),
    Setting("DEFAULT_LOCALE", "text", "en", "Language of the interface.", choices=("en",)),
    Setting("TIMEZONE", "text", "UTC", "Time zone of new accounts."),
    Setting("COUNTRY", "text", "", "Country of phone numbers without a country code, two letters such as GB."),
    Setting("CALENDAR_FEEDS", "switch", True, "Learners may make a private calendar address for their people."),
    Setting(
        "PEOPLE_RETENTION_DAYS",
        "number",
        450,
        "Days without signing in after which a list of people is deleted; a mail says so 85 days before.",
        low=120,
        high=3650,
    ),
    Setting("SESSION_DAYS", "number", 30, "Days after which a device must sign in again.", low=1, high=365),
    Setting("PUBLIC_PREVIEW", "switch", True, "First lessons of a course may be read without an account."),
    Setting("RATE_LIMITS", "switch", True, "Slow down guessing; switch off only for load tests."),
    Setting("PDF_TIMEOUT", "number", 60, "Seconds that one PDF may take.", low=5, high=600),
    Setting("LOG_FORMAT", "text", "auto", "Form of the log: auto, text or json.", choices=("auto", "text", "json")),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force, and where each comes from (``sources``: environment, file or default)."""

    values: Mapping[str, Any]
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def instance(self) -> Path:
        """The instance folder."""
        return Path(self.values["INSTANCE"]).resolve()

    @property
    def keys(self) -> Path:
        """The folder of the keys."""
        return Path(self.values["KEYS_DIR"]).resolve() if self.values["KEYS_DIR"] else self.instance / "keys"

    @property
    def database_url(self) -> str:
        """The database, SQLite in the instance folder unless set."""
        url = str(self.values["DATABASE_URL"])
        if not url:
            return f"sqlite:///{self.instance / 'course.db'}"
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        return url

    @property
    def base_url(self) -> str:
        """The public address without a slash at its end."""
        return str(self.values["BASE_URL"] or f"http://localhost:{self.values['PORT']}").rstrip("/")

    @property
    def production(self) -> bool:
        """Whether the site is meant for others: its address is not local."""
        return (urlsplit(self.base_url).hostname or "") not in LOCAL_HOSTS

    @property
    def https(self) -> bool:
        """Whether the site is reached over TLS."""
        return self.base_url.startswith("https://")

    @property
    def issuer_name(self) -> str:
        """Who issues certificates."""
        return str(self.values["ISSUER_NAME"] or self.values["SITE_NAME"])

    @property
    def issuer_url(self) -> str:
        """The issuer's address."""
        return str(self.values["ISSUER_URL"] or self.base_url)


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings; ``overrides`` (by setting name) win over environment and file.

    Raises:
        SettingsError: an unknown name, or a value that does not fit.
    """
    environ = os.environ if environ is None else environ
    values = {setting.name: setting.default for setting in SETTINGS}
    sources = dict.fromkeys(values, "default")
    given = _from_environment(environ)
    instance = overrides.get("INSTANCE") or given.get("INSTANCE") or values["INSTANCE"]
    for origin, raw in (
        ("config.toml", _from_file(Path(instance) / "config.toml")),
        ("environment", given),
        ("given", overrides),
    ):
        for name, value in raw.items():
            values[name] = _typed(_BY_NAME[name], value, origin)
            sources[name] = origin
    _check(values)
    return Settings(MappingProxyType(values), MappingProxyType(sources))


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in environ.items():
        if not key.startswith(PREFIX):
            continue
        name, text = key.removeprefix(PREFIX), value
        if name.endswith("_FILE") and name.removesuffix("_FILE") in _BY_NAME:
            try:
                text = Path(value).read_text().strip()
            except OSError as error:
                raise SettingsError(f"{key}: the file {value} cannot be read ({error.strerror}).") from error
            name = name.removesuffix("_FILE")
        _known(name, key)
        found[name] = text
    return found


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f'{path}: {error}. A text stands in quotes: site_name = "Example Academy"') from error
    found = {}
    for key, value in table.items():
        name = key.upper()
        _known(name, f"{path}: {key}")
        found[name] = value
    return found


def _known(name: str, shown: str) -> None:
    if name not in _BY_NAME:
        near = get_close_matches(name, _BY_NAME, 1, 0.6)
        hint = f" Did you mean {PREFIX}{near[0]}?" if near else " See: course doctor --settings."
        raise SettingsError(f"{shown} is not a setting.{hint}")


def _typed(setting: Setting, value: Any, origin: str) -> Any:
    shown = f"{PREFIX}{setting.name} ({origin})"
    text = str(value).strip()
    if setting.kind == "number":
        if not text.isdecimal() or not setting.low <= int(text) <= setting.high:
            raise SettingsError(f"{shown} must be a whole number from {setting.low} to {setting.high}.")
        return int(text)
    if setting.kind == "switch":
        word = text.lower()
        if word not in {"1", "0", "yes", "no", "true", "false", "on", "off"}:
            raise SettingsError(f"{shown} must be yes or no.")
        return word in {"1", "yes", "true", "on"}
    if setting.choices and text not in setting.choices:
        raise SettingsError(f"{shown} must be one of: {', '.join(setting.choices)}.")
    return text


def _check(values: Mapping[str, Any]) -> None:
    base = values["BASE_URL"]
    parts = urlsplit(base)
    if base and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}):
        raise SettingsError("COURSE_BASE_URL must be an address without a path, such as https://learn.example.org.")
    if values["SECRET_KEY"] and len(values["SECRET_KEY"]) < 32:
        raise SettingsError("COURSE_SECRET_KEY must have at least 32 characters.")
    key = values["DATA_KEY"]
    if key and (len(key) != 64 or any(c not in "0123456789abcdefABCDEF" for c in key)):
        raise SettingsError("COURSE_DATA_KEY must have 64 hexadecimal digits.")

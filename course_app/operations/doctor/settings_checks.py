"""Do the settings fit together? Nothing here needs the database."""

import os
import re
from urllib.parse import urlsplit

from course_app.infrastructure import keys
from course_app.infrastructure.clock import time_zones
from course_app.infrastructure.config import LOCAL_HOSTS
from course_app.operations.doctor.findings import Check, Found, Patient, advice, wrong

SHORTEST_SECRET = 32
FEWEST_LETTERS = 8
"""A secret with fewer different characters was typed, not drawn."""
DOMAIN = re.compile(r"@?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _base_url(patient: Patient) -> Found:
    if not patient.settings.production:
        yield advice(
            f"The address is local: {patient.settings.base_url}. Certificates are marked as demonstrations.",
            "For real use set COURSE_BASE_URL to the public address, such as https://learn.example.org.",
        )


def _https(patient: Patient) -> Found:
    if patient.settings.production and not patient.settings.https:
        yield wrong(
            "The public address is http, so passwords and cookies travel in the open.",
            "Put a reverse proxy with TLS in front, and set COURSE_BASE_URL to https://…",
        )


def _cookie(patient: Patient) -> Found:
    assert patient.app is not None
    config, https = patient.app.config, patient.settings.https
    if https and not (config["SESSION_COOKIE_SECURE"] and config["SESSION_COOKIE_NAME"].startswith("__Host-")):
        yield wrong("The session cookie is not bound to https and to this host.", "Do not change SESSION_COOKIE_… .")
    if not config["SESSION_COOKIE_HTTPONLY"] or config["SESSION_COOKIE_SAMESITE"] != "Lax":
        yield wrong("Scripts or other sites may use the session cookie.", "Do not change SESSION_COOKIE_… .")


def _secret(patient: Patient) -> Found:
    try:
        secret = keys.secret_key(patient.settings)
    except keys.MissingKeyError as error:
        yield wrong(str(error), "Run: course init, or bring the key back from its backup.")
        return
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_LETTERS:
        yield wrong("The key that signs cookies can be guessed.", "Remove COURSE_SECRET_KEY and run: course init")
    if secret.strip() and secret == patient.settings["DATA_KEY"]:
        yield wrong("One key signs cookies and opens private data.", "Give each its own key.")


def _data_key(patient: Patient) -> Found:
    try:
        secret = keys.master_key(patient.settings).secret
    except keys.MissingKeyError as error:
        yield wrong(str(error), "A new site: course init. Otherwise bring the key back from its backup.")
        return
    if len(set(secret)) < FEWEST_LETTERS:
        yield wrong("The key of the private data can be guessed.", "A new site: remove COURSE_DATA_KEY, course init.")


def _time_zone(patient: Patient) -> Found:
    zone = patient.settings["TIMEZONE"]
    if zone not in time_zones():
        yield wrong(f"No time zone is called {zone}.", "Set COURSE_TIMEZONE to a name such as Europe/Berlin.")


def _proxies(patient: Patient) -> Found:
    settings = patient.settings
    hops, host = settings["TRUSTED_PROXIES"], settings["HOST"]
    if hops and not settings.production:
        yield wrong(
            "Headers of a proxy are trusted, and the address is local: anybody can pretend to be somewhere else.",
            "Set COURSE_TRUSTED_PROXIES to 0, or COURSE_BASE_URL to the public address.",
        )
    elif hops and host not in LOOPBACK:
        yield advice(
            f"Headers of a proxy are trusted, and {host} can be reached past it.",
            "Set COURSE_HOST to 127.0.0.1, or close the port to everybody but the proxy.",
        )
    elif settings.https and not hops:
        yield wrong(
            "The site is behind TLS, and no proxy is trusted: every visitor seems to come from the same address.",
            "Set COURSE_TRUSTED_PROXIES to the number of proxies, mostly 1.",
        )


def _listening(patient: Patient) -> Found:
    host = patient.settings["HOST"]
    if host not in LOOPBACK and not patient.settings.production:
        yield advice(
            f"The site listens on {host} without TLS: others on the network can read along.",
            "Set COURSE_HOST to 127.0.0.1 unless you mean it.",
        )


def _rate_limits(patient: Patient) -> Found:
    if not patient.settings["RATE_LIMITS"]:
        yield wrong("Guessing passwords is not slowed down.", "Remove COURSE_RATE_LIMITS; only load tests need it off.")


def _debug(patient: Patient) -> Found:
    if os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false"} or (patient.app and patient.app.debug):
        yield wrong("Debugging is on: errors show the inside of the programme.", "Remove FLASK_DEBUG.")


def _optimised(_patient: Patient) -> Found:
    if os.environ.get("PYTHONOPTIMIZE"):
        yield wrong("PYTHONOPTIMIZE removes checks that the programme relies on.", "Remove PYTHONOPTIMIZE.")


def _workers(patient: Patient) -> Found:
    wanted, cores = patient.settings["WORKERS"], os.cpu_count() or 1
    if wanted > 4 * cores:
        yield advice(f"{wanted} web processes on {cores} cores get in each other's way.", "Set COURSE_WORKERS to 0.")


def _sign_up(patient: Patient) -> Found:
    rule = str(patient.settings["SIGNUP"]).strip().casefold()
    if rule in {"open", "invite"}:
        return
    for part in rule.split(","):
        if not DOMAIN.fullmatch(part.strip()):
            yield wrong(
                f"COURSE_SIGNUP has {part.strip() or 'nothing'} where a mail domain should be: nobody can sign up.",
                "Write open, invite, or mail domains such as example.org, example.net.",
            )


def _sign_up_without_mail(patient: Patient) -> Found:
    if not patient.settings["MAIL_URL"] and patient.settings["SIGNUP"] != "invite":
        yield advice(
            "People sign up without mail: nobody confirms that an address is theirs.",
            "Set COURSE_MAIL_URL, or COURSE_SIGNUP to invite.",
        )


def _mail(patient: Patient) -> Found:
    settings = patient.settings
    if not settings["MAIL_URL"]:
        if settings.production:
            yield wrong(
                "There is no mail server: links to sign in and invitations reach nobody.",
                "Set COURSE_MAIL_URL, such as smtp://user:password@mail.example.org:587.",
            )
        return
    parts = urlsplit(settings["MAIL_URL"])
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        yield wrong("COURSE_MAIL_URL is no address of a mail server.", "Write smtp://… or smtps://… with a host.")
    if not settings["MAIL_FROM"]:
        yield advice("Mails have a sender that may not exist.", "Set COURSE_MAIL_FROM to an address that is read.")


def _contact(patient: Patient) -> Found:
    if patient.settings.production and not patient.settings["SUPPORT_EMAIL"]:
        yield advice("Learners find no address for questions.", "Set COURSE_SUPPORT_EMAIL.")


def _issuer(patient: Patient) -> Found:
    settings = patient.settings
    parts = urlsplit(settings.issuer_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield wrong(f"COURSE_ISSUER_URL is no address: {settings.issuer_url}.", "Write https://… or remove it.")
    elif settings.production and parts.hostname in LOCAL_HOSTS:
        yield wrong("Certificates would name a local address as their issuer.", "Set COURSE_ISSUER_URL.")


CHECKS = (
    Check("address", "The public address is set.", _base_url),
    Check("https", "Nothing secret travels in the open.", _https),
    Check("cookie", "The session cookie is closed to scripts and other sites.", _cookie, needs_app=True),
    Check("secret key", "The key that signs cookies is there and strong.", _secret),
    Check("data key", "The key of the private data is there and strong.", _data_key),
    Check("time zone", "The time zone is known.", _time_zone),
    Check("proxies", "Visitors' addresses are known.", _proxies),
    Check("listening", "Only those who should can reach the port.", _listening),
    Check("rate limits", "Guessing is slowed down.", _rate_limits),
    Check("debugging", "Debugging is off.", _debug),
    Check("python options", "Python runs as it should.", _optimised),
    Check("processes", "The number of web processes fits the machine.", _workers),
    Check("sign-up", "The rule of who may sign up can be read.", _sign_up),
    Check("confirmed addresses", "Addresses are confirmed.", _sign_up_without_mail),
    Check("mail settings", "Mail is set up, or not needed yet.", _mail),
    Check("contact", "There is an address for questions.", _contact),
    Check("issuer", "The issuer of certificates has an address.", _issuer),
)

"""Jobs of credentials: make the files of a certificate, sign lists of states, find what a stopped worker left."""

import threading
import traceback
from datetime import date, datetime
from typing import Any, get_args

import structlog
from flask import current_app

from course_app.credentials import achievements, designs, keyring, queries, service, status_lists
from course_app.credentials.document import DoesNotFitError, Paper
from course_app.credentials.queries import Credential
from course_app.enrolment.queries import began_at
from course_app.infrastructure import clock, signing_keys
from course_app.infrastructure.config import Settings
from course_app.infrastructure.database import reader, transaction
from course_app.infrastructure.pdf import EngineMissingError
from course_app.infrastructure.signing_keys import SigningKeyError, SigningKeys

log = structlog.get_logger(__name__)
PAPERS: tuple[Paper, ...] = get_args(Paper)
JSON = "json"
_turn = threading.Lock()
"""Held while a certificate is made: two threads that take turns at the interpreter make each dearer by a third."""
_SPEAKABLE = (DoesNotFitError, EngineMissingError, SigningKeyError)


def make_certificate(credential_id: int) -> None:
    """Make and store the badge of a certificate and its PDF on the paper of its design."""
    with _turn:
        found = queries.credential_by_id(reader(), credential_id)
        if found is None or found.status != "active":
            return
        _make(found, (JSON, found.facts.paper))
        sign_status_lists()


def make_paper(credential_id: int, paper: str) -> None:
    """Make and store the PDF of a certificate on one more paper, for a holder who asks for it."""
    with _turn:
        found = queries.credential_by_id(reader(), credential_id)
        if found is not None and found.status == "active":
            _make(found, (next(each for each in PAPERS if each == paper),))


def sign_status_lists() -> None:
    """Sign the lists of states that have changed, or whose signed form grows old."""
    now = clock.now()
    for number, version in status_lists.to_sign(reader(), now):
        from course_app.credentials import making

        keys, settings = _keys(now), _settings()
        signed = making.signed_status_list(settings, keys, number, status_lists.places_set(reader(), number), now)
        with transaction() as session:
            status_lists.store(session, number, version, signed, now)


def make_missing() -> None:
    """Make what is missing: badges, PDFs, and what became of the list of states."""
    for credential_id in queries.without_files(reader()):
        make_certificate(credential_id)
    try:
        sign_status_lists()
    except SigningKeyError as problem:
        log.error("status_list_not_signed", reason=str(problem))


def renew_leaf() -> None:
    """Make a new leaf when the one in force has signed for long enough."""
    settings, now = _settings(), clock.now()
    try:
        leaf = signing_keys.load(settings.keys).leaf.certificate
        if now - leaf.not_valid_before_utc > signing_keys.LEAF_IN_USE:
            signing_keys.make_leaf(settings.keys, now)
            log.info("leaf_renewed")
    except (SigningKeyError, OSError) as problem:
        log.error("leaf_not_renewed", reason=type(problem).__name__)


def _make(found: Credential, files: tuple[str, ...]) -> None:
    """Make those of ``files`` that are missing, the badge first, and store them at once.

    Why one could not be made is noted; those before it are kept.
    """
    now, made, problem = clock.now(), dict[str, bytes](), None
    keys: SigningKeys | None = None
    for file in files:
        if file in found.files:
            continue
        try:
            keys = keys or _keys(now)
            made[file] = _badge(found, keys, now) if file == JSON else _pdf(found, file, made.get(JSON), keys, now)
        except Exception as error:
            # The text of an error can hold letters of a name: neither log nor table may have it.
            log.error(
                "certificate_not_made",
                credential=found.id,
                file=file,
                kind=type(error).__name__,
                where=_where(error),
            )
            problem = error
            break
    if made or problem:
        with transaction() as session:
            service.store_files(session, found.id, made, trouble(problem) if problem else "", now)


def trouble(problem: Exception) -> str:
    """Return what may be kept of an error: its kind, and its words when they cannot hold anything of a person."""
    kind = type(problem).__name__
    return f"{kind}: {problem}" if isinstance(problem, _SPEAKABLE) else kind


def _where(problem: Exception) -> str:
    last = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{last.name}:{last.lineno}"


def _badge(found: Credential, keys: SigningKeys, now: datetime) -> bytes:
    from course_app.credentials import making

    settings = _settings()
    if found.place is None or found.achievement_id is None:
        with transaction() as session:
            service.complete_older(session, settings, found, now)
        completed = queries.credential_by_id(reader(), found.id)
        assert completed is not None
        found = completed
    assert found.place is not None
    assert found.achievement_id is not None
    achievement = achievements.by_id(reader(), found.achievement_id)
    assert achievement is not None
    return making.signed_badge(settings, keys, found, achievement, found.place, _began(found), now)


def _began(found: Credential) -> date | None:
    """Return the day the work began, when it is known and can be true."""
    started_at = began_at(reader(), found.account_id, found.course) if found.account_id else None
    began = started_at.date() if started_at else None
    return began if began and began <= found.facts.issued_on else None


def _pdf(found: Credential, paper: Any, badge: bytes | None, keys: SigningKeys, now: datetime) -> bytes:
    """Return the PDF around ``badge``, or around the one that is stored."""
    from course_app.credentials import making

    attached = badge or queries.stored_file(reader(), found.id, JSON)
    if attached is None:
        raise RuntimeError("the badge comes first")
    logo = designs.by_id(reader(), found.design_id).logo if found.facts.logo else None
    return making.signed_pdf(found.facts, paper, attached, keys, now, logo)


def _keys(now: datetime) -> SigningKeys:
    """Return the keys in force, kept among the public ones before anything is signed with them."""
    keys = signing_keys.load(_settings().keys)
    if not keyring.is_registered(reader(), keys):
        with transaction() as session:
            keyring.register(session, keys, now)
    return keys


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings

"""Slow down guessing: tries are counted for an account and for an address, whatever the spelling.

A try is counted before the password is looked at, so that many at once do not slip through, and given back when
it was right.
"""

from contextlib import suppress
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from course_app.accounts import passwords
from course_app.accounts.queries import email_key
from course_app.infrastructure.logs import security_event
from course_app.web.i18n import gettext as _
from course_app.web.security import limiter

FOR_ACCOUNT = RateLimitItemPerMinute(10, 15, namespace="signin-account")
FOR_ADDRESS = RateLimitItemPerMinute(50, 15, namespace="signin-address")
LINKS_FOR_ACCOUNT = RateLimitItemPerMinute(5, 15, namespace="link-account")
LINKS_FOR_ADDRESS = RateLimitItemPerMinute(30, 15, namespace="link-address")
WAIT = {"Retry-After": str(FOR_ACCOUNT.get_expiry())}
log = structlog.get_logger(__name__)
_spare = FixedWindowRateLimiter(MemoryStorage())


class TooManyTriesError(Exception):
    """No more passwords may be tried for now; the way by a mailed link stays open."""


def try_password(password_hash: str | None, typed: str, who: str, remote: str) -> bool:
    """Return whether a password fits; ``who`` is what the tries are counted for: an address, or another name.

    Raises:
        TooManyTriesError: too many were wrong, for ``who`` or from ``remote``.
        BusyError: too many sign in just now; the try is not counted.
    """
    of_account, of_address = _hit(FOR_ACCOUNT, _hashed(who)), _hit(FOR_ADDRESS, _network(remote))
    if not (of_account and of_address):
        security_event("tries_throttled", of="account" if of_address else "address")
        raise TooManyTriesError
    try:
        fits = passwords.verify(password_hash, typed)
    except passwords.BusyError:
        _hit(FOR_ACCOUNT, _hashed(who), -1)
        _hit(FOR_ADDRESS, _network(remote), -1)
        raise
    if fits:
        _forget(FOR_ACCOUNT, _hashed(who))
        _hit(FOR_ADDRESS, _network(remote), -1)
    return fits


def may_ask_for_link(email: str, remote: str) -> bool:
    """Count a request for a mailed link and return whether it may be sent."""
    of_account, of_address = _hit(LINKS_FOR_ACCOUNT, _hashed(email)), _hit(LINKS_FOR_ADDRESS, _network(remote))
    if not (of_account and of_address):
        security_event("links_throttled", of="account" if of_address else "address")
    return of_account and of_address


def too_many() -> str:
    """Return what is said instead of trying a password."""
    return _("Too many tries. Please wait a quarter of an hour.")


def too_many_links() -> str:
    """Return what is said instead of sending a mail."""
    return _("Too many mails for now. Look for the one we sent, or wait a quarter of an hour.")


def forget_old() -> None:
    """Drop counters that are over, where the storage does not do it by itself."""
    purge = getattr(limiter.storage, "purge", None) if limiter.enabled else None
    if purge is not None:
        purge()


def _hit(item: RateLimitItem, name: str, times: int = 1) -> bool:
    if not limiter.enabled:
        return True
    try:
        return bool(limiter.limiter.hit(item, name, cost=times))
    except Exception as error:  # the counters are a file or a server, and either may be away
        log.warning("counters_unreachable", kind=type(error).__name__)
        return bool(_spare.hit(item, name, cost=times))


def _forget(item: RateLimitItem, name: str) -> None:
    if limiter.enabled:
        with suppress(Exception):
            limiter.limiter.clear(item, name)


def _hashed(who: str) -> str:
    return sha256(email_key(who).encode("utf-8", "replace")).hexdigest()[:32]


def _network(remote: str) -> str:
    # A household has 2^64 addresses of IPv6, so that its network is counted as one.
    try:
        address = ip_address(remote)
    except ValueError:
        return remote[:60]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or address.exploded[:19])
    return str(address)

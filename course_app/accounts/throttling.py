"""Slow down guessing: failures are counted for an account and for an address, whatever the spelling."""

from hashlib import sha256

from limits import RateLimitItemPerMinute

from course_app.accounts.queries import email_key
from course_app.infrastructure.logs import security_event
from course_app.web.security import limiter

FOR_ACCOUNT = RateLimitItemPerMinute(10, 15, namespace="signin-account")
FOR_ADDRESS = RateLimitItemPerMinute(50, 15, namespace="signin-address")
LINKS_FOR_ACCOUNT = RateLimitItemPerMinute(5, 15, namespace="link-account")
LINKS_FOR_ADDRESS = RateLimitItemPerMinute(30, 15, namespace="link-address")


def _hashed(address: str) -> str:
    return sha256(email_key(address).encode("utf-8", "replace")).hexdigest()[:32]


def may_try(email: str, remote: str) -> bool:
    """Return whether somebody may try a password now."""
    if not limiter.enabled:
        return True
    strategy = limiter.limiter
    fine = strategy.test(FOR_ACCOUNT, _hashed(email)) and strategy.test(FOR_ADDRESS, remote)
    if not fine:
        security_event("sign_in_throttled", account=_hashed(email)[:8])
    return bool(fine)


def failed(email: str, remote: str) -> None:
    """Count a failure."""
    if limiter.enabled:
        limiter.limiter.hit(FOR_ACCOUNT, _hashed(email))
        limiter.limiter.hit(FOR_ADDRESS, remote)


def may_ask_for_link(email: str, remote: str) -> bool:
    """Count a request for a mailed link and return whether it may be sent."""
    if not limiter.enabled:
        return True
    of_account = limiter.limiter.hit(LINKS_FOR_ACCOUNT, _hashed(email))
    return bool(limiter.limiter.hit(LINKS_FOR_ADDRESS, remote) and of_account)

"""The gate: every route says who may use it, and a view that says nothing is never served.

The gate hands the view its visitor, so that it cannot be forgotten. Sessions are rows; how a session token becomes
a visitor is told by the accounts feature through ``use_sessions``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Flask, abort, g, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

View = Callable[..., ResponseReturnValue]


class Role(StrEnum):
    """What an account may do; each has its own rights, the owner has all."""

    LEARNER = "learner"
    COACH = "coach"
    AUTHOR = "author"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in person of this request.

    ``wrapped_key`` is the sealed data key of this account; ``token`` is the session token of this device and is
    never shown or logged.
    """

    id: int
    session_id: int
    name: str
    email: str
    role: Role
    time_zone: str
    locale: str
    theme: str
    text_size: str
    letters: str
    wrapped_key: bytes
    token: str
    signed_in_at: float

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the cookie: the session token."""
        return self.token

    def may(self, *roles: Role) -> bool:
        """Return whether this person has one of ``roles``; an owner has every role."""
        return self.role is Role.OWNER or self.role in roles

    def __repr__(self) -> str:
        return f"Visitor({self.id}, {self.role})"


class SignInNeeded(Exception):  # noqa: N818 - it asks, it is no error
    """Nobody is signed in and the page needs somebody."""


def init_access(app: Flask) -> LoginManager:
    """Deny every route that has no gate, and let Flask-Login find the visitor."""
    manager = LoginManager(app)
    manager.session_protection = None

    @app.before_request
    def _deny_without_gate() -> None:
        if request.endpoint is not None and gate_of(app, request.endpoint) is None:
            abort(403)

    return manager


def use_sessions(app: Flask, load: Callable[[str], Visitor | None]) -> None:
    """Let ``load(token)`` find the visitor of a session token."""
    app.login_manager.user_loader(load)  # type: ignore[attr-defined]


def gate_of(app: Flask, endpoint: str) -> str | None:
    """Return who may use ``endpoint``: public, learner, or role names joined by +; None without a gate."""
    gate: str | None = getattr(app.view_functions[endpoint], "gate", None)
    return gate


def visitor() -> Visitor | None:
    """Return the signed-in person, or None."""
    if "visitor" not in g:
        person = current_user._get_current_object()
        g.visitor = person if person.is_authenticated else None
    found: Visitor | None = g.visitor
    return found


def for_anyone(view: Callable[..., Any]) -> Callable[..., Any]:
    """Open a view to everybody. It asks ``visitor()`` itself when it greets by name."""
    view.gate = "public"  # type: ignore[attr-defined]
    return view


def for_learner(view: Callable[..., Any]) -> Callable[..., Any]:
    """Open a view to anyone who is signed in; the visitor is its first argument."""

    @wraps(view)
    def gated(*args: Any, **values: Any) -> Any:
        return view(_signed_in(), *args, **values)

    gated.gate = "learner"  # type: ignore[attr-defined]
    return gated


def for_roles(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Open a view to ``roles`` (and owners); anyone else who is signed in reads 403."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def gated(*args: Any, **values: Any) -> Any:
            person = _signed_in()
            if not person.may(*roles):
                abort(403)
            return view(person, *args, **values)

        gated.gate = "+".join(sorted({*roles, Role.OWNER}))  # type: ignore[attr-defined]
        return gated

    return decorate


for_owner = for_roles(Role.OWNER)


def _signed_in() -> Visitor:
    person = visitor()
    if person is None:
        raise SignInNeeded
    return person

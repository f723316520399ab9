"""What other rooms let go of when a person signs out, such as what could still be undone until then."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.orm import Session

LetGo = Callable[[Session, int], None]


def register(app: Flask, let_go: LetGo) -> None:
    """Let a room do ``let_go(session, account_id)`` when somebody signs out."""
    app.extensions.setdefault("at_sign_out", []).append(let_go)


def let_go_of(session: Session, account_id: int) -> None:
    """Let every room do what it does when this person signs out."""
    for let_go in current_app.extensions.get("at_sign_out", []):
        let_go(session, account_id)

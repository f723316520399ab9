"""What other rooms keep about a person, for export and erasure: each room registers how to tell and how to forget."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from course_app.accounts import queries, sessions
from course_app.infrastructure.crypto import DataKey
from course_app.infrastructure.mail import mails_to

Tell = Callable[[Session, int, DataKey], Mapping[str, Any]]
Forget = Callable[[Session, int], None]


def register(app: Flask, tell: Tell, forget: Forget | None = None) -> None:
    """Let a room tell what it keeps; ``forget`` is for what is not deleted with the account's row."""
    app.extensions.setdefault("personal_data", []).append((tell, forget))


def export(session: Session, account_id: int, key: DataKey) -> dict[str, Any]:
    """Return everything the rooms keep about a person, by name."""
    found: dict[str, Any] = {}
    for tell, _forget in current_app.extensions.get("personal_data", []):
        found |= tell(session, account_id, key)
    return found


def erase(session: Session, account_id: int) -> None:
    """Let every room forget a person."""
    for _tell, forget in current_app.extensions.get("personal_data", []):
        if forget is not None:
            forget(session, account_id)


def of_account(session: Session, account_id: int, _key: DataKey) -> dict[str, Any]:
    """Return what this room keeps: the account, its devices, and which mails it was sent."""
    own = queries.whole_account(session, account_id)
    devices = sessions.devices(session, account_id)
    return {
        "account": own,
        "devices": [
            {"device": each.words, "signed_in_at": each.created_at, "last_used_at": each.seen_at} for each in devices
        ],
        "mails": [{"kind": kind, "written_at": at} for kind, at in mails_to(session, own["email"])],
    }

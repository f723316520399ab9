"""Made-up accounts, many at once, to try pages and measure them with. The caller owns the transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from course_app.accounts.models import AccountRow
from course_app.accounts.queries import email_key
from course_app.accounts.service import OWNER_OF_KEY
from course_app.infrastructure.crypto import MasterKey
from course_app.web.access import Role

FIRST = ("Ada", "Bram", "Chidi", "Dana", "Elif", "Femi", "Grete", "Hana", "Ilse", "Jonas", "Kim", "Lena", "Marta")
LAST = ("Adeyemi", "Brandt", "Costa", "Duarte", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kowalska")
NO_PASSWORD = "!"
"""What no password has as its hash, so that nobody signs in to a made-up account."""


def add_people(session: Session, master: MasterKey, number: int, now: datetime) -> list[int]:
    """Add accounts of made-up learners and return their ids."""
    last = session.scalar(select(func.max(AccountRow.id))) or 0
    rows: list[dict[str, Any]] = []
    for place in range(number):
        email = f"demo-{last + place + 1}@example.org"
        rows.append(
            {
                "id": last + place + 1,
                "email": email,
                "email_key": email_key(email),
                "name": f"{FIRST[place % len(FIRST)]} {LAST[place % len(LAST)]} {place + 1}",
                "password_hash": NO_PASSWORD,
                "role": Role.LEARNER,
                "status": "active",
                "wrapped_key": master.new_data_key(OWNER_OF_KEY)[1],
                "created_at": now,
                "confirmed_at": now,
            }
        )
    session.execute(insert(AccountRow), rows)
    return [row["id"] for row in rows]

"""Open the room: what credentials put into the application."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from course_app.accounts import personal_data
from course_app.credentials import (
    design_views,
    lifecycle,
    notices,
    public_id,
    public_views,
    queries,
    several_views,
    tasks,
)
from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey
from course_app.web.access import Role, Visitor
from course_app.web.navigation import Entry, add_entry


def open_credentials(app: Flask) -> None:
    """Register pages, the job that makes PDFs, and the way to the public check."""
    app.register_blueprint(public_views.bp)
    for desk in {design_views.bp, several_views.bp}:  # one blueprint; both modules put pages into it
        app.register_blueprint(desk)
    app.extensions["status_lists"] = {}
    jobs = app.extensions["jobs"]
    jobs.handler("make_certificate", tasks.make_certificate)
    jobs.handler("make_paper", tasks.make_paper)
    jobs.handler("sign_status_lists", tasks.sign_status_lists)
    jobs.sweep("certificates", tasks.make_missing)
    jobs.sweep("leaf", tasks.renew_leaf)
    jobs.sweep("expiry notices", notices.send_due)
    personal_data.register(app, _tell, _forget)
    add_entry(app, Entry("account", 62, "Certificates", "certificates.listed", _is_owner, under="certificates."))
    add_entry(
        app, Entry("main", 40, "Certificate", "credentials.own", under=("credentials.own", "credentials.certificate"))
    )
    add_entry(app, Entry("public", 30, "Verify", "credentials.verify_form", under="credentials.verify"))


def _is_owner(person: Visitor | None) -> bool:
    return person is not None and person.role is Role.OWNER


def _tell(session: Session, account_id: int, _key: DataKey) -> Mapping[str, Any]:
    """Return a person's certificates, for their export."""
    return {
        "certificates": [
            {
                "number": public_id.shown(each.public_id),
                "course": each.course,
                "issued_at": each.issued_at.isoformat(),
                "status": each.status,
                "visibility": each.visibility,
                "facts": queries.facts_to(each.facts),
            }
            for each in queries.credentials_of(session, account_id)
        ]
    }


def _forget(session: Session, account_id: int) -> None:
    lifecycle.erase(session, account_id, clock.now())

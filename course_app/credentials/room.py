"""Open the room: what credentials put into the application."""

from flask import Flask

from course_app.credentials import public_views, tasks
from course_app.web.navigation import Entry, add_entry


def open_credentials(app: Flask) -> None:
    """Register pages, the job that makes PDFs, and the way to the public check."""
    app.register_blueprint(public_views.bp)
    jobs = app.extensions["jobs"]
    jobs.handler("make_certificate", tasks.make_certificate)
    jobs.handler("make_paper", tasks.make_paper)
    jobs.handler("sign_status_lists", tasks.sign_status_lists)
    jobs.sweep("certificates", tasks.make_missing)
    jobs.sweep("leaf", tasks.renew_leaf)
    add_entry(app, Entry("public", 30, "Verify", "credentials.verify_form", under="credentials.verify"))

"""Jobs of credentials: make the PDFs of a certificate, and find those that a stopped worker left undone."""

from dataclasses import replace

import structlog

from course_app.credentials import queries, service
from course_app.credentials.document import Paper, certificate_pdf
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction

log = structlog.get_logger(__name__)
PAPERS: tuple[Paper, ...] = ("a4", "letter")


def make_certificate(credential_id: int) -> None:
    """Make and store the PDFs of a certificate that has none yet."""
    found = queries.credential_by_id(reader(), credential_id)
    if found is None:
        return
    for paper in PAPERS:
        if paper in found.papers:
            continue
        try:
            data = certificate_pdf(replace(found.facts, paper=paper))
        except Exception as error:
            log.exception("certificate_not_made", credential=credential_id, paper=paper)
            with transaction() as session:
                service.note_trouble(session, credential_id, f"{type(error).__name__}: {error}")
            return
        with transaction() as session:
            service.store_pdf(session, credential_id, paper, data, clock.now())


def make_missing() -> None:
    """Make what is missing."""
    for credential_id in queries.without_files(reader(), len(PAPERS)):
        make_certificate(credential_id)

"""What a draft prints, as a PDF: a sheet, or the Guide with its chapters and letters. Nothing is kept."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from course_app.authoring import previewing
from course_app.authoring.blueprint import bp, desk, for_author
from course_app.authoring.workspace import Workspace
from course_app.courseware.rendering.addresses import asset_name
from course_app.domain.errors import NotFoundError
from course_app.infrastructure import clock, pdf
from course_app.printing.composing import PAPERS
from course_app.printing.guide import NAME as GUIDE
from course_app.printing.matter import compose, press_of
from course_app.printing.press import printed
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _


@bp.get("/<course>/print/<path:path>")
@for_author
def print_draft(_author: Visitor, course: str, path: str) -> ResponseReturnValue:
    """Send what a file of the draft is printed as: a sheet by itself, chapters and letters as the whole Guide."""
    space = desk(course)
    folder, _slash, name = path.removesuffix(".md").partition("/")
    paper = request.args.get("paper", "")
    release, _unit = previewing.previewed(space, "")
    settings = current_app.extensions["settings"]
    wanted = name if folder == "resources" else GUIDE
    composed = compose(release, wanted, press_of(settings), paper if paper in PAPERS else PAPERS[0])
    if composed is None or folder not in ("resources", "guide", "templates"):
        raise NotFoundError(_("Nothing is printed of this file."))
    try:
        data = printed(composed, clock.now().date(), _pictures(space))
    except pdf.EngineMissingError as error:
        raise NotFoundError(str(error)) from error
    headers = {"Content-Disposition": f'inline; filename="{course}-{wanted}-draft.pdf"'}
    return Response(data, mimetype="application/pdf", headers=headers)


def _pictures(space: Workspace) -> dict[str, bytes]:
    assets = [(path, digest) for path, digest in space.hashes.items() if path.startswith("assets/")]
    return {asset_name(path, digest): space.files[path] for path, digest in assets}

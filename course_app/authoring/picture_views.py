"""Pictures and files of a course: upload with a description, and the line that shows them in a text."""

import posixpath
from dataclasses import dataclass
from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import service
from course_app.authoring.blueprint import bp, deed, desk, for_author, typed_line
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace
from course_app.courseware.language.anchors import free_slug
from course_app.courseware.rendering.addresses import asset_name
from course_app.courseware.rendering.svg import DrawingError, clean_svg
from course_app.domain.errors import DomainError
from course_app.infrastructure.database import transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _
from course_app.web.security import takes_up_to

LARGEST = 2_000_000
LARGEST_DRAWING = 200_000
MOST_PIXELS = 40_000_000
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
PLAIN = ("pdf", "csv", "txt", "vtt", "ics")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file in assets/: ``line`` is what shows it in a text, ``used`` the files that do."""

    path: str
    name: str
    url: str
    is_picture: bool
    size: int
    line: str
    used: tuple[str, ...]


@bp.get("/<course>/pictures")
@for_author
def pictures(_author: Visitor, course: str) -> str:
    """Show what lies in assets/, and the form that adds to it."""
    return _page(desk(course), request.args.get("file", ""))


def _page(space: Workspace, file: str, refusal: DomainError | None = None) -> str:
    file = file if file in space.files and file.endswith(".md") else ""
    return render_template(
        "authoring/pictures.html",
        course=space.course,
        assets=list(_assets(space, file)),
        file=file,
        refusal=refusal,
        typed=request.form,
    )


def _assets(space: Workspace, file: str) -> list[Asset]:
    texts = {path: data for path, data in space.files.for_reading().items() if path.endswith(".md")}
    found = []
    for path, digest in space.hashes.items():
        if path.startswith("assets/"):
            name = posixpath.basename(path)
            ending = name.rpartition(".")[2].lower()
            is_picture = ending in {*FORMATS.values(), "jpeg", "svg", "avif"}
            line = _line(path, file, "What it shows") if is_picture else f"[{name}]({_from(path, file)})"
            used = tuple(other for other, data in texts.items() if path.encode() in data)
            url = url_for("authoring.draft_file", course=space.course.slug, name=asset_name(path, digest))
            found.append(Asset(path, name, url, is_picture, len(space.files[path]), line, used))
    return found


def _from(path: str, file: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(file) or ".") if file else f"../{path}"


def _line(path: str, file: str, words: str, caption: str = "") -> str:
    said = f' "{caption}"' if caption else ""
    return f"![{words}]({_from(path, file)}{said})"


@bp.post("/<course>/pictures")
@for_author
@takes_up_to(LARGEST + 100_000)
def add_picture(author: Visitor, course: str) -> ResponseReturnValue:
    """Take a picture or a file into the draft; a picture must say what it shows. It is put at the end of a text."""
    space, file = desk(course), request.form.get("file", "")
    sent = request.files.get("picture")
    words, caption = typed_line("words", 300), typed_line("caption", 300)
    try:
        if sent is None or not sent.filename:
            raise DomainError(_("Choose a file."), "picture")
        data, ending, is_picture = _checked(sent.read(), sent.filename)
        if is_picture and not words:
            raise DomainError(_("Say what the picture shows, for those who cannot see it."), "words")
        if any(sign in words + caption for sign in '[]"'):
            raise DomainError(_("Leave out brackets and straight quotes."), "words")
        path = _path(space, sent.filename, ending, data)
        with transaction() as session:
            service.save(session, space.course, path, data, None, deed(author, "uploaded"))
            if file in space.files and file.endswith(".md"):
                before = space.files[file]
                line = _line(path, file, words, caption) if is_picture else f"[{words or path}]({_from(path, file)})"
                text = shown(before).rstrip("\n") + f"\n\n{line}\n"
                service.save(session, space.course, file, typed(text, before), space.hashes[file], deed(author))
    except DomainError as refusal:
        return _page(space, file, refusal), 422
    flash(_("%(path)s is in the draft.", path=path), "ok")
    if file in space.files:
        return redirect(url_for("authoring.edit", course=course, path=file), 303)
    return redirect(url_for("authoring.pictures", course=course), 303)


def _path(space: Workspace, name: str, ending: str, data: bytes) -> str:
    """Return where the file goes: its name made tidy, another one when that is taken by other bytes."""
    stem = posixpath.basename(name.replace("\\", "/")).rpartition(".")[0] or "file"
    taken = {
        each.removeprefix("assets/").removesuffix(f".{ending}")
        for each in space.files
        if each.startswith("assets/") and each.endswith(f".{ending}") and space.files[each] != data
    }
    return f"assets/{free_slug(stem, taken, 'file')}.{ending}"


def _checked(data: bytes, name: str) -> tuple[bytes, str, bool]:
    """Return a file as it may be kept, its ending, and whether it is a picture.

    Raises:
        DomainError: it is too large, or no kind that a course holds.
    """
    if len(data) > LARGEST:
        raise DomainError(_("A file holds up to %(n)s MB.", n=LARGEST // 1_000_000), "picture")
    ending = name.rpartition(".")[2].lower()
    if ending == "svg":
        if len(data) > LARGEST_DRAWING:
            raise DomainError(_("A drawing holds up to %(n)s kB.", n=LARGEST_DRAWING // 1_000), "picture")
        try:
            clean_svg(data)
        except DrawingError as error:
            raise DomainError(_("This drawing cannot be read as SVG."), "picture") from error
        return data, "svg", True
    if ending in PLAIN:
        return data, ending, False
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as picture:
            kind, pixels = FORMATS.get(picture.format or "", ""), picture.width * picture.height
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise DomainError(_("A picture is PNG, JPEG, WebP, GIF or SVG."), "picture") from error
    if not kind or pixels > MOST_PIXELS:
        raise DomainError(_("A picture is PNG, JPEG, WebP, GIF or SVG, of up to 40 million dots."), "picture")
    return data, kind, True

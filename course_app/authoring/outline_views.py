"""The outline of a course: a tree to add to, move in, hide and rename, each a form of one button."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.authoring import outline_text, queries, service
from course_app.authoring.blueprint import bp, deed, desk, file_of, for_author, typed_line
from course_app.authoring.front_text import with_title, with_value
from course_app.authoring.moving import moved_files
from course_app.authoring.outline import tree_of
from course_app.authoring.skeletons import UNITS, module_text
from course_app.authoring.texts import shown, typed
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.drafts import draft_of
from course_app.courseware.language.anchors import free_slug
from course_app.courseware.language.course_yml import RESERVED_MODULES, RESERVED_UNITS
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.setting_types import is_id
from course_app.domain.errors import DomainError
from course_app.infrastructure.database import reader, transaction
from course_app.web.access import Visitor
from course_app.web.i18n import gettext as _


@bp.get("/<course>")
@for_author
def outline(_author: Visitor, course: str) -> str:
    """Show the course as a tree."""
    return _page(desk(course))


def _page(space: Workspace, refusal: DomainError | None = None) -> str:
    reviewed = review(reader(), space.files)
    return render_template(
        "authoring/outline.html",
        space=space,
        course=space.course,
        tree=tree_of(space, reviewed),
        reviewed=reviewed,
        staged=draft_of(reader(), space.course.id, "folder"),
        planned=queries.planned(reader(), space.course.id),
        refusal=refusal,
        typed=request.form,
    )


@bp.post("/<course>/<any(up, down):way>")
@for_author
def move(author: Visitor, course: str, way: str) -> ResponseReturnValue:
    """Move a unit within its module, or a whole module, by one place."""
    module, unit, by = typed_line("module"), typed_line("unit"), -1 if way == "up" else 1

    def moved(text: str) -> str:
        if unit:
            return outline_text.moved_unit(text, module, unit, by)
        return outline_text.moved_module(text, module, by)

    return _change(author, course, {COURSE_FILE: moved}, f"moved {unit or module} {way}", f"{module}/{unit}")


@bp.post("/<course>/into")
@for_author
def move_into(author: Visitor, course: str) -> ResponseReturnValue:
    """Move a unit to the end of another module; what learners did goes on under its new address."""
    space = desk(course)
    address, target = f"{typed_line('module')}/{typed_line('unit')}", typed_line("target")
    file_of(space, f"{address}.md")
    try:
        files = moved_files(space.files, address, target)
        bases = {path: space.hashes.get(path, "") for path in files}
        with transaction() as session:
            service.save_all(session, space.course, files, bases, deed(author, f"moved into {target}"))
    except DomainError as refusal:
        return _page(desk(course), refusal), 422
    flash(_("It stands in %(module)s now. Its old address leads there.", module=target), "ok")
    name = address.partition("/")[2]
    return redirect(url_for("authoring.outline", course=course) + f"#{target}-{name}", 303)


@bp.post("/<course>/<any(hide, show):what>")
@for_author
def hide(author: Visitor, course: str, what: str) -> ResponseReturnValue:
    """Hide a unit from learners, or show it again; its place and its id stay."""
    path = f"{typed_line('module')}/{typed_line('unit')}.md"

    def changed(text: str) -> str:
        return with_value(text, "state", "draft" if what == "hide" else "")

    return _change(author, course, {path: changed}, "hidden" if what == "hide" else "shown", path[:-3])


@bp.post("/<course>/rename")
@for_author
def rename(author: Visitor, course: str) -> ResponseReturnValue:
    """Give a file another title; its id and address stay."""
    path, title = request.form.get("file", ""), typed_line("title", 120)
    if not title:
        return _page(desk(course), DomainError(_("Write the new title."), "title")), 422
    return _change(author, course, {path: lambda text: with_title(text, title)}, "renamed", path[:-3])


@bp.post("/<course>/add")
@for_author
def add(author: Visitor, course: str) -> ResponseReturnValue:
    """Add a lesson, a check or an action step to a module, or a module with its first lesson."""
    space = desk(course)
    kind, title, module = typed_line("kind"), typed_line("title", 120), typed_line("module")
    try:
        if kind not in {*UNITS, "module"} or not title:
            raise DomainError(_("Write its title."), "title")
        files, to_edit = _added(space, kind, title, module, typed_line("id", 40))
        bases = {path: space.hashes.get(path, "") for path in files}
        with transaction() as session:
            service.save_all(session, space.course, files, bases, deed(author, "added"))
    except DomainError as refusal:
        return _page(desk(course), refusal), 422
    flash(_("“%(title)s” is added to the draft.", title=title), "ok")
    return redirect(url_for("authoring.edit", course=course, path=to_edit), 303)


def _added(space: Workspace, kind: str, title: str, module: str, wanted: str) -> tuple[dict[str, bytes | None], str]:
    """Return the files that change when something is added, and the new one to edit."""
    text = shown(file_of(space, COURSE_FILE))
    taken = {path.removesuffix(".md").rpartition("/")[2] for path in space.files if path.startswith(f"{module}/")}
    if kind == "module":
        taken = {path.partition("/")[0] for path in space.files}
    reserved = RESERVED_MODULES if kind == "module" else RESERVED_UNITS
    name = wanted or free_slug(title, {*taken, *reserved}, kind)
    if not is_id(name) or name in taken or name in reserved:
        raise DomainError(_("Choose another id: small letters, digits and hyphens, not used here yet."), "id")
    if kind == "module":
        changed = outline_text.with_module(text, name, ["welcome"])
        first = f"{name}/welcome.md"
        made = {f"{name}/module.md": module_text(title), first: UNITS["lesson"](_("First lesson of %(m)s", m=title))}
    else:
        line = next((each for each in outline_text.listed(text) if each.id == module), None)
        if line is None:
            raise DomainError(_("Choose the module it belongs to."), "module")
        changed = outline_text.with_units(text, module, [*line.units, name])
        first = f"{module}/{name}.md"
        made = {first: UNITS[kind](title)}
    files: dict[str, bytes | None] = {path: words.encode() for path, words in made.items()}
    files[COURSE_FILE] = typed(changed, space.files[COURSE_FILE])
    return files, first


@bp.post("/<course>/remove")
@for_author
def remove(author: Visitor, course: str) -> ResponseReturnValue:
    """Take a unit out of the draft; publishing tells whom that touches, and the history keeps the text."""
    space, module, unit = desk(course), typed_line("module"), typed_line("unit")
    path = f"{module}/{unit}.md"
    file_of(space, path)
    text = shown(file_of(space, COURSE_FILE))
    line = next((each for each in outline_text.listed(text) if each.id == module), None)
    files: dict[str, bytes | None] = {path: None}
    if line is not None and unit in line.units:
        left = [each for each in line.units if each != unit]
        text = outline_text.with_units(text, module, left) if left else outline_text.without_module(text, module)
        files[COURSE_FILE] = typed(text, space.files[COURSE_FILE])
    with transaction() as session:
        bases = {each: space.hashes.get(each, "") for each in files}
        service.save_all(session, space.course, files, bases, deed(author, "taken out"))
    flash(_("“%(path)s” is out of the draft. Its texts stay in the history.", path=path), "ok")
    return redirect(url_for("authoring.outline", course=course), 303)


def _change(
    author: Visitor, course: str, changes: dict[str, Callable[[str], str]], what: str, anchor: str
) -> ResponseReturnValue:
    """Change texts of the draft, each by its function, and show the tree again where it was."""
    space = desk(course)
    files: dict[str, bytes | None] = {}
    try:
        for path, change in changes.items():
            before = file_of(space, path)
            files[path] = typed(change(shown(before)), before)
        with transaction() as session:
            bases = {path: space.hashes[path] for path in files}
            service.save_all(session, space.course, files, bases, deed(author, what))
    except outline_text.OutlineError as refusal:
        return _page(space, refusal), 422
    return redirect(url_for("authoring.outline", course=course) + f"#{anchor.strip('/').replace('/', '-')}", 303)

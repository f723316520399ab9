"""Pages of spheres: the map, chips to start with, memory cues one at a time."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import ConflictError, DomainError, NotFoundError
from course_app.domain.names import fold
from course_app.domain.people import MOST_SPHERES, Circle, Sphere, SphereKind
from course_app.infrastructure.database import reader, transaction
from course_app.people import queries, spheres, words
from course_app.people.dealing_views import text
from course_app.people.forms import SphereForm
from course_app.people.keeper import keeper_of
from course_app.people.sphere_map import drawn_map
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.navigation import url_if

bp = Blueprint("spheres", __name__)

CHIPS: tuple[tuple[str, SphereKind], ...] = (
    (_("First job"), SphereKind.WORK),
    (_("Last team but one"), SphereKind.WORK),
    (_("School"), SphereKind.STUDY),
    (_("Training or university"), SphereKind.STUDY),
    (_("Where we used to live"), SphereKind.PLACE),
    (_("Club or choir"), SphereKind.INTEREST),
    (_("Clients and suppliers"), SphereKind.CLIENTS),
    (_("Parents from the playground"), SphereKind.COMMUNITY),
)
CUES: tuple[str, ...] = (
    _("Your first job: who showed you how things really worked?"),
    _("Somebody who taught you something you still use."),
    _("A team that won something, or lost it with style."),
    _("A move: who helped to carry, who came to say goodbye?"),
    _("A room where you waited every week: a court side, a rehearsal, a school gate."),
    _("Somebody who was junior to you and is not any more."),
    _("A long journey: who sat beside you?"),
    _("Somebody whose advice you took, and never told so."),
    _("A place online where you answered each other for years."),
    _("The person you shared a desk, a shift or a kitchen with."),
    _("A neighbour from two homes ago."),
    _("Somebody you last saw at a wedding or a funeral."),
)


@bp.get("/spheres")
@for_learner
def index(learner: Visitor) -> str:
    """Show the map of spheres."""
    return _page(learner)


def _page(learner: Visitor, form: SphereForm | None = None) -> str:
    circle = queries.circle(reader(), keeper_of(learner))
    taken = {fold(sphere.name) for sphere in circle.spheres.values()}
    cue = request.args.get("cue", 0, type=int) % len(CUES)
    counts = {sphere: len(circle.in_sphere(sphere)) for sphere in circle.spheres}
    return render_template(
        "people/spheres.html",
        spheres=list(circle.spheres.values()),
        counts=counts,
        chips=[(name, kind) for name, kind in CHIPS if fold(name) not in taken],
        map=drawn_map(circle, _("You")),
        cue=CUES[cue],
        next_cue=(cue + 1) % len(CUES),
        cue_number=cue + 1,
        cues=len(CUES),
        most=MOST_SPHERES,
        form=form or SphereForm(formdata=None),
        kinds=words.SPHERE_KINDS,
        import_url=url_if("imports.start"),
    )


@bp.post("/spheres")
@for_learner
def add(learner: Visitor) -> ResponseReturnValue:
    """Put a sphere on the map."""
    form, keeper = SphereForm(), keeper_of(learner)
    if form.validate():
        try:
            with transaction() as session:
                sphere = spheres.add_sphere(session, keeper, **form.values())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("“%(name)s” is on your map. Who was there?", name=sphere.name), "ok")
            return redirect(url_for(".index") + "#map", 303)
    return _page(learner, form), 422


@bp.post("/spheres/chip")
@for_learner
def chip(learner: Visitor) -> ResponseReturnValue:
    """Put a suggested sphere on the map."""
    keeper, wanted = keeper_of(learner), text("name")
    kind = dict(CHIPS).get(wanted)
    if kind is None:
        raise DomainError(_("This is not one of the suggestions. Type it instead."))
    with transaction() as session:
        spheres.add_sphere(session, keeper, name=wanted, kind=kind)
    return redirect(url_for(".index") + "#map", 303)


def _sphere(learner: Visitor, sphere: str) -> tuple[Circle, Sphere]:
    circle = queries.circle(reader(), keeper_of(learner))
    if sphere not in circle.spheres:
        raise NotFoundError(_("This sphere is not on your map."))
    return circle, circle.spheres[sphere]


@bp.get("/spheres/<sphere>")
@for_learner
def edit(learner: Visitor, sphere: str) -> str:
    """Show one sphere, to change it."""
    circle, found = _sphere(learner, sphere)
    form = SphereForm(formdata=None, obj=None)
    form.name.data, form.kind.data, form.since.data = found.name, str(found.kind), found.since
    form.until.data, form.answer.data, form.cadence.data = found.until, found.answer, str(found.cadence or "")
    return _edit_page(circle, found, form, found.version)


def _edit_page(
    circle: Circle, sphere: Sphere, form: SphereForm, version: int, refusal: DomainError | None = None
) -> str:
    return render_template(
        "people/sphere.html",
        sphere=sphere,
        form=form,
        version=version,
        people=sorted(circle.in_sphere(sphere.id), key=lambda person: fold(person.name)),
        others=[each for each in circle.spheres.values() if each.id != sphere.id],
        refusal=refusal,
    )


@bp.post("/spheres/<sphere>")
@for_learner
def edit_post(learner: Visitor, sphere: str) -> ResponseReturnValue:
    """Keep what was changed."""
    circle, found = _sphere(learner, sphere)
    form, version = SphereForm(), request.form.get("version", 0, type=int)
    status = 422
    if form.validate():
        try:
            with transaction() as session:
                spheres.change_sphere(session, keeper_of(learner), sphere, version, **form.values())
        except spheres.StaleSphereError as stale:
            # Both are offered: the form keeps what was typed here, the other version stands above it.
            form.form_errors.append(
                _(
                    "You changed this on another device: it is called “%(name)s” there now. "
                    "Save again to keep what you typed here.",
                    name=stale.theirs.name,
                )
            )
            version, status = stale.theirs.version, 409
        except ConflictError:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for(".index"), 303)
    return _edit_page(circle, found, form, version), status


@bp.post("/spheres/<sphere>/remove")
@for_learner
def remove(learner: Visitor, sphere: str) -> ResponseReturnValue:
    """Take a sphere off the map; its people move to another."""
    circle, found = _sphere(learner, sphere)
    try:
        with transaction() as session:
            spheres.remove_sphere(session, keeper_of(learner), sphere, text("move_to"))
    except NotFoundError:
        raise
    except DomainError as refusal:
        form = SphereForm(formdata=None)
        form.name.data, form.kind.data = found.name, str(found.kind)
        return _edit_page(circle, found, form, found.version, refusal), 422
    flash(_("“%(name)s” is off your map.", name=found.name), "ok")
    return redirect(url_for(".index"), 303)

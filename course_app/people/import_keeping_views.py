"""The page of the picks: where each is known from, and onto the list."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.names import looks_made_up
from course_app.domain.people import Circle
from course_app.infrastructure.database import reader, transaction
from course_app.people import queries
from course_app.people.import_blueprint import bp
from course_app.people.importing import keeping, trays
from course_app.people.importing.keeping import Choice, ForAll, PicksError
from course_app.people.importing.matching import known_of
from course_app.people.importing.trays import Tray
from course_app.people.keeper import keeper_of
from course_app.web.access import Visitor, for_learner
from course_app.web.forms import tidy_line

NEW = "new"


@bp.get("/<tray>/spheres")
@for_learner
def spheres(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Ask where the picks are known from."""
    keeper = keeper_of(learner)
    found = trays.open_tray(reader(), keeper, tray)
    if found.kept is not None:
        return redirect(url_for(".done", tray=tray), 303)
    circle = queries.circle(reader(), keeper)
    wanted, known = keeping.unknown_only(found, known_of(circle.people))
    if not found.ticked:
        return redirect(url_for(".sift", tray=tray), 303)
    return _spheres_page(circle, found, wanted, known)


def _spheres_page(
    circle: Circle,
    tray: Tray,
    wanted: Tray,
    known: Sequence[str],
    choices: Mapping[int, Choice] | None = None,
    for_all: ForAll | None = None,
    refusals: Mapping[str, str] | None = None,
) -> str:
    chosen = choices or {}
    shown = []
    for place, person in keeping.picks(wanted):
        choice = chosen.get(place, Choice())
        odd = looks_made_up(person.name or choice.name) and bool(person.name or choice.name)
        shown.append((place, person, choice, keeping.company_sphere(person), odd))
    return render_template(
        "people/import_spheres.html",
        tray=tray,
        picks=shown,
        known=known,
        spheres=[(sphere.id, sphere.name) for sphere in circle.spheres.values()],
        for_all=for_all or ForAll(),
        refusals=refusals or {},
        can_go_back=len(tray.sift.rows) > len(tray.ticked),
    )


@bp.post("/<tray>/spheres")
@for_learner
def keep(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Put the picks on the list; everything else that was read is gone then."""
    keeper = keeper_of(learner)
    try:
        with transaction() as session:
            found = trays.open_tray(session.connection(), keeper, tray, hold=True)
            if found.kept is not None:
                return redirect(url_for(".done", tray=tray), 303)
            circle = queries.circle(session.connection(), keeper)
            wanted, known = keeping.unknown_only(found, known_of(circle.people))
            choices, for_all = _choices(wanted), _for_all()
            keeping.check(wanted, choices, for_all, has_spheres=bool(circle.spheres))
            keeping.keep(session, keeper, wanted, choices, for_all, known)
    except DomainError as refusal:
        if isinstance(refusal, NotFoundError):
            raise
        refusals = refusal.refusals if isinstance(refusal, PicksError) else {refusal.field or "": refusal.message}
        return _spheres_page(circle, found, wanted, known, choices, for_all, refusals), 422
    return redirect(url_for(".done", tray=tray), 303)


def _choices(tray: Tray) -> dict[int, Choice]:
    form = request.form
    found = {}
    for place, _person in keeping.picks(tray):
        sphere = form.get(f"sphere-{place}", "")[:16]
        found[place] = Choice(
            sphere="" if sphere == "out" else sphere,
            name=str(tidy_line(form.get(f"name-{place}", ""))),
            real=bool(form.get(f"real-{place}")),
            out=sphere == "out",
        )
    return found


def _for_all() -> ForAll:
    sphere, new = request.form.get("sphere", "")[:16], str(tidy_line(request.form.get("new_sphere", "")))
    return ForAll("", new) if sphere in ("", NEW) else ForAll(sphere)

"""Pages of My people: the list, adding by typing and by pasting, one person, editing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.followup import next_step, state_of
from course_app.domain.people import (
    HIGHEST_GUESS,
    LOWEST_GUESS,
    MOST_PEOPLE,
    Circle,
    DuplicateError,
    FillerError,
    Tie,
    recent_hint,
)
from course_app.infrastructure.database import reader, transaction
from course_app.people import listing, queries, service, spheres, words
from course_app.people.blueprint import bp
from course_app.people.forms import DATE_ROWS, AddForm, PasteForm, PersonForm, SphereChoice, TypedDates
from course_app.people.importing import batches
from course_app.people.keeper import Keeper, keeper_of
from course_app.people.story import story_of
from course_app.web.access import Visitor, for_learner
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.web.navigation import url_if

GOOD_LIST = (15, 20)


@bp.get("/people")
@for_learner
def index(learner: Visitor) -> str:
    """Show the list in one of its looks."""
    view = request.args.get("view", "all")
    if view not in listing.VIEWS:
        raise NotFoundError(_("There is no such view of your list."))
    keeper = keeper_of(learner)
    circle = queries.circle(reader(), keeper)
    return render_template(
        "people/index.html",
        view=view,
        views=listing.views_of(circle, view, keeper.today),
        lines=listing.lines_of(circle, view, keeper.today, learner.locale),
        circle=circle,
        deleted=queries.deleted_people(reader(), keeper),
        imported=batches.recent(reader(), keeper)[:1],
        good=GOOD_LIST,
        next_day=listing.next_day(circle, keeper.today, learner.locale),
        import_url=url_if("imports.start"),
        form=_add_form(circle, request.args.get("sphere", "")),
        added="added" in request.args,
    )


def _add_form(circle: Circle, sphere: str = "") -> AddForm:
    form = AddForm(formdata=None)
    form.offer(circle.spheres.values(), sphere if sphere in circle.spheres else "")
    return form


@bp.get("/people/new")
@for_learner
def new(learner: Visitor) -> str:
    """Offer the ways to add people: type, paste, import."""
    return _new_page(learner)


def _new_page(
    learner: Visitor,
    add: AddForm | None = None,
    paste: PasteForm | None = None,
    refusal: DomainError | None = None,
    outcome: service.Added | None = None,
) -> str:
    circle = queries.circle(reader(), keeper_of(learner))
    sphere = request.args.get("sphere", "")
    picked = sphere if sphere in circle.spheres else ""
    for form in (add, paste):
        if form is not None:
            form.offer(circle.spheres.values())
    if paste is None:
        paste = PasteForm(formdata=None)
        paste.offer(circle.spheres.values(), picked)
    return render_template(
        "people/new.html",
        add=add or _add_form(circle, picked),
        paste=paste,
        latest=circle.people[:-9:-1],
        count=len(circle.ties),
        most=MOST_PEOPLE,
        good=GOOD_LIST,
        import_url=url_if("imports.start"),
        outcome=outcome,
        **_asked(refusal),
    )


@bp.post("/people")
@for_learner
def add(learner: Visitor) -> ResponseReturnValue:
    """Put one person on the list; the same form is ready for the next."""
    form, keeper = AddForm(), keeper_of(learner)
    if not form.validate():
        return _new_page(learner, add=form), 422
    try:
        with transaction() as session:
            sphere = sphere_of(session, keeper, form)
            service.add_person(
                session, keeper, sphere=sphere, same_name=form.same_name.data, real=form.real.data, **form.values()
            )
    except DomainError as refusal:
        form.refuse(_at(refusal, {"given": "name"}))
        return _new_page(learner, add=form, refusal=refusal), 422
    flash(_("%(name)s is on your list.", name=form.name.data), "ok")
    if request.form.get("back") == "list":
        return redirect(url_for(".index", sphere=sphere, added=1) + "#add", 303)
    return redirect(url_for(".new", sphere=sphere), 303)


def _asked(refusal: DomainError | None) -> dict[str, bool]:
    """Return which question a refusal asks: another person of that name, or a real name."""
    return {"same_name": isinstance(refusal, DuplicateError), "doubtful": isinstance(refusal, FillerError)}


def sphere_of(session: Session, keeper: Keeper, form: SphereChoice) -> str:
    """Return the id of the chosen sphere, adding a new one by its name."""
    if form.named:
        try:
            return spheres.sphere_named(session, keeper, form.named).id
        except DomainError as refusal:
            raise _at(refusal, {"name": "new_sphere"}) from refusal
    if not form.sphere.data or form.sphere.data == "new":
        raise DomainError(_("Where do you know them from? Name the sphere."), "new_sphere")
    return str(form.sphere.data)


def _at(refusal: DomainError, fields: dict[str, str]) -> DomainError:
    return DomainError(refusal.message, fields.get(refusal.field or "", refusal.field))


@bp.post("/people/paste")
@for_learner
def paste(learner: Visitor) -> ResponseReturnValue:
    """Put several names on the list and say what became of each."""
    form, keeper = PasteForm(), keeper_of(learner)
    if not form.validate():
        return _new_page(learner, paste=form), 422
    try:
        with transaction() as session:
            sphere = sphere_of(session, keeper, form)
            people = [{**each, "sphere": sphere} for each in form.people()]
            outcome = service.add_people(session, keeper, people, service.new_id(), real=bool(form.real.data))
    except DomainError as refusal:
        form.refuse(_at(refusal, {"given": "names", "email": "names"}))
        return _new_page(learner, paste=form), 422
    if outcome.ids:
        flash(ngettext("One person is added.", "%(n)s people are added.", len(outcome.ids)), "ok")
    if not outcome.doubtful and not outcome.no_room and not outcome.known:
        return redirect(url_for(".index"), 303)
    form = PasteForm(formdata=None)
    form.sphere.data = sphere
    form.names.data = "\n".join((*outcome.doubtful, *outcome.no_room))
    return _new_page(learner, paste=form, outcome=outcome)


def tie_of(learner: Visitor, person: str) -> tuple[Keeper, Circle, Tie]:
    """Return the keeper, the circle and one tie of the learner's, or raise ``NotFoundError``."""
    keeper = keeper_of(learner)
    circle = queries.circle(reader(), keeper)
    return keeper, circle, queries.tie_in(circle, person)


@bp.get("/people/<person>")
@for_learner
def person(learner: Visitor, person: str) -> str:
    """Show one person: how it stands, what comes next, what the learner knows, what happened."""
    keeper, circle, tie = tie_of(learner, person)
    today = keeper.today
    state, step = state_of(tie, today), next_step(tie, today)
    return render_template(
        "people/person.html",
        tie=tie,
        person=tie.person,
        also=circle.spheres.get(tie.person.also),
        state=state,
        line=listing.line_of(tie, today, learner.locale),
        step=step,
        story=story_of(tie, today, learner.locale),
        last=words.last_words(tie, today, learner.locale),
        hint=recent_hint(tie.person.last_year, today) if not tie.touches else "",
        dates=listing.dates_of(tie.person, learner.locale),
        write_url=url_if("letters.desk", person=person),
        said=words,
        today=today,
        scale=(LOWEST_GUESS, HIGHEST_GUESS),
        heard="heard" in request.args,
    )


@bp.get("/people/<person>/edit")
@for_learner
def edit(learner: Visitor, person: str) -> str:
    """Show everything that is kept of a person, to change it."""
    _keeper, circle, tie = tie_of(learner, person)
    form = PersonForm(formdata=None)
    form.fill(tie.person)
    return _edit_page(circle, tie, form, TypedDates.of(tie.person), tie.person.version)


def _edit_page(
    circle: Circle, tie: Tie, form: PersonForm, dates: TypedDates, version: int, refusal: DomainError | None = None
) -> str:
    form.offer(circle.spheres.values())
    at_date = refusal.field if refusal and refusal.field and refusal.field not in form else ""
    return render_template(
        "people/edit.html",
        person=tie.person,
        form=form,
        dates=dates,
        date_rows=DATE_ROWS,
        months=words.months(),
        version=version,
        trouble={at_date: refusal.message} if at_date and refusal else {},
        **_asked(refusal),
    )


@bp.post("/people/<person>/edit")
@for_learner
def edit_post(learner: Visitor, person: str) -> ResponseReturnValue:
    """Keep what was changed; nothing that was changed elsewhere is overwritten silently."""
    keeper, circle, tie = tie_of(learner, person)
    form, dates = PersonForm(), TypedDates(request.form)
    version = request.form.get("version", 0, type=int)
    if not form.validate():
        return _edit_page(circle, tie, form, dates, version), 422
    try:
        values = form.values(dates)
        with transaction() as session:
            values["sphere"] = sphere_of(session, keeper, form)
            if form.real.data:
                values["confirmed"] = True
            service.rename_check(session, keeper, tie.person, values, same_name=bool(form.same_name.data))
            changed = service.change_person(session, keeper, person, version, **values)
    except service.StalePersonError as stale:
        rows = listing.differences(stale.theirs, {**values}, circle, learner.locale)
        page = render_template(
            "people/conflict.html", person=stale.theirs, rows=rows, typed=_typed(), version=stale.theirs.version
        )
        return page, 409
    except DomainError as refusal:
        form.refuse(refusal)
        return _edit_page(circle, tie, form, dates, version, refusal), 422
    flash(_("Saved. %(name)s", name=changed.name), "ok")
    hint = recent_hint(changed.last_year, keeper.today)
    if hint and changed.last_year != tie.person.last_year:
        flash(_(hint), "info")
    return redirect(url_for(".person", person=person), 303)


def _typed() -> list[tuple[str, str]]:
    return [(name, text) for name, text in request.form.items(multi=True) if name not in ("csrf_token", "version")]

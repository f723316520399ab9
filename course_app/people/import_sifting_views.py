"""Pages of the sift tray: ticking, searching, turning pages, and which column holds what."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course_app.domain.people import MOST_PEOPLE
from course_app.infrastructure.database import reader, transaction
from course_app.people import queries
from course_app.people.import_blueprint import READINGS, bp, reader_key, room_of
from course_app.people.importing import keeping, sifting, trays, troubles
from course_app.people.importing.found import NAMES, Field, Sift
from course_app.people.importing.matching import known_of
from course_app.people.importing.sifting import Look
from course_app.people.importing.trays import Tray
from course_app.people.keeper import Keeper, keeper_of
from course_app.web.access import Visitor, for_learner
from course_app.web.forms import tidy_line
from course_app.web.i18n import gettext as _
from course_app.web.i18n import ngettext
from course_app.web.security import limiter

MOST_TROUBLES = 50
"""The most sentences about rows on one page."""
_ORDERS = frozenset({sifting.OLDEST, sifting.BY_NAME, sifting.AS_IN_FILE})


@bp.get("/<tray>")
@for_learner
def sift(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Show a page of the tray."""
    keeper = keeper_of(learner)
    found = trays.open_tray(reader(), keeper, tray)
    if found.kept is not None:
        return redirect(url_for(".done", tray=tray), 303)
    if not found.sift.sure:
        return redirect(url_for(".columns", tray=tray), 303)
    return _tray_page(keeper, found, request.args.get("page", 1, type=int))


def _tray_page(keeper: Keeper, tray: Tray, page: int, errors: Sequence[tuple[str, str]] = ()) -> str:
    circle = queries.circle(reader(), keeper)
    known = known_of(circle.people)
    people = tray.sift.rows
    places = sifting.arranged(people, tray.look)
    pages = max(-(-len(places) // sifting.PAGE), 1)
    page = min(max(page, 1), pages)
    shown = places[(page - 1) * sifting.PAGE : page * sifting.PAGE]
    sentences = [troubles.sentence(each, tray.sift.kind) for each in tray.sift.troubles[:MOST_TROUBLES]]
    return render_template(
        "people/import_tray.html",
        tray=tray,
        groups=sifting.groups_of(people),
        dated=any(map(sifting.decade_of, people)),
        rows=[(place, people[place], known.has(people[place])) for place in shown],
        total=len(places),
        page=page,
        pages=pages,
        room=max(room_of(circle) - len(tray.ticked), 0),
        troubles=sentences,
        more_troubles=len(tray.sift.troubles) - len(sentences),
        nobody=_nobody(tray.sift),
        errors=errors,
    )


def _nobody(found: Sift) -> str:
    if found.kind == "paste":
        return _("There are no names in this.")
    return _("We read the file but found no people in it.")


@bp.post("/<tray>")
@for_learner
def tick(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Keep the ticks of a page, then turn it, search, surprise, or go on to the spheres."""
    keeper, done = keeper_of(learner), request.form.get("do", "find")
    with transaction() as session:
        found = _told(trays.open_tray(session.connection(), keeper, tray, hold=True), done)
        if found.kept is None:
            trays.look_anew(session, keeper, found)
    if done == "next":
        problem = _not_yet(keeper, found)
        if problem:
            return _tray_page(keeper, found, request.args.get("page", 1, type=int), [("tray", problem)]), 422
        return redirect(url_for(".spheres", tray=tray), 303)
    turned = done.removeprefix("page-")
    page = int(turned) if turned.isascii() and turned.isdecimal() and len(turned) < 6 else 1
    return redirect(url_for(".sift", tray=tray, page=page if page > 1 else None) + "#tray", 303)


def _told(tray: Tray, done: str) -> Tray:
    """Return a tray with what the form says of it."""
    form, count = request.form, len(tray.sift.rows)
    shown = {int(each) for each in form.get("shown", "").split(",") if each.isascii() and each.isdecimal()}
    ticked = {int(each) for each in form.getlist("tick") if each.isascii() and each.isdecimal()}
    ticks = frozenset(place for place in (tray.ticked - shown) | (ticked & shown) if place < count)
    order = form.get("order", "")
    look = Look(
        search=str(tidy_line(form.get("search", "")))[:80],
        group=form.get("group", "")[:200],
        order=order if order in _ORDERS else tray.look.order,
        chosen=tray.look.chosen if done == "next" or done.startswith("page-") else (),
    )
    if done == "all":
        look = Look(order=look.order)
    if done == "surprise":
        chosen = sifting.surprise(tray.sift.rows, look, ticks, secrets.SystemRandom().sample)
        look = replace(look, chosen=chosen)
    return replace(tray, look=look, ticked=ticks)


def _not_yet(keeper: Keeper, tray: Tray) -> str:
    """Return why the picks cannot go on yet, '' when they can."""
    if not tray.ticked:
        return _("Tick at least one person.")
    circle = queries.circle(reader(), keeper)
    wanted, _known = keeping.unknown_only(tray, known_of(circle.people))
    if not wanted.ticked:
        return _("Everybody you ticked is on your list already.")
    room = room_of(circle)
    if len(wanted.ticked) > room:
        over = len(wanted.ticked) - room
        return ngettext(
            "A list holds %(most)s people, and there is room for %(room)s more. Untick %(n)s person, or take somebody "
            "off your list first.",
            "A list holds %(most)s people, and there is room for %(room)s more. Untick %(n)s people, or take somebody "
            "off your list first.",
            over,
            most=MOST_PEOPLE,
            room=room,
        )
    return ""


@bp.get("/<tray>/columns")
@for_learner
def columns(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Ask which column holds what."""
    found = trays.open_tray(reader(), keeper_of(learner), tray)
    if not found.text:
        return redirect(url_for(".sift", tray=tray), 303)
    return _columns_page(found)


def _columns_page(tray: Tray, errors: Sequence[tuple[str, str]] = ()) -> str:
    said = {
        "linkedin": _("It looks like a LinkedIn export in another language. Match the columns yourself."),
        "google": _("It looks like a Google export in another language. Match the columns yourself."),
    }.get(tray.sift.looks_like, _("This is how we understand your table. Change what is wrong."))
    return render_template(
        "people/import_columns.html",
        tray=tray,
        columns=tray.sift.columns,
        header=tray.sift.header,
        said=said,
        errors=errors,
    )


@bp.post("/<tray>/columns")
@for_learner
@limiter.limit(READINGS, key_func=reader_key)
def match(learner: Visitor, tray: str) -> ResponseReturnValue:
    """Read the table again with the columns as the learner matched them."""
    keeper = keeper_of(learner)
    found = trays.open_tray(reader(), keeper, tray)
    if not found.text:
        return redirect(url_for(".sift", tray=tray), 303)
    chosen = {column.place: request.form.get(f"column-{column.place}", "") for column in found.sift.columns}
    matched = {field: tuple(place for place, each in chosen.items() if each == field) for field in Field}
    matched = {field: places for field, places in matched.items() if places}
    if NAMES.isdisjoint(matched):
        fields = {place: Field(each) if each in set(Field) else None for place, each in chosen.items()}
        shown = tuple(replace(column, field=fields[column.place]) for column in found.sift.columns)
        first = f"column-{shown[0].place}" if shown else ""
        refused = replace(found, sift=replace(found.sift, columns=shown))
        return _columns_page(refused, [(first, _("Choose the column that holds names."))]), 422
    header = 0 if request.form.get("headless") else found.sift.header or 1
    with transaction() as session:
        trays.match_columns(session, keeper, found, matched, header)
    return redirect(url_for(".sift", tray=tray), 303)

"""The page on which owners choose name, colours, pictures and foot of the site, and the files that come of it."""

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from course_app.domain import shades
from course_app.domain.colours import contrast, is_colour
from course_app.domain.errors import DomainError
from course_app.domain.shades import DARK, LIGHT, Shades
from course_app.infrastructure import clock
from course_app.infrastructure.audit import record
from course_app.infrastructure.database import reader, transaction
from course_app.reporting import branding, dressing
from course_app.reporting.branding import ACCENT, BRAND, ICON_BOX, LARGEST_PICTURE, LOGO_BOX, Branding
from course_app.web.access import Visitor, for_anyone, for_owner
from course_app.web.forms import tidy, tidy_line
from course_app.web.i18n import gettext as _

bp = Blueprint("branding", __name__)
PICTURES = (("logo", LOGO_BOX), ("icon", ICON_BOX))


@bp.get("/look/<name>")
@for_anyone
def file(name: str) -> Response:
    """Send a stylesheet or a picture of the look; its name changes with its content."""
    found = dressing.file(name)
    if found is None:
        abort(404)
    response = Response(found, content_type=dressing.TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.get("/admin/branding")
@for_owner
def show(_owner: Visitor) -> str:
    """Show the look in force, to be changed."""
    now = branding.current(reader())
    return _page(now, branding.write_links(now.links))


def _page(shown: Branding, links: str, refusal: DomainError | None = None) -> str:
    now = branding.current(reader())
    at = refusal.field if refusal else ""
    site = current_app.extensions["look"].plain
    return render_template(
        "reporting/branding.html",
        shown=shown,
        links=links,
        refusal=refusal,
        near=shades.mended(getattr(shown, at)) if at in {"brand", "accent"} and is_colour(getattr(shown, at)) else "",
        samples=_samples(shown),
        pairs=_pairs(shown),
        sample_name=shown.name or site.name,
        plain_name=site.name,
        logo=now.logo is not None,
        icon=now.icon is not None,
        look=current_app.extensions["site"],
        tried=replace(shown, logo=None, icon=None, id=0) != replace(now, logo=None, icon=None, id=0),
        changed=bool(now.id),
        can_go_back=branding.before(reader()) is not None,
    )


def _good(shown: Branding) -> Branding:
    """Return a look whose colours can be drawn: those that cannot be read are mended."""

    def drawn(colour: str, otherwise: str) -> str:
        return shades.mended(colour) if is_colour(colour) else otherwise

    return replace(shown, brand=drawn(shown.brand, BRAND), accent=drawn(shown.accent, ACCENT))


def _samples(shown: Branding) -> list[tuple[str, tuple[str, ...], Shades, Shades]]:
    good = _good(shown)
    return [
        (
            _("Light"),
            (*LIGHT, "#16252B", "#43535A", "#D9E1E0"),
            shades.on_light(good.brand),
            shades.on_light(good.accent),
        ),
        (_("Dark"), (*DARK, "#EAF0EF", "#B6C3C4", "#2A373A"), shades.on_dark(good.brand), shades.on_dark(good.accent)),
    ]


def _pairs(shown: Branding) -> list[tuple[str, str, str]]:
    """Return the lowest contrast of each use of a colour, in both themes."""
    (_l, _light, light, light_accent), (_d, _dark, dark, dark_accent) = _samples(shown)

    def lowest(each: Shades, grounds: tuple[str, ...]) -> str:
        return f"{min(contrast(each.colour, ground) for ground in (*grounds, each.tint)):.1f}"

    return [
        (_("Links and headings, main colour"), lowest(light, LIGHT), lowest(dark, DARK)),
        (_("Words on a button"), f"{contrast(light.on, light.colour):.1f}", f"{contrast(dark.on, dark.colour):.1f}"),
        (_("Words in the second colour"), lowest(light_accent, LIGHT), lowest(dark_accent, DARK)),
    ]


@bp.post("/admin/branding")
@for_owner
def save(owner: Visitor) -> ResponseReturnValue:
    """Keep a look, try it out first, or go back to an earlier one."""
    what, links = request.form.get("do", "keep"), tidy(request.form.get("links", "").replace("\r", ""))
    shown = _typed(branding.current(reader()), mend=what == "mend")
    if what == "try":
        return _page(shown, links)
    try:
        if what not in {"plain", "back"}:
            shown = _with_pictures(replace(shown, links=branding.read_links(links)))
        with transaction() as session:
            _keep(session, owner, _wanted(session, shown, what))
    except DomainError as refusal:
        return _page(shown, links, refusal), 422
    dressing.refresh()
    said = {"plain": _("The standard look is back."), "back": _("The look before is back.")}
    flash(said.get(what, _("Kept. Every page looks like this now.")), "ok")
    return redirect(url_for(".show"), 303)


def _wanted(session: Session, shown: Branding, what: str) -> Branding:
    if what == "plain":
        return Branding()
    return (branding.before(session) or Branding()) if what == "back" else shown


def _keep(session: Session, owner: Visitor, chosen: Branding) -> None:
    was, now = branding.current(session), clock.now()
    number = branding.save(session, chosen, now)
    record(session, owner.id, "look of the site", f"look {number}", now, was.said, chosen.said)


def _typed(known: Branding, *, mend: bool) -> Branding:
    def colour(field: str, otherwise: str) -> str:
        typed = str(tidy_line(request.form.get(field, ""))).upper() or otherwise
        return shades.mended(typed) if mend and is_colour(typed) else typed

    return replace(
        known,
        name=str(tidy_line(request.form.get("name", ""))),
        brand=colour("brand", BRAND),
        accent=colour("accent", ACCENT),
        footer=str(tidy_line(request.form.get("footer", ""))),
        logo_named=bool(request.form.get("logo_named")),
    )


def _with_pictures(shown: Branding) -> Branding:
    found: dict[str, bytes | None] = {}
    for field, box in PICTURES:
        sent = request.files.get(field)
        if sent and sent.filename:
            found[field] = branding.tidy_picture(sent.stream.read(LARGEST_PICTURE + 1), field, box)
        elif request.form.get(f"no_{field}"):
            found[field] = None
    return replace(shown, **found)  # type: ignore[arg-type]

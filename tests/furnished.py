"""A site with something on every page: courses, learners at every point of the way, people, letters, cohorts, mails."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from course_app.accounts.models import SessionRow
from course_app.domain.requirements import Kind
from course_app.infrastructure.database import transaction
from course_app.web.access import Role
from tests import browsing
from tests.conftest import add_person, sign_in
from tests.credentials import issue_to, reach, work
from tests.forms import submit, token_of
from tests.letters_course import write_course
from tests.publishing import publish_course
from tests.small_book import files_of_book

LETTER = """Hi Evan,

The night the demo server died and we typed the slides again in a taxi came back to me this week. I still laugh.

Are you still baking?

Dana Whitfield
dana@example.org, 555 0100"""
EMAILS = {who: f"{who}@example.org" for who in ("interrupted", "newcomer", "learner", "claimer", "holder", "owner")}
"""Who can sign in here."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """A site, what stands in addresses by name, and a browser of each who is signed in."""

    app: Flask
    values: dict[str, str]
    browsers: dict[str, FlaskClient]


def furnish(app: Flask, folder: Path) -> Furnished:
    """Fill a site."""
    publish_course(app, folder=write_course(folder))
    publish_course(app, folder=_book(folder / "small"))
    people = {
        who: add_person(app, email, f"{who.title()} Whitfield", Role.OWNER if who == "owner" else Role.LEARNER)
        for who, email in EMAILS.items()
    }
    for who in ("claimer", "holder"):
        reach(app, people[who])
    reach(app, people["learner"], [(Kind.LESSON_DONE, "first/soil", {})])
    browsers = {"nobody": app.test_client(), "interrupted": _interrupted(app)}
    browsers |= {who: sign_in(app.test_client(), email) for who, email in EMAILS.items() if who not in browsers}
    certificate = issue_to(browsers["holder"], "Holder Whitfield")
    work(app)
    learner, owner = browsers["learner"], browsers["owner"]
    values = {"learner": str(people["learner"]), "certificate": certificate}
    values |= _checks(learner) | _people(learner) | _imports(learner) | _programme(owner) | _mails(app, owner)
    return Furnished(app, values, browsers)


def _book(folder: Path) -> Path:
    for name, content in files_of_book().items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def _interrupted(app: Flask) -> FlaskClient:
    """Return the browser of somebody who was signed out while typing and is in again: what was typed waits there."""
    browser = sign_in(app.test_client(), EMAILS["interrupted"])
    token = token_of(browser, "/account")
    with app.app_context(), transaction() as session:
        session.execute(delete(SessionRow))
    browser.post("/account/name", data={"csrf_token": token, "name": "Dana Whitfield"})
    return sign_in(browser, EMAILS["interrupted"])


def _only(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in {text[:2000]}"
    return found[1]


def _checks(learner: FlaskClient) -> dict[str, str]:
    """Begin the check twice: one try is answered to its end, in the other one the first question."""
    found = {}
    for name, answers in (("finished", 9), ("attempt", 1)):
        begun = submit(learner, "/c/garden/first/check/begin", page="/c/garden/first/check")
        found[name] = begun.location.split("/attempts/")[1].split("/")[0]
        for number in range(1, answers + 1):
            here = f"/attempts/{found[name]}/q/{number}"
            page = learner.get(here)
            if page.status_code != 200:
                break
            form = browsing.Page(200, "", page.data).form(f"/q/{number}")
            learner.post(here, data=dict(form.with_first_choices()), headers={"Sec-Fetch-Site": "same-origin"})
    return found


def _people(learner: FlaskClient) -> dict[str, str]:
    """List two people, offer one of them something, and write them a letter that is ready."""
    submit(learner, "/c/pens/start", page="/c/pens")
    for name in ("Priya Nair", "Evan Brandt"):
        submit(learner, "/people", page="/people/new", name=name, new_sphere="First job")
    person = _only(r'href="/people/([\w-]{16})"[^>]*>Evan', learner.get("/people").text)
    submit(learner, f"/people/{person}/offer", kind="knowledge", text="Which flour keeps, and how long", effort="5")
    here = f"/people/{person}/letter"
    begun = submit(learner, f"{here}/begin", page=f"{here}?choose=1", use="first", template="pens/scene")
    letter = begun.location.partition("letter=")[2]
    version = _only(r'name="version" value="(\d+)"', learner.get(f"{here}?letter={letter}").text)
    fields = {"letter": letter, "version": version, "subject": "That taxi ride", "body": LETTER, "then": "send"}
    ready = submit(learner, here, **fields, confirm=["memory", "question"])
    assert ready.status_code == 303, ready.text
    sphere = _only(r'href="/spheres/([\w-]{16})"', learner.get("/spheres").text)
    return {"person": person, "letter": letter, "sphere": sphere}


def _imports(learner: FlaskClient) -> dict[str, str]:
    """Bring somebody in from a list, and leave a file with somebody ticked."""
    found = {}
    brought = submit(learner, "/people/import", names="Tom Okafor\nIlse Vogt").location
    file = (BytesIO(b"Given,Who,Mail\nLena,Holm,lena@example.org\nFemi,Ade,femi@example.org\n"), "people.csv")
    submit(learner, f"{brought}?page=1", page=brought, tick="0", do="next", shown="0,1")
    submit(learner, f"{brought}/spheres", new_sphere="Choir")
    tray = submit(learner, "/people/import", file=file).location.removesuffix("/columns")
    submit(learner, f"{tray}/columns", **{"column-0": "given", "column-1": "family", "column-2": "email"})
    submit(learner, f"{tray}?page=1", page=tray, tick="0", do="next", shown="0,1")
    for name, address in (("brought", brought), ("tray", tray)):
        found[name] = address.split("/")[3]
    return found


def _programme(owner: FlaskClient) -> dict[str, str]:
    """Make a cohort and invite to it, change a draft, and report a question."""
    cohort = submit(owner, "/admin/cohorts", name="Spring", course="garden", seats="12", coach="").location
    sent = submit(owner, f"{cohort}/invite", rows="new@example.org\nnothing\n", send="y").location
    submit(owner, "/c/garden/attempts/report/when", text="The second option is right as well.")
    edit = "/author/garden/edit/first/soil.md"
    page = owner.get(edit).text
    text = _only(r"(?s)<textarea[^>]*name=\"text\"[^>]*>\n?(.*?)</textarea>", page)
    submit(owner, edit, text=f"{text}\n[gone](../nowhere.md)\n", version=_only(r'name="version" value="(\w+)"', page))
    join = _only(r"/join/([\w-]+)", owner.get(cohort).text)
    return {"cohort": cohort.rpartition("/")[2], "rows": sent.rpartition("/")[2], "join": join}


def _mails(app: Flask, owner: FlaskClient) -> dict[str, str]:
    """Ask for a link and invite somebody; what they got can be read on the owner's page."""
    submit(app.test_client(), "/password", email=EMAILS["learner"])
    submit(owner, "/admin/accounts/invite", page="/admin/accounts", email="guest@example.org", role="coach")
    work(app)
    page = owner.get("/admin/mail").text
    return {"link": _only(r"/link/([\w-]+)", page), "invitation": _only(r"/invite/([\w-]+)", page)}

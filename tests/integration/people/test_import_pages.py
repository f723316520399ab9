"""The import without JavaScript, from a file to the list, and what must never happen on the way."""

import io
import json
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from course_app.accounts.models import AccountRow
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people import keeper as keepers
from course_app.people import service, spheres
from course_app.people.importing.models import ImportTrayRow
from course_app.people.models import PersonRow, SphereRow
from tests.conftest import sign_in
from tests.forms import submit, token_of
from tests.statements import statements

FILES = Path(__file__).parents[2] / "files" / "imports"


def upload(client, name, data=None):
    file = (io.BytesIO((FILES / name).read_bytes() if data is None else data), name)
    return submit(client, "/people/import", file=file)


@pytest.fixture
def keeper_of_learner(app, learner):
    """The keeper of the signed-in learner's list."""

    def keeper():
        column = AccountRow.__table__.c
        row = reader().execute(select(column.id, column.wrapped_key).where(column.email == "dana@example.org")).one()
        return keepers.keeper(row.id, app.extensions["data_key"](row.wrapped_key), clock.now().date(), clock.now())

    return keeper


def lay_out(client, name="linkedin.csv", data=None):
    """Upload a file and return the address of its tray."""
    response = upload(client, name, data)
    assert response.status_code == 303, response.text
    return response.location.removesuffix("/columns")


def tick(client, tray, *ticks, do="next", shown=None, page=1, **more):
    fields = {"tick": [str(each) for each in ticks], "do": do, **more}
    fields["shown"] = ",".join(map(str, range(60))) if shown is None else shown
    return submit(client, f"{tray}?page={page}", page=tray, **fields)


def keep(client, tray, **fields):
    return submit(client, f"{tray}/spheres", **fields)


def names_on(client, path="/people"):
    return re.findall(r'class="person-link"[^>]*>([^<]+)<', client.get(path).text)


def count(app, row):
    with app.app_context():
        return reader().execute(select(func.count()).select_from(row.__table__)).scalar_one()


def many(number, start=0):
    rows = "".join(
        f"Given{n:05},Family{n:05},,Works,Helper,1 Jan {1990 + n % 30}\n" for n in range(start, start + number)
    )
    return ("First Name,Last Name,Email Address,Company,Position,Connected On\n" + rows).encode()


def test_a_learner_reads_a_file_ticks_two_says_from_where_and_sees_them_on_the_list(learner, app):
    tray = lay_out(learner)
    page = learner.get(tray).text
    assert "We read 7 people." in page
    assert page.index("Álvarez") < page.index("Evan Brandt") < page.index("Priya Nair") < page.index("Tom Okafor")
    assert "Row 10: the date “31/02/2015” is not a date. The person was read without it." in page
    response = tick(learner, tray, 0, 1)
    assert (response.status_code, response.location) == (303, f"{tray}/spheres")
    response = keep(learner, tray, new_sphere="Lime Street")
    assert (response.status_code, response.location) == (303, f"{tray}/done")
    page = learner.get(f"{tray}/done").text
    assert "2 people are on your list" in page
    assert "Undo this import" in page
    assert names_on(learner) == ["Evan Brandt", "Priya Nair"]
    person = re.search(r'href="(/people/[^"]{16})"', learner.get("/people").text)[1]
    assert "https://www.linkedin.example/in/evan-brandt" in learner.get(person).text
    assert count(app, PersonRow) == 2


def test_ticks_stay_through_pages_searches_and_orders(learner):
    tray = lay_out(learner, "many.csv", many(120))
    assert "Page 1 of 3" in learner.get(tray).text
    places = [int(each) for each in re.findall(r'name="tick" value="(\d+)"', learner.get(tray).text)]
    assert places[:4] == [0, 30, 60, 90]
    shown = ",".join(map(str, places))
    response = tick(learner, tray, 0, 30, shown=shown, do="page-2")
    assert response.location == f"{tray}?page=2#tray"
    assert "Page 2 of 3" in learner.get(response.location).text
    response = tick(learner, tray, do="find", shown="1,2,3", search="given00117", order="name", group="")
    page = learner.get(response.location).text
    assert re.findall(r'name="tick" value="(\d+)"', page) == ["117"]
    assert "Ticked: 2" in page
    assert "given00117" not in response.location
    tick(learner, tray, 117, do="page-1", shown="117", search="given00117", order="name")
    page = learner.get(tray).text
    assert "Ticked: 3" in page
    assert 'value="117" checked' in page
    tick(learner, tray, do="all", shown="117")
    assert "Ticked: 2" in learner.get(tray).text


def test_a_group_shows_a_decade_a_company_or_those_without_a_name(learner):
    tray = lay_out(learner)
    for group, shown in (
        ("decade-2010", ["5", "0", "4"]),
        ("company-lime street library", ["1", "3", "6"]),
        ("nameless", []),
    ):
        tick(learner, tray, do="find", group=group, order="oldest")
        assert re.findall(r'name="tick" value="(\d+)"', learner.get(tray).text) == shown
    page = learner.get(tray).text
    assert "2010s (3)" in page
    assert "Lime Street Library (3)" in page
    assert "Nobody here fits" in page


def test_a_surprise_shows_ten_at_random_and_nobody_who_is_ticked(learner):
    tray = lay_out(learner, "many.csv", many(40))
    tick(learner, tray, *range(25), do="surprise", shown=",".join(map(str, range(40))))
    page = learner.get(tray).text
    shown = [int(each) for each in re.findall(r'name="tick" value="(\d+)"', page)]
    assert len(shown) == 10
    assert min(shown) >= 25
    assert "Ten at random" in page
    tick(learner, tray, shown[0], do="all", shown=",".join(map(str, shown)))
    page = learner.get(tray).text
    assert "Ticked: 26" in page
    assert "40 people" in page


def test_nobody_ticked_is_said_and_nothing_goes_on(learner):
    tray = lay_out(learner)
    response = tick(learner, tray)
    assert response.status_code == 422
    assert "Tick at least one person." in response.text


def test_a_sphere_is_asked_for_and_what_was_chosen_stays(learner):
    tray = lay_out(learner)
    tick(learner, tray, 0, 1)
    response = keep(learner, tray, **{"sphere-0": "company"})
    assert response.status_code == 422
    assert 'id="new_sphere-errors"' in response.text
    assert re.search(r'<option value="company" selected>Company: Hazel Bakery', response.text)
    response = keep(learner, tray, new_sphere="x", **{"sphere-0": "company"})
    assert "A name has 2 to 40 letters." in response.text
    assert names_on(learner) == []
    assert keep(learner, tray, new_sphere="Choir", **{"sphere-0": "company"}).status_code == 303
    page = learner.get("/people").text
    assert "Hazel Bakery, Sons &amp; Co" in page
    assert "Choir" in page


def test_a_sphere_of_somebody_else_is_refused(learner, app, make_account, make_keeper):
    with app.app_context():
        other = make_keeper("tom@example.org")
        with transaction() as session:
            theirs = spheres.add_sphere(session, other, name="Theirs").id
    tray = lay_out(learner)
    tick(learner, tray, 0)
    response = keep(learner, tray, new_sphere="Choir", **{"sphere-0": theirs})
    assert response.status_code == 422
    assert "Choose one of your spheres." in response.text
    assert names_on(learner) == []


def test_whoever_is_on_the_list_already_is_told_and_never_doubled(learner):
    tray = lay_out(learner)
    tick(learner, tray, 0, 1)
    keep(learner, tray, new_sphere="Choir")
    tray = lay_out(learner)
    page = learner.get(tray).text
    assert page.count("Already on your list") == 2
    assert "Everybody you ticked is on your list already." in tick(learner, tray, 0, 1).text
    tick(learner, tray, 0, 6)
    page = learner.get(f"{tray}/spheres").text
    assert "On your list already, and not doubled: Evan Brandt." in page
    sphere = re.search(r'<option value="([^"]{16})">Choir', page)[1]
    keep(learner, tray, sphere=sphere)
    assert "Nobody is doubled: Evan Brandt." in learner.get(f"{tray}/done").text
    assert names_on(learner) == ["Evan Brandt", "Priya Nair", "Tom Okafor"]


def test_the_same_address_under_another_name_is_the_same_person(learner):
    lists = b"Name,Email\nRosa Blum,rosa@example.org\nR. Blum,ROSA@example.org\n"
    tray = lay_out(learner, "x.csv", lists)
    submit(learner, f"{tray}/columns", **{"column-0": "name", "column-1": "email"})
    tick(learner, tray, 0, 1)
    keep(learner, tray, new_sphere="Choir")
    assert "Nobody is doubled: R. Blum." in learner.get(f"{tray}/done").text
    assert names_on(learner) == ["Rosa Blum"]


def test_the_ceiling_is_told_before_anything_is_stored(learner, app):
    tray = lay_out(learner, "many.csv", many(50))
    tick(learner, tray, *range(50))
    keep(learner, tray, new_sphere="Works")
    tray = lay_out(learner, "more.csv", many(20, start=50))
    assert "Places left on your list: 10." in learner.get(tray).text
    response = tick(learner, tray, *range(12))
    assert response.status_code == 422
    assert "there is room for 10 more. Untick 2 people" in response.text
    tick(learner, tray, *range(10))
    assert keep(learner, tray, new_sphere="Works").status_code == 303
    assert count(app, PersonRow) == 60
    assert "Your list is full" in learner.get("/people/import").text


def test_an_odd_name_is_asked_about_and_a_missing_one_asked_for(learner):
    tray = lay_out(learner, "google-new.csv")
    tick(learner, tray, 2, 0)
    page = learner.get(f"{tray}/spheres").text
    assert 'name="name-2"' in page
    response = keep(learner, tray, new_sphere="Choir")
    assert "Give this person a name, or leave them out." in response.text
    response = keep(learner, tray, new_sphere="Choir", **{"name-2": "asdf"})
    assert "Is “asdf” a real name?" in response.text
    assert keep(learner, tray, new_sphere="Choir", **{"name-2": "asdf", "real-2": "y"}).status_code == 303
    assert names_on(learner) == ["asdf", "Marta Lind"]


def test_somebody_can_still_be_left_out(learner):
    tray = lay_out(learner)
    tick(learner, tray, 0, 1)
    keep(learner, tray, new_sphere="Choir", **{"sphere-1": "out"})
    assert names_on(learner) == ["Evan Brandt"]


def test_columns_are_matched_by_hand_when_the_headings_are_unknown(learner):
    response = upload(learner, "unknown-headings.csv")
    assert response.location.endswith("/columns")
    tray = response.location.removesuffix("/columns")
    page = learner.get(f"{tray}/columns").text
    assert "Woher" in page
    assert "Chor · Schule" in page
    response = submit(learner, f"{tray}/columns", **{"column-0": "", "column-1": "company"})
    assert response.status_code == 422
    assert "Choose the column that holds names." in response.text
    response = submit(learner, f"{tray}/columns", **{"column-0": "name", "column-1": "company", "column-2": "email"})
    assert response.location == tray
    page = learner.get(tray).text
    assert "Rosa Blum" in page
    assert "Match the columns yourself" in page
    response = submit(learner, f"{tray}/columns", headless="y", **{"column-0": "name"})
    assert "Wer" in learner.get(tray).text


def test_a_file_in_another_language_says_where_it_seems_to_come_from(learner):
    response = upload(learner, "linkedin-other-language.csv")
    assert "It looks like a LinkedIn export in another language." in learner.get(response.location).text


def test_pasted_names_come_ticked(learner):
    response = submit(learner, "/people/import", names="Evan Brandt, evan@example.org\nTom Okafor\n")
    page = learner.get(response.location).text
    assert page.count(" checked") == 2
    tick(learner, response.location, 0, 1)
    keep(learner, response.location, new_sphere="Choir")
    assert names_on(learner) == ["Evan Brandt", "Tom Okafor"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("workbook.xlsx", "save it as CSV"), ("bomb.zip", "larger than 5 MB"), ("empty.csv", "This file is empty."),
     ("not-text.csv", "not a file of text"), ("without.zip", "no Connections.csv"), ("cut.zip", "cannot be opened")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_at_its_field(learner, name, said):
    response = upload(learner, name)
    assert response.status_code == 422
    assert 'id="file-errors"' in response.text
    assert said in response.text


def test_no_file_and_no_names_are_asked_for(learner):
    assert "Choose a file first." in submit(learner, "/people/import").text
    assert "Paste or type some names first." in submit(learner, "/people/import", names=" ").text


def test_a_file_without_people_says_so(learner):
    response = upload(learner, "only-headings.csv")
    assert "We read the file but found no people in it." in learner.get(response.location).text


def test_a_file_of_more_than_five_megabytes_is_refused_kindly_and_a_gigabyte_unread(learner):
    # By hand: the client's own forms spill large files onto the disk.
    token = token_of(learner, "/people/import").encode()
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    large = part % (b"file", b'; filename="large.csv"', b"Name\n" * 1_050_000)
    body = part % (b"csrf_token", b"", token) + large + b"--x--\r\n"
    sent = learner.post("/people/import", data=body, content_type="multipart/form-data; boundary=x")
    assert "larger than 5 MB" in sent.text
    for size in (6_000_001, 10**9):
        given = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        assert learner.post("/people/import", environ_overrides=given).status_code == 413


def test_another_learners_tray_is_not_there(app, learner, make_account):
    tray = lay_out(learner)
    make_account("tom@example.org")
    other = sign_in(app.test_client(), "tom@example.org")
    for path in (tray, f"{tray}/columns", f"{tray}/spheres", f"{tray}/done"):
        assert other.get(path).status_code == 404
    for path in (tray, f"{tray}/columns", f"{tray}/spheres", f"{tray}/undo", f"{tray}/drop"):
        assert submit(other, path, page="/people/import", tick="0", do="next").status_code == 404
    assert learner.get(tray).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/people/import").status_code == 303
    assert client.get("/people/import/sample.csv").status_code == 303


def test_a_tray_is_over_after_an_hour_and_the_sweep_drops_it(learner, app):
    tray = lay_out(learner)
    with app.app_context(), transaction() as session:
        session.execute(ImportTrayRow.__table__.update().values(created_at=clock.now() - timedelta(minutes=61)))
    response = learner.get(tray)
    assert response.status_code == 404
    assert "put away after an hour" in response.text
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
    assert count(app, ImportTrayRow) == 0


def test_signing_out_drops_the_tray(learner, app):
    lay_out(learner)
    submit(learner, "/signout", page="/people/import")
    assert count(app, ImportTrayRow) == 0


def test_a_new_file_takes_the_place_of_the_old_tray_and_a_tray_can_be_put_away(learner, app):
    first = lay_out(learner)
    second = lay_out(learner)
    assert learner.get(first).status_code == 404
    assert submit(learner, f"{second}/drop", page=second).location == "/people/import"
    assert count(app, ImportTrayRow) == 0
    assert "Nobody was kept." in learner.get("/people/import").text


def test_sending_the_picks_twice_keeps_them_once(learner, app):
    tray = lay_out(learner)
    tick(learner, tray, 0)
    assert keep(learner, tray, new_sphere="Choir").location == f"{tray}/done"
    assert submit(learner, f"{tray}/spheres", page="/people/import", new_sphere="Choir").location == f"{tray}/done"
    assert learner.get(tray).location == f"{tray}/done"
    assert count(app, PersonRow) == 1


def people_of(app):
    with app.app_context():
        return dict(reader().execute(select(PersonRow.__table__.c.id, PersonRow.__table__.c.created_at)).all())


def test_undo_takes_off_whom_the_import_brought_and_leaves_whom_one_worked_with(learner, app, keeper_of_learner):
    tray = lay_out(learner)
    tick(learner, tray, 0, 1, 6)
    keep(learner, tray, new_sphere="Choir", **{"sphere-0": "company"})
    touched = next(iter(people_of(app)))
    with app.app_context(), transaction() as session:
        service.change_person(session, keeper_of_learner(), touched, memory="The ovens")
    response = submit(learner, f"{tray}/undo", page=f"{tray}/done")
    assert response.location == "/people"
    page = learner.get("/people").text
    assert "2 people are off the list again. 1 stays: you have worked with them since." in page
    assert list(people_of(app)) == [touched]
    assert count(app, SphereRow) == 1


def test_undo_leaves_no_empty_sphere_of_its_own_and_every_other(learner, app, keeper_of_learner):
    with app.app_context(), transaction() as session:
        mine = spheres.add_sphere(session, keeper_of_learner(), name="Mine").id
        session.execute(SphereRow.__table__.update().values(created_at=clock.now() - timedelta(minutes=5)))
    tray = lay_out(learner)
    tick(learner, tray, 0, 1)
    keep(learner, tray, sphere=mine, **{"sphere-0": "company"})
    assert count(app, SphereRow) == 2
    submit(learner, f"{tray}/undo", page=f"{tray}/done")
    with app.app_context():
        assert reader().execute(select(SphereRow.__table__.c.id)).scalars().all() == [mine]


def test_undo_ends_after_a_day(learner, app):
    tray = lay_out(learner)
    tick(learner, tray, 0)
    keep(learner, tray, new_sphere="Choir")
    assert "Undo this import" in learner.get("/people/import").text
    with app.app_context(), transaction() as session:
        session.execute(PersonRow.__table__.update().values(created_at=clock.now() - timedelta(hours=25)))
    assert "Undo this import" not in learner.get("/people/import").text
    assert submit(learner, f"{tray}/undo", page="/people/import").status_code == 404
    assert count(app, PersonRow) == 1


def test_picks_from_the_browser_are_the_only_ones_that_are_ever_sent_and_are_read_again(learner, app):
    people = [
        {"name": "Evan Brandt", "given": "Evan", "family": "Brandt", "email": "not an address", "link": "javascript:x"},
        {"name": "\ud800" + "x" * 500, "born": "--0214", "connected": "nonsense", "row": 7},
    ]
    response = submit(
        learner, "/people/import/picks", page="/people/import", picks=json.dumps({"kind": "linkedin", "people": people})
    )
    assert response.location.endswith("/spheres")
    page = learner.get(response.location).text
    assert "Back to picking" not in page
    assert "javascript" not in page
    tray = response.location.removesuffix("/spheres")
    assert keep(learner, tray, new_sphere="Choir", **{"real-1": "y"}).status_code == 303
    assert names_on(learner) == ["Evan Brandt", "x" * 80]


@pytest.mark.parametrize(
    "picks",
    ["", "{", "[]", "null", '{"kind":"linkedin","people":[]}', '{"kind":"evil","people":[{}]}', "[" * 100_000,
     '{"kind":"paste","people":[1]}',
     '{"kind":"\\ud800","people":[{}]}', '{"kind":"paste","people":[{"name":1}]}', '{"kind":"paste","people":{}}',
     json.dumps({"kind": "paste", "people": [{"name": "x"}] * 201}), '{"kind":[],"people":[{}]}'],
)  # fmt: skip
def test_picks_that_are_none_are_refused_with_a_sentence(learner, picks):
    response = submit(learner, "/people/import/picks", page="/people/import", picks=picks)
    assert response.status_code == 422
    assert "did not arrive whole" in response.text


@pytest.mark.parametrize("do", ["page-", "page--1", "page-99999999", "page-٣", "nonsense", "", "\x00"])
def test_a_hostile_turn_of_the_page_is_page_one(learner, do):
    tray = lay_out(learner)
    response = tick(learner, tray, "x", "-1", "99", "٣", do=do, shown="0,x,-1,99,٣,", group="decade-", order="evil")
    assert response.status_code == 303
    assert learner.get(f"{tray}?page=9999999").status_code == 200
    assert learner.get(f"{tray}?page=-1").status_code == 200
    assert "Ticked: 0" in learner.get(tray).text


def test_nothing_of_those_who_are_not_ticked_lies_in_the_database_or_the_logs(learner, app, settings, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    secret = b"First Name,Last Name,Email Address,Connected On\n" + b"".join(
        b"Quillon,Zephyrine%d,hidden%d@planted.example,1 Jan 2001\n" % (number, number) for number in range(300)
    )
    tray = lay_out(learner, "planted-name.csv", secret)
    tick(learner, tray, do="find", search="Zephyrine7", shown="0")
    learner.get(tray)
    tick(learner, tray, 7, shown="7")
    files = [path for path in settings.instance.rglob("*") if path.is_file()]
    for when in ("laid out", "kept"):
        stored = b"".join(path.read_bytes() for path in files if path.exists())
        for planted in (b"Zephyrine", b"planted.example", b"planted-name"):
            assert planted not in stored, when
        keep(learner, tray, new_sphere="Choir")
    said = caplog.text + "".join(capfd.readouterr())
    assert "Zephyrine" not in said
    assert "planted" not in said
    assert names_on(learner) == ["Quillon Zephyrine7"]
    with app.app_context():
        rows = reader().execute(select(ImportTrayRow.__table__.c.rows)).scalars().all()
    assert rows == [None]


@pytest.mark.parametrize(
    ("path", "most"),
    [("/people/import", 3), ("{tray}", 3), ("{tray}/columns", 2), ("{tray}/spheres", 3), ("{tray}/done", 3)],
)
def test_a_page_asks_few_questions_however_many_people_were_read(learner, app, path, most):
    tray = lay_out(learner, "many.csv", many(2_000))
    tick(learner, tray, *range(20))
    if path.endswith("done"):
        keep(learner, tray, new_sphere="Choir")
    learner.get("/people/import")
    with statements(app) as seen:
        assert learner.get(path.format(tray=tray)).status_code in (200, 303)
    assert len(seen) <= most + 1, seen


def test_the_sample_can_be_read(learner):
    data = learner.get("/people/import/sample.csv").data
    tray = lay_out(learner, "sample.csv", data)
    submit(learner, f"{tray}/columns", **{"column-0": "given", "column-1": "family", "column-2": "email"})
    assert "Evan Brandt" in learner.get(tray).text

"""Files for those who run a programme: they equal the screen, hold no formula, and are sent as they are read."""

import csv
import io
import json
import re
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.enrolment import cohorts
from course_app.infrastructure import clock
from course_app.infrastructure.database import transaction
from course_app.reporting import exporting
from tests.forms import submit

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(date(1990, 1, 1)),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
    st.sampled_from(["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", '"', ";", ",", "'=1", "ü", "名"]),
)
TABLES = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))


def shown(cell):
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


@given(TABLES)
def test_a_file_holds_every_cell_and_no_spreadsheet_takes_one_for_a_formula(table):
    heads = [f"h{place}" for place in range(len(table[0]) if table else 1)]
    text = "".join(exporting.as_csv(heads, table)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == heads
    assert len(rows) == len(table) + 1
    for cells, row in zip(rows[1:], table, strict=True):
        for found, cell in zip(cells, row, strict=True):
            assert found.removeprefix("'") == shown(cell).removeprefix("'")
            if not isinstance(cell, int | float) or isinstance(cell, bool):
                assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    told = json.loads("".join(exporting.as_json(heads, table)))
    wanted = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in table]
    assert [[each[head] for head in heads] for each in told] == wanted


@pytest.mark.parametrize("form", [exporting.as_csv, exporting.as_json])
def test_rows_are_read_as_they_are_sent(form):
    read = []

    def rows():
        for number in range(1000):
            read.append(number)
            yield (number,)

    lines = form(["n"], rows())
    for _ in range(3):
        next(lines)
    assert len(read) <= 3


def rows_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def cells(html):
    """Return the cells of the first table of a page, row by row, as words."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


def test_the_list_of_learners_and_its_file_say_the_same_row_by_row(programme, owner):
    for number in range(8):
        programme.learner(f"P{number} Person", number)
    for asked in ("", "?state=going", "?q=P3", "?step=final"):
        page = (
            cells(owner.get(f"/admin/learners{asked}").text)
            if "<tbody>" in owner.get(f"/admin/learners{asked}").text
            else []
        )
        rows = rows_of(owner, f"/admin/learners/export.csv{asked}")
        told = [
            [
                each["name"],
                each["email"],
                each["cohort"] or "–",
                f"{each['met']} of {each['asked']}" if each["asked"] != "0" else "–",
                each["letters_sent"],
                each["step"],
                each["state"],
            ]
            for each in rows
        ]
        assert told == [[row[0], row[1], row[2], row[4], row[5], row[6], row[7]] for row in page]


def test_the_funnel_and_its_file_say_the_same_cell_by_cell(programme, owner):
    for number in range(14):
        programme.learner(f"P{number} Person", 7 if number < 6 else 1)
    page = cells(owner.get("/admin/funnel/garden").text)
    rows = [row for row in rows_of(owner, "/admin/funnel/garden/export.csv") if row["group"] == "all"]
    assert [[row["step"], row["learners"] or "too few"] for row in rows] == [row[:2] for row in page]
    shares = [f"{100 * float(row['share']):.0f} %" if row["share"] else "–" for row in rows]
    assert shares == [row[2] for row in page]


def take_a_check(programme, who):
    learner = programme.comes_in(f"{who}@example.org")
    begun = submit(learner, "/c/garden/first/check/begin", page="/c/garden/first/check")
    place = begun.location
    page = learner.get(place).text
    submit(learner, re.search(r'action="([^"]*/q/1[^"]*)"', page)[1], page=place, **first_answer(page))


def first_answer(page):
    form = page.split("/q/1")[1]
    name, value = re.search(r'<input type="radio"[^>]*name="([^"]+)" value="([^"]+)"', form).groups()
    return {name: value}


def test_tries_and_answers_of_a_course_with_names_and_without(programme, owner, come_in):
    dana, ilse = programme.learner("Dana Whitfield"), programme.learner("Ilse Brandt")
    for who in ("dana", "ilse"):
        take_a_check(programme, who)
    with programme.app.app_context(), transaction() as session:
        plan = cohorts.Plan("Spring", coach_id=programme.staff["coach"])
        group = cohorts.add_cohort(session, "garden", plan, "spring", clock.now())
        cohorts.join(session, dana, cohorts.cohort(session, group), clock.now())
    tries = rows_of(owner, "/admin/reports/tries/garden.csv")
    assert [(row["name"], row["unit"], row["try"], row["percent"]) for row in tries] == [
        ("Dana Whitfield", "first/check", "1", ""),
        ("Ilse Brandt", "first/check", "1", ""),
    ]
    answers = rows_of(owner, "/admin/reports/answers/garden.csv")
    assert {row["email"] for row in answers} == {"dana@example.org", "ilse@example.org"}
    assert all(row["place"] == "1" and row["go"] == "1" and row["question"] for row in answers)
    for what in ("tries", "answers"):
        bare = owner.get(f"/admin/reports/{what}/garden.json?names=no").text
        assert "Dana" not in bare
        assert "@" not in bare
        assert {row["learner"] for row in json.loads(bare)} == {dana, ilse}
        mine = rows_of(come_in("coach"), f"/admin/reports/{what}/garden.csv")
        assert {row["name"] for row in mine} == {"Dana Whitfield"}
        assert come_in("author").get(f"/admin/reports/{what}/garden.csv").status_code == 403
    assert owner.get("/admin/reports/tries/nothing.csv").status_code == 404


def test_an_owner_who_leaves_takes_everything_along_but_nobodys_private_list(programme, owner, come_in):
    programme.learner("Dana Whitfield", 7)
    dana = programme.comes_in("dana@example.org")
    submit(dana, "/people", page="/people/new", name="Evan Brandt", new_sphere="First job")
    submit(dana, "/c/garden/certificate", name="Dana Whitfield")
    with programme.app.app_context():
        programme.app.extensions["jobs"].run_pending()
    submit(owner, "/admin/mail/words/invite", subject="Come to {site}", body="A warm word.")
    submit(owner, "/admin/branding", name="Garden School", brand="#7A1F5C")
    sent = submit(owner, "/admin/reports/everything", page="/admin/reports")
    assert (sent.status_code, sent.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(sent.data)) as whole:
        assert whole.testzip() is None
        files = {name: whole.read(name) for name in whole.namelist()}
    tables = ("learners", "cohorts", "certificates", "audit", "tries-garden", "answers-garden", "funnel-garden")
    assert {f"{name}.{ending}" for name in (*tables, "questions-garden") for ending in ("csv", "json")} <= set(files)
    assert files["learners.csv"].decode() == owner.get("/admin/learners/export.csv").text
    assert files["courses/garden.zip"] == owner.get("/author/garden/live.zip").data
    assert json.loads(files["settings.json"])["mails"]["invite"]["subject"] == "Come to {site}"
    assert [each["name"] for each in json.loads(files["certificates.json"])] == ["Dana Whitfield"]
    assert [name for name in files if name.startswith("certificates/") and files[name].startswith(b"%PDF")]
    assert not [name for name, data in files.items() if b"Evan" in data]
    assert "took everything along" in owner.get("/admin/audit").text
    assert submit(come_in("coach"), "/admin/reports/everything", page="/account").status_code == 403

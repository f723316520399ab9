"""The calendar file and the private address, read by two parsers and by a calendar's own rule engine."""

import re
from datetime import date, datetime, timedelta

import pytest
import vobject
from dateutil.rrule import rrulestr
from icalendar import Calendar
from sqlalchemy import text

from course_app.domain.followup import add_months
from course_app.domain.partial_dates import read_partial
from course_app.domain.people import Cadence, Channel, Direction, KeptDate, PlanKind
from course_app.infrastructure.database import reader, transaction
from course_app.people import dealings, queries, service, spheres
from course_app.people.calendar import WINDOW, Almanac, people_calendar
from tests.forms import submit

TODAY = date(2026, 11, 22)


@pytest.fixture
def almanac(keeper):
    return Almanac("learn.example.org", "https://learn.example.org", "My people", False, TODAY, keeper.now)


@pytest.fixture
def evan(keeper):
    with transaction() as session:
        sphere = spheres.add_sphere(session, keeper, name="First job")
        return service.add_person(
            session,
            keeper,
            given="Evan",
            family="Brandt",
            sphere=sphere.id,
            memory="The taxi at night",
            phone="+44 20 7946 0958",
            email="evan@example.com",
        )


def change(keeper, person, **values):
    with transaction() as session:
        service.change_person(session, keeper, person, **values)


def log(keeper, person, direction, day):
    with transaction() as session:
        return dealings.log_touch(session, keeper, person, direction, Channel.EMAIL, day)


def made(keeper, almanac):
    return people_calendar(queries.circle(reader(), keeper), almanac)


def events(data):
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_two_parsers_read_the_same_days(keeper, evan, almanac):
    log(keeper, evan, Direction.OUT, TODAY - timedelta(days=9))
    change(keeper, evan, born=read_partial("--0214"), dates=(KeptDate("Shop", read_partial("--05")),))
    with transaction() as session:
        dealings.add_plan(session, keeper, evan, PlanKind.STEP, what="Call about the debt", day=TODAY)
    data = made(keeper, almanac)
    ours = {(str(event["uid"]), event.decoded("dtstart")) for event in events(data)}
    other = vobject.readOne(data.decode())
    theirs = {(event.uid.value, event.dtstart.value) for event in other.vevent_list}
    assert ours == theirs
    assert {day for _uid, day in ours} == {TODAY, TODAY + timedelta(days=1), date(2026, 2, 14), date(2026, 5, 1)}


def test_events_are_whole_days_without_alarm_and_block_nothing(keeper, evan, almanac):
    log(keeper, evan, Direction.OUT, TODAY)
    (event,) = events(made(keeper, almanac))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
    assert event["transp"] == "TRANSPARENT"
    assert not event.walk("VALARM")
    assert event["url"] == f"https://learn.example.org/people/{evan}"


def test_titles_are_discreet_and_whole_names_are_a_choice(keeper, evan, almanac):
    log(keeper, evan, Direction.OUT, TODAY - timedelta(days=100))
    log(keeper, evan, Direction.IN, TODAY - timedelta(days=90))
    change(keeper, evan, cadence=Cadence.QUARTERLY, born=read_partial("19840214"), next_line="Ask about the clinic")
    with transaction() as session:
        values = {"what": "Talk about the clinic", "channel": Channel.CALL, "day": TODAY}
        dealings.add_plan(session, keeper, evan, PlanKind.STEP, **values)
    discreet = made(keeper, almanac).decode()
    titles = {str(event["summary"]) for event in events(discreet)}
    assert titles == {"Reach out: E. B.", "Birthday: E. B.", "Planned: E. B."}
    named = made(keeper, Almanac(almanac.host, almanac.base_url, "My people", True, TODAY, keeper.now)).decode()
    assert {str(event["summary"]) for event in events(named)} == {
        "Reach out: Evan Brandt",
        "Birthday: Evan Brandt",
        "Call: Evan Brandt",
    }
    for data in (discreet, named):
        for secret in ("clinic", "taxi", "7946", "example.com", "1984"):
            assert secret not in data
    assert "Evan" not in discreet


@pytest.mark.parametrize(
    ("born", "days"),
    [
        ("--0229", [(2026, 2, 28), (2027, 2, 28), (2028, 2, 29), (2029, 2, 28), (2030, 2, 28)]),
        ("20000229", [(2026, 2, 28), (2027, 2, 28), (2028, 2, 29), (2029, 2, 28), (2030, 2, 28)]),
        ("--1231", [(year, 12, 31) for year in range(2026, 2031)]),
        ("--03", [(year, 3, 1) for year in range(2026, 2031)]),
    ],
)
def test_a_birthday_comes_round_on_the_right_day_in_every_year(keeper, evan, almanac, born, days):
    change(keeper, evan, born=read_partial(born))
    (event,) = events(made(keeper, almanac))
    start = event.decoded("dtstart")
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=datetime.combine(start, datetime.min.time()))
    assert [(each.year, each.month, each.day) for each in rule[:5]] == days


def test_29_february_is_written_as_the_last_day_of_february(keeper, evan, almanac):
    change(keeper, evan, born=read_partial("--0229"))
    (event,) = events(made(keeper, almanac))
    assert event["rrule"] == {"FREQ": ["YEARLY"], "BYMONTH": [2], "BYMONTHDAY": [-1]}


def test_only_a_year_of_birth_is_no_day(keeper, evan, almanac):
    change(keeper, evan, born=read_partial("1984"))
    assert events(made(keeper, almanac)) == []


def test_a_change_keeps_the_uid_and_raises_the_sequence(keeper, evan, almanac):
    log(keeper, evan, Direction.IN, TODAY - timedelta(days=20))
    change(keeper, evan, cadence=Cadence.MONTHLY)
    (before,) = events(made(keeper, almanac))
    touch = log(keeper, evan, Direction.IN, TODAY)
    (after,) = events(made(keeper, almanac))
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == add_months(TODAY, 1)
    with transaction() as session:
        dealings.remove_touch(session, keeper, evan, touch.id)
    (again,) = events(made(keeper, almanac))
    assert again["sequence"] > after["sequence"]
    assert again.decoded("dtstart") == before.decoded("dtstart")


def test_a_sphere_that_changes_its_rhythm_raises_the_sequence_of_its_people(keeper, evan, almanac):
    log(keeper, evan, Direction.IN, TODAY)
    change(keeper, evan, settled=TODAY)
    sphere = next(iter(queries.circle(reader(), keeper).spheres))
    before = queries.circle(reader(), keeper).ties[evan].person.sequence
    with transaction() as session:
        spheres.change_sphere(session, keeper, sphere, cadence=Cadence.YEARLY)
    assert queries.circle(reader(), keeper).ties[evan].person.sequence > before
    assert len(events(made(keeper, almanac))) == 1


def test_what_lies_beyond_the_window_waits(keeper, evan, almanac):
    with transaction() as session:
        for day in (TODAY + WINDOW - timedelta(days=1), TODAY + WINDOW, TODAY - timedelta(days=61)):
            dealings.add_plan(session, keeper, evan, PlanKind.STEP, what="Call", day=day)
    assert [event.decoded("dtstart") for event in events(made(keeper, almanac))] == [TODAY + timedelta(days=399)]


def test_nobody_left_in_peace_is_in_the_calendar(keeper, evan, almanac):
    log(keeper, evan, Direction.OUT, TODAY)
    change(keeper, evan, born=read_partial("--0214"), closed=True)
    assert events(made(keeper, almanac)) == []
    change(keeper, evan, closed=False, do_not_contact=True)
    assert events(made(keeper, almanac)) == []


def add_somebody(learner):
    submit(learner, "/people", page="/people/new", name="Evan Brandt", new_sphere="First job")
    page = learner.get("/people").text
    person = re.search(r'href="(/people/[\w-]{16})"[^>]*>Evan Brandt<', page)[1]
    submit(learner, f"{person}/log", direction="out", channel="email", when="today")
    return person


def test_the_file_is_taken_from_its_page(learner):
    add_somebody(learner)
    assert "Never a note, a number or an address." in learner.get("/people/calendar").text
    response = learner.get("/people/calendar.ics")
    assert response.mimetype == "text/calendar"
    assert "my-people.ics" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "E. B." in response.text
    assert "Evan Brandt" in learner.get("/people/calendar.ics?names=1").text


def feed_of(page):
    return re.search(r'value="http://[^"/]+(/cal/[\w-]+\.ics)"', page)[1]


def test_a_private_address_is_shown_once_and_kept_as_a_hash(app, learner):
    add_somebody(learner)
    made_page = submit(learner, "/people/calendar/feed", page="/people/calendar")
    address = feed_of(made_page.text)
    token = address.removeprefix("/cal/").removesuffix(".ics")
    assert len(token) == 43
    assert made_page.headers["Cache-Control"] == "private, no-store"
    assert token not in learner.get("/people/calendar").text
    with app.app_context():
        kept = reader().execute(text("SELECT token FROM calendar_feed")).scalar_one()
    assert token.encode() not in bytes(kept)
    stranger = app.test_client()
    response = stranger.get(address)
    assert response.status_code == 200
    assert "E. B." in response.text
    assert "Evan" not in response.text
    assert response.headers["Cache-Control"].startswith("private")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers


def test_a_new_address_makes_the_old_one_worthless_and_it_can_be_taken_back(app, learner):
    add_somebody(learner)
    old = feed_of(submit(learner, "/people/calendar/feed", page="/people/calendar").text)
    new = feed_of(submit(learner, "/people/calendar/feed", page="/people/calendar", names="1").text)
    stranger = app.test_client()
    assert stranger.get(old).status_code == 404
    assert "Evan Brandt" in stranger.get(new).text
    submit(learner, "/people/calendar/feed/close", page="/people/calendar")
    assert stranger.get(new).status_code == 404


def test_no_address_opens_anything_it_should_not(app, learner):
    stranger = app.test_client()
    for token in ("", "x", "x" * 43, "%00", "../people/calendar"):
        assert stranger.get(f"/cal/{token}.ics").status_code == 404
    assert stranger.get("/people/calendar.ics").status_code == 303


def test_an_address_of_a_disabled_account_opens_nothing(app, learner):
    add_somebody(learner)
    address = feed_of(submit(learner, "/people/calendar/feed", page="/people/calendar").text)
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE account SET status = 'disabled'"))
    assert app.test_client().get(address).status_code == 404

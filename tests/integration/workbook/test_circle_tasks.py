"""The people tasks on the circle: their forms change the list, and say what is missing."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import text

from course_app.domain.people import Cadence, Channel, Direction, Effort, Letter, LetterStatus, OfferKind, PlanKind
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader
from course_app.people import dealings, letters, service
from tests.forms import token_of
from tests.statements import statements

TODAY = clock.today("UTC")
LONG_AGO = str(TODAY.year - 8)


def in_touch(ring, *names):
    """Log that people were written to and answered."""
    for name in names:
        tie = ring.person(name)
        for direction in (Direction.OUT, Direction.IN):
            ring.change(
                lambda session, keeper, tie=tie, direction=direction: dealings.log_touch(
                    session, keeper, tie.person.id, direction, Channel.EMAIL, TODAY
                )
            )


def pick(ring, *names):
    for name in names:
        person = ring.person(name).person.id
        ring.change(lambda session, keeper, person=person: service.change_person(session, keeper, person, picked=True))


@pytest.mark.parametrize(
    "step", ["spheres", "people", "pick", "offers", "channels", "favours", "cadence", "dates", "lines", "stuck"]
)
def test_every_form_opens_with_an_empty_list(ring, step):
    page = ring.page(step)
    assert 'name="version"' in page
    assert "This part is being built" not in page


def test_suggestions_are_ticked_onto_the_map_and_a_place_of_ones_own_is_named(ring):
    first = ring.save("spheres", "map", do="add", **{"idea.club": "y"})
    assert first.status_code == 303
    page = ring.page("spheres")
    assert "“Choir or club”" in page
    assert "Start with one place" not in page
    fields = {"new.name": "The blue house", "new.kind": "place", "new.since": "1998", "new.answer": "Petra"}
    assert ring.told("spheres", "map", **fields)
    named = {sphere.name: sphere for sphere in ring.circle.spheres.values()}
    assert (named["The blue house"].since, named["The blue house"].answer) == (1998, "Petra")
    assert str(named["Choir or club"].kind) == "interest"
    assert 'value="The blue house"' not in ring.page("spheres")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"new.name": "X"}, "A name has 2 to 40 letters."),
        ({"new.name": "Choir", "new.since": "98"}, "Give a year from 1900"),
        ({"new.answer": "Petra"}, "Give the place a name, too."),
    ],
)
def test_a_refused_sphere_is_explained_and_nothing_typed_is_lost(ring, fields, said):
    response = ring.save("spheres", "map", **fields)
    assert response.status_code == 422
    assert said in response.text
    for value in fields.values():
        assert value in response.text


def test_pressing_the_button_says_how_many_spheres_are_missing(ring):
    page = ring.save("spheres", "map", **{"idea.club": "y"}).text
    assert "One more: you have one." in page
    assert 'href="#map-spheres"' in page
    assert 'id="map-spheres"' in page


def test_what_is_typed_for_the_next_sphere_waits_sealed_until_a_button_is_pressed(app, ring):
    data = {"csrf_token": token_of(ring.client, ring.path("spheres")), "version": ring.version("spheres")}
    headers = {"X-Requested-With": "fetch"}
    address = f"{ring.path('spheres')}/task/map"
    answer = ring.client.post(address, data=data | {"new.name": "Lime Street Evangeline"}, headers=headers)
    assert answer.json["version"] == int(ring.version("spheres"))
    assert not ring.circle.spheres
    assert 'value="Lime Street Evangeline"' in ring.page("spheres")
    with app.app_context():
        assert "Evangeline" not in repr(reader().execute(text("SELECT * FROM entry")).all())


def test_names_are_typed_sphere_by_sphere_until_the_list_is_done(ring):
    first = {"new.names": "Evan Brandt\nPriya, priya@example.org", "new.place": "First job", "new.year": LONG_AGO}
    assert ring.save("people", "list", do="add", **first).status_code == 303
    page = ring.page("people")
    assert "2 people are added." in page
    assert "Evan Brandt" in page
    sphere = ring.person("Evan").sphere.id
    missing = ring.save("people", "list", **{"new.names": "Marta", "new.sphere": sphere}).text
    assert "One more, and people from two spheres (you have one)." in missing
    assert ring.told("people", "list", **{"new.names": "Tom", "new.sphere": "new", "new.place": "Choir"})
    assert {tie.person.last_year for tie in ring.circle.ties.values()} == {int(LONG_AGO), None}


def test_who_is_on_the_list_already_is_not_doubled(ring):
    ring.add("Evan")
    fields = {"new.names": "evan\nMarta", "new.sphere": ring.person("Evan").sphere.id, "do": "add"}
    ring.save("people", "list", **fields)
    page = ring.page("people")
    assert "Already on your list: evan." in page
    assert len(ring.circle.ties) == 2


def test_an_odd_name_is_asked_about_and_then_taken(ring):
    asked = ring.save("people", "list", **{"new.names": "asdf", "new.place": "Choir"})
    assert asked.status_code == 422
    assert "Is this a real name?" in asked.text
    assert 'href="#list-new.names"' in asked.text
    assert "asdf</textarea>" in asked.text
    taken = {"new.names": "asdf", "new.place": "Choir", "new.real": "y", "do": "add"}
    assert ring.save("people", "list", **taken).status_code == 303
    assert ring.person("asdf").person.confirmed


def test_years_are_set_one_by_one_and_a_bad_one_is_told_at_its_field(ring):
    ids = ring.add("Evan", "Marta")
    control = f"person.{ids['Evan']}.year"
    bad = ring.save("people", "list", **{control: "12"})
    assert bad.status_code == 422
    assert f'id="list-{control}-errors"' in bad.text
    ring.save("people", "list", **{control: "2012"})
    assert ring.person("Evan").person.last_year == 2012
    assert ring.person("Marta").person.last_year is None


def test_a_short_list_is_declared_complete_from_the_length_that_the_course_sets(ring):
    assert "I will not invent names" not in ring.page("people")
    ring.add("Evan", "Marta")
    assert "I will not invent names" in ring.page("people")
    assert ring.told("people", "list", complete="y")


def test_the_first_are_picked_with_their_stretch(ring):
    ids = ring.add("Evan", "Marta", "Tom")
    half = ring.save("pick", "first", **{f"person.{ids['Evan']}": "y"}).text
    assert "One more to pick." in half
    assert "Mark one more of them as a stretch." in half
    chosen = {f"person.{ids[name]}": "y" for name in ("Evan", "Tom")} | {f"person.{ids['Tom']}.stretch": "y"}
    assert ring.told("pick", "first", **chosen)
    assert [tie.person.given for tie in ring.circle.picked] == ["Evan", "Tom"]
    assert ring.person("Tom").person.stretch
    ring.save("pick", "first")
    assert not ring.circle.picked, "a box that is not ticked is not sent"
    assert "Done" in ring.page("pick")


def test_offers_are_written_one_by_one_changed_and_taken_away(ring):
    ids = ring.add("Evan", "Marta", "Tom")
    pick(ring, "Tom")
    evan, marta, tom = (f"person.{ids[name]}" for name in ("Evan", "Marta", "Tom"))
    first = {f"{evan}.text": "Lend him the long ladder", f"{evan}.kind": "resource", f"{evan}.effort": "hour"}
    page = ring.save("offers", "offers", **first).text
    assert "Tom: One of your first picks, and nothing is here yet." in page
    offer = ring.person("Evan").offers[0]
    assert (offer.kind, offer.effort) == (OfferKind.RESOURCE, Effort.HOUR)
    rest = {f"{marta}.kind": "not-sure", f"{tom}.text": "Read his poems aloud to him", f"{tom}.kind": "time"}
    assert ring.told("offers", "offers", **rest)
    assert "I can listen" in ring.person("Marta").offers[0].text
    ring.save("offers", "offers", **{f"{evan}.text": ""})
    assert not ring.person("Evan").offers


def test_a_short_offer_is_told_with_its_length(ring):
    ids = ring.add("Evan")
    page = ring.save("offers", "offers", **{f"person.{ids['Evan']}.text": "A ladder"}).text
    assert "Say it in 15 to 300 letters; this has 8." in page


def test_each_picked_person_gets_a_way_and_one_is_carried_out(ring):
    ids = ring.add("Evan", "Marta")
    pick(ring, "Evan")
    evan = f"person.{ids['Evan']}"
    begun = ring.save("channels", "doors", **{f"{evan}.channel": "call"}).text
    assert "Evan: Say in a few words why this way." in begun
    monday = (TODAY + timedelta(days=7)).isoformat()
    fields = {f"{evan}.why": "He writes nothing down", f"{evan}.day": monday}
    more = {"new.person": ids["Marta"], "new.channel": "letter", "new.why": "A woman of paper", "new.day": monday}
    page = ring.save("channels", "doors", **fields, **more).text
    assert "Carry out one by another way than e-mail" in page
    assert ring.told("channels", "doors", **{f"{evan}.done": TODAY.isoformat()})
    touches = ring.person("Evan").touches
    assert [(touch.direction, touch.channel, touch.day) for touch in touches] == [(Direction.OUT, Channel.CALL, TODAY)]
    ring.save("channels", "doors", **{f"{evan}.why": "He likes to talk"})
    assert len(ring.person("Evan").touches) == 1, "it is logged once"


def test_a_form_that_saves_itself_keeps_what_comes_after_the_first_word(ring):
    ids = ring.add("Evan")
    pick(ring, "Evan")
    evan = f"person.{ids['Evan']}"
    address, headers = f"{ring.path('channels')}/task/doors", {"X-Requested-With": "fetch"}
    data = {"csrf_token": token_of(ring.client, ring.path("channels")), "version": ring.version("channels")}
    for field, value in (("channel", "call"), ("why", "He likes to talk"), ("day", TODAY.isoformat())):
        data[f"{evan}.{field}"] = value
        data["version"] = ring.client.post(address, data=data, headers=headers).json["version"]
    plans = ring.person("Evan").plans
    assert [(plan.channel, plan.why, plan.day) for plan in plans] == [(Channel.CALL, "He likes to talk", TODAY)]


def test_an_emptied_way_is_no_plan_any_more(ring):
    ids = ring.add("Evan")
    pick(ring, "Evan")
    evan = f"person.{ids['Evan']}"
    ring.save("channels", "doors", **{f"{evan}.channel": "call", f"{evan}.why": "He likes to talk"})
    assert ring.person("Evan").plans
    ring.save("channels", "doors", **{f"{evan}.channel": "", f"{evan}.why": ""})
    assert not ring.person("Evan").plans


def test_a_way_in_goes_into_the_calendar_with_initials(ring):
    ids = ring.add("Evan")
    monday = TODAY + timedelta(days=7)
    ring.change(
        lambda session, keeper: dealings.add_plan(
            session, keeper, ids["Evan"], PlanKind.REACH, channel=Channel.CALL, why="He likes to talk", day=monday
        )
    )
    plan = ring.person("Evan").plans[0].id
    ring.save("channels", "doors", **{"new.why": "Kept for later", "new.person": ids["Evan"]})
    address = f"{ring.path('channels')}/task/doors/plan.{plan}.ics"
    assert address in ring.page("channels")
    event = icalendar.Calendar.from_ical(ring.client.get(address).data).walk("VEVENT")[0]
    assert event["summary"] == "Call: E."
    assert event.decoded("dtstart") == monday


def test_a_way_cannot_be_carried_out_tomorrow(ring):
    ids = ring.add("Evan")
    ring.change(
        lambda session, keeper: dealings.add_plan(session, keeper, ids["Evan"], PlanKind.REACH, channel=Channel.CALL)
    )
    tomorrow = (TODAY + timedelta(days=2)).isoformat()
    response = ring.save("channels", "doors", **{f"person.{ids['Evan']}.done": tomorrow})
    assert "That day is still to come." in response.text
    assert tomorrow in response.text


def test_favours_come_from_the_menu_and_from_offers_of_five_minutes(ring):
    ids = ring.add("Evan", "Marta")
    ring.change(
        lambda session, keeper: dealings.save_offer(
            session, keeper, ids["Marta"], OfferKind.KNOWLEDGE, "Tell her of the ferry", Effort.MINUTES
        )
    )
    offer = ring.person("Marta").offers[0].id
    assert "Marta: Tell her of the ferry" in ring.page("favours")
    day = TODAY.isoformat()
    first = {"new.item": f"offer.{offer}", "new.day": day, "do": "add"}
    assert ring.save("favours", "favours", **first).status_code == 303
    assert ring.person("Marta").plans[0].what == "Tell her of the ferry"
    second = {"new.item": "introduce", "new.person": ids["Evan"], "new.day": day}
    page = ring.save("favours", "favours", **second).text
    assert "One to do, and to log with its day." in page
    plan = ring.person("Evan").plans[0]
    assert plan.what == "Introduce two people"
    done = {f"plan.{plan.id}.done": day}
    page = ring.save("favours", "favours", **done).text
    assert "Ask both first, each alone." in page
    assert ring.told("favours", "favours", **{f"plan.{plan.id}.both": "y"})
    ring.save("favours", "favours", **{f"plan.{plan.id}.drop": "y"})
    assert not ring.person("Evan").plans


def test_a_favour_for_nobody_is_asked_back(ring):
    ring.add("Evan")
    response = ring.save("favours", "favours", **{"new.what": "A recipe"})
    assert response.status_code == 422
    assert "Choose whom it is for." in response.text
    assert 'value="A recipe"' in response.text


def test_everybody_touched_gets_a_decision_and_the_usual_one_is_filled_in(ring):
    ids = ring.add("Evan", "Marta", "Tom", "Ilse")
    in_touch(ring, "Evan", "Marta", "Tom")
    page = ring.page("cadence")
    assert page.count('<option value="quarterly" selected>') == 3
    evan, marta, tom = (f"person.{ids[name]}" for name in ("Evan", "Marta", "Tom"))
    spring = (TODAY + timedelta(days=90)).isoformat()
    fields = {evan: "quarterly", marta: "rest", f"{marta}.day": spring, tom: "closed"}
    assert ring.told("cadence", "cadence", **fields)
    assert ring.person("Evan").cadence is Cadence.QUARTERLY
    assert ring.person("Marta").person.rest_until.isoformat() == spring
    assert ring.person("Tom").person.closed
    assert ring.told("cadence", "cadence", **{tom: "yearly"})
    assert not ring.person("Tom").person.closed


def test_a_rest_ends_on_a_day_to_come_or_never(ring):
    ids = ring.add("Evan")
    in_touch(ring, "Evan")
    control = f"person.{ids['Evan']}"
    assert (
        "Choose a day that is still to come."
        in ring.save("cadence", "cadence", **{control: "rest", f"{control}.day": TODAY.isoformat()}).text
    )
    assert ring.told("cadence", "cadence", **{control: "rest"})
    assert ring.person("Evan").person.cadence is Cadence.REST


def test_birthdays_are_kept_as_far_as_they_are_known_and_a_way_is_chosen(ring):
    ids = ring.add("Evan", "Marta")
    evan = f"person.{ids['Evan']}"
    page = ring.save("dates", "dates", **{f"{evan}.day": "29", f"{evan}.month": "2"}).text
    assert "Take a file, make a link, or say that you keep your own calendar." in page
    assert ring.person("Evan").person.born.text() == "--0229"
    bad = ring.save("dates", "dates", **{f"{evan}.day": "31", f"{evan}.month": "2"})
    assert bad.status_code == 422
    assert f'id="dates-{evan}.day-errors"' in bad.text
    assert ring.told("dates", "dates", own="y")


def test_a_private_link_is_a_way_of_its_own(ring):
    from tests.forms import submit

    submit(ring.client, "/people/calendar/feed", page="/people/calendar")
    assert ring.told("dates", "dates")


def test_a_line_is_kept_for_everybody_in_touch(ring):
    ids = ring.add("Evan", "Marta", "Tom")
    assert ring.told("lines", "lines"), "nobody in touch: done"
    in_touch(ring, "Evan", "Marta")
    half = ring.save("lines", "lines", **{f"person.{ids['Evan']}": "The bakery: has it opened?"}).text
    assert "One more to write." in half
    assert ring.person("Evan").person.next_line == "The bakery: has it opened?"
    assert ring.told("lines", "lines", **{f"person.{ids['Marta']}": "Which choir is it now?"})


def lying(ring):
    ids = ring.add("Evan", "Marta")

    def act(session, keeper):
        letters.save_letter(session, keeper, Letter("", ids["Evan"], "first", LetterStatus.OPEN, body="Dear Evan"))
        dealings.add_plan(session, keeper, ids["Marta"], PlanKind.FAVOUR, what="Send her the recipe")

    ring.change(act)
    letter, plan = ring.person("Evan").letters[0].id, ring.person("Marta").plans[0].id
    return f"letter.{letter}", f"plan.{plan}"


def test_everything_that_lies_about_is_decided(ring):
    letter, plan = lying(ring)
    page = ring.save("stuck", "stuck", **{letter: "close", plan: "now"}).text
    assert "Do it now and log it, or choose a smaller step." in page
    assert ring.person("Evan").letters[0].status is LetterStatus.DROPPED
    assert "A letter to Evan" not in page
    own = {plan: "smaller", f"{plan}.step": "own", f"{plan}.own": "Type the first line"}
    assert ring.told("stuck", "stuck", **own)
    kept = ring.person("Marta").plans[0]
    assert kept.what == "Type the first line"
    assert kept.day > TODAY
    assert "The table is clear" in ring.page("stuck")


def test_a_smaller_step_for_a_letter_is_planned_once(ring):
    letter, plan = lying(ring)
    fields = {letter: "smaller", f"{letter}.step": "text", plan: "close"}
    assert ring.told("stuck", "stuck", **fields)
    assert ring.told("stuck", "stuck", **fields)
    assert [each.what for each in ring.person("Evan").plans] == ["Two sentences by text"]


def test_a_rest_needs_a_day_and_then_the_person_leaves_the_table(ring):
    letter, _plan = lying(ring)
    assert "Until which day?" in ring.save("stuck", "stuck", **{letter: "rest"}).text
    later = (TODAY + timedelta(days=40)).isoformat()
    ring.save("stuck", "stuck", **{letter: "rest", f"{letter}.day": later})
    assert ring.person("Evan").person.rest_until.isoformat() == later


def test_a_form_that_saves_itself_decides_nothing_on_the_table(ring):
    letter, _plan = lying(ring)
    data = {"csrf_token": token_of(ring.client, ring.path("stuck")), "version": ring.version("stuck"), letter: "close"}
    address = f"{ring.path('stuck')}/task/stuck"
    ring.client.post(address, data=data, headers={"X-Requested-With": "fetch"})
    assert ring.person("Evan").letters[0].status is LetterStatus.OPEN
    assert 'value="close" checked' in ring.page("stuck")


def test_a_stale_form_is_refused_with_both_versions_and_can_be_kept(ring):
    ids = ring.add("Evan")
    evan = f"person.{ids['Evan']}"
    old = ring.version("offers")
    ring.save("offers", "offers", **{f"{evan}.text": "Lend him the long ladder"})
    stale = ring.save("offers", "offers", version=old, **{f"{evan}.text": "Read his poems aloud"})
    assert stale.status_code == 409
    assert '<p class="conflict-whose" dir="auto">Evan</p>' in stale.text
    assert "Lend him the long ladder" in stale.text
    assert "Read his poems aloud" in stale.text
    fresh = stale.text.split('name="version" value="', 1)[1].split('"', 1)[0]
    ring.save("offers", "offers", version=fresh, **{f"{evan}.text": "Read his poems aloud"})
    assert ring.person("Evan").offers[0].text == "Read his poems aloud"


def test_a_kind_that_is_chosen_for_nothing_is_no_change(ring):
    ids = ring.add("Evan", "Marta")
    evan, marta = (f"person.{ids[name]}" for name in ("Evan", "Marta"))
    old = ring.version("offers")
    ring.save("offers", "offers", **{f"{evan}.text": "Lend him the long ladder"})
    fields = {f"{evan}.text": "Read his poems aloud", f"{marta}.kind": "encouragement", f"{marta}.text": ""}
    stale = ring.save("offers", "offers", version=old, **fields).text
    assert stale.count("conflict-whose") == 1
    assert not ring.person("Marta").offers


def test_finished_stays_finished_when_the_list_is_deleted(ring):
    ids = ring.add("Evan", "Marta")
    ring.told("people", "list", complete="y")
    for person in ids.values():
        ring.change(lambda session, keeper, person=person: service.delete_person(session, keeper, person))
    page = ring.page("people")
    assert "status-done" in page
    assert "Start with three" in page


def test_the_fact_holds_counts_and_never_a_name(app, ring):
    ring.add("Evangeline", "Theodora")
    ring.told("people", "list", complete="y")
    with app.app_context():
        facts = repr(reader().execute(text("SELECT * FROM fact")).all())
    assert "short" in facts
    assert "Evangeline" not in facts


def test_people_of_another_learner_cannot_be_named_in_a_form(ring, make_account, app):
    ids = ring.add("Evan")
    from tests.conftest import sign_in
    from tests.forms import submit

    make_account(email="tom@example.org", name="Tom Okafor")
    other = sign_in(app.test_client(), "tom@example.org")
    submit(other, "/c/ring/start", page="/c/ring")
    here = ring.path("offers")
    submit(
        other, f"{here}/task/offers", page=here, version="0", **{f"person.{ids['Evan']}.text": "A long ladder for him"}
    )
    assert not ring.person("Evan").offers
    assert "Evan" not in other.get(here).text


@pytest.mark.parametrize("count", [1, 30])
def test_a_step_asks_the_same_few_statements_however_many_people_there_are(app, ring, count):
    ring.add(*(f"Dora the {number}" for number in range(count)), last_year=2000)
    for step in ("spheres", "people", "pick", "offers", "channels", "favours", "cadence", "dates", "lines", "stuck"):
        ring.page(step)
        with statements(app) as seen:
            ring.page(step)
        assert len(seen) <= 5, (step, seen)


def test_a_full_list_does_not_make_a_form_of_hundreds_of_fields(ring):
    names = [f"{a}{b}nna" for a in ("Ab", "Bo", "Cy", "De", "El", "Fi") for b in "aeiouylmrs"]
    ids = ring.add(*names)
    assert len(ids) == 60
    for step, least in (("offers", 2), ("dates", 5)):
        page = ring.page(step)
        assert page.count("<option") < 120, step
        assert page.count(f'name="person.{ids[names[0]]}') >= 1, step
        assert page.count(f"/people/{ids[names[-1]]}/") == 1, f"{step}: everybody else is one link away"
        assert least <= page.count("person-fold") + page.count("rhythm-row") <= 12, step

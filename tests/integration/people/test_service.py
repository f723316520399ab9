from datetime import date, timedelta

import pytest

from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.followup import State, state_of
from course_app.domain.people import (
    Channel,
    Direction,
    DuplicateError,
    FillerError,
    FullError,
    Letter,
    LetterStatus,
    OfferKind,
    PlanKind,
)
from course_app.infrastructure.database import reader, transaction
from course_app.people import dealings, letters, queries, service, spheres
from course_app.people.importing import batches

TODAY = date(2026, 11, 22)


@pytest.fixture
def work(context, keeper):
    with transaction() as session:
        return spheres.add_sphere(session, keeper, name="First job").id


def add(keeper, sphere, given="Evan", **values):
    with transaction() as session:
        return service.add_person(session, keeper, given=given, sphere=sphere, **values)


def circle(keeper):
    return queries.circle(reader(), keeper)


def test_what_was_kept_of_a_person_comes_back_as_it_was(keeper, work):
    person_id = add(keeper, work, family="Brandt", memory="The taxi", last_year=2018, email="evan@example.com")
    with transaction() as session:
        offer = dealings.save_offer(session, keeper, person_id, OfferKind.ENCOURAGEMENT, "A warm word to two managers")
        letter = Letter("", person_id, "first", LetterStatus.OPEN, subject="That taxi ride", body="Hi Evan")
        letter = letters.save_letter(session, keeper, letter)
        touch = dealings.log_touch(session, keeper, person_id, Direction.OUT, Channel.EMAIL, TODAY, letter.id)
        plan = dealings.add_plan(session, keeper, person_id, PlanKind.STEP, what="Call", day=TODAY)
    tie = circle(keeper).ties[person_id]
    assert (tie.person.name, tie.person.memory, tie.person.last_year) == ("Evan Brandt", "The taxi", 2018)
    assert (tie.offers, tie.plans, tie.touches) == ((offer,), (plan,), (touch,))
    assert tie.letters[0].id == letter.id
    assert tie.sphere.name == "First job"
    assert queries.letters_of(reader(), keeper.account_id, keeper.key, person_id) == (letter,)
    assert state_of(tie, TODAY) is State.SENT


def test_somebody_elses_person_is_not_there(keeper, work, make_keeper):
    person_id = add(keeper, work)
    other = make_keeper("tom@example.org")
    assert not circle(other).ties
    with transaction() as session:
        elsewhere = spheres.add_sphere(session, other, name="Choir").id
        for attempt in (
            lambda: service.change_person(session, other, person_id, given="Eve"),
            lambda: service.delete_person(session, other, person_id),
            lambda: dealings.log_touch(session, other, person_id, Direction.IN, Channel.CALL, TODAY),
            lambda: dealings.save_offer(session, other, person_id, OfferKind.TIME, "An hour"),
            lambda: letters.save_letter(session, other, Letter("", person_id, "first", LetterStatus.OPEN)),
        ):
            with pytest.raises(NotFoundError):
                attempt()
        with pytest.raises(DomainError, match="one of your spheres"):
            service.add_person(session, other, given="Ilse", sphere=work)
        assert elsewhere


def test_a_stale_change_is_refused_and_tells_how_it_stands(keeper, work):
    person_id = add(keeper, work)
    with transaction() as session:
        service.change_person(session, keeper, person_id, 1, memory="The taxi")
    with transaction() as session, pytest.raises(service.StalePersonError) as stale:
        service.change_person(session, keeper, person_id, 1, memory="The slides")
    assert stale.value.theirs.memory == "The taxi"
    with transaction() as session:
        assert service.change_person(session, keeper, person_id, 1, memory="The taxi").version == 2


def test_a_switch_never_undoes_what_was_typed_meanwhile(keeper, work):
    person_id = add(keeper, work)
    with transaction() as session:
        service.change_person(session, keeper, person_id, 1, memory="The taxi")
        service.change_person(session, keeper, person_id, stretch=True)
    person = circle(keeper).ties[person_id].person
    assert (person.memory, person.stretch) == ("The taxi", True)


def test_a_name_on_the_list_is_asked_about_and_may_be_another_person(keeper, work):
    add(keeper, work, given="José", family="Silva")
    with pytest.raises(DuplicateError, match="already on your list"):
        add(keeper, work, given="jose", family="silva")
    add(keeper, work, given="jose", family="silva", same_name=True)
    assert len(circle(keeper).ties) == 2


def test_a_made_up_name_is_asked_about_and_may_be_real(keeper, work):
    with pytest.raises(FillerError, match="real name"):
        add(keeper, work, given="asdf")
    person_id = add(keeper, work, given="O", real=True)
    assert circle(keeper).ties[person_id].person.confirmed


def test_the_sixty_first_person_finds_no_room(keeper, work):
    with transaction() as session:
        added = service.add_people(
            session, keeper, [{"given": f"Dora of house {n:02}", "sphere": work} for n in range(61)]
        )
    assert (len(added.ids), added.no_room) == (60, ("Dora of house 60",))
    with pytest.raises(FullError):
        add(keeper, work)


def test_a_paste_keeps_its_order_and_doubles_nobody(keeper, work):
    add(keeper, work, given="Evan", email="evan@example.com")
    names = [
        {"given": "Zoe", "sphere": work},
        {"given": "EVAN", "sphere": work},
        {"given": "E.", "family": "B", "sphere": work, "email": "Evan@Example.com"},
        {"given": "qwerty", "sphere": work},
        {"given": "Ada", "sphere": work},
        {"given": "ada", "sphere": work},
    ]
    with transaction() as session:
        added = service.add_people(session, keeper, names)
    assert (added.known, added.doubtful) == (("EVAN", "E. B", "ada"), ("qwerty",))
    assert [person.given for person in circle(keeper).people] == ["Evan", "Zoe", "Ada"]


def test_a_deleted_person_comes_back_within_a_day_and_not_later(keeper, work, context):
    person_id = add(keeper, work)
    with transaction() as session:
        dealings.log_touch(session, keeper, person_id, Direction.OUT, Channel.CALL, TODAY)
        service.delete_person(session, keeper, person_id)
    assert not circle(keeper).ties
    assert [person.given for person, _until in queries.deleted_people(reader(), keeper)] == ["Evan"]
    with transaction() as session:
        service.restore_person(session, keeper, person_id)
    assert len(circle(keeper).ties[person_id].touches) == 1
    with transaction() as session:
        service.delete_person(session, keeper, person_id)
        service.purge_deleted(session, keeper.now - timedelta(hours=24))
        service.restore_person(session, keeper, person_id)
        service.delete_person(session, keeper, person_id)
        service.purge_deleted(session, keeper.now)
        with pytest.raises(NotFoundError):
            service.restore_person(session, keeper, person_id)


def test_a_fresh_start_rests_everybody_in_motion_and_can_be_undone(keeper, work):
    listed, sent, closed = add(keeper, work, "Ada"), add(keeper, work, "Bo"), add(keeper, work, "Cy")
    with transaction() as session:
        for each in (sent, closed):
            dealings.log_touch(session, keeper, each, Direction.OUT, Channel.EMAIL, TODAY)
        service.change_person(session, keeper, closed, closed=True)
        assert service.fresh_start(session, keeper, date(2027, 5, 22)) == 1
    states = {key: state_of(tie, TODAY) for key, tie in circle(keeper).ties.items()}
    assert states == {listed: State.LISTED, sent: State.RESTING, closed: State.CLOSED}
    with transaction() as session:
        assert service.undo_fresh_start(session, keeper) == 1
    assert state_of(circle(keeper).ties[sent], TODAY) is State.SENT


def test_an_import_is_undone_without_touching_others(keeper, work):
    add(keeper, work, "Ada")
    with transaction() as session:
        service.add_people(
            session, keeper, [{"given": "Bo", "sphere": work}, {"given": "Cy", "sphere": work}], "batch-1"
        )
        assert batches.undo(session, keeper, "batch-1").removed == 2
    assert [person.given for person in circle(keeper).people] == ["Ada"]


def test_people_move_along_when_their_sphere_goes(keeper, work):
    person_id = add(keeper, work)
    with transaction() as session:
        choir = spheres.add_sphere(session, keeper, name="Choir")
        service.change_person(session, keeper, person_id, also=choir.id)
        with pytest.raises(DomainError, match="Choose where they go"):
            spheres.remove_sphere(session, keeper, work)
        spheres.remove_sphere(session, keeper, work, move_to=choir.id)
    person = circle(keeper).ties[person_id].person
    assert (person.sphere, person.also) == (choir.id, "")


def test_a_letter_changed_elsewhere_is_not_overwritten(keeper, work):
    person_id = add(keeper, work)
    with transaction() as session:
        first = letters.save_letter(session, keeper, Letter("", person_id, "first", LetterStatus.OPEN, body="One"))
        letters.save_letter(
            session, keeper, Letter(first.id, person_id, "first", LetterStatus.OPEN, body="Two", version=1)
        )
    stale = Letter(first.id, person_id, "first", LetterStatus.OPEN, body="Three", version=1)
    with transaction() as session, pytest.raises(letters.StaleLetterError) as refused:
        letters.save_letter(session, keeper, stale)
    assert refused.value.theirs.body == "Two"


def test_people_are_found_by_address_and_number_without_opening_lists(keeper, work, app):
    add(keeper, work, email="Evan@Example.com", phone="+44 20 7946 0958")
    index = keeper.index
    assert index.email("evan@example.COM") == index.email("EVAN@example.com ")
    assert index.phone("+442079460958") == index.phone("+44 (0)20 7946-0958")
    assert index.phone("020 7946 0958") != index.phone("+442079460958")
    assert type(index)(index.secret, "GB").phone("020 7946 0958") == index.phone("+442079460958")
    assert "secret" not in repr(index)
    assert index.email("") is None
    assert index.phone(" ext ") is None

"""What was erased after a backup is erased again when the backup is restored."""

import re
import shutil

import pytest

from course_app.application import create_app
from course_app.infrastructure import clock, erasures
from course_app.infrastructure.config import load_settings
from course_app.infrastructure.database import db, reader, transaction
from course_app.operations.backup.making import make
from course_app.operations.backup.restoring import restore
from course_app.people.forgetting import forget_contact
from tests.conftest import PASSWORD, Role, WholeAnswers, add_person, sign_in
from tests.forms import submit
from tests.served import with_assets

pytestmark = pytest.mark.sqlite


@pytest.fixture
def start(blank_instance, manifest, tmp_path):
    instance = with_assets(shutil.copytree(blank_instance, tmp_path / "instance"))
    opened = []

    def open_site():
        app = create_app(load_settings({}, INSTANCE=str(instance), RATE_LIMITS="no"), manifest)
        app.test_client_class, app.testing = WholeAnswers, True
        opened.append(app)
        return app

    yield open_site
    for app in opened:
        with app.app_context():
            db.engine.dispose()


def list_person(learner, name, email=""):
    submit(learner, "/people", page="/people/new", name=name, new_sphere="Choir")
    path = re.search(rf'href="(/people/[\w-]{{16}})"[^>]*>{name}', learner.get("/people").text)[1]
    if email:
        sphere = next(filter(None, re.search(r'value="([\w-]+)" selected', learner.get(f"{path}/edit").text).groups()))
        fields = {"given": name, "sphere": sphere, "version": "1", "email": email}
        assert submit(learner, f"{path}/edit", **fields).status_code == 303
    return path


def names(app):
    with app.app_context():
        rows = reader().exec_driver_sql("SELECT name FROM account ORDER BY id").all()
        people = reader().exec_driver_sql("SELECT count(*) FROM person").scalar()
    return [row.name for row in rows], people


def test_an_account_a_contact_and_a_person_stay_erased(start, tmp_path):
    app = start()
    for who in ("Dana", "Rosa"):
        add_person(app, f"{who.lower()}@example.org", who, Role.LEARNER)
    dana, rosa = (sign_in(app.test_client(), f"{who}@example.org") for who in ("dana", "rosa"))
    list_person(dana, "Zebediah", "zeb@plant.example")
    gone = list_person(dana, "Ottoline")
    list_person(dana, "Kept")
    list_person(rosa, "Perpetua")
    make(app, tmp_path / "a.zip", clock.now(), with_keys=False)
    assert names(app) == (["Dana", "Rosa"], 4)

    assert submit(rosa, "/account/delete", current=PASSWORD).status_code == 303
    with app.app_context(), transaction() as session:
        forget_contact(session, app.extensions["blind_index"], "zeb@plant.example")
    assert submit(dana, f"{gone}/delete", page=gone).status_code == 303
    assert submit(dana, "/signout", page="/account").status_code == 303
    assert names(app) == (["Dana"], 1)

    done = restore(app.extensions["settings"], tmp_path / "a.zip", clock.now(), with_keys=False)
    assert done.erased_again == 3
    again = start()
    assert names(again) == (["Dana"], 1)
    with again.app_context():
        assert sorted(each.kind for each in erasures.noted(reader())) == ["account", "contact", "person"]
    done = restore(app.extensions["settings"], tmp_path / "a.zip", clock.now(), with_keys=False)
    assert (done.erased_again, names(start())) == (3, (["Dana"], 1))


def test_the_list_of_erasures_tells_nobody_who_it_was(start):
    app = start()
    add_person(app, "rosa@example.org", "Rosa", Role.LEARNER)
    rosa = sign_in(app.test_client(), "rosa@example.org")
    list_person(rosa, "Perpetua", "perpetua@plant.example")
    with app.app_context(), transaction() as session:
        forget_contact(session, app.extensions["blind_index"], "perpetua@plant.example")
    assert submit(rosa, "/account/delete", current=PASSWORD).status_code == 303
    text = (app.extensions["settings"].instance / erasures.FILE).read_text()
    assert len(text.splitlines()) == 2
    assert not re.search(r"rosa|perpetua|plant|example", text, re.IGNORECASE)


def test_an_account_with_the_same_number_and_another_person_is_not_erased(start, tmp_path):
    app = start()
    add_person(app, "rosa@example.org", "Rosa", Role.LEARNER)
    rosa = sign_in(app.test_client(), "rosa@example.org")
    assert submit(rosa, "/account/delete", current=PASSWORD).status_code == 303
    add_person(app, "joon@example.org", "Joon", Role.LEARNER)
    make(app, tmp_path / "a.zip", clock.now(), with_keys=False)
    restore(app.extensions["settings"], tmp_path / "a.zip", clock.now(), with_keys=False)
    assert names(start()) == (["Joon"], 0)


def test_a_file_that_lost_its_last_lines_gets_them_again(start):
    app = start()
    add_person(app, "rosa@example.org", "Rosa", Role.LEARNER)
    rosa = sign_in(app.test_client(), "rosa@example.org")
    submit(rosa, "/account/delete", current=PASSWORD)
    path = app.extensions["settings"].instance / erasures.FILE
    whole = path.read_text()
    path.write_text(whole[:20])
    with app.app_context():
        app.extensions["jobs"].sweeps["accounts"]()
    assert [each.kind for each in erasures.listed(path)] == ["account"]

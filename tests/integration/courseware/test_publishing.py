from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from course_app.courseware import queries, releases
from course_app.courseware.models import BlobRow, ReleaseRow, RenderedRow
from course_app.courseware.service import Publishing, PublishRefusedError, PublishResult, reopen, retire, rollback
from course_app.domain.errors import NotFoundError
from course_app.infrastructure.database import reader, transaction

from .conftest import replaced

Publish = Callable[..., PublishResult]


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return reader().execute(select(func.count()).select_from(table)).scalar_one()


def test_a_published_course_can_be_read(app: Flask, published: Publish, files: dict[str, bytes]):
    done = published(files)
    assert (done.slug, done.number, done.new) == ("small", 1, True)
    with app.app_context():
        release = releases.get(done.release_id)
        assert (release.number, release.course.title) == (1, "Small course")
        welcome = release.unit("start/welcome")
        assert welcome is not None
        assert release.plain(welcome.title) == "Your first lesson"
        assert "<p>Begin with a scene" in release.html(welcome.body.intro)
        figure = release.html(welcome.body.sections[-1].body)
        assert "<svg" in figure
        assert "Where we are</figcaption>" in figure
        assert release.question("how-many").id == "how-many"
        assert release.question(release.question("how-many").version).id == "how-many"
        before, after = release.neighbours("start/check")
        assert before is not None
        assert after is not None
        assert (before.id, after.id) == ("welcome", "first-step")
        assert release.download_url(release.module("start").downloads[0]) == "/c/small/files/sheet.pdf"
        assert [course.slug for course in queries.live_courses(reader())] == ["small"]


def test_a_release_is_made_once_and_kept_at_hand(app: Flask, published: Publish, files: dict[str, bytes]):
    number = published(files).release_id
    with app.app_context():
        assert releases.get(number) is releases.get(number)
        with pytest.raises(NotFoundError):
            releases.get(999)


def test_the_same_files_make_no_second_release(app: Flask, published: Publish, files: dict[str, bytes]):
    first, second = published(files), published(files)
    assert (second.release_id, second.new) == (first.release_id, False)
    assert count(app, ReleaseRow) == 1


def test_a_change_makes_a_release_and_the_old_one_stays_as_it_was(
    app: Flask, published: Publish, files: dict[str, bytes]
):
    first = published(files)
    blobs, pages = count(app, BlobRow), count(app, RenderedRow)
    second = published(replaced(files, "start/welcome.md", "Begin with a scene", "Open with a scene"))
    assert (second.number, [str(change) for change in second.changes]) == (
        2,
        ["~ Lesson start/welcome: the text changed"],
    )
    assert (count(app, BlobRow), count(app, RenderedRow)) == (blobs + 1, pages + 1)
    with app.app_context():
        old, new = releases.get(first.release_id), releases.get(second.release_id)
        assert "Begin with" in old.html(old.unit("start/welcome").body.intro)
        assert "Open with" in new.html(new.unit("start/welcome").body.intro)


def test_what_was_rendered_once_is_not_rendered_again(app: Flask, published: Publish, files: dict[str, bytes]):
    done = published(files)
    with app.app_context(), transaction() as session:
        for row in session.scalars(select(RenderedRow)):
            row.html = row.html.replace("Begin with a scene", "From the store")
    with app.app_context():
        release = releases.get(done.release_id)
        assert "From the store" in release.html(release.unit("start/welcome").body.intro)


def test_errors_stop_publishing_and_store_nothing(app: Flask, published: Publish, files: dict[str, bytes]):
    with pytest.raises(PublishRefusedError) as refusal:
        published(replaced(files, "start/check.md", "- (x) A scene", "- ( ) A scene"))
    assert [found.code for found in refusal.value.problems] == ["E322"]
    assert "start/check.md" in refusal.value.message
    assert (count(app, ReleaseRow), count(app, BlobRow)) == (0, 0)


def test_a_text_that_takes_too_long_stops_publishing_at_its_line(published: Publish, files: dict[str, bytes]):
    bad = "\n".join("[" * 1900 for _ in range(10))
    with pytest.raises(PublishRefusedError) as refusal:
        published(replaced(files, "start/first-step.md", "What people make", bad + "\n\nWhat people make"))
    assert {(found.code, found.file) for found in refusal.value.problems} == {("E225", "start/first-step.md")}


def test_an_id_with_data_must_not_vanish_unsaid(published: Publish, files: dict[str, bytes], how: Publishing):
    published(files)
    data = replace(how, data=lambda _reader, _course: {"how-many": 9, "start/welcome": 40})
    renamed = replaced(files, "start/welcome.md", "#how-many", "#how-much")
    with pytest.raises(PublishRefusedError) as refusal:
        published(renamed, data)
    [found] = refusal.value.problems
    assert (found.code, found.file) == ("E223", "start/welcome.md")
    assert "learners with data under it: 9" in found.sentence
    assert published(renamed, replace(data, confirmed=frozenset({"how-many"}))).number == 2


def test_a_rename_that_is_said_keeps_the_data(app: Flask, published: Publish, files: dict[str, bytes], how: Publishing):
    published(files)
    moved = replaced(files, "course.yml", "welcome", "hello")
    moved["start/hello.md"] = moved.pop("start/welcome.md").replace(b"minutes: 2", b"minutes: 2\nwas: [welcome]")
    moved = replaced(moved, "start/hello.md", "#how-many", "#how-much was=how-many")
    data = replace(how, data=lambda _reader, _course: {"how-many": 9, "start/welcome": 40})
    done = published(moved, data)
    told = [str(change) for change in done.changes]
    assert "~ Lesson start/welcome is called start/hello now" in told
    assert "~ Question how-many is called how-much now" in told
    with app.app_context():
        release = releases.get(done.release_id)
        assert release.moved("start/welcome").address == "start/hello"
        assert release.renames.now("start/welcome") == "start/hello"
        assert release.renames.now("how-many") == "how-much"
    later = published(replaced(moved, "start/hello.md", "\nwas: [welcome]", ""))
    with app.app_context():
        assert releases.get(later.release_id).moved("start/welcome").address == "start/hello"


def test_rolling_back_publishes_the_old_files_as_a_new_release(
    app: Flask, published: Publish, files: dict[str, bytes], how: Publishing
):
    published(files)
    published(replaced(files, "start/welcome.md", "Begin with a scene", "Open with a scene"))
    with app.app_context(), transaction() as session:
        done = rollback(session, "small", 1, how)
        assert (done.number, done.new) == (3, True)
        assert queries.files_of(session, done.release_id) == dict(sorted(files.items()))
        with pytest.raises(NotFoundError):
            rollback(session, "small", 9, how)
        with pytest.raises(NotFoundError):
            rollback(session, "none", 1, how)


def test_a_retired_course_leaves_the_lists_and_comes_back(app: Flask, published: Publish, files: dict[str, bytes]):
    published(files)
    with app.app_context():
        with transaction() as session:
            retire(session, "small")
        assert queries.live_courses(reader()) == ()
        assert queries.course_by_slug(reader(), "small").state == "retired"
        with transaction() as session:
            reopen(session, "small")
        assert len(queries.live_courses(reader())) == 1
        with pytest.raises(NotFoundError), transaction() as session:
            retire(session, "none")


def test_a_course_keeps_its_history_under_a_new_id(app: Flask, published: Publish, files: dict[str, bytes]):
    first = published(files)
    done = published(replaced(files, "course.yml", "id: small", "id: little\nwas: [small]"))
    assert (done.slug, done.number) == ("little", 2)
    with app.app_context():
        assert queries.course_by_slug(reader(), "small") is None
        assert queries.current_slug(reader(), "small") == "little"
        assert len(queries.releases_of(reader(), queries.course_by_slug(reader(), "little").id)) == 2
        assert releases.get(first.release_id).course.id == "small"


def test_assets_are_served_clean_under_their_hashed_name(app: Flask, published: Publish, files: dict[str, bytes]):
    evil = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>'
    done = published(files | {"assets/notes.txt": b"Hello."})
    published(files | {"assets/map.svg": evil})
    with app.app_context():
        release = releases.get(done.release_id)
        shown = release._downloads["assets/map.svg"].rpartition("/")[2]
        data, content_type = queries.asset(reader(), "small", shown)
        assert content_type == "image/svg+xml"
        assert data.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">')
        text = release._downloads["assets/notes.txt"].rpartition("/")[2]
        assert queries.asset(reader(), "small", text) == (b"Hello.", "text/plain")
        for name in ("", "map.svg", "0" * 12 + "-map.svg", "../course.yml", "%"):
            assert queries.asset(reader(), "small", name) is None
        assert queries.asset(reader(), "other", shown) is None

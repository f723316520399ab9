"""Sheets and Guides at their addresses: prepared, sent, kept, refused."""

import subprocess
import sys
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.printing import press, service, tasks
from course_app.printing.models import PrintedFileRow
from tests.forms import submit
from tests.small_book import files_of_book

SHEET = "/c/small/files/my-sheet.pdf"
GUIDE = "/c/small/guide.pdf"
NO_FONT_HAS_THIS = "\ue234"


def pamphlet(**changed):
    """The files of a course that prints two short sheets and a short Guide, in a moment."""
    kept = {
        path: data
        for path, data in files_of_book().items()
        if not path.startswith(("guide/h", "guide/w", "resources/m"))
    }
    kept["course.yml"] = kept["course.yml"].replace(b"chapters: [why, how, work]", b"chapters: [why]")
    short = {
        "guide/why.md": "---\nsummary: Why at all.\n---\n# Why\n\nText.\n",
        "resources/my-sheet.md": "# My sheet\n\nText.\n",
    }
    changed = short | {name.replace("__", "/"): text for name, text in changed.items()}
    return kept | {path: text.encode() for path, text in changed.items()}


def stored(app):
    with app.app_context():
        return {row.key: row for row in reader().execute(select(PrintedFileRow.__table__))}


def test_publishing_prints_everything_on_both_papers(app, publish_files, work):
    publish_files(pamphlet())
    assert work() == 1
    assert len(stored(app)) == 6
    assert all(row.data.startswith(b"%PDF-1.7") and row.size == len(row.data) for row in stored(app).values())


def test_a_file_is_prepared_first_and_then_sent_as_it_was_made(app, publish_files, work, client):
    publish_files(pamphlet())
    before = client.get(SHEET)
    assert (before.status_code, before.headers["Cache-Control"]) == (202, "no-store")
    assert "data-waiting" in before.text
    assert "http-equiv" not in before.text
    assert "Preparing “My sheet”" in before.text
    work()
    sent = client.get(SHEET)
    assert sent.status_code == 200
    assert sent.mimetype == "application/pdf"
    assert sent.headers["Content-Disposition"] == 'inline; filename="small-my-sheet-a4.pdf"'
    assert sent.data in {row.data for row in stored(app).values()}
    assert sent.headers["ETag"] == f'"{sha256(sent.data).hexdigest()}"'


def test_the_same_file_is_not_sent_twice(publish_files, work, client):
    publish_files(pamphlet())
    work()
    first = client.get(SHEET)
    again = client.get(SHEET, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_a_link_with_the_mark_of_the_form_may_be_kept_for_ever(publish_files, work, client):
    publish_files(pamphlet())
    work()
    page = client.get("/c/small/guide").text
    address = page.split(f'href="{GUIDE}?v=')[1].split('"')[0]
    assert client.get(f"{GUIDE}?v={address}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"{GUIDE}?v=000000000000").headers["Cache-Control"] == "public, no-cache"


def test_each_paper_is_a_file_of_its_own_and_a_third_is_unknown(publish_files, work, client):
    publish_files(pamphlet())
    work()
    letter = client.get(f"{SHEET}?paper=letter")
    assert letter.data != client.get(SHEET).data
    assert 'filename="small-my-sheet-letter.pdf"' in letter.headers["Content-Disposition"]
    assert client.get(f"{SHEET}?paper=a3").status_code == 404


@pytest.mark.parametrize("path", ["/c/small/files/no-sheet.pdf", "/c/nowhere/files/my-sheet.pdf", "/c/nowhere/guide"])
def test_what_is_not_there_is_not_found(publish_files, client, path):
    publish_files(pamphlet())
    assert client.get(path).status_code == 404


def test_another_release_prints_only_what_changed(app, publish_files, work):
    publish_files(pamphlet())
    work()
    before = stored(app)
    publish_files(pamphlet(**{"resources__our-cards.md": "# Our cards\n\nNew ones.\n"}))
    work()
    after = stored(app)
    assert len(after) == 8
    assert {key: after[key].made_at for key in before} == {key: row.made_at for key, row in before.items()}


def test_the_sweep_makes_what_a_lost_job_left_undone(app, publish_files, client):
    publish_files(pamphlet())
    app.extensions["jobs"].huey.flush()
    with app.app_context():
        tasks.print_missing()
        made = stored(app)
        assert len(made) == 6
        tasks.print_missing()
    assert stored(app) == made
    assert client.get(SHEET).status_code == 200


def test_the_sweep_forgets_what_nothing_prints_after_a_month(app, publish_files, work):
    publish_files(pamphlet())
    work()
    with app.app_context(), transaction() as session:
        service.store(session, "0" * 64, b"old", clock.now() - service.KEPT_UNUSED - timedelta(days=1))
        service.store(session, "1" * 64, b"new", clock.now())
    with app.app_context():
        tasks.print_missing()
    assert "0" * 64 not in stored(app)
    assert "1" * 64 in stored(app)


def test_a_failure_says_why_and_can_be_tried_again(app, publish_files, work, client):
    publish_files(pamphlet(**{"resources__my-sheet.md": f"# My sheet\n\n{NO_FONT_HAS_THIS}\n"}))
    work()
    page = client.get(SHEET)
    assert page.status_code == 503
    assert "“My sheet” could not be printed" in page.text
    assert "no typeface for some of its letters (no font for U+E234)" in page.text
    tried = {row.made_at for row in stored(app).values() if row.trouble}
    with app.app_context():
        tasks.print_missing()
    assert {row.made_at for row in stored(app).values() if row.trouble} == tried
    assert submit(client, SHEET).status_code == 303
    assert client.get(SHEET).status_code == 202
    work()
    assert client.get(SHEET).status_code == 503
    assert client.get("/c/small/files/our-cards.pdf").status_code == 200


def test_what_failed_is_tried_again_by_itself_after_an_hour(app, publish_files, client):
    publish_files(pamphlet())
    app.extensions["jobs"].huey.flush()
    with app.app_context():
        keys = [key for _name, _paper, key in tasks.keys_of(tasks.releases.get(1))]
        with transaction() as session:
            for key in keys:
                service.note_trouble(session, key, "No.", clock.now() - tasks.TRIED_AGAIN - timedelta(minutes=1))
        tasks.print_missing()
    assert client.get(SHEET).status_code == 200


def test_the_page_of_the_guide_lists_chapters_letters_and_both_papers(publish_files, client):
    publish_files(pamphlet())
    page = client.get("/c/small/guide").text
    assert 'id="why"' in page
    assert "Why at all." in page
    assert 'id="hello"' in page
    assert "Download for A4 (PDF)" in page
    assert "paper=letter" in page


def test_the_only_guide_stands_at_a_short_address(publish_files, client):
    publish_files(pamphlet())
    assert client.get("/guide").location == "/c/small/guide"
    assert client.get("/guide.pdf?paper=letter").location == "/c/small/guide.pdf?paper=letter"


def test_several_guides_are_listed(publish_files, client):
    publish_files(pamphlet())
    other = pamphlet()
    other["course.yml"] = other["course.yml"].replace(b"id: small", b"id: second")
    publish_files(other)
    page = client.get("/guide").text
    assert 'href="/c/small/guide"' in page
    assert 'href="/c/second/guide"' in page
    assert client.get("/guide.pdf").location == "/guide"


def test_a_site_without_a_guide_says_so(client):
    assert client.get("/guide").status_code == 404
    assert client.get("/guide.pdf").status_code == 404


def test_a_guide_that_is_not_public_asks_to_sign_in(publish_files, work, client, make_account):
    files = pamphlet()
    files["course.yml"] = files["course.yml"].replace(b"public: yes", b"public: no")
    publish_files(files)
    work()
    for path in ("/c/small/guide", GUIDE, "/guide"):
        response = client.get(path)
        assert (response.status_code, response.location.split("?")[0]) == (303, "/signin"), path
    make_account()
    submit(client, "/signin", email="dana@example.org", password="seven quiet herons")
    assert client.get("/c/small/guide").status_code == 200
    assert client.get(GUIDE).headers["Cache-Control"] == "private, no-cache"


def test_a_course_without_a_preview_keeps_its_sheets_for_those_who_signed_in(publish_files, client):
    files = pamphlet()
    files["course.yml"] += b"preview: 0\n"
    publish_files(files)
    assert client.get(SHEET).location == "/signin?next=/c/small/files/my-sheet.pdf"


def test_a_web_worker_never_loads_the_engine():
    code = "import sys, course_app.application, course_app.printing.matter; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_key_knows_the_engine_without_loading_it():
    assert press._engine_version().split("-")[0].count(".") >= 1

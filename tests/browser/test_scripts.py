"""The small scripts, in a real browser, against a server that only remembers what it was sent."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, jsonify, render_template_string, request
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from course_app.web import assets
from course_app.web.static_files import StaticFiles

ROOT = Path(__file__).parents[2]
WEB = ROOT / "course_app" / "web"
CACHE = ROOT / ".course" / "test-assets"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
FRAME = """
<!doctype html><html lang="en" dir="ltr" data-theme="auto"{{ account }}><title>Page</title>
<script type="module" src="{{ asset_url('app.js') }}"></script><link rel="stylesheet" href="{{ asset_url('app.css') }}">
<body><input type="hidden" name="csrf_token" value="made-up-token">
"""
LETTER = """{% from "components/saved_note.html" import saved_note %}
<form method="post" action="/letter" data-autosave><input type="hidden" name="version" value="1">
<label>Subject <input name="subject"></label><label>Body <textarea name="body"></textarea></label>
<button>Send</button>{{ saved_note() }}</form>"""
QUESTION = """{% from "components/question.html" import check_bar, choice, question %}
<form method="post" action="/answer" data-quiz="attempt-1">{% call question("Which?", level=2) %}
{{ choice("q", "a", "First") }}{{ choice("q", "b", "Second") }}{{ choice("q", "c", "Third") }}{% endcall %}
{{ check_bar() }}</form>"""
FEEDBACK = """{% from "components/question.html" import verdict %}{% call verdict("right", "Right.") %}{% endcall %}"""
ORDER = """{% from "components/question.html" import check_bar, order_list %}
<form method="post" action="/answer" data-quiz="attempt-2">
{{ order_list("o", [("a", "List", ""), ("b", "Bring", ""), ("c", "Write", "")]) }}{{ check_bar() }}</form>"""
COPY = """{% from "components/button.html" import copy_button %}
<textarea id="letter">Hi Evan</textarea>{{ copy_button("letter") }}"""
LESSON = """<div data-position="/position"><h2 id="one">One</h2>{% for n in range(60) %}<p>Text</p>{% endfor %}
<h2 id="two">Two</h2>{% for n in range(60) %}<p>Text</p>{% endfor %}</div>"""
SIGN_OUT = """<form method="post" action="/answer" data-signout><button>Sign out</button></form>"""
WAITING = """<p role="status" data-waiting="It is ready.">It is being made.</p>"""
DISPLAY = """{% from "components/display_menu.html" import display_menu %}{{ display_menu("/display") }}"""

pytestmark = pytest.mark.browser


class Memory:
    """What the server was sent, and how it shall answer a letter."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict]] = []
        self.answers: list[Response] = []
        self.version = 1
        self.looks = 0
        self.held: threading.Event | None = None


def make_application(memory: Memory, manifest: assets.Manifest) -> Flask:
    app = Flask(__name__, static_folder=None, template_folder=str(WEB / "templates"))
    app.jinja_env.globals.update(
        _=lambda text, **values: text % values if values else text,
        csrf_token=lambda: "made-up-token",
        asset_url=manifest.url,
    )
    pages = {
        "signout": SIGN_OUT,
        "letter": LETTER,
        "question": QUESTION,
        "order": ORDER,
        "copy": COPY,
        "lesson": LESSON,
    }

    @app.get("/favicon.ico")
    def favicon() -> tuple[str, int]:
        return "", 204

    @app.get("/<name>")
    def page(name: str) -> str:
        account = " data-account" if "account" in request.args else ""
        return render_template_string(FRAME + (pages | {"display": DISPLAY})[name], account=account)

    @app.get("/made")
    def made() -> tuple[str, int]:
        if request.method == "HEAD":
            memory.looks += 1
        return (render_template_string(FRAME + WAITING, account=""), 202) if memory.looks < 2 else ("Here it is", 200)

    @app.post("/letter")
    def letter() -> Response | str:
        memory.posts.append(("letter", dict(request.form)))
        if request.headers.get("X-Requested-With") != "fetch":
            return "sent"
        if memory.held:
            memory.held.wait(5)
        if memory.answers:
            return memory.answers.pop(0)
        memory.version += 1
        return jsonify(saved_at="2026-11-22T18:04:00+00:00", version=memory.version)

    @app.post("/answer")
    def answer() -> str:
        memory.posts.append(("answer", dict(request.form)))
        # Feedback is followed by the next question, as in an attempt.
        return render_template_string(FRAME + FEEDBACK + QUESTION.replace("attempt-1", "attempt-9"), account="")

    @app.post("/position")
    def position() -> tuple[str, int]:
        memory.posts.append(("position", request.get_json() | {"token": request.headers["X-CSRFToken"]}))
        return "", 204

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    return app


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Memory]]:
    memory = Memory()
    manifest = assets.build(WEB / "static", CACHE)
    app = make_application(memory, manifest)
    app.wsgi_app = StaticFiles(app.wsgi_app, manifest, CACHE)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", memory
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def memory(server) -> Memory:
    server[1].__init__()
    return server[1]


@pytest.fixture
def page(browser, server, memory) -> Iterator[Page]:
    context = browser.new_context(base_url=server[0], viewport={"width": 800, "height": 600}, timezone_id="UTC")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert not problems


def wait_for_post(page: Page, memory: Memory, count: int) -> None:
    for _ in range(100):
        if len(memory.posts) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(memory.posts)


def test_a_form_saves_itself_three_seconds_after_the_last_key(page, memory):
    page.clock.install()
    page.goto("/letter")
    with page.expect_response("**/autosave.*.js"):
        page.get_by_label("Subject").focus()
    page.wait_for_timeout(100)
    page.get_by_label("Subject").fill("That taxi ride")
    page.clock.run_for(2900)
    assert memory.posts == []
    page.clock.run_for(200)
    expect(page.get_by_text("Saved 18:04")).to_be_visible()
    assert memory.posts == [("letter", {"version": "1", "subject": "That taxi ride", "body": ""})]


def test_leaving_a_field_saves_and_the_next_save_carries_the_new_version(page, memory):
    page.goto("/letter")
    page.get_by_label("Subject").fill("One")
    page.get_by_label("Body").focus()
    expect(page.get_by_text("Saved 18:04")).to_be_visible()
    page.get_by_label("Body").fill("Two")
    page.get_by_label("Subject").focus()
    wait_for_post(page, memory, 2)
    assert [data["version"] for _, data in memory.posts] == ["1", "2"]


def test_leaving_the_page_saves(page, memory):
    page.goto("/letter")
    page.get_by_label("Subject").fill("Nearly gone")
    page.goto("/copy", wait_until="networkidle")
    wait_for_post(page, memory, 1)
    assert memory.posts[0][1]["subject"] == "Nearly gone"


def test_a_save_that_fails_says_so_and_can_be_tried_again(page, memory):
    page.goto("/letter")
    refusal = Response('{"sentence": "Too many tries."}', 429, content_type="application/json")
    memory.answers = [Response("<p>down", 503), refusal]
    page.get_by_label("Subject").fill("One")
    page.get_by_label("Body").focus()
    expect(page.get_by_text("Not saved. Your text is still here.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Too many tries.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Saved 18:04")).to_be_visible()


def test_a_stale_form_links_to_both_texts_and_stops_saving(page, server, memory):
    page.goto("/letter")
    memory.answers = [Response('{"conflict": "/letter/both"}', 409, content_type="application/json")]
    page.get_by_label("Subject").fill("One")
    page.get_by_label("Body").focus()
    link = page.get_by_role("link", name="Changed on another device. See both.")
    expect(link).to_have_attribute("href", "/letter/both")
    page.get_by_label("Body").fill("Two")
    page.get_by_label("Subject").focus()
    page.wait_for_timeout(200)
    assert len(memory.posts) == 1


def test_sending_waits_for_the_save_that_is_on_its_way(page, memory):
    page.goto("/letter")
    memory.held = threading.Event()
    page.get_by_label("Subject").fill("One")
    page.get_by_label("Body").focus()
    wait_for_post(page, memory, 1)
    page.get_by_role("button", name="Send").click()
    page.wait_for_timeout(100)
    assert len(memory.posts) == 1
    memory.held.set()
    expect(page.get_by_text("sent")).to_be_visible()
    assert [data["version"] for _, data in memory.posts] == ["1", "2"]


def test_control_s_saves_at_once(page, memory):
    page.goto("/letter")
    page.get_by_label("Body").fill("Two")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved 18:04")).to_be_visible()


def test_a_digit_chooses_inside_the_group_and_enter_checks(page, memory):
    page.goto("/question", wait_until="networkidle")
    page.get_by_label("First").focus()
    page.keyboard.press("3")
    expect(page.get_by_label("Third")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Right.")).to_be_focused()
    assert memory.posts == [("answer", {"q": "c"})]


def test_an_answer_given_off_line_is_kept_and_sent_when_the_line_is_back(page, memory):
    page.goto("/question", wait_until="networkidle")
    page.context.set_offline(True)
    page.get_by_label("Second").check()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Your answer is kept on this device")).to_be_visible()
    assert "attempt-1" in page.evaluate("Object.keys(localStorage).join()")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()
    assert memory.posts == [("answer", {"q": "b"})]


def test_what_is_chosen_is_there_again_after_a_reload_and_gone_when_it_has_arrived(page, memory):
    page.goto("/question", wait_until="networkidle")
    page.get_by_label("Second").check()
    page.get_by_label("Third").check()
    page.reload(wait_until="networkidle")
    expect(page.get_by_label("Third")).to_be_checked()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()
    assert memory.posts == [("answer", {"q": "c"})]
    page.goto("/question", wait_until="networkidle")
    expect(page.get_by_label("Third")).not_to_be_checked()


def test_signing_out_leaves_nothing_that_was_typed(page):
    page.goto("/question", wait_until="networkidle")
    page.get_by_label("Second").check()
    page.goto("/signout", wait_until="networkidle")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_double_click_sends_one_answer(page, memory):
    page.goto("/question", wait_until="networkidle")
    page.get_by_label("Second").check()
    page.evaluate("() => { const b = document.querySelector('button'); b.click(); b.click(); }")
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()
    assert len(memory.posts) == 1


def test_the_order_is_changed_by_buttons_that_keep_the_focus(page, memory):
    page.goto("/order", wait_until="networkidle")
    page.get_by_role("button", name="Move down: List").click()
    expect(page.locator(".order-words")).to_have_text(["Bring", "List", "Write"])
    expect(page.get_by_text("List: place 2 of 3")).to_be_attached()
    expect(page.get_by_role("button", name="Move down: List")).to_be_focused()
    page.get_by_role("button", name="Move up: Write").click()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Right.")).to_be_visible()
    assert memory.posts == [("answer", {"o-b": "1", "o-c": "2", "o-a": "3"})]


def test_the_order_is_changed_by_numbers_too(page):
    page.goto("/order", wait_until="networkidle")
    page.get_by_label("Place of: Write").fill("1")
    page.get_by_label("Place of: List").focus()
    expect(page.locator(".order-words")).to_have_text(["Write", "List", "Bring"])


def test_copying_says_so(page):
    page.goto("/copy", wait_until="networkidle")
    page.get_by_role("button", name="Copy text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Hi Evan"


def test_a_page_that_waits_for_a_file_goes_to_it_when_it_is_made(page, memory):
    page.goto("/made", wait_until="networkidle")
    expect(page.get_by_role("status")).to_have_text("It is being made.")
    expect(page.get_by_text("Here it is")).to_be_visible(timeout=10_000)
    assert memory.looks == 2


def test_the_last_heading_that_was_read_is_told(page, memory):
    page.goto("/lesson", wait_until="networkidle")
    page.mouse.wheel(0, 40)
    wait_for_post(page, memory, 1)
    page.locator("#two").scroll_into_view_if_needed()
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(200)
    assert memory.posts == [("position", {"heading": "one", "token": "made-up-token"})]
    page.goto("/copy", wait_until="networkidle")
    wait_for_post(page, memory, 2)
    assert memory.posts[1][1]["heading"] == "two"


def test_a_visitors_choice_of_colours_shows_at_once_and_stays(page):
    page.goto("/display", wait_until="networkidle")
    page.locator("summary").click()
    page.get_by_label("Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/lesson", wait_until="networkidle")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_accounts_choice_is_not_left_in_the_browser(page):
    page.goto("/display?account", wait_until="networkidle")
    page.locator("summary").click()
    page.get_by_label("Larger").check()
    expect(page.locator("html")).to_have_attribute("data-size", "larger")
    assert page.evaluate("localStorage.length") == 0


def test_an_open_menu_closes_on_escape_and_gives_the_focus_back(page):
    page.goto("/display", wait_until="networkidle")
    page.locator("summary").click()
    page.get_by_label("Dark").focus()
    page.keyboard.press("Escape")
    expect(page.locator("details")).not_to_have_attribute("open", "")
    expect(page.locator("summary")).to_be_focused()

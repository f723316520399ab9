"""Too much, or of the wrong shape: refused at once, in our words."""

import io
import time

import pytest

from tests.forms import token_of

MEGABYTES_10 = 10_000_000


def post(browser, path, stream=b"", length=None, kind="application/x-www-form-urlencoded", **environ):
    """Send a body as it is, whatever it says about its length."""
    environ = {"wsgi.input": io.BytesIO(stream), "REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, **environ}
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return browser.open(path, environ_overrides=environ)


@pytest.mark.parametrize("path", ["/signin", "/signup", "/account/name", "/c/garden/first/soil/note", "/nothing"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_a_declared_gigabyte_is_refused_before_it_is_read(world, path, kind):
    begun = time.perf_counter()
    response = post(world.browsers["learner"], path, b"", 10**9, kind)
    assert response.status_code == 413
    assert "too large" in response.text
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("kind", ["urlencoded", "multipart", "json", "chunked"])
def test_ten_megabytes_in_a_field_are_refused(world, kind):
    browser, token = world.browsers["learner"], world.tokens["learner"]
    huge = "x" * MEGABYTES_10
    if kind == "urlencoded":
        response = browser.post("/account/name", data={"csrf_token": token, "name": huge})
    elif kind == "multipart":
        part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        body = (part.format("csrf_token", token) + part.format("name", huge) + "--x--\r\n").encode()
        response = post(browser, "/account/name", body, len(body), "multipart/form-data; boundary=x")
    elif kind == "json":
        response = browser.post("/account/name", json={"name": huge}, headers={"X-CSRFToken": token})
    else:
        body = f"csrf_token={token}&name={huge}".encode()
        response = post(browser, "/account/name", body, None, **{"wsgi.input_terminated": True})
    assert response.status_code == (411 if kind == "chunked" else 413)


def test_a_body_without_a_length_is_asked_for_one(world):
    assert post(world.browsers["learner"], "/account/name", b"name=x").status_code == 411


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "99999999999999999999", "0x10", " 5"])
def test_a_length_that_is_none_is_refused(world, length):
    assert post(world.browsers["learner"], "/account/name", b"name=x", length).status_code in {400, 411, 413}


def test_thousands_of_fields_are_refused(world):
    fields = {f"f{number}": "x" for number in range(3_000)}
    response = world.browsers["learner"].post("/account/name", data=fields, content_type="multipart/form-data")
    assert response.status_code == 413


def test_a_broken_multipart_body_is_no_form(world):
    for body in (b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--"):
        response = post(world.browsers["learner"], "/account/name", body, len(body), "multipart/form-data; boundary=x")
        assert response.status_code == 400


def test_what_fits_is_taken(world):
    browser = world.app.test_client()
    token = token_of(browser, "/signin")
    response = browser.post("/signin", data={"csrf_token": token, "email": "x" * 500_000})
    assert response.status_code == 422


def test_scripts_read_json(world):
    response = post(world.browsers["learner"], "/account/name", b"", 10**9, HTTP_X_REQUESTED_WITH="fetch")
    assert response.status_code == 413
    assert response.json["error"] == "That is too large"

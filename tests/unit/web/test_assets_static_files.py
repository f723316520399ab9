import gzip
from types import MappingProxyType

import brotli
import pytest
from werkzeug.test import Client, EnvironBuilder

from course_app.web.assets import Manifest
from course_app.web.static_files import StaticFiles, accepted

STYLE = b"a{color:red}" * 20


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"application: {environ['PATH_INFO']}".encode()]


@pytest.fixture
def client(tmp_path):
    (tmp_path / "app.3f2a91c0.css").write_bytes(STYLE)
    (tmp_path / "app.3f2a91c0.css.gz").write_bytes(gzip.compress(STYLE))
    (tmp_path / "app.3f2a91c0.css.br").write_bytes(brotli.compress(STYLE))
    (tmp_path / "sans.aaaaaaaa.woff2").write_bytes(b"font")
    manifest = Manifest(MappingProxyType({"app.css": "app.3f2a91c0.css", "sans.woff2": "sans.aaaaaaaa.woff2"}))
    return Client(StaticFiles(application, manifest, tmp_path))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("*", "br"),
        ("*;q=0", None),
        ("gzip;q=soon", None),
        ("GZIP", "gzip"),
    ],
)
def test_the_smallest_encoding_that_the_browser_takes_is_sent(client, asked, given):
    response = client.get("/static/app.3f2a91c0.css", headers={"Accept-Encoding": asked})
    assert response.headers.get("Content-Encoding") == given
    unpack = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[given]
    assert unpack(response.data) == STYLE
    assert response.content_length == len(response.data)


def test_files_may_be_kept_for_ever_and_by_nobody_else(client):
    response = client.get("/static/app.3f2a91c0.css")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_font_is_sent_as_it_is(client):
    response = client.get("/static/sans.aaaaaaaa.woff2", headers={"Accept-Encoding": "br, gzip"})
    assert (response.data, response.headers["Content-Type"]) == (b"font", "font/woff2")
    assert "Content-Encoding" not in response.headers


def test_head_gives_the_headers_of_get_without_a_body(client):
    headers = {"Accept-Encoding": "gzip"}
    get = client.get("/static/app.3f2a91c0.css", headers=headers)
    head = client.head("/static/app.3f2a91c0.css", headers=headers)
    assert head.data == b""
    assert head.headers == get.headers


@pytest.mark.parametrize("path", ["/static/app.css", "/static/", "/static/../app.py", "/static/app.3f2a91c0.css.gz"])
def test_only_names_of_the_manifest_are_served(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    assert b"application" not in response.data


def test_a_file_takes_no_post(client):
    response = client.post("/static/app.3f2a91c0.css", data={"a": "b"})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/statics", "/c/reconnect/find/walk-back"])
def test_everything_else_reaches_the_application(client, path):
    assert client.get(path).text == f"application: {path}"


def test_one_answer_does_not_change_the_next(client):
    seen = []
    app = client.application
    environ = EnvironBuilder(path="/static/app.3f2a91c0.css").get_environ()
    app(environ, lambda status, headers: (seen.append(list(headers)), headers.append(("X-Other", "1"))))
    app(environ, lambda status, headers: seen.append(list(headers)))
    assert seen[0] == seen[1]


def test_encodings_are_listed_smallest_first():
    assert accepted("gzip, br") == ("br", "gzip")

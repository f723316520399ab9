"""Post forms as a browser does: with the token of the page, from our own origin."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(client: FlaskClient, path: str) -> str:
    """Return the CSRF token that the page at ``path`` carries."""
    page = client.get(path, follow_redirects=True).text
    found = _TOKEN.search(page)
    assert found, f"no form on {path}"
    return found[1]


def tokens_of(page: str) -> set[str]:
    """Return the CSRF tokens that a page carries."""
    return set(_TOKEN.findall(page))


def submit(client: FlaskClient, path: str, page: str | None = None, **fields: Any) -> TestResponse:
    """Post ``fields`` to ``path`` with the token of ``page`` (the same path by default)."""
    data = {"csrf_token": token_of(client, page or path), **fields}
    return client.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})


def shown(client: FlaskClient, response: TestResponse) -> TestResponse:
    """Return the page that says what is missing when a task was saved and is not done; else the answer itself."""
    location = response.location or ""
    return client.get(location) if response.status_code == 303 and "pressed=" in location else response

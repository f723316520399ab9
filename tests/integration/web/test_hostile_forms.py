"""Whatever is posted to whatever form: an answer in our words, soon, with nothing of it come alive."""

import re
import time
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, quote_plus

import pytest

from course_app.web.access import gate_of

MARK = "<zq onx=1>\"'"
CPU_SECONDS = 1.0
ENDS_SESSIONS = re.compile(r"/signout|/devices/\d")
HOSTILE = {
    "nothing": b"",
    "a NUL": b"a\x00b",
    "invalid UTF-8": b"\xff\xfe\xc0\x80\xed\xa0\x80",
    "markup": MARK.encode(),
    "a template": b"{{7*7}}${7*7}<%= 7*7 %>",
    "SQL": b"' OR '1'='1'; DROP TABLE account; --",
    "a huge number": b"9" * 400,
    "a number out of range": str(2**63).encode(),
    "a negative number": b"-1",
    "no number": b"NaN",
    "a long word": b"w" * 5_000,
    "very much": "long \u202e text é ".encode() * 6_000,
    "line breaks": b"a\r\nSet-Cookie: x=y\r\n\r\nb",
    "a path": b"../../../../etc/passwd",
    "signs": "\u0000\u200b\ufeff\U0001f469\u200d\U0001f692\ud7ff".encode(),
    "JSON": b'{"__proto__": [null, true, 1e999]}',
}


class Forms(HTMLParser):
    """The forms of a page: where they go, and the names of their fields."""

    def __init__(self, here):
        super().__init__()
        self.here, self.found, self.action = here, {}, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            post = (given.get("method") or "").lower() == "post"
            self.action = (given.get("action") or self.here) if post else None
            if self.action:
                self.found.setdefault(self.action, {})
        elif self.action and tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self.found[self.action].setdefault(given["name"], given.get("value") or "x")

    def handle_endtag(self, tag):
        if tag == "form":
            self.action = None


def forms_of(world):
    """Every form, sent by somebody who may: (who, action) and its fields with a plausible value."""
    found = {}
    for rule in world.rules("POST"):
        gate = gate_of(world.app, rule.endpoint)
        who = {"public": "anonymous", "learner": "learner"}.get(gate, "owner")
        found[who, world.address(rule)] = {}
    for rule in world.rules("GET"):
        for who in ("owner", "learner", "anonymous"):
            path = world.address(rule)
            response = world.get(who, path)
            if response.status_code == 200 and response.mimetype == "text/html":
                parser = Forms(path)
                parser.feed(response.text)
                for action, fields in parser.found.items():
                    found.get((who, action), {}).update(fields)
    return {key: fields for key, fields in found.items() if not ENDS_SESSIONS.search(key[1])}


def bodies(fields, token):
    """Hostile bodies of a form, by what is wrong with them."""
    names = [name for name in fields if name != "csrf_token"] or ["text"]
    start = f"csrf_token={quote_plus(token)}"
    for kind, value in HOSTILE.items():
        yield kind, start + "".join(f"&{quote_plus(name)}={quote_from_bytes(value)}" for name in names)
    whole = "".join(f"&{quote_plus(name)}={quote_plus(fields.get(name, 'x'))}" for name in names)
    yield "missing", start
    yield "doubled", start + whole + whole
    yield "extra", start + whole + "&role=owner&is_admin=1&id=1&account_id=1&status=active&__class__=x"
    yield "strange names", start + "&%00=x&%ff=x&a[b][]=x&=x&" + quote_plus(MARK) + "=x"
    for name in names[:3]:
        yield f"hostile {name}", start + whole + f"&{quote_plus(name)}={quote_plus(MARK)}"


@pytest.mark.timeout(300)
def test_hostile_forms_are_answered_in_our_words_and_soon(make_world):
    world = make_world(RATE_LIMITS="no")
    answers, surprises = Counter(), []
    for (who, action), fields in forms_of(world).items():
        if who == "anonymous":
            world.come_in("anonymous")
        for kind, body in bodies(fields, world.tokens[who]):
            begun = time.process_time()
            response = world.browsers[who].post(
                action, data=body.encode(), content_type="application/x-www-form-urlencoded"
            )
            spent = time.process_time() - begun
            answers[who, response.status_code] += 1
            if response.status_code >= 500 or spent > CPU_SECONDS or alive(response):
                surprises.append((who, action, kind, response.status_code, round(spent, 2)))
    assert surprises == []
    assert answers.total() >= 500
    for who in ("learner", "owner"):
        assert world.get(who, "/account").status_code == 200, "still signed in, so that the forms were reached"
        assert answers[who, 422] >= 50, "refused by the forms, and not before them"


def alive(response):
    """Whether hostile text came back as markup, as a header, or worked out."""
    if response.mimetype != "text/html":
        return False
    return "<zq" in response.text or ">49<" in response.text or "X-Y" in response.headers


@pytest.mark.timeout(120)
def test_hostile_addresses_are_not_found_or_answered(world):
    for raw in (
        "%00",
        "%ff%fe",
        "%2e%2e%2f",
        "%0d%0aX-Y:%20x",
        "9" * 300,
        "a" * 3_000,
        quote_plus(MARK),
        "%F0%9F%A6%A2",
    ):
        for rule in world.rules("GET"):
            if not rule.arguments:
                continue
            address = re.sub(r"<[^>]+>", raw, rule.rule)
            for query in ("", f"?q={raw}&page={raw}&next={raw}&name={raw}&view={raw}"):
                response = world.get("owner", address + query)
                assert response.status_code < 500, address + query
                assert not alive(response)


@pytest.mark.timeout(120)
def test_hostile_questions_of_addresses_are_answered(world):
    for raw in ("%00", "%ff%fe", "-1", "0", "9" * 300, "NaN", "a" * 3_000, quote_plus(MARK)):
        for rule in world.rules("GET"):
            names = ("q", "page", "next", "name", "view", "number", "from", "to", "sort", "month")
            query = "&".join(f"{name}={raw}" for name in names)
            response = world.get("owner", f"{world.address(rule)}?{query}")
            assert response.status_code < 500, (rule, raw)
            assert not alive(response)


def test_hostile_headers_are_answered(world):
    for name in (
        "User-Agent",
        "Referer",
        "Accept-Language",
        "Accept-Encoding",
        "Range",
        "If-None-Match",
        "Host",
        "Cookie",
    ):
        for value in ("", "x" * 4_000, MARK, "\xff\xfe", "q=9e999", "bytes=0-0,1-1", "a b:c/d", "session=" + "." * 50):
            response = world.app.test_client().get("/signin", headers={name: value})
            assert response.status_code < 500, (name, value)
            assert not alive(response)

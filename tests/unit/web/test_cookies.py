"""Messages in the cookie: they come back as they went, and cannot be read on the way."""

import json

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadSignature
from markupsafe import Markup

from course_app.web.cookies import SealedCookies, SealedFlashes

SECRET = "a secret of more than thirty-two characters"
MESSAGES = st.lists(st.tuples(st.sampled_from(["ok", "info", "warn"]), st.text(max_size=50)), min_size=1, max_size=4)


@given(MESSAGES, st.dictionaries(st.sampled_from(["who", "csrf", "next"]), st.text()))
def test_messages_come_back_as_they_went(messages, others):
    sealed = SealedFlashes(SECRET)
    value = {**others, "_flashes": messages}
    assert sealed.loads(sealed.dumps(value)) == value


def test_nothing_of_a_message_can_be_read_in_the_cookie_and_the_rest_stays_as_it_was():
    text = SealedFlashes(SECRET).dumps({"who": 7, "_flashes": [("ok", Markup("Zebediah rests."))]})
    assert "Zebediah" not in text
    assert json.loads(text)["who"] == 7


@pytest.mark.parametrize("found", ['"AAAA"', '"not base 64"', "[]", '[["ok","plain"]]', "null", "7"])
def test_messages_that_cannot_be_opened_are_dropped_alone(found):
    assert SealedFlashes(SECRET).loads(f'{{"who":7,"_flashes":{found}}}') == {"who": 7}


def test_another_secret_opens_nothing():
    text = SealedFlashes(SECRET).dumps({"_flashes": [("ok", "Zebediah rests.")]})
    assert SealedFlashes(SECRET[::-1]).loads(text) == {}


def test_messages_that_nobody_read_make_room_for_the_newest():
    sealed = SealedFlashes(SECRET)
    piled = [("ok", f"{number}: " + "é" * 120) for number in range(60)]
    text = sealed.dumps({"_flashes": piled})
    assert len(text) < 2_500, "a browser drops a cookie of over 4,096 bytes, and with it the session"
    assert sealed.loads(text)["_flashes"][-1] == piled[-1]


def test_a_signer_that_is_made_once_signs_what_flask_reads_and_reads_what_flask_signed():
    app = Flask(__name__)
    app.secret_key = SECRET
    theirs = SecureCookieSessionInterface().get_signing_serializer(app)
    ours = SealedCookies(SECRET).get_signing_serializer(app)
    assert theirs is not None
    assert ours is not None
    value = {"who": 7, "next": "/c/garden"}
    assert theirs.loads(ours.dumps(value)) == value
    assert ours.loads(theirs.dumps(value)) == value
    with pytest.raises(BadSignature):
        ours.loads(theirs.dumps(value)[:-3] + "abc")

"""Messages in the cookie: they come back as they went, and cannot be read on the way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from course_app.web.flashes import SealedFlashes

SECRET = "a secret of more than thirty-two characters"
MESSAGES = st.lists(st.tuples(st.sampled_from(["ok", "info", "warn"]), st.text()), min_size=1, max_size=4)


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

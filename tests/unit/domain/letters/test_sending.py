from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.letters.sending import LONGEST_LINK, mail_file, mail_link, text_link
from course_app.domain.letters.slots import Sender, Sheet

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DANA = Sender("Dana Whitfield", "dana@example.org")
SOUND = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def test_a_link_carries_address_subject_and_body_with_encoded_line_breaks():
    link = mail_link("evan@example.org", Sheet("That taxi & the slides", "Hi Evan,\n\nhow are you?\r\nDana"))
    assert link.with_body
    assert link.url == (
        "mailto:evan@example.org?subject=That%20taxi%20%26%20the%20slides"
        "&body=Hi%20Evan%2C%0D%0A%0D%0Ahow%20are%20you%3F%0D%0ADana"
    )


@pytest.mark.parametrize(("more", "with_body"), [(0, True), (1, False)])
def test_a_link_longer_than_mail_programs_take_leaves_the_body_out(more, with_body):
    room = LONGEST_LINK - len(mail_link("evan@example.org", Sheet("Taxi", "")).url)
    link = mail_link("evan@example.org", Sheet("Taxi", "a" * (room + more)))
    assert link.with_body is with_body
    assert len(link.url) == (LONGEST_LINK if with_body else len("mailto:evan@example.org?subject=Taxi"))


def test_a_link_without_an_address_still_opens_a_mail():
    assert mail_link("", Sheet("Taxi", "Hi")).url == "mailto:?subject=Taxi&body=Hi"


@given(SOUND, SOUND)
def test_what_a_link_carries_is_what_was_written(subject, body):
    link = mail_link("evan@example.org", Sheet(subject, body))
    assert link.url.isascii()
    assert "\n" not in link.url
    if link.with_body:
        carried = unquote(urlsplit(link.url).query.partition("&body=")[2])
        assert carried == body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def test_an_address_can_add_no_fields_to_a_link():
    query = parse_qs(urlsplit(mail_link("evan@example.org?bcc=all@example.org", Sheet("Taxi", "Hi")).url).query)
    assert set(query) == {"subject", "body"}


def test_a_text_message_is_dialled_and_encoded():
    assert text_link("+44 (20) 7946-0000", "Hi Evan\nDana") == "sms:+442079460000?body=Hi%20Evan%0D%0ADana"


def test_a_file_opens_as_a_mail_still_to_be_sent():
    sheet = Sheet("Grüße", "Hi Evan,\n\nwie geht’s?\nDana")
    read = message_from_bytes(mail_file(DANA, "Evan Brandt", "evan@example.org", sheet, NOW), policy=default)
    assert read["X-Unsent"] == "1"
    assert (read["To"], read["From"]) == ("Evan Brandt <evan@example.org>", "Dana Whitfield <dana@example.org>")
    assert (read["Subject"], read["Date"].datetime) == ("Grüße", NOW)
    assert read.get_content().replace("\r", "") == "Hi Evan,\n\nwie geht’s?\nDana\n"
    assert not read.defects


@pytest.mark.parametrize("address", ["", "nobody", "a b@c@d", "ü@example.org", "x@ü.example", "<>", "a@b\nBcc: c@d"])
def test_an_address_that_no_mail_could_have_is_left_out(address):
    read = message_from_bytes(mail_file(DANA, "Evan", address, Sheet("Taxi", "Hi"), NOW), policy=default)
    assert read["To"] is None
    assert read["Bcc"] is None


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_nothing_typed_breaks_a_file_or_adds_a_header(name, subject, body):
    file = mail_file(Sender(name, "dana@example.org"), name, "evan@example.org", Sheet(subject, body), NOW)
    read = message_from_bytes(file, policy=default)
    assert set(read.keys()) <= {
        "X-Unsent", "Date", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip

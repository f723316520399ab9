from email.utils import getaddresses
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from course_app.domain.nudges import mail_link

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(TEXT, TEXT, st.lists(st.sampled_from(["a@example.org", "b+c@example.org", "ö@example.org"]), max_size=3))
def test_a_mail_link_says_what_was_meant_and_nothing_breaks_out(subject, body, hidden):
    parts = urlsplit(mail_link("me@example.org", subject, body, hidden))
    fields = parse_qs(parts.query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True)
    assert (parts.scheme, parts.path) == ("mailto", "me@example.org")
    assert (fields["subject"], fields["body"]) == ([subject], [body])
    assert [each[1] for each in getaddresses(fields.get("bcc", []))] == hidden


def test_lines_of_a_body_end_as_mail_has_it():
    assert mail_link("a@example.org", "x", "one\ntwo").endswith("body=one%0D%0Atwo")

"""Whatever stands in ``next``, a browser that follows it stays here."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from course_app.web.security import safe_path

HERE = "https://learn.example.org/signin"
SEPARATORS = ["/", "//", "\\", "%2f", "%252f", "%5c", "%00", "@", "?", "#", ":", "..", ";", "[", "]", "%", "&", "="]
WORDS = ["evil.example", "http:", "https:", "javascript:", "today", "é"]
PIECES = st.sampled_from([*SEPARATORS, *WORDS, *"\t\n\r\x00 \u2028"])


def as_a_browser_reads(target: str) -> str:
    """The address that a browser makes of it: tabs and line breaks go, backslashes turn."""
    return re.sub(r"[\t\r\n]", "", target.strip("".join(map(chr, range(33))))).replace("\\", "/")


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join)))
@example("/\\evil.example")
@example("/%09/evil.example")
@example("//[")
def test_a_target_that_is_taken_leads_to_this_site(target):
    taken = safe_path(target, "/home")
    for _ in range(4):
        reached = urlsplit(urljoin(HERE, as_a_browser_reads(taken)))
        assert (reached.scheme, reached.netloc) == ("https", "learn.example.org")
        taken = unquote(taken)


@given(
    st.lists(st.sampled_from(["c", "garden", "first", "soil", "a-b_c.d~e", "é"]), min_size=1, max_size=5).map("/".join)
)
def test_a_plain_path_is_taken_as_it_is(path):
    assert safe_path(f"/{path}?q=1#part", "/home") == f"/{path}?q=1#part"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.rendering.quotes import curl_quotes, curled
from course_app.printing.markup import parse, part_blanks, replace, tidy_spaces, to_html

PIECES = st.sampled_from(["a", " ", "\n", "<em>b</em>", "<br>", " c ", "<strong>d </strong>", "&amp;", "&lt;"])


@given(st.lists(PIECES).map("".join))
def test_html_comes_out_as_it_went_in(html):
    once = to_html(parse(f"<p>{html}</p>"))
    assert to_html(parse(once)) == once
    assert once == f"<p>{html}</p>"


def test_a_drawing_survives_with_small_letters():
    html = '<svg viewBox="0 0 9 9"><path d="M0 0"/><text x="1">Aé</text></svg>'
    assert to_html(parse(html)) == '<svg viewbox="0 0 9 9"><path d="M0 0"></path><text x="1">Aé</text></svg>'


def test_what_stands_after_an_element_stays_when_it_is_replaced():
    root = parse("<p>one <em>two</em> three</p>")
    replace(root[0], root[0][0])
    assert to_html(root) == "<p>one  three</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>  a\n b  </p>\n", "<p>a b</p>"),
        ("<p>a <em> b</em> </p>", "<p>a <em>b</em></p>"),
        ("<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<p>a <sup><a>1</a></sup> <sup><a>2</a></sup>.</p>", "<p>a <sup><a>1</a></sup> <sup><a>2</a></sup>.</p>"),
        ("<pre>a\n  b</pre>", "<pre>a\n  b</pre>"),
    ],
)
def test_blanks_are_single_and_none_stands_at_the_edge_of_a_block(before, after):
    root = parse(before)
    tidy_spaces(root)
    assert to_html(root) == after


def test_a_blank_before_an_emphasis_gets_an_element_of_its_own():
    root = parse("<p>an <em>idea</em> or<em> two</em></p>")
    part_blanks(root)
    assert to_html(root) == "<p>an<span> </span><em>idea</em> or<em> two</em></p>"


@pytest.mark.parametrize(
    ("straight", "curved"),
    [
        ('"Who?" she said', "“Who?” she said"),
        ("it's the '80s", "it’s the ‘80s"),
        ('("so")', "(“so”)"),
        ('a "b" — "c"', "a “b” — “c”"),
    ],
)
def test_quotes_curve(straight, curved):
    assert curled(straight) == curved


def test_quotes_look_at_the_letter_before_them_across_elements():
    root = parse('<p>"<em>Who</em>" is</p><p>"<code>"</code>"</p>')
    curl_quotes(root)
    assert to_html(root) == '<p>“<em>Who</em>” is</p><p>“<code>"</code>”</p>'

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.rendering.svg import DrawingError, clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def cleaned(inside: str) -> str:
    return clean_svg(f"{HEAD}{inside}</svg>".encode()).markup("p")


def removed(inside: str) -> tuple[str, ...]:
    return clean_svg(f"{HEAD}{inside}</svg>".encode()).removed


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<script href="data:,alert(1)"/>', "<script>"),
        ("<style>*{fill:url(http://evil)}</style>", "<style>"),
        (
            '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script/></body></foreignObject>',
            "<foreignObject>",
        ),
        ('<image href="https://evil/a.png"/>', "<image>"),
        ('<a href="javascript:alert(1)"><circle r="1"/></a>', "<a>"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "<animate>"),
        ('<set attributeName="onclick" to="alert(1)"/>', "<set>"),
        ('<circle onclick="alert(1)" r="1"/>', "onclick"),
        ('<circle style="fill:red" r="1"/>', "style"),
        ('<use href="https://evil/a.svg#x"/>', 'href="https://evil/a.svg#x"'),
        ('<use xlink:href="data:image/svg+xml,x#y"/>', 'href="data:image/svg+xml,x#y"'),
        ('<rect fill="url(https://evil)"/>', 'fill="url(https://evil)"'),
        ("<rect fill=\"URL( '//evil' )\"/>", "fill=\"URL( '//evil' )\""),
        (r'<rect fill="u\72l(//evil)"/>', r'fill="u\72l(//evil)"'),
        ('<rect filter="url(#x)"/>', "filter"),
    ],
)
def test_what_a_drawing_may_not_hold_is_removed_and_named(inside, what):
    assert removed(inside) == (what,)
    shown = cleaned(inside).lower()
    assert not any(word in shown for word in ("script", "evil", "onclick", "style", "http", "data:", "red"))


def test_shapes_texts_and_their_looks_stay():
    inside = (
        '<title>Map</title><desc>Four</desc><g transform="translate(1 2)" class="brand"><path d="M0 0L1 1" '
        'stroke="currentColor" stroke-dasharray="2 2"/><text x="1" font-size="13">a &lt; b<tspan>c</tspan></text></g>'
    )
    assert removed(inside) == ()
    shown = cleaned(inside)
    assert '<g transform="translate(1 2)" class="brand">' in shown
    assert '<text x="1" font-size="13">a &lt; b<tspan>c</tspan></text>' in shown


def test_ids_and_all_that_points_to_them_belong_to_one_place():
    gradient = '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
    inside = f'{gradient}<rect id="r" fill="url(#g)"/><use href="#r"/>'
    shown = cleaned(inside)
    assert 'id="p-g"' in shown
    assert 'fill="url(#p-g)"' in shown
    assert '<use href="#p-r"/>' in shown


def test_a_drawing_is_named_by_its_title_and_the_words_beside_it():
    drawing = clean_svg(f"{HEAD}<title>Map</title><circle r='1'/></svg>".encode())
    shown = drawing.markup("p", "Four circles")
    assert 'role="img" aria-labelledby="p-title p-desc"' in shown
    assert '<title id="p-title">Map</title><desc id="p-desc">Four circles</desc>' in shown


def test_a_drawing_without_words_is_passed_over_by_screen_readers():
    assert 'aria-hidden="true"' in cleaned('<circle r="1"/>')


def test_copies_of_copies_are_cut():
    bomb = '<g id="a"><circle r="1"/></g>' + "".join(
        f'<g id="{name}"><use href="#{before}"/><use href="#{before}"/></g>'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert cleaned(bomb + '<use href="#i"/>').count("<use") == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<html/>",
        b"<svg/>",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 100 + b"</g>" * 100 + b"</svg>",
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g/>" * 5000 + b"</svg>",
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b" " * 200_000 + b"</svg>",
    ],
)
def test_what_is_no_drawing_is_refused(data):
    with pytest.raises(DrawingError):
        clean_svg(data)


@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: f"{HEAD}{text}</svg>".encode()))
def test_no_bytes_break_it(data):
    with contextlib.suppress(DrawingError):
        clean_svg(data).markup("p", "x")

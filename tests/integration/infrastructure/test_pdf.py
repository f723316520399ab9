import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from course_app.infrastructure import pdf
from course_app.infrastructure.pdf import Drawing, Variant, render

TODAY = date(2026, 11, 22)
CSS = "h1, p { font-family: 'Course Sans' }"


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><title>A page</title>{head}</head><body>{body}</body></html>'


def make(html: str, **options) -> bytes:
    return render(html, CSS, **{"variant": Variant.ACCESSIBLE, "dated": TODAY} | options)


@pytest.fixture
def outside(tmp_path: Path) -> str:
    path = tmp_path / "private.png"
    Image.new("RGB", (2, 2)).save(path)
    return path.as_uri()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", '<img alt="A picture" src="https://example.com/a.png">'),
        ("", '<img alt="A picture" src="http://127.0.0.1:9/a.png">'),
        ("", '<img alt="A picture" src="OUTSIDE">'),
        ("", '<img alt="A picture" src="data:image/png;base64,AAAA">'),
        ("", '<img alt="A picture" src="file://elsewhere/etc/passwd">'),
        ("", '<object data="OUTSIDE"></object>'),
        ("", '<a rel="attachment" href="OUTSIDE">A file</a>'),
        ("", '<svg xmlns="http://www.w3.org/2000/svg"><image href="OUTSIDE" width="2" height="2"/></svg>'),
        ('<link rel="stylesheet" href="https://example.com/a.css">', ""),
        ('<link rel="attachment" href="OUTSIDE">', ""),
        ("<style>@import url(https://example.com/a.css);</style>", ""),
        ("<style>p { background: url(OUTSIDE) }</style>", "<p>Text</p>"),
        ('<style>@font-face { font-family: X; src: url("https://example.com/x.ttf") }</style>', ""),
        ('<base href="https://example.com/">', '<img alt="A picture" src="a.png">'),
    ],
)
def test_every_address_but_our_own_files_is_refused_and_nothing_is_fetched(head, body, outside):
    with pytest.raises(pdf.ForbiddenAddressError):
        make(page(body.replace("OUTSIDE", outside), head.replace("OUTSIDE", outside)))


def test_a_stylesheet_may_name_no_address_either():
    with pytest.raises(pdf.ForbiddenAddressError):
        render(
            page("<p>Text</p>"),
            "p { background: url(https://example.com/a.png) }",
            variant=Variant.ACCESSIBLE,
            dated=TODAY,
        )


def test_a_file_that_was_handed_over_is_drawn(tmp_path):
    path = tmp_path / "a picture.png"
    Image.new("RGB", (8, 8), "teal").save(path)
    html = page(f'<img alt="Teal" src="{path.as_uri()}">')
    with pikepdf.open(io.BytesIO(make(html, files=(path,)))) as made:
        assert len(made.pages[0].get_images()) == 1


def test_a_drawing_is_a_figure_with_its_text_where_html_names_it():
    square = Drawing(10, 10, b"q 1 0 0 rg 0 0 10 10 re f Q")
    made = make(page('<img alt="A red square" src="drawing:square">'), drawings={"square": square})
    with pikepdf.open(io.BytesIO(made)) as opened:
        content = bytes(opened.pages[0].Contents.read_bytes())
        assert (
            content.index(b"/Figure")
            < content.index(square.operators)
            < content.index(b"EMC", content.index(b"/Figure"))
        )


def test_a_guide_claims_accessibility_and_an_archived_file_both():
    with pikepdf.open(io.BytesIO(make(page("<h1>One</h1>")))) as made, made.open_metadata() as claims:
        assert claims["pdfuaid:part"] == "1"
        assert "pdfaid:part" not in claims
    archived = make(page("<h1>One</h1>"), variant=Variant.ARCHIVAL)
    with pikepdf.open(io.BytesIO(archived)) as made, made.open_metadata() as claims:
        assert (claims["pdfuaid:part"], claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("1", "3", "A")


def test_many_pages_are_made_unless_a_limit_forbids_them():
    html = page("<p>" + "word " * 3000 + "</p>")
    with pikepdf.open(io.BytesIO(make(html))) as made:
        assert len(made.pages) > 1
    with pytest.raises(pdf.TooManyPagesError):
        make(html, max_pages=1)


def test_figures_lie_where_they_are_drawn_on_each_page():
    square = Drawing(96, 96, b"q 0 0 96 96 re f Q")
    figure = '<p style="break-before: page"><img alt="Square" src="drawing:square"></p>'
    made = make(
        page(figure * 2, "<style>@page { size: 400px 400px; margin: 0 } body, p { margin: 0 }</style>"),
        drawings={"square": square},
    )
    with pikepdf.open(io.BytesIO(made)) as opened:
        boxes = [
            [float(side) for side in each.A.BBox]
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
    assert boxes[0] == boxes[1]
    assert boxes[0][2] - boxes[0][0] == boxes[0][3] - boxes[0][1] == 72
    assert boxes[0][3] > 290


def test_a_letter_without_a_font_stops_the_file_and_is_named():
    with pytest.raises(pdf.MissingGlyphsError) as problem:
        make(page("<h1>Fine \U00010900</h1>"), families=())
    assert problem.value.letters == ("\U00010900",)


def test_only_permitted_families_may_help_out():
    html = page("<h1>שלום</h1>")
    with pytest.raises(pdf.MissingGlyphsError) as problem:
        make(html, families=())
    assert set(problem.value.letters) == set("שלום")


def test_documents_made_at_the_same_time_do_not_disturb_each_other():
    pages = [page(f"<h1>Document {number}</h1>") for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, pages)) == [make(each) for each in pages]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"\r", b"\n", b"x"])
def test_pages_are_counted_whatever_byte_their_packed_list_ends_with(line_end, last):
    listed = (b"<</Type /Page>> <</Type /Page>> %d" % number for number in range(5_000))
    packed = next(stream for stream in map(zlib.compress, listed) if last == b"x" or stream.endswith(last))
    data = b"1 0 obj <</Type /ObjStm>>\nstream" + line_end + packed + line_end + b"endstream\nendobj"
    assert pdf.page_count(data) == 2


def test_the_first_document_of_a_process_is_like_all_others():
    pdf._engine.cache_clear()
    first, second = (make(page("<p>a</p>"), variant=Variant.ARCHIVAL) for _ in range(2))
    assert first == second

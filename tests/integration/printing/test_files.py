"""The files themselves: tagged, titled, with their fonts, the same bytes each time, and pages that are right."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from course_app.courseware.folder import read_folder
from course_app.infrastructure import pdf
from course_app.printing.composing import PAPERS, TEMPLATES
from course_app.printing.matter import compose
from course_app.printing.press import printed
from tests.small_book import PRESS, book, files_of_book

BUNDLED = Path(__file__).parents[3] / "content" / "networkwise"
SHEETS_OF_TWO_PAGES = {"if-then-cards", "reframe-cards", "rhythm-sheet", "twelve-week-sheet", "who-to-leave-out"}
DAY = date(2026, 3, 1)
SIZES = {"a4": (595.28, 841.89), "letter": (612, 792)}
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00"
    b"\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def pdf_of(release, name, paper="a4", pictures=None):
    composed = compose(release, name, PRESS, paper)
    assert composed is not None
    return printed(composed, DAY, pictures or {})


def text_of(path, *options):
    return subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True).stdout


def tags(tree):
    """Yield every structure element below ``tree``."""
    for kid in tree.K if isinstance(tree.get("/K"), pikepdf.Array) else [tree.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from tags(kid)


@pytest.fixture(scope="module")
def small():
    return book()


@pytest.fixture(scope="module")
def sheet_file(small, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "my-sheet.pdf"
    path.write_bytes(pdf_of(small, "my-sheet"))
    return path


@pytest.fixture(scope="module")
def guides(tmp_path_factory):
    """The Guide of the bundled course by paper, each printed once."""
    release, folder = book(read_folder(BUNDLED)), tmp_path_factory.mktemp("guide")
    paths = {paper: folder / f"{paper}.pdf" for paper in PAPERS}
    for paper, path in paths.items():
        path.write_bytes(pdf_of(release, "guide", paper))
    return paths


@pytest.fixture(scope="module")
def guide_file(guides):
    return guides["a4"]


def test_a_sheet_is_accessible(sheet_file):
    with pikepdf.open(sheet_file) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert str(file.docinfo["/Title"]) == "My sheet"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert re.search(rb"pdfuaid:part(>|=\")1", file.Root.Metadata.read_bytes())
        found = list(
            tags(
                file.Root.StructTreeRoot.K[0]
                if isinstance(file.Root.StructTreeRoot.K, pikepdf.Array)
                else file.Root.StructTreeRoot.K
            )
        )
        kinds = {str(each.S) for each in found}
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= kinds
        assert all(str(each.Alt).startswith("Map") for each in found if str(each.S) == "/Figure")


def test_all_fonts_are_inside(sheet_file):
    listed = subprocess.run(["pdffonts", sheet_file], capture_output=True, text=True, check=True).stdout.splitlines()[
        2:
    ]
    assert len(listed) >= 3
    assert all(re.search(r"\byes yes yes\b", line) for line in listed), listed


def test_a_sheet_is_sound_and_counts_its_pages(sheet_file):
    assert subprocess.run(["qpdf", "--check", sheet_file], capture_output=True, check=False).returncode == 0
    words = text_of(sheet_file)
    assert "1 of 1" in words
    assert "Small course · learn.example.org/c/small" in words
    assert "Write “small” things; it’s enough." in words
    assert pdf.page_count(sheet_file.read_bytes()) == 1


@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_lies_on_its_paper(small, paper, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf_of(small, "our-cards", paper))
    with pikepdf.open(path) as file:
        box = [float(side) for side in file.pages[0].MediaBox]
    assert (box[2], box[3]) == pytest.approx(SIZES[paper], abs=0.5)


def test_the_same_sheet_is_the_same_bytes(small, sheet_file):
    assert pdf_of(small, "my-sheet") == sheet_file.read_bytes()


def test_a_picture_file_is_printed_and_a_lost_one_leaves_the_rest(tmp_path):
    files = files_of_book(**{"resources__my-sheet.md": '# My sheet\n\n![A dot](../assets/dot.png "Dot")\n\nText.\n'})
    release = book(files | {"assets/dot.png": PIXEL})
    composed = compose(release, "my-sheet", PRESS, "a4")
    assert len(composed.pictures) == 1
    with_picture = printed(composed, DAY, dict.fromkeys(composed.pictures, PIXEL))
    path = tmp_path / "with.pdf"
    path.write_bytes(with_picture)
    with pikepdf.open(path) as file:
        assert any(
            "/Subtype" in each and each.Subtype == "/Image" for each in file.objects if isinstance(each, pikepdf.Stream)
        )
    assert printed(composed, DAY, dict.fromkeys(composed.pictures, PIXEL)) == with_picture
    assert b"%PDF" in printed(composed, DAY, {})


def test_no_place_to_write_is_lower_than_nine_millimetres():
    css = "".join(path.read_text() for path in TEMPLATES.glob("*_document.css"))
    heights = re.findall(r"(?:\.write|\.line) \{[^}]*?height: ([0-9.]+)mm", css)
    assert len(heights) >= 8
    assert all(float(height) >= 9 for height in heights)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_bundled_guide_takes_about_twelve_pages_and_leaves_no_line_alone_on_one(guides, paper):
    pages = text_of(guides[paper], "-layout").split("\f")[:-1]
    assert 11 <= len(pages) <= 13
    assert all(len(page.split()) > 60 for page in pages[1:])


def test_the_contents_of_the_guide_name_the_right_pages(guide_file):
    pages = text_of(guide_file, "-layout").split("\f")
    contents = pages[1].split("Why write at all\n")[0]
    named = dict(re.findall(r"([A-Z][A-Za-z' -]+?)  +(\d+)(?=\s)", contents))
    assert len(named) >= 11
    with pikepdf.open(guide_file) as file, file.open_outline() as outline:
        places = {}
        numbers = {page.objgen: number for number, page in enumerate(file.pages, 1)}
        for item in outline.root:
            places[item.title] = numbers[item.destination[0].objgen]
    assert {title: int(number) for title, number in named.items()} == {
        title: page for title, page in places.items() if title != "Contents"
    }


def test_the_guide_has_bookmarks_of_chapters_and_letters(guide_file):
    with pikepdf.open(guide_file) as file, file.open_outline() as outline:
        letters = next(item for item in outline.root if item.title == "Letters to start from")
        names = [each.title for group in letters.children for each in group.children]
    assert names[0] == "Shared memory"
    assert len(names) == 13


def test_the_guide_names_each_source_once_and_leads_there(guide_file):
    words = text_of(guide_file)
    assert words.count("Undervaluing Gratitude") == 1
    with pikepdf.open(guide_file) as file:
        inner = [note for page in file.pages for note in page.get("/Annots", []) if "/Dest" in note]
        assert len(inner) > 20
        assert str(file.docinfo["/Title"]) == "Guide to Reestablishing Relationships in Your Network"
        assert str(file.Root.Lang) == "en"


def test_the_guide_is_sound(guide_file):
    assert subprocess.run(["qpdf", "--check", guide_file], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
def test_a_bundled_sheet_takes_one_page_or_the_two_that_it_is_made_for(paper):
    release = book(read_folder(BUNDLED))
    pages = {sheet.id: pdf.page_count(pdf_of(release, sheet.id, paper)) for sheet in release.course.resources}
    assert len(pages) == 22
    assert {name for name, count in pages.items() if count != 1} == SHEETS_OF_TWO_PAGES
    assert max(pages.values()) == 2

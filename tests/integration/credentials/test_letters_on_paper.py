"""Letters on paper are the letters of the name: pixels are compared, because the text inside a PDF can be
right while the glyphs drawn are those of another file."""

from functools import partial, reduce

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, features

from course_app.credentials.document import certificate_pdf
from course_app.credentials.glyphs import widths
from course_app.credentials.lettering import fit
from course_app.infrastructure.typefaces import SERIF_STRONG
from tests.certificates import TWELVE_NAMES, make_facts, needs, run

DPI = 200
TOLERANCE = 0.0025  # of the ink; a comma below instead of a cedilla makes more
LETTER_SPACING = -0.008  # ems, as in the stylesheet
DARK = 62  # the name's ink is darker than any other in the upper half of the page

pytestmark = [
    needs("pdftoppm"),
    pytest.mark.skipif(not features.check("raqm"), reason="Pillow without raqm cannot kern"),
]


def on_paper(name, tmp_path):
    """Return the ink of the name on its certificate."""
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificate_pdf(make_facts(holder_name=name)))
    run("pdftoppm", "-r", str(DPI), "-png", "-singlefile", path, tmp_path / "page")
    page = Image.open(tmp_path / "page.png").convert("L")
    width, height = page.size
    upper = ink(page.crop((round(width * 0.07), round(height * 0.18), round(width * 0.95), height // 2)))
    return upper.crop(upper.getbbox())


def by_pillow(name, size):
    """Return the ink of each letter, drawn from the font file by another program, as it should stand."""
    pixels = size * DPI / 72
    face = ImageFont.truetype(str(SERIF_STRONG.path), pixels, layout_engine=ImageFont.Layout.RAQM)
    length = partial(face.getlength, features=["-liga"])  # spaced letters do not join
    paper = (round(length(name) + 2 * pixels), round(2.4 * pixels))
    letters = []
    for at, letter in enumerate(name):
        picture = Image.new("L", paper, 255)
        left = length(name[: at + 1]) - length(letter) + at * LETTER_SPACING * pixels
        ImageDraw.Draw(picture).text((pixels / 2 + left, pixels / 2), letter, font=face, fill=0x26)
        letters.append(ink(picture))
    return letters


def ink(picture):
    """Return the dark pixels as white on black."""
    return picture.point(lambda grey: 255 if grey < DARK else 0)


def together(letters):
    whole = reduce(ImageChops.lighter, letters)
    return whole.crop(whole.getbbox())


def difference(paper, letters):
    """Return the share of ink that is on one side alone, each letter being moved a little to where it fits best."""
    whole = reduce(ImageChops.lighter, letters)
    left, top, _, _ = whole.getbbox()
    near, missing = paper.filter(ImageFilter.MaxFilter(3)), 0
    expected = Image.new("L", paper.size, 0)
    for letter in letters:
        if box := letter.getbbox():
            shape = letter.crop(box)
            x, y = _best_place(shape, box[0] - left, box[1] - top, paper)
            expected.paste(255, (x, y), shape)
            missing += _lacking(shape, x, y, near)
    strange = amount(ImageChops.subtract(paper, expected.filter(ImageFilter.MaxFilter(3))))
    return max(missing, strange) / amount(paper)


def _best_place(shape, x, y, paper):
    places = [(x + dx, y + dy) for dx in range(-5, 6) for dy in range(-2, 3)]
    return min(places, key=lambda place: _lacking(shape, *place, paper))


def _lacking(shape, x, y, paper):
    return amount(ImageChops.subtract(shape, paper.crop((x, y, x + shape.width, y + shape.height))))


def amount(mask):
    return mask.histogram()[255]


def size_of(name):
    fitted = fit(name, widths(name), 677)
    assert len(fitted.lines) == 1
    return fitted.size


@pytest.mark.parametrize("name", TWELVE_NAMES)
def test_the_letters_on_paper_are_the_letters_of_the_name(name, tmp_path):
    assert difference(on_paper(name, tmp_path), by_pillow(name, size_of(name))) < TOLERANCE


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("Lukasz Łukasiewicz", "Łukasz Łukasiewicz"),
        ("Đukasz Łukasiewicz", "Łukasz Łukasiewicz"),
        ("Łukasz Łukasiewicz", "Lukasz Łukasiewicz"),
        ("Stefan Țepeș", "Ștefan Țepeș"),
        ("Ştefan Țepeș", "Ștefan Țepeș"),
        ("Nguyên Thị Hồng", "Nguyễn Thị Hồng"),
    ],
)
def test_the_comparison_sees_a_single_wrong_letter(drawn, meant):
    assert difference(together(by_pillow(drawn, 42)), by_pillow(meant, 42)) > 1.5 * TOLERANCE

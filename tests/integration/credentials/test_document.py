import hashlib
import io
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from course_app.credentials.document import DoesNotFitError, certificate_pdf
from course_app.credentials.glyphs import CannotPrintError
from course_app.infrastructure.pdf import Attachment
from tests.certificates import make_facts, needs, needs_system_font, run, text_of

POINTS_OF = {"a4": (841.89, 595.28), "letter": (792.0, 612.0)}
MARGIN_OF = {"a4": 29 / 25.4 * 72, "letter": 28 / 25.4 * 72}
NAME_OF_EIGHTY = "Maria Concepción Fernández-Villaverde y Echegaray de los Ángeles Rodríguez Orell"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("certificate") / "certificate.pdf"
    path.write_bytes(certificate_pdf(make_facts()))
    return path


@pytest.fixture
def saved(tmp_path):
    def save(pdf: bytes) -> Path:
        path = tmp_path / "certificate.pdf"
        path.write_bytes(pdf)
        return path

    return save


def raster(path: Path, dpi: int) -> Image.Image:
    run("pdftoppm", "-r", str(dpi), "-png", "-singlefile", path, path.with_suffix(""))
    return Image.open(path.with_suffix(".png")).convert("L")


def structure(element: pikepdf.Object, tags: list[str] | None = None) -> list[str]:
    tags = [] if tags is None else tags
    if isinstance(element, pikepdf.Array):
        for kid in element:
            structure(kid, tags)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            tags.append(str(element.S))
        structure(element.get("/K", pikepdf.Array()), tags)
    return tags


def elements(element: pikepdf.Object, tag: str) -> list[pikepdf.Dictionary]:
    if isinstance(element, pikepdf.Array):
        return [found for kid in element for found in elements(kid, tag)]
    if not isinstance(element, pikepdf.Dictionary):
        return []
    own = [element] if element.get("/S") == tag else []
    return own + elements(element.get("/K", pikepdf.Array()), tag)


@needs("qpdf", "pdftoppm")
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_file_is_sound_and_has_one_page_of_its_paper(paper, saved):
    path = saved(certificate_pdf(make_facts(paper=paper)))
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
        box = [float(side) for side in pdf.pages[0].MediaBox]
    assert box == pytest.approx([0, 0, *POINTS_OF[paper]], abs=0.01)
    raster(path, 40)


def test_it_claims_both_standards_in_one_block_of_metadata(certificate):
    with pikepdf.open(certificate) as pdf:
        xmp = bytes(pdf.Root.Metadata.read_bytes())
        with pdf.open_metadata() as claims:
            assert claims["pdfaid:part"] == "3"
            assert claims["pdfaid:conformance"] == "A"
            assert claims["pdfuaid:part"] == "1"
            assert claims["dc:title"] == "NetWorkWise Certified Professional: Dana Whitfield-Ó Briain"
            assert str(pdf.docinfo.Title) == claims["dc:title"]
            assert claims["dc:creator"] == ["NetWorkWise"]
            assert claims["xmp:CreateDate"] == "2026-11-22T00:00:00Z"
            assert str(pdf.docinfo.CreationDate) == str(pdf.docinfo.ModDate) == "D:20261122000000Z"
        assert "/DestOutputProfile" in pdf.Root.OutputIntents[0]
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert len(pdf.trailer.ID) == 2
        assert pdf.pdf_version == "1.7"
    assert xmp.count(b"<rdf:RDF") == 1
    assert b"http://www.aiim.org/pdfa/ns/extension/" in xmp


def test_it_is_tagged_with_language_title_and_headings_in_order(certificate):
    with pikepdf.open(certificate) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.pages[0].Tabs == "/S"
        tags = structure(pdf.Root.StructTreeRoot.K)
    assert [tag for tag in tags if re.fullmatch(r"/H\d", tag)] == ["/H1", *["/H2"] * 4]
    assert {"/Document", "/P", "/Sect", "/Link", "/Figure"} <= set(tags)


def test_the_code_has_a_text_and_a_place_and_the_link_says_where_it_goes(certificate):
    address = make_facts().verify_url
    with pikepdf.open(certificate) as pdf:
        (figure,) = elements(pdf.Root.StructTreeRoot.K, "/Figure")
        assert address in str(figure.Alt)
        left, bottom, right, top = (float(side) for side in figure.A.BBox)
        (link,) = pdf.pages[0].Annots
        assert str(link.A.URI) == str(link.Contents) == address
        assert int(link.F) == 4
        assert "/StructParent" in link
    assert right == pytest.approx(POINTS_OF["a4"][0] - MARGIN_OF["a4"], abs=1)
    assert 60 < bottom < top < 160
    assert right - left == pytest.approx(top - bottom, abs=0.01)


def test_everything_that_is_drawn_is_either_tagged_or_an_artifact(certificate):
    with pikepdf.open(certificate) as pdf:
        depth, untagged = 0, []
        painting = {"f", "F", "f*", "S", "s", "B", "Tj", "TJ", "Do", "sh"}
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) in ("BDC", "BMC"):
                depth += 1
            elif str(operator) == "EMC":
                depth -= 1
            elif str(operator) in painting and depth == 0:
                untagged.append((operands, operator))
    assert untagged == []
    assert depth == 0


@pytest.mark.parametrize("name", ["Dana Whitfield", "Đặng Thùy Trâm", "Ελένη Папић"])
def test_fonts_are_embedded_with_true_widths_and_a_text_for_every_glyph(name, saved):
    with pikepdf.open(saved(certificate_pdf(make_facts(holder_name=name)))) as pdf:
        fonts = pdf.pages[0].Resources.Font
        assert sorted(str(font.BaseFont).split("+")[1] for font in fonts.values()) == [
            "Course-Sans",
            "Course-Sans-Strong-Semi-Bold",
            "Course-Serif",
            "Course-Serif-Strong-Semi-Bold",
        ]
        for font in fonts.values():
            assert_font_is_whole(font)


def assert_font_is_whole(font: pikepdf.Object) -> None:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
    face = TTFont(io.BytesIO(bytes(program.read_bytes())))
    order, metrics, em = face.getGlyphOrder(), face["hmtx"], face["head"].unitsPerEm
    texts = bytes(font.ToUnicode.read_bytes()).decode("ascii")
    spoken = {int(glyph, 16) for glyph, _ in re.findall(r"<(\w{4})> <(\w+)>", texts)}
    widths = list(descendant.W)
    for first, run_of_widths in zip(widths[::2], widths[1::2], strict=True):
        for offset, width in enumerate(run_of_widths):
            glyph = int(first) + offset
            assert float(width) == pytest.approx(metrics[order[glyph]][0] * 1000 / em, abs=1)
            assert glyph in spoken
    assert "<>" not in texts


@needs_system_font("Noto Serif Devanagari")
def test_glyphs_that_share_a_cluster_have_a_text_too(saved):
    with pikepdf.open(saved(certificate_pdf(make_facts(holder_name="प्रिया शर्मा")))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            assert_font_is_whole(font)


@needs("pdftoppm", "zbarimg")
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    "host", ["http://127.0.0.1:8000", "https://a-rather-long-name.of-a-learning-site.example.org/courses"]
)
def test_the_code_scans_from_a_raster_of_150_dpi(paper, host, saved):
    address = f"{host}/v/7KQ4-9TXM-3HWD-80PZ"
    path = saved(certificate_pdf(make_facts(paper=paper, verify_url=address, demonstration=True)))
    raster(path, 150)
    found = subprocess.run(
        ["zbarimg", "-q", "--raw", path.with_suffix(".png")], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == address


@needs("pdftotext")
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_printed_fact_can_be_read_out_of_the_file(paper, saved):
    facts = make_facts(paper=paper, holder_name=NAME_OF_EIGHTY)
    text = text_of(saved(certificate_pdf(facts)))
    for fact in (
        "This certifies that " + NAME_OF_EIGHTY,
        "has met every requirement of the NetWorkWise Certification Program and holds the title",
        "NetWorkWise Certified Professional edition 1",
        *("Read on the holder’s word", "Tested answered to the pass mark"),
        *("Made checked for completeness by the site", "Declared on the holder’s word, not witnessed"),
        *(*facts.read, *facts.tested, *facts.made, *facts.declared),
        *("Rosalind Marchetti Programme director", "networkwise.example"),
        *("Issued 22 November 2026", "Valid until 22 November 2028"),
        *("Number 7KQ4-9TXM-3HWD-80PZ", "Check it at learn.networkwise.example/v/7KQ4-9TXM-3HWD-80PZ"),
    ):
        assert fact in text
    assert "Demonstration" not in text
    assert "Sample" not in text


@needs("pdftotext")
def test_what_is_not_there_is_not_printed(saved):
    text = text_of(saved(certificate_pdf(make_facts(signatory=None, valid_until=None, read=(), made=()))))
    assert "does not expire" in text
    assert "Rosalind" not in text
    assert "Made" not in text
    assert "Declared" in text


@needs("pdftotext")
def test_an_own_statement_replaces_the_usual_one(saved):
    text = text_of(saved(certificate_pdf(make_facts(statement="has sent or practised three letters and is a"))))
    assert "has sent or practised three letters and is a NetWorkWise Certified Professional" in text
    assert "every requirement" not in text


@needs("pdftotext")
def test_marks_of_what_is_no_certificate_are_words_on_the_page(saved):
    assert "Demonstration: made on a site" in text_of(saved(certificate_pdf(make_facts(demonstration=True))))
    sample = text_of(saved(certificate_pdf(make_facts(demonstration=True), sample=True)))
    assert "Sample: not a certificate" in sample
    assert "Demonstration" not in sample


@needs("pdftoppm")
def test_a_sample_wears_its_word_across_the_page(saved, certificate):
    def pale(path: Path) -> int:
        picture = raster(path, 40).crop((60, 60, 400, 280))
        return sum(picture.histogram()[225:245])

    assert pale(saved(certificate_pdf(make_facts(), sample=True))) > 5 * pale(certificate)


@needs("pdftotext")
def test_markup_in_a_name_is_printed_as_it_was_typed(saved):
    assert "<b>Bo</b> & {{ 7 }}" in text_of(saved(certificate_pdf(make_facts(holder_name="<b>Bo</b> & {{ 7 }}"))))


@needs("pdftoppm")
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    "name",
    [
        "Bo",
        "Ng Å",
        NAME_OF_EIGHTY[:20].strip(),
        NAME_OF_EIGHTY[:41],
        NAME_OF_EIGHTY,
        "W" * 80,
        "Ww-" * 26 + "Ww",
        "i" * 80,
    ],
    ids=lambda name: f"{len(name)}{name[:2]}",
)
def test_names_of_2_to_80_letters_stay_within_the_margins_of_one_page(name, paper, saved):
    pdf = certificate_pdf(make_facts(holder_name=name, paper=paper))
    picture = raster(saved(pdf), 72)
    ink = picture.point(lambda grey: 255 if grey < 100 else 0)
    margin = round(MARGIN_OF[paper])
    frame = round(17 / 25.4 * 72)
    gutter = (frame, frame, margin - 3, picture.height - frame)
    assert ink.crop(gutter).getbbox() is None
    assert (
        ink.crop((picture.width - margin + 3, frame, picture.width - frame, picture.height - frame)).getbbox() is None
    )


@needs("pdftotext", "pdftoppm")
@needs_system_font("Noto Naskh Arabic")
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_both_lines_of_a_name_that_runs_to_the_left_begin_at_the_margin(paper, saved):
    words = "عبد الرحمن بن محمد بن عبد العزيز بن سليمان بن إبراهيم آل الشيخ الخوارزمي"
    path = saved(certificate_pdf(make_facts(holder_name=words, paper=paper)))
    places = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)<', run("pdftotext", "-bbox", path, "-"))
    lines: dict[str, list[float]] = {}
    for left, top, word in places:
        if "\u0600" <= word[0] <= "\u06ff":
            lines.setdefault(top, []).append(float(left))
    assert len(lines) == 2
    assert all(abs(min(lefts) - MARGIN_OF[paper]) < 2 for lefts in lines.values())
    assert set(words.split()) <= {word.strip("\u202b\u202c") for word in text_of(path).split()}


def test_long_texts_are_set_small_and_endless_ones_refused():
    wordy = tuple("A sentence about what was done, in some detail, with a number or two." for _ in range(5))
    assert certificate_pdf(make_facts(tested=wordy, holder_name=NAME_OF_EIGHTY))
    with pytest.raises(DoesNotFitError, match="shorten"):
        certificate_pdf(make_facts(tested=tuple(each * 6 for each in wordy)))


STEPS = ("Map your spheres", "Build your list", "Choose your first five", "What you could bring", "Your five forecasts")


@needs("pdftotext")
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_course_with_many_steps_names_them_all_or_says_where_they_are_named(paper, saved):
    named = text_of(saved(certificate_pdf(make_facts(made=STEPS * 3, holder_name=NAME_OF_EIGHTY, paper=paper))))
    assert all(named.count(step) == 3 for step in STEPS)
    counted = text_of(saved(certificate_pdf(make_facts(made=STEPS * 20, paper=paper))))
    assert "100 in all, each named at the address below" in counted


@pytest.mark.parametrize("change", [{"holder_name": "Ana 🙂"}, {"issuer_name": "Smile 🙂"}, {"tested": ("🙂 check",)}])
def test_a_letter_that_no_font_has_is_refused_wherever_it_stands(change):
    with pytest.raises(CannotPrintError) as refusal:
        certificate_pdf(make_facts(**change))
    assert refusal.value.letters == ("🙂",)


@needs("pdftotext")
@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("Noto Serif Hebrew", "נעמי בן־דוד"),
        ("Noto Naskh Arabic", "فاطمة الزهراء"),
        ("Droid Sans Fallback Full", "山田 花子"),
        ("Noto Serif Thai", "สมชาย ใจดี"),
        ("Noto Serif", "Ἀλέξανδρος"),
    ],
)
def test_other_scripts_print_where_their_fonts_are_installed(family, name, saved, request):
    request.applymarker(needs_system_font(family))
    path = saved(certificate_pdf(make_facts(holder_name=name)))
    with pikepdf.open(path) as pdf:
        others = [
            str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values() if "Course" not in str(font.BaseFont)
        ]
        title = str(pdf.docinfo.Title)
    assert others
    assert all("Noto" in font or "Droid" in font for font in others)
    assert title.endswith(name)


def test_the_bytes_are_the_same_in_every_process():
    code = (
        "import hashlib; from tests.certificates import make_facts;"
        "from course_app.credentials.document import certificate_pdf as make;"
        "make(make_facts(holder_name='Another One', paper='letter'));"
        "print(hashlib.sha256(make(make_facts())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima"))
    }
    assert digests == {hashlib.sha256(certificate_pdf(make_facts())).hexdigest()}


def test_a_file_is_carried_inside_with_its_relationship_and_fixed_dates():
    badge = Attachment("credential.json", b'{"type": "VerifiableCredential"}', "The credential as Open Badges 3.0")
    pdf = certificate_pdf(make_facts(), attachments=(badge,))
    assert pdf == certificate_pdf(make_facts(), attachments=(badge,))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.attachments["credential.json"].get_file().read_bytes() == badge.content
        assert {str(each.AFRelationship) for each in opened.Root.AF} == {"/Data"}
        stream = opened.Root.AF[0].EF.F
        assert str(stream.Subtype) == "/application/json"
        assert str(stream.Params.ModDate).startswith("D:20261122000000")


def test_dates_speak_the_language_of_the_certificate(saved):
    path = saved(certificate_pdf(make_facts(lang="de", issued_on=date(2026, 3, 1))))
    assert "1 März 2026" in text_of(path)
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "de"

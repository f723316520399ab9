"""What PDF/A-3a and PDF/UA-1 ask of a signed certificate and a machine can see, beside what other tests look at.

Sources: ISO 19005-3, ISO 14289-1, and the failure conditions of the Matterhorn protocol 1.1, by number.
"""

import io
import re
from itertools import pairwise

import pikepdf
import pytest

PRINT, NEVER = 1 << 2, (1 << 0) | (1 << 1) | (1 << 5) | (1 << 8)
"""Flags of annotations: printed; and invisible, hidden, not viewed, and switched between them."""
NO_PAINT_OF_OTHER_COLOURS = {"k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "ri", "i", "sh"}


@pytest.fixture(params=["pdf", "letter"])
def opened(issued, request):
    with pikepdf.open(io.BytesIO(getattr(issued, request.param))) as pdf:
        yield pdf


def every_object(pdf):
    for each in pdf.objects:
        yield from _within(each)


def _within(thing):
    if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        yield thing
        values = [thing[name] for name in thing.keys()]  # noqa: SIM118 - iterating over it gives other things
    elif isinstance(thing, pikepdf.Array):
        values = list(thing)
    else:
        return
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _within(value)


def elements(node, parent=None):
    """Yield every structure element with the one that it stands in."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid, parent)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node, parent
        yield from elements(node.get("/K", pikepdf.Array()), node if "/S" in node else parent)


def numbers(tree):
    """Return a number tree as a dictionary."""
    found = {}
    for kid in tree.get("/Kids", ()):
        found |= numbers(kid)
    pairs = list(tree.get("/Nums", ()))
    return found | {int(number): value for number, value in zip(pairs[::2], pairs[1::2], strict=True)}


def test_nothing_in_it_acts_hides_or_comes_from_elsewhere(opened):
    assert not opened.is_encrypted
    for name in ("/OpenAction", "/AA", "/OCProperties", "/Collection", "/Requirements"):
        assert name not in opened.Root, name
    assert "/XFA" not in opened.Root.AcroForm
    assert "/NeedAppearances" not in opened.Root.AcroForm
    for thing in every_object(opened):
        assert thing.get("/S") not in {"/JavaScript", "/Launch", "/GoToR", "/ImportData", "/ResetForm", "/Movie"}
        assert "/AA" not in thing
        if isinstance(thing, pikepdf.Stream):
            assert "/F" not in thing, "a stream lies in another file"
            assert "LZW" not in str(thing.get("/Filter", ""))
            assert not thing.get("/Interpolate", False)
            assert thing.get("/Subtype") != "/PS"


def test_the_file_begins_and_ends_as_the_archive_wants_it(issued):
    assert issued.pdf.startswith(b"%PDF-1.7\n%")
    second = issued.pdf.split(b"\n", 2)[1]
    assert len(second) >= 5
    assert all(byte > 127 for byte in second[1:5])
    assert issued.pdf.rstrip(b"\r\n").endswith(b"%%EOF")
    with pikepdf.open(io.BytesIO(issued.pdf)) as pdf:
        assert len(pdf.trailer.ID) == 2


def test_both_places_of_the_metadata_say_the_same(opened):
    with opened.open_metadata() as said:
        assert said["dc:title"] == str(opened.docinfo.Title)
        assert said["dc:creator"] == [str(opened.docinfo.Author)]
        assert said["dc:description"] == str(opened.docinfo.Subject)
        assert said["pdf:Producer"] == str(opened.docinfo.Producer)
        assert said["xmp:CreatorTool"] == str(opened.docinfo.Creator)
        for ours, other in (("CreateDate", "CreationDate"), ("ModifyDate", "ModDate")):
            digits = re.sub(r"\D", "", said[f"xmp:{ours}"])
            assert digits == re.sub(r"\D", "", str(opened.docinfo[f"/{other}"]))


def test_colours_are_those_of_the_one_profile_inside(opened):
    [intent] = opened.Root.OutputIntents
    assert int(intent.DestOutputProfile.N) == 3
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
    forms = [each for each in every_object(opened) if each.get("/Subtype") == "/Form"]
    for drawn in (opened.pages[0], *forms):
        operators = {str(operator) for _, operator in pikepdf.parse_content_stream(drawn)}
        assert not operators & NO_PAINT_OF_OTHER_COLOURS


def test_every_marked_piece_of_the_page_has_its_place_in_the_structure(opened):  # 01-003 to 01-007
    assert not opened.Root.MarkInfo.get("/Suspects", False)
    page, tree = opened.pages[0], opened.Root.StructTreeRoot
    owners = numbers(tree.ParentTree)[int(page.StructParents)]
    used = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            used.append(int(operands[1].MCID))
    assert sorted(used) == sorted(set(used)) == list(range(len(owners)))
    for number in used:
        kids = owners[number].K
        held = [int(kid) if isinstance(kid, int) else int(kid.get("/MCID", -1)) for kid in _listed(kids)]
        assert number in held


def _listed(kids):
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def test_elements_stand_where_they_may_and_know_who_holds_them(opened):  # 02-001, 09-001 to 09-004, 13-004, 14-002
    standard = {"/Document", "/Div", "/Sect", "/P", "/Span", "/H1", "/H2", "/Figure", "/Link", "/NonStruct"}
    roles = opened.Root.StructTreeRoot.get("/RoleMap", {})
    found = list(elements(opened.Root.StructTreeRoot.K))
    for element, parent in found:
        assert str(element.S) in standard or str(element.S) in roles, element.S
        if parent is not None:
            assert element.P.objgen == parent.objgen
        if element.S == "/Figure":
            assert str(element.Alt).strip()
        if element.S in {"/H1", "/H2", "/P"}:
            assert parent.S not in {"/H1", "/H2", "/P"}
    levels = [int(str(element.S)[2]) for element, _ in found if re.fullmatch(r"/H\d", str(element.S))]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_links_are_read_aloud_and_the_seal_takes_no_room(opened):  # 28-002, 28-004, 28-008, 28-011, 28-012
    page = opened.pages[0]
    assert page.Tabs == "/S"
    owners = numbers(opened.Root.StructTreeRoot.ParentTree)
    kinds = []
    for note in page.Annots:
        kinds.append(str(note.Subtype))
        assert int(note.F) & PRINT
        assert not int(note.F) & NEVER
        if note.Subtype == "/Widget":
            left, bottom, right, top = (float(side) for side in note.Rect)
            assert (left, bottom) == (right, top) == (0, 0)
            assert str(note.FT) == "/Sig"
            continue
        assert str(note.Contents)
        owner = owners[int(note.StructParent)]
        assert owner.S == "/Link"
        assert any(kid.get("/Type") == "/OBJR" for kid in _listed(owner.K) if isinstance(kid, pikepdf.Dictionary))
    assert sorted(kinds) == ["/Link", "/Widget"]


def test_what_is_attached_says_what_it_is(opened):  # 21-001
    [specification] = opened.Root.AF
    assert str(specification.F) == str(specification.UF) == "credential.json"
    assert str(specification.Desc)
    assert specification.AFRelationship == "/Data"
    assert specification.EF.F.Subtype == "/application/json"
    assert {"/ModDate", "/Size"} <= set(specification.EF.F.Params.keys())

import contextlib
import stat
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.transfer import ArchiveError, export_course, import_course

FILES = {"course.yml": b"id: x\n", "start/module.md": b"# S\n", "assets/a.bin": bytes(range(256)) * 9}


def packed(*entries: tuple[str | ZipInfo, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def link(path: str) -> ZipInfo:
    entry = ZipInfo(path)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def test_a_course_comes_back_as_it_went_and_makes_the_same_bytes():
    data = export_course(FILES)
    assert import_course(data) == dict(sorted(FILES.items()))
    assert export_course(dict(reversed(FILES.items()))) == data


@given(st.dictionaries(st.from_regex(r"\A[a-z]{1,8}/[a-z]{1,8}\.md\Z"), st.binary(max_size=50), max_size=6))
def test_any_files_come_back(files):
    files |= {"course.yml": b"id: x"}
    assert import_course(export_course(files)) == dict(sorted(files.items()))


def test_one_folder_around_everything_is_taken_off():
    data = packed(("demo/course.yml", b"id: x"), ("demo/a/b.md", b"# B"), ("demo/.DS_Store", b""))
    assert import_course(data) == {"a/b.md": b"# B", "course.yml": b"id: x"}


@pytest.mark.parametrize(
    "path",
    [
        "../evil.md",
        "/etc/passwd",
        "a/../../b",
        "a//b.md",
        "./a.md",
        "c:\\x.md",
        "C:/x.md",
        "a\x07.md",
        "a/b/c/d/e/f/g/h.md",
    ],
)
def test_a_path_that_leads_out_is_refused(path):
    with pytest.raises(ArchiveError):
        import_course(packed(("course.yml", b"id: x"), (path, b"x")))


def test_links_twins_and_strangers_are_refused():
    with pytest.raises(ArchiveError, match="no plain file"):
        import_course(packed(("course.yml", b"id: x"), (link("a.md"), b"/etc/passwd")))
    with pytest.warns(UserWarning, match="Duplicate"), pytest.raises(ArchiveError, match="twice"):
        import_course(packed(("course.yml", b"id: x"), ("a.md", b"1"), ("a.md", b"2")))
    with pytest.raises(ArchiveError, match=r"no course\.yml"):
        import_course(packed(("a.md", b"x")))


def test_a_bomb_is_refused():
    with pytest.raises(ArchiveError, match="more tightly"):
        import_course(packed(("course.yml", b"id: x"), ("a.md", b"\0" * 30_000_000)))
    with pytest.raises(ArchiveError, match="more than 5,000 files"):
        import_course(packed(("course.yml", b"id: x"), *((f"a/{n}.md", b"") for n in range(5_001))))


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data):
    with pytest.raises(ArchiveError):
        import_course(data)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_zip_is_a_course_or_refused(at, byte):
    data = bytearray(export_course(FILES))
    data[at % len(data)] = byte
    with contextlib.suppress(ArchiveError):
        import_course(bytes(data))

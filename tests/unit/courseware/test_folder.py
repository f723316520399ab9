import pytest

from course_app.courseware import folder as folder_module
from course_app.courseware.folder import FolderError, read_folder


def test_a_folder_is_read_with_its_files_in_order(tmp_path):
    (tmp_path / "find").mkdir()
    (tmp_path / "find" / "b.md").write_bytes(b"# B")
    (tmp_path / "find" / "a.md").write_bytes(b"# A\r\n")
    (tmp_path / "course.yml").write_bytes(b"id: a")
    assert list(read_folder(tmp_path).items()) == [
        ("course.yml", b"id: a"),
        ("find/a.md", b"# A\r\n"),
        ("find/b.md", b"# B"),
    ]


def test_hidden_files_and_folders_do_not_belong_to_a_course(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    assert read_folder(tmp_path) == {}


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FolderError, match="no folder"):
        read_folder(tmp_path / "nowhere")


def test_a_link_is_refused(tmp_path):
    (tmp_path / "passwords.md").symlink_to("/etc/passwd")
    with pytest.raises(FolderError, match=r"passwords\.md"):
        read_folder(tmp_path)


def test_folders_within_folders_have_an_end(tmp_path):
    deep = tmp_path.joinpath(*"abcdef")
    deep.mkdir(parents=True)
    (deep / "x.md").write_text("x")
    with pytest.raises(FolderError, match="deep"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [("MOST_FILES", 1, "files"), ("MOST_BYTES_A_FILE", 3, "larger"), ("MOST_BYTES", 7, "more than")],
)
def test_a_folder_has_limits(tmp_path, monkeypatch, limit, value, words):
    (tmp_path / "a.md").write_bytes(b"1234")
    (tmp_path / "b.md").write_bytes(b"1234")
    monkeypatch.setattr(folder_module, limit, value)
    with pytest.raises(FolderError, match=words):
        read_folder(tmp_path)


def test_names_that_cannot_be_shown_are_refused(tmp_path):
    (tmp_path / "a\nb.md").write_text("x")
    with pytest.raises(FolderError, match="letters"):
        read_folder(tmp_path)

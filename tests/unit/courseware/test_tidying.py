from course_app.courseware.skeleton import FILES
from course_app.courseware.tidying import tidy, tidy_folder

PLAIN = {path: text.format(name="small", title="Small").encode() for path, text in FILES.items()}


def test_a_course_with_all_its_ids_stays_as_it_is():
    assert tidy(PLAIN) == {}


def test_a_missing_id_is_written_and_is_new_in_the_whole_course():
    files = dict(PLAIN)
    files["start/check.md"] += b"\n## How many?\n\n- = 3\n"
    files["start/welcome.md"] += b"\n## Once more {.recall}\n\n### How many?\n\n- = 3\n"
    made = tidy(files)
    assert list(made) == ["start/welcome.md", "start/check.md"]
    assert b"### How many? {#how-many-2}" in made["start/welcome.md"]
    assert b"## How many? {#how-many-3}" in made["start/check.md"]
    assert tidy(files | made) == {}


def test_what_is_no_text_is_left_alone(tmp_path):
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "a.md").write_bytes(b"# A {.quiz}\n\n## Q\n\n- = 1\n")
    (tmp_path / "start" / "b.md").write_bytes(b"\xff\xfe# A")
    assert tidy_folder(tmp_path, write=False) == ["start/a.md"]
    assert tidy_folder(tmp_path, write=True) == ["start/a.md"]
    assert (tmp_path / "start" / "a.md").read_bytes() == b"# A {.quiz}\n\n## Q {#q}\n\n- = 1\n"
    assert tidy_folder(tmp_path, write=True) == []

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.courseware.language.addresses import Address, resolve, written_in
from course_app.courseware.language.layout import Translation, lay_out


def test_the_place_of_a_file_decides_what_it_is():
    paths = """course.yml find/module.md find/walk.md final/final.md final/find.md templates/a.md guide/b.md
        resources/c.md glossary.md sources.md assets/x.svg assets/deep/y.png"""
    layout = lay_out(paths.split())
    assert layout.modules == {"find": "find/module.md"}
    assert layout.units == {"find": {"walk": "find/walk.md"}}
    assert layout.topics == {"find": "final/find.md"}
    assert (layout.templates, layout.guide) == ({"a": "templates/a.md"}, {"b": "guide/b.md"})
    assert layout.resources == {"c": "resources/c.md"}
    assert (layout.has_final, layout.has_glossary, layout.has_sources) == (True, True, True)
    assert layout.assets == ["assets/deep/y.png", "assets/x.svg"]
    assert layout.strays == []


@pytest.mark.parametrize("path", ["README.md", "LICENSE", "notes.txt", "find/data.csv"])
def test_what_is_no_content_is_left_alone(path):
    layout = lay_out([path])
    assert (layout.units, layout.strays) == ({}, [])


@pytest.mark.parametrize(
    "path", ["Glossary.md", "walk.md", "find/Walk.md", "find/deep/walk.md", "Find/walk.md", "find/walk.MD"]
)
def test_markdown_in_a_place_without_a_meaning_is_a_stray(path):
    assert lay_out([path]).strays == [path]


@pytest.mark.parametrize(
    ("path", "main", "language"),
    [
        ("find/walk.de.md", "find/walk.md", "de"),
        ("find/walk.pt-BR.md", "find/walk.md", "pt-BR"),
        ("glossary.fr.md", "glossary.md", "fr"),
        ("find/module.de.md", "find/module.md", "de"),
    ],
)
def test_a_language_before_the_ending_makes_a_translation(path, main, language):
    assert lay_out([path]).translations == [Translation(path, main, language)]


@pytest.mark.parametrize(
    ("target", "file", "address"),
    [
        ("walk.md", "find/list.md", Address("find/walk.md")),
        ("walk.md#tenth", "find/list.md", Address("find/walk.md", "tenth")),
        ("../glossary.md#a-b", "find/list.md", Address("glossary.md", "a-b")),
        ("../assets/a%20b.png", "find/list.md", Address("assets/a b.png")),
        ("./walk.md", "find/list.md", Address("find/walk.md")),
        ("#here", "find/list.md", Address("find/list.md", "here")),
        ("find/walk.md", "glossary.md", Address("find/walk.md")),
        ("../../etc/passwd", "find/list.md", Address(None)),
        ("/glossary.md", "find/list.md", Address(None)),
        ("https://example.org", "find/list.md", Address("", scheme="https")),
        ("JavaScript:alert(1)", "find/list.md", Address("", scheme="javascript")),
        ("//example.org", "find/list.md", Address("", scheme="//")),
        ("mailto:a@example.org", "find/list.md", Address("", scheme="mailto")),
    ],
)
def test_an_address_leads_where_a_repository_page_leads(target, file, address):
    assert resolve(target, file) == address


@given(st.text(max_size=40))
def test_no_address_raises_or_leaves_the_course(target):
    path = resolve(target, "find/list.md").path
    assert path is None or not path.startswith(("..", "/"))


def test_an_address_is_written_from_the_file_it_stands_in():
    assert written_in("glossary.md", "find/walk.md") == "../glossary.md"
    assert written_in("find/list.md", "find/walk.md") == "list.md"
    assert written_in("find/list.md", "glossary.md") == "find/list.md"

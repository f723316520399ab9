import re
from html.parser import HTMLParser

import pytest

from course_app.courseware.folder import read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.releases import make_release
from course_app.courseware.rendering.addresses import hashes_of
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import render_course
from course_app.courseware.rendering.leaves import leaves_of
from course_app.infrastructure.migrating import data_folder

CONTEXT = RenderContext(site="A site")


@pytest.fixture(scope="module")
def course():
    files = read_folder(data_folder("content") / "networkwise")
    course = read_course(files).course
    return course, files, render_course(course, files, CONTEXT)


def test_every_text_of_the_bundled_course_becomes_html(course):
    value, _files, rendering = course
    assert rendering.problems == ()
    for leaf in leaves_of(value):
        assert rendering.html[leaf].strip(), leaf


def test_nothing_is_left_of_the_marks_of_markdown(course):
    _course, _files, rendering = course
    for leaf, html in rendering.html.items():
        text = re.sub(r"<code>.*?</code>|<[^>]+>", "", html)
        assert not re.search(r"\*\*|\]\(|\{[#.]|\{\{|^#|\[\^|<!--", text), (leaf.place, text[:200])


class Balance(HTMLParser):
    VOID = (
        "br",
        "hr",
        "img",
        "track",
        "circle",
        "line",
        "path",
        "rect",
        "ellipse",
        "polyline",
        "polygon",
        "use",
        "stop",
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_every_piece_closes_what_it_opens(course):
    _course, _files, rendering = course
    for html in (*rendering.html.values(), *rendering.notes.values()):
        parser = Balance()
        parser.feed(html)
        parser.close()
        assert parser.open == []


def test_every_link_within_the_site_has_a_page(course):
    value, files, rendering = course
    release = make_release(value, rendering, hashes_of(files), CONTEXT)
    known = {address.partition("#")[0] for address in release._downloads.values()} | {""}
    for leaf, html in rendering.html.items():
        for href in re.findall(r'(?:href|src)="([^"]*)"', html):
            if not href.startswith(("https://", "mailto:", "tel:")):
                assert href.partition("#")[0] in known, (leaf.place, href)
        assert "<span>" not in html, leaf.place


def test_a_word_of_the_glossary_brings_its_meaning(course):
    value, files, rendering = course
    release = make_release(value, rendering, hashes_of(files), CONTEXT)
    texts = [release.html(leaf) for leaf in rendering.html if "#gloss-" in rendering.html[leaf]]
    for text in texts:
        listed = release.glossary(text)
        for name in re.findall(r'href="#(gloss-[a-z-]+)"', text):
            assert f'<div id="{name}"><dt>' in listed
    assert release.glossary(release.html(value.modules[0].title)) == ""


def test_rendering_twice_gives_the_same(course):
    value, files, rendering = course
    again = render_course(value, files, CONTEXT)
    assert again.html == rendering.html
    assert again.pages.keys() == rendering.pages.keys()


def test_stored_pages_are_taken_as_they_are(course):
    value, files, rendering = course
    asked = []

    def stored(keys):
        asked.extend(keys)
        return rendering.pages

    again = render_course(value, {}, CONTEXT, stored, hashes_of(files))
    assert again.html == rendering.html
    assert again.pages == {}
    assert set(asked) == set(rendering.pages)


def test_letters_stand_on_sheets_with_blanks(course):
    value, files, rendering = course
    release = make_release(value, rendering, hashes_of(files), CONTEXT)
    letters = [template.letter for template in value.templates if template.letter]
    assert letters
    for letter in letters:
        assert release.sheet(letter).startswith('<div class="sheet" dir="auto">')

import re
import resource
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_app.courseware.rendering.guarding import render_apart
from course_app.courseware.rendering.pages import LONGEST_LEAF, PageJob, render_page
from course_app.courseware.rendering.suspicion import suspicious
from course_app.domain.questions import Leaf, Place

ALLOWED_SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#")
ELEMENTS = re.findall(
    r"\w+",
    "a p br hr em strong code pre ul ol li blockquote table thead tbody tr th td h1 h2 h3 h4 h5 h6 figure figcaption "
    "img div aside span sup section video audio track svg title desc circle",
)


class Guard(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bad: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.bad.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "xlink:href", "action"):
                self.bad.append(name)
            if name in ("href", "src") and not (value or "#").startswith(ALLOWED_SCHEMES):
                self.bad.append(f"{name}={value}")
            if name in ("src",) and value and not value.startswith("/c/"):
                self.bad.append(f"{name}={value}")


def problems_in(html: str) -> list[str]:
    guard = Guard()
    guard.feed(html)
    return guard.bad


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](<javascript:alert(1)>)",
    "<javascript://x%0aalert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](../assets/map.svg)',
    '![x](../assets/map.svg "\\" onload=\\"alert(1)")',
    '[x](https://a.b "\\" onmouseover=\\"alert(1)")',
    "[x]{onclick=alert(1)}",
    "# h {#x onclick=alert(1)}",
    '### h {#"onclick=x}',
    '```"><script>\n</script>\n```',
    "```email\nSubject: <script>\n\n</div><script>alert(1)</script>\n```",
    "> [!NOTE]\n> <iframe src=//evil></iframe>",
    "| <b onclick=x> | b |\n|--|--|\n| <script> | [x](javascript:1) |",
    "{{<script>: <img src=x onerror=1>}}",
    "{{site: <script>}}",
    "[^<script>]",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x0260\x03script>",
    "\ue1000\ue101 \ue10099\ue101",
    "<!-- x --><script>alert(1)</script>",
    "[a](b)<!--\n--><script>",
    "`<script>` ``<b>``",
    '[<script>](comfortable.md#"><script>)',
    '<https://a.b/"onclick=x>',
    '<a@b.c"onclick=x>',
]


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("inline", [False, True])
def test_nothing_runs(html, text, inline):
    assert problems_in(html(text, inline)) == []


def test_raw_html_is_shown_as_text(html):
    assert html("<b>x</b> <script>alert(1)</script>") == (
        "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


SIGNS = ["\n\n", "](", "![", "{{", "}}", "```", "> ", "- ", "1. ", "[^", "]:", "{.include}", "{#x}", "\r\n", "    "]
WORDS = ["javascript:", "<script>", "onclick=", "email", "[!NOTE]", "word", "é", "https://a.b", "comfortable.md"]
ODDITIES = ["\u2028", "\x00", "\ue000", "\ue100", "../assets/map.svg"]
LETTERS = "[]()*_`<>!#-+|\\{}&;:\"'^~=/ \n\t1."
MARKDOWN = st.lists(st.sampled_from([*LETTERS, *SIGNS, *WORDS, *ODDITIES]), max_size=40).map("".join)


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=MARKDOWN | st.text(max_size=80), inline=st.booleans())
def test_no_text_breaks_it_or_gets_through(site, text, inline):
    leaf = Leaf(text, Place("find/a.md", 1), inline)
    page = render_page(site, site.engine(), PageJob("find/a.md", (leaf,)))
    assert problems_in(page.html[0] + page.notes) == []


DEEP = {
    "brackets": "[" * 10_000,
    "pictures": "![" * 9_000,
    "closed brackets": "[" * 5_000 + "]" * 5_000,
    "open addresses": "[a](" * 4_000,
    "quoted addresses": '[a](b "' * 2_500,
    "notes": "[^" * 9_000,
    "stars": "*a **b " * 2_500,
    "backticks": "".join("`" * n + " " for n in range(1, 190)),
    "signs": "<" * 19_000,
    "quotes": ">" * 9_000 + " x",
    "lists": "\n".join("  " * n + "- x" for n in range(100)),
    "nested emphasis": "*_" * 4_900 + "x" + "_*" * 4_900,
    "slots": "{{" * 9_000,
    "escapes": "\\" * 19_999,
    "cells": "|" * 9_000 + "\n" + "|-" * 4_000 + "|",
    "comments": "<!--" * 4_000,
    "marks": "# " + "{" * 9_000 + "}" * 9_000,
    "blanks": "# x" + " " * 19_000 + "#",
    "breaks": "a  \n" * 4_900,
    "entities": "&#x41;" * 3_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_a_hostile_text_is_done_soon_or_given_up_with_its_place(site, name):
    leaf = Leaf(DEEP[name], Place("find/a.md", 7))
    assert len(leaf.text) <= LONGEST_LEAF
    job = PageJob("find/a.md", (leaf,))
    begin = time.process_time()
    page = render_apart(site, [job])[0] if suspicious(leaf) else render_page(site, site.engine(), job)
    assert time.process_time() - begin < 1.0
    assert all(flaw.place == leaf.place for flaw in page.flaws)
    assert problems_in(page.html[0]) == []


def test_ten_thousand_brackets_are_given_up(site):
    leaf = Leaf("[" * 10_000, Place("find/a.md", 7))
    assert suspicious(leaf)
    page = render_apart(site, [PageJob("find/a.md", (leaf, Leaf("*fine*", Place("find/a.md", 9))))])[0]
    assert [(flaw.reason, flaw.place.line) for flaw in page.flaws] == [("slow", 7)]
    assert page.html[1] == "<p><em>fine</em></p>"


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_many_hostile_texts_take_no_longer_than_a_few(site):
    leaves = tuple(Leaf("[" * 15_000, Place("find/a.md", line)) for line in range(1, 40))
    job = PageJob("find/a.md", (*leaves, Leaf("*fine*", Place("find/a.md", 50))))
    begin = cpu_of_children()
    page = render_apart(site, [job])[0]
    assert cpu_of_children() - begin < 20
    assert page.html[-1] == "<p><em>fine</em></p>"
    assert [flaw.place.line for flaw in page.flaws] == list(range(1, 40))


def test_a_hostile_source_does_not_hold_up_the_lessons_that_cite_it(site):
    hostile = replace(site, sources={"bad": Leaf("[" * 15_000, Place("sources.md", 3))})
    job = PageJob("find/a.md", (Leaf("So.[^bad]", Place("find/a.md", 1)),))
    page = render_apart(hostile, [job])[0]
    assert "fnref-1" in page.html[0]
    assert [flaw.reason for flaw in page.flaws] == ["deep"]


def test_an_ordinary_long_lesson_is_not_suspected():
    prose = "See [the *tenth* name](comfortable.md#tenth) and `code`, **really** [^levin]. " * 120
    assert len(prose) < LONGEST_LEAF
    assert not suspicious(Leaf(prose, Place("a.md", 1)))


@pytest.mark.parametrize("text", ["x" * (LONGEST_LEAF + 1), "[" * 50_000_000])
def test_an_endless_leaf_is_refused_at_once(site, text):
    begin = time.process_time()
    page = render_page(site, site.engine(), PageJob("find/a.md", (Leaf(text, Place("find/a.md", 3)),)))
    assert [flaw.reason for flaw in page.flaws] == ["long"]
    assert len(page.html[0]) < 2 * LONGEST_LEAF
    assert time.process_time() - begin < 0.5


def test_nesting_beyond_six_levels_is_a_flaw(site):
    def flaws(text):
        return [
            flaw.reason
            for flaw in render_page(site, site.engine(), PageJob("a.md", (Leaf(text, Place("a.md", 1)),))).flaws
        ]

    assert flaws("> " * 6 + "x") == []
    assert flaws("> " * 7 + "x") == ["deep"]

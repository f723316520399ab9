from dataclasses import replace

import pytest

from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.finishing import PageState
from course_app.courseware.rendering.pages import PageJob, render_page
from course_app.domain.questions import Leaf, Place


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("comfortable.md", "/c/demo/find/comfortable"),
        ("comfortable.md#tenth", "/c/demo/find/comfortable#tenth"),
        ("../find/comfortable.md", "/c/demo/find/comfortable"),
        ("../resources/cues.md", "/c/demo/files/cues.pdf"),
        ("../guide/why.md", "/guide#why"),
        ("../final/final.md", "/c/demo/final"),
        ("#here", "#here"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tel:+4912345", "tel:+4912345"),
    ],
)
def test_links_lead_to_addresses_of_the_site(html, target, href):
    assert f'href="{href}"' in html(f"[words]({target})")


@pytest.mark.parametrize(
    "target", ["nothing.md", "../../etc/passwd", "//evil.example", "ftp://x.y", "x:y", "\\\\evil", ""]
)
def test_a_link_that_leads_nowhere_is_shown_as_its_words(html, target):
    assert html(f"[words](<{target}>)") == "<p><span>words</span></p>"


def test_links_to_other_sites_say_so_and_send_no_referrer(html):
    assert 'class="outside" href="https://example.org" rel="noopener noreferrer"' in html("[x](https://example.org)")


def test_a_glossary_link_leads_to_its_meaning_on_the_page(html):
    shown = html("A [dormant tie](../glossary.md#dormant-tie).")
    assert shown == '<p>A <a class="term" href="#gloss-dormant-tie">dormant tie</a>.</p>'


def test_a_picture_alone_is_a_figure_with_its_caption(html):
    shown = html('![Four circles](../assets/map.svg "Dana\'s map: *four* spheres")')
    assert shown.startswith('<figure class="figure"><svg viewBox="0 0 9 9" role="img" aria-labelledby="fig-map-')
    assert "<title" in shown
    assert ">Dana's map</title>" in shown
    assert ">Four circles</desc>" in shown
    assert shown.endswith("<figcaption>Dana’s map: *four* spheres</figcaption></figure>")


def test_two_drawings_on_a_page_share_no_ids(site):
    text = '![a](../assets/map.svg "x")'
    leaves = (Leaf(text, Place("find/a.md", 1)), Leaf(text, Place("find/a.md", 9)))
    page = render_page(site, site.engine(), PageJob("find/a.md", leaves))
    ids = [part.split('"')[0] for shown in page.html for part in shown.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 4


def test_a_picture_in_a_line_stays_in_it(html):
    shown = html("see ![the map](../assets/map.svg) here")
    assert shown.startswith('<p>see <img alt="the map" decoding="async" loading="lazy" src="/c/demo/assets/')


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "//example.org/a.png", "../assets/none.png", "map.svg"]
)
def test_a_picture_from_elsewhere_is_shown_as_its_words(html, address):
    assert html(f"so ![words]({address})") == "<p>so <span>words</span></p>"


def test_a_film_has_captions_and_a_transcript(html):
    shown = html("[Dana draws](../assets/talk.mp4)")
    assert '<figure class="player"><video controls="" playsinline="" preload="metadata" src="/c/demo/assets/' in shown
    assert '<track default="" kind="captions" label="Captions"' in shown
    assert '-talk.vtt" srclang="en">' in shown
    assert '<figcaption>Dana draws · <a class="transcript" href="/c/demo/assets/' in shown


def test_sound_has_a_player_too_and_a_link_in_a_line_stays_one(html):
    assert "<audio controls" in html("[Bell](../assets/bell.mp3)")
    assert "<audio" not in html("Hear the [bell](../assets/bell.mp3).")


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
def test_a_callout_has_its_word(html, kind):
    shown = html(f"> [!{kind}]\n> **Ask** first.\n> - a\n> - b")
    assert shown.startswith(f'<aside class="callout callout-{kind.lower()}" role="note"><p class="callout-title">')
    assert shown.endswith("</p><p><strong>Ask</strong> first.</p><ul><li>a</li><li>b</li></ul></aside>")


def test_a_callout_of_no_known_kind_is_a_quote(html):
    assert html("> [!HELLO]\n> x").startswith("<blockquote>")


def test_a_letter_stands_on_a_sheet(html):
    letter = "```email {#text}\nSubject: The taxi\n\nHi *Evan*,\nhow are\\\nyou & <yours>?\n\n{{signature}}\n```"
    assert html(letter) == (
        '<div class="sheet" dir="auto"><p class="sheet-subject"><span class="visually-hidden">Subject: </span>The taxi'
        "</p><p>Hi *Evan*, how are<br>you &amp; &lt;yours&gt;?</p>"
        '<p><span class="slot">your name and how to reach you</span></p></div>'
    )


@pytest.mark.parametrize(
    ("slot", "shown"),
    [
        ("{{site}}", "Heron &amp; Sons"),
        ("{{course}}", "NetWorkWise"),
        ("{{memory}}", '<span class="slot">a memory only you two share</span>'),
        ("{{memory: the *taxi*}}", '<span class="slot">the *taxi*</span>'),
        ("{{?city: where they live}}", '<span class="slot">where they live</span>'),
        ("`{{site}}`", "<code>{{site}}</code>"),
        (r"\{{site}}", "{{site}}"),
    ],
)
def test_slots_are_filled_or_blank(html, slot, shown):
    assert html(slot, inline=True) == shown


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name(html):
    shown = html("| Door | Good *for* |\n|:--|--:|\n| A \\| B | `x|y` |")
    assert shown.startswith(
        '<div aria-label="Table: Door, Good for" class="table-scroll" role="region" tabindex="0"><table>'
    )
    assert '<th class="align-left" scope="col">Door</th>' in shown
    assert '<td class="align-left">A | B</td><td class="align-right"><code>x|y</code></td>' in shown
    assert "style=" not in shown


def test_headings_get_the_ids_of_their_marks_or_words(site):
    text = "### The *tenth* name {#tenth}\n\n### Two letters\n\n### Two letters"
    page = render_page(
        site, site.engine(), PageJob("find/a.md", (Leaf(text, Place("find/a.md", 1)),), frozenset({"two-letters"}))
    )
    assert page.html[0] == (
        '<h3 id="tenth">The <em>tenth</em> name</h3><h3 id="two-letters-1">Two letters</h3>'
        '<h3 id="two-letters-2">Two letters</h3>'
    )


def test_footnotes_are_numbered_over_the_page_and_lead_back(site):
    first = Leaf(
        "One[^own] and two[^levin].\n\n- again[^own]\n\n[^own]: Said *here*,\n    in two lines.", Place("find/a.md", 3)
    )
    second = Leaf("Once more[^levin]; `[^levin]` and [^none].", Place("find/a.md", 20))
    page = render_page(site, site.engine(), PageJob("find/a.md", (first, second)))
    assert '<sup class="noteref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>' in page.html[0]
    assert 'id="fnref-1-2"><a href="#fn-1"' in page.html[0]
    assert "Said" not in page.html[0]
    assert 'id="fnref-2-2"><a href="#fn-2"' in page.html[1]
    assert "<code>[^levin]</code> and <span>[^none]</span>" in page.html[1]
    assert page.notes.startswith('<section class="footnotes" role="doc-endnotes" aria-labelledby="notes-title">')
    assert '<li id="fn-1"><p>Said <em>here</em>,\nin two lines. <a class="back" href="#fnref-1"' in page.notes
    assert page.notes.count('href="#fnref-1-2"') == 1
    assert "Organization Science" in page.notes


def test_an_include_is_marked_for_the_guide(html):
    shown = html("[Why](../guide/why.md) {.include}")
    assert shown == '<div class="include"><a class="include" data-file="guide/why.md" href="/guide#why">Why</a></div>'


def test_a_page_is_the_same_wherever_its_lines_stand_and_another_with_other_words(site):
    job = PageJob("find/a.md", (Leaf("Hello.", Place("find/a.md", 1)),))
    here = site.fingerprint()
    assert job.key(here) == replace(job, leaves=(Leaf("Hello.", Place("find/a.md", 7)),)).key(here)
    others = [
        replace(job, file="find/b.md"),
        replace(job, language="de"),
        replace(job, taken=frozenset({"hello"})),
        replace(job, leaves=(Leaf("Hello.", Place("find/a.md", 1), inline=True),)),
    ]
    elsewhere = replace(site, context=RenderContext(site="Elsewhere")).fingerprint()
    renamed = replace(site, addresses=replace(site.addresses, pages={})).fingerprint()
    keys = [job.key(here), job.key(elsewhere), job.key(renamed), *(other.key(here) for other in others)]
    assert len(set(keys)) == len(keys)


def test_a_new_picture_makes_only_those_pages_anew_that_show_some(site):
    plain = PageJob("find/a.md", (Leaf("Hello.", Place("find/a.md", 1)),))
    shows = PageJob("find/a.md", (Leaf("![x](../assets/map.svg)", Place("find/a.md", 1)),))
    cites = PageJob("find/a.md", (Leaf("So.[^levin]", Place("find/a.md", 1)),))
    here = site.fingerprint()
    drawn = replace(site, addresses=replace(site.addresses, assets={})).fingerprint()
    cited = replace(site, sources={}).fingerprint()
    assert plain.key(here) == plain.key(drawn) == plain.key(cited)
    assert shows.key(here) == shows.key(cited) != shows.key(drawn)
    assert cites.key(here) == cites.key(drawn) != cites.key(cited)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "<p>“It’s <em>so</em>”, <code>'x'</code></p>"),
        ("de", "<p>\"It's <em>so</em>\", <code>'x'</code></p>"),
    ],
)
def test_straight_quotes_are_shown_curved_in_english_and_left_alone_elsewhere(site, language, shown):
    assert site.engine().html("\"It's *so*\", `'x'`", False, PageState("start/one.md", language)) == shown


def test_quotes_are_curved_in_plain_texts_too(html):
    assert html('"Hi," she said.\n\n"Oh."') == "<p>“Hi,” she said.</p><p>“Oh.”</p>"

"""Markdown to HTML, one leaf at a time. Python-Markdown is fenced in here and in the modules beside."""

import re
from collections.abc import Mapping
from html import escape
from importlib.metadata import version
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.tables import TableProcessor

from course_app.courseware.rendering.blocks import BlockBuilder
from course_app.courseware.rendering.context import Words
from course_app.courseware.rendering.finishing import SVG_CLOSE, SVG_OPEN, Finisher, PageState
from course_app.courseware.rendering.inline import PUNCTUATION, MailProcessor, NoteProcessor, SlotProcessor
from course_app.courseware.rendering.quotes import curl_quotes, curled
from course_app.courseware.rendering.sanitizing import clean
from course_app.courseware.rendering.sheets import add_sheet

VERSION = f"2 {version('markdown')} {version('nh3')}"
"""Its first number is raised with every change that makes other HTML of the same text: what was stored before it is
rendered anew."""

_RESERVED = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xE100, 0xE110)]
) | dict.fromkeys(range(0xD800, 0xE000), "�")
_NOT_PLAIN = re.compile(r"[\\`*_{\[\]<>&!|~\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ue100-\ue10f]")
_NOT_PLAIN_LINE = re.compile(r"(?m)^(?:[ #>+=-]|[0-9]{1,9}[.)])|  $")
_DRAWING = re.compile(f"{SVG_OPEN}([0-9]+){SVG_CLOSE}")


class Engine:
    """Renders the leaves of one course; not to be shared between threads."""

    def __init__(self, finisher: Finisher, fills: Mapping[str, str], words: Words):
        self._finisher = finisher
        self._fills = fills
        self._words = words
        self._slots: SlotProcessor
        self._md = self._markdown()
        self._blocks = BlockBuilder(
            TableProcessor(self._md.parser, {"use_align_attribute": True}),
            lambda parent, lines: add_sheet(parent, lines, words.subject, self._filled, words.prompts),
            lambda kind: words.callouts.get(kind, kind.capitalize()),
        )
        self._filled: Mapping[str, str] = {name: escape(text, quote=False) for name, text in fills.items()}

    def _markdown(self) -> Markdown:
        md = Markdown(output_format="html")
        md.ESCAPED_CHARS = PUNCTUATION
        patterns = md.inlinePatterns
        for name in ("html", "entity", "automail", "reference", "short_reference"):
            patterns.deregister(name)
        patterns.deregister("image_reference")
        patterns.deregister("short_image_ref")
        md.treeprocessors.deregister("prettify")
        self._slots = SlotProcessor(md, self._words.prompts)
        self._slots.fills = self._fills
        patterns.register(self._slots, "slot", 175)
        patterns.register(NoteProcessor(md), "note", 170)
        patterns.register(MailProcessor(md), "mail", 115)
        return md

    def html(self, text: str, inline: bool, page: PageState) -> str:
        """Return ``text`` as clean HTML; an inline leaf without a paragraph around it.

        Raises:
            TooDeepError: quotes and lists are nested too deeply.
            RecursionError: emphasis or links are.
        """
        text = text.replace("\r\n", "\n")
        english = page.language.partition("-")[0] == "en"
        plain = as_plain(text, inline)
        if plain is not None:
            return curled(plain) if english else plain
        root = Element("div")
        text = text.translate(_RESERVED)
        if inline:
            SubElement(root, "p").text = " ".join(text.split())
        else:
            self._blocks.build(root, text)
        self._md.reset()
        for processor in self._md.treeprocessors:
            changed = processor.run(root)
            root = root if changed is None else changed
        self._finisher.finish(root, page)
        if english:
            curl_quotes(root)
        html = clean(self._serialise(root, inline))
        return _DRAWING.sub(lambda found: page.drawings[int(found.group(1))], html) if SVG_OPEN in html else html

    def _serialise(self, root: Element, inline: bool) -> str:
        home = root[0] if inline and len(root) == 1 and root[0].tag == "p" else root
        html: str = self._md.serializer(home)
        for processor in self._md.postprocessors:
            html = processor.run(html)
        return html[html.index(">") + 1 : html.rindex("</")]


def as_plain(text: str, inline: bool) -> str | None:
    """Return the HTML of a text without any sign of Markdown, None for every other text."""
    if _NOT_PLAIN.search(text):
        return None
    if inline:
        return " ".join(text.split())
    if _NOT_PLAIN_LINE.search(text):
        return None
    paragraphs = ["\n".join(line for line in part.split("\n") if line) for part in text.split("\n\n")]
    return "".join(f"<p>{paragraph.rstrip(' ')}</p>" for paragraph in paragraphs if paragraph)

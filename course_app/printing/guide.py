"""The Guide on paper: cover, contents with page numbers, chapters, letters with their notes, blank worksheets."""

import textwrap
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from markupsafe import Markup

from course_app.courseware.releases import Release
from course_app.domain.course import ActionStep, Document, GuidePolicy
from course_app.printing.across import lay_across
from course_app.printing.blank import blank_form
from course_app.printing.composing import Composed, Press, stylesheet, template
from course_app.printing.letters import letter_page
from course_app.printing.markup import children, has_class, make, move_inside, parse, replace, to_html
from course_app.printing.notes import Notes
from course_app.printing.typesetting import Setter, full_address, is_english

NAME = "guide"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SETTINGS = (("regular", "close"), ("regular", "close", "plain"))
"""The plain setting has no columns."""
PAGES, MOST_PAGES = 12, 30
"""Up to so many pages the usual setting is kept; to stay within the first number, it gives way a little."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as the template shows it."""

    id: str
    title: Markup
    body: Markup
    shape: str


def compose_guide(release: Release, press: Press, paper: str) -> Composed:
    """Return the Guide of a course.

    Raises:
        LookupError: the course has no Guide.
    """
    policy = release.course.guide
    if policy is None:
        raise LookupError("this course has no Guide")
    book = _Book(release, press, policy)
    chapters = [book.chapter(document) for document in policy.chapters]
    last = len(chapters)
    while last and chapters[last - 1].shape == "sheets":
        last -= 1
    html = template("guide_document.html").render(
        course=release.course,
        title=policy.title,
        title_lines=balanced(policy.title),
        chapters=chapters[:last],
        worksheets=chapters[last:],
        notes=book.notes_html(),
        press=press,
        place=press.place_of(release.course.id),
        paper=paper,
    )
    return Composed(
        NAME, policy.title, html, stylesheet("guide"), SETTINGS, tuple(book.setter.pictures), PAGES, MOST_PAGES
    )


@dataclass(slots=True)
class _Book:
    """What the chapters of one Guide share."""

    release: Release
    press: Press
    policy: GuidePolicy
    notes: Notes = field(default_factory=Notes)
    setter: Setter = field(init=False)
    _included: set[str] = field(default_factory=set)
    _chapter: str = ""

    def __post_init__(self) -> None:
        self.setter = Setter(self._resolve, is_english(self.release.course.language))
        for document in self.policy.chapters:
            self._included.add(document.id)
            links = parse(self.release.html(document.body)).iter("a")
            self._included.update(
                link.get("href", "").partition("#")[2] for link in links if has_class(link, "include")
            )

    def chapter(self, document: Document) -> Chapter:
        """Return a chapter, set, with everything that it includes."""
        self._chapter = document.id
        root = parse(self.release.html(document.body))
        for home in list(root.iter()):
            for frame in children(home, "div"):
                if has_class(frame, "include"):
                    replace(home, frame, *self._include(frame))
        self.notes.take(root, self.release.endnotes(document.file))
        for element in root.iter():
            if element.tag in HEADINGS and "id" in element.attrib:
                element.set("id", f"{document.id}--{element.get('id')}")
        self.setter.set_tree(root)
        lay_across(root)
        return Chapter(document.id, self.release.html(document.title), _markup(root), _shape(root))

    def _include(self, frame: Element) -> list[Element]:
        """Return what stands for an include: a letter with its notes, a blank worksheet, or a sheet."""
        link = frame.find("a")
        file = link.get("data-file", "") if link is not None else ""
        course, html = self.release.course, self.release.html
        for letter in course.templates:
            if letter.file == file:
                return [letter_page(self.release, letter)]
        for unit in course.units():
            if unit.file == file and isinstance(unit.body, ActionStep):
                return [_headed(html(unit.title)), blank_form(unit.body, html, self.release.sheet, 3)]
        for sheet in course.resources:
            if sheet.file == file:
                return [_headed(html(sheet.title)), *parse(html(sheet.body))]
        return [frame]

    def _resolve(self, target: str) -> str:
        page, _, anchor = target.partition("#")
        if page.endswith("/guide") and anchor in self._included:
            return f"#{anchor}"
        if target.startswith("#note-"):
            return target
        if target.startswith("#gloss-"):
            return ""
        if target.startswith("#"):
            return f"#{self._chapter}--{anchor}"
        return full_address(self.press.base_url)(target)

    def notes_html(self) -> Markup:
        """Return the list of all sources and notes, nothing when there are none."""
        root = make("div")
        if self.notes.items:
            root.append(self.notes.list())
        return _markup(self.setter.set_tree(root))


def balanced(title: str, longest: int = 26) -> list[str]:
    """Return ``title`` in the fewest lines of about ``longest`` letters, the first ones the longest."""
    rows = title.split()
    count = len(textwrap.wrap(title, longest))
    while len(rows) > count:
        at = min(range(len(rows) - 1), key=lambda place: (len(rows[place]) + len(rows[place + 1]), place))
        rows[at : at + 2] = [f"{rows[at]} {rows[at + 1]}"]
    return rows


def _headed(title: str) -> Element:
    heading = make("h2")
    move_inside(heading, parse(title))
    return heading


def _shape(root: Element) -> str:
    """Return how a chapter is laid out: worksheets and letters take the whole width, prose stands in two columns."""
    if (
        any(has_class(table, "filling") for table in root.iter("table"))
        or root.find(".//div[@class='form']") is not None
    ):
        return "sheets"
    return "letters" if any(has_class(each, "letter") for each in root.iter("section")) else "prose"


def _markup(root: Element) -> Markup:
    return Markup(to_html(root))  # noqa: S704 - parsed from clean HTML and written anew

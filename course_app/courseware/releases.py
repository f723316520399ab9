"""Releases as values: what was published, parsed and rendered once for each process.

``get`` is on the way of every page: a dictionary look-up when the release is at hand.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from flask import current_app
from markupsafe import Markup, escape

from course_app.courseware.identities import Renames, questions_of, renames_of
from course_app.courseware.release_cache import ReleaseCache
from course_app.courseware.rendering.addresses import addresses_of
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import Rendering
from course_app.courseware.rendering.leaves import sheet_leaf
from course_app.domain.course import Course, Download, LetterPart, Module, Term, Unit
from course_app.domain.demands import Demands
from course_app.domain.questions import Leaf, Question
from course_app.domain.requirements import Fact, Standing
from course_app.web.i18n import duration_text
from course_app.web.i18n import gettext as _

NOTHING = Markup("")
_TERM = re.compile(r'href="#gloss-([a-z0-9-]+)"')


@dataclass(frozen=True, slots=True)
class News:
    """What a release said to those who had finished a unit before."""

    text: str
    at: datetime


@dataclass(frozen=True, eq=False)
class Release:
    """A published course: immutable, the same for everybody.

    ``number`` counts the releases of a course from 1; ``minutes`` is the time that its units take together. ``news``
    are the newest words about changed units, by address.
    """

    id: int
    number: int
    course: Course
    edition: int
    published_at: datetime | None
    context: RenderContext
    _html: Mapping[Leaf, Markup] = field(repr=False)
    _notes: Mapping[str, Markup] = field(repr=False)
    _downloads: Mapping[str, str] = field(repr=False)
    _former: Mapping[str, str] = field(default_factory=dict, repr=False)
    _plain: dict[Leaf, str] = field(default_factory=dict, repr=False)
    _demands: dict[frozenset[str], Demands] = field(default_factory=dict, repr=False)
    news: Mapping[str, News] = field(default_factory=dict, repr=False)

    def html(self, leaf: Leaf | None) -> Markup:
        """Return the HTML of a leaf of this course, nothing for an empty one."""
        return self._html.get(leaf, NOTHING) if leaf is not None else NOTHING

    def plain(self, leaf: Leaf | None) -> str:
        """Return the words of a leaf without any markup, for titles of pages and lists."""
        if leaf is None:
            return ""
        words = self._plain.get(leaf)
        if words is None:
            words = self._plain[leaf] = self.html(leaf).striptags()
        return words

    def sheet(self, letter: LetterPart) -> Markup:
        """Return a letter on its sheet, blanks unfilled."""
        return self.html(sheet_leaf(letter))

    def endnotes(self, file: str) -> Markup:
        """Return the list of sources and notes that the texts of ``file`` cite, nothing when they cite none."""
        return self._notes.get(file, NOTHING)

    def unit(self, address: str) -> Unit | None:
        """Return the unit at ``module/unit``."""
        return self._units.get(address)

    def module(self, module_id: str) -> Module:
        """Return a module by its id.

        Raises:
            KeyError: there is none.
        """
        return self._modules[module_id]

    def question(self, key: str, *, final: bool = False) -> Question:
        """Return a question by its id, or by its version.

        ``final``: as the final marks it, wherever it stands.

        Raises:
            KeyError: there is none in this release.
        """
        found = self._final_questions.get(key) if final else None
        return found or self._questions[key]

    def standing(self, facts: Iterable[Fact], kinds: Collection[str]) -> Standing:
        """Return where a learner with ``facts`` stands; ``kinds`` are the kinds of task that this site can take."""
        key = frozenset(kinds)
        demands = self._demands.get(key)
        if demands is None:
            demands = self._demands[key] = Demands(self.course, key)
        return demands.standing(facts)

    def neighbours(self, address: str) -> tuple[Unit | None, Unit | None]:
        """Return the units before and after the one at ``address``, in the order of the outline."""
        return self._neighbours.get(address, (None, None))

    def moved(self, address: str) -> Unit | None:
        """Return the unit that stood at ``address`` before it was renamed."""
        new = self._former.get(address) or self.renames.units.get(address, "")
        return self._units.get(new)

    def download_url(self, download: Download) -> str:
        """Return the address of a download: the PDF of a sheet, or a file in assets/; '' when it is gone."""
        return self._downloads.get(download.path, "")

    def glossary(self, *texts: Markup) -> Markup:
        """Return the meanings of the words that ``texts`` link to, as a list for the end of the page."""
        named = dict.fromkeys(name for text in texts if "#gloss-" in text for name in _TERM.findall(text))
        terms = [self._terms[name] for name in named if name in self._terms]
        if not terms:
            return NOTHING
        items = Markup("").join(
            Markup('<div id="gloss-{}"><dt>{}</dt><dd>{}</dd></div>').format(
                term.id, self.html(term.title), self.html(term.body)
            )
            for term in terms
        )
        head = escape(self.context.words.glossary)
        return Markup(
            '<section class="glossary" aria-labelledby="glossary"><h2 id="glossary">{}</h2><dl>{}</dl></section>'
        ).format(head, items)

    @property
    def minutes_words(self) -> str:
        """Say how long the course takes, short: "about 6 hours"."""
        return _("about %(time)s", time=self.hours_words)

    @property
    def hours_words(self) -> str:
        """Say how long the course takes: "40 minutes", "6 hours", "6 and a half hours"."""
        return duration_text(self.minutes)

    @cached_property
    def minutes(self) -> int:
        """The minutes of all units and of the final together."""
        final = self.course.final.minutes if self.course.final else 0
        return sum(unit.minutes for unit in self.course.units()) + final

    @cached_property
    def renames(self) -> Renames:
        """Former ids and their names now."""
        return renames_of(self.course)

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {unit.address: unit for unit in self.course.units()}

    @cached_property
    def _modules(self) -> Mapping[str, Module]:
        return {module.id: module for module in self.course.modules}

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return _by_key(questions_of(self.course))

    @cached_property
    def _final_questions(self) -> Mapping[str, Question]:
        final = self.course.final
        return _by_key(question for topic in final.topics for question in topic.questions) if final else {}

    @cached_property
    def _terms(self) -> Mapping[str, Term]:
        return {term.id: term for term in self.course.glossary}

    @cached_property
    def _neighbours(self) -> Mapping[str, tuple[Unit | None, Unit | None]]:
        units = list(self.course.units())
        padded = [None, *units, None]
        return {unit.address: (padded[at], padded[at + 2]) for at, unit in enumerate(units)}


def _by_key(questions: Iterator[Question]) -> Mapping[str, Question]:
    found: dict[str, Question] = {}
    for question in questions:
        found[question.id] = question
        found.setdefault(question.version, question)
    return found


def get(release_id: int) -> Release:
    """Return a release of this application; at once when it was asked for before.

    Raises:
        NotFoundError: there is no such release.
    """
    cache: ReleaseCache[Release] = current_app.extensions["releases"]
    return cache.get(release_id)


def make_release(
    course: Course,
    rendering: Rendering,
    hashes: Mapping[str, str],
    context: RenderContext,
    *,
    id: int = 0,  # noqa: A002 - the name that the value has
    number: int = 0,
    published_at: datetime | None = None,
    former: Mapping[str, str] = MappingProxyType({}),
    news: Mapping[str, News] = MappingProxyType({}),
) -> Release:
    """Return a release of a course and its HTML; without ``id``, a preview of what is not published."""
    addresses = addresses_of(course, hashes)
    return Release(
        id,
        number,
        course,
        course.edition,
        published_at,
        context,
        {leaf: Markup(html) for leaf, html in rendering.html.items()},  # noqa: S704 - it passed the allow-list
        {file: Markup(html) for file, html in rendering.notes.items()},  # noqa: S704
        {**addresses.pages, **addresses.assets},
        dict(former),
        news=dict(news),
    )

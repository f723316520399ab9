"""Render the leaves of one file together: they share numbers of notes and ids of headings."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from time import process_time
from types import FrameType

from course_app.courseware.rendering.addresses import Addresses
from course_app.courseware.rendering.blocks import TooDeepError
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.engine import VERSION, Engine
from course_app.courseware.rendering.finishing import Finisher, PageState
from course_app.courseware.rendering.notes import endnotes, take_definitions
from course_app.courseware.rendering.pictures import Picture
from course_app.courseware.rendering.suspicion import suspicious
from course_app.domain.questions import Leaf, Place

LONGEST_LEAF = 20_000
SECONDS_A_LEAF = 2.0
SECONDS_IN_ALL = 10.0


class OutOfTimeError(Exception):
    """A leaf took more than its seconds of CPU, or all of them together too many."""


class Patience:
    """The seconds of CPU that doubtful leaves may take: each some, all together not many more.

    It works in the main thread of a process only, by a timer of the system.
    """

    def __init__(self, each: float = SECONDS_A_LEAF, together: float = SECONDS_IN_ALL):
        self._each = each
        self._left = together

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Raise ``OutOfTimeError`` in what runs inside when its time is over."""
        if self._left <= 0:
            raise OutOfTimeError
        before, begin = signal.signal(signal.SIGPROF, self._stop), process_time()
        signal.setitimer(signal.ITIMER_PROF, min(self._each, self._left))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self._left -= process_time() - begin

    @staticmethod
    def _stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTimeError


@dataclass(frozen=True, slots=True)
class Site:
    """All that the pages of one course share, ready to be sent to another process."""

    addresses: Addresses
    pictures: Mapping[str, Picture]
    sources: Mapping[str, Leaf]
    context: RenderContext
    fills: Mapping[str, str]

    def engine(self) -> Engine:
        """Return a new engine for this course."""
        finisher = Finisher(self.addresses, self.pictures, self.context.words)
        return Engine(finisher, self.fills, self.context.words)

    def fingerprint(self) -> "Fingerprint":
        """Return hashes of what pages depend on beside their own texts."""
        return Fingerprint(
            _hash(
                VERSION, self.context.fingerprint(), sorted(self.fills.items()), sorted(self.addresses.pages.items())
            ),
            _hash(sorted(self.addresses.assets.items())),
            _hash(sorted((key, source.text) for key, source in self.sources.items())),
        )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of what all pages depend on, those that show files of assets/, and those that cite sources."""

    everything: str
    assets: str
    sources: str


def _hash(*parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class PageJob:
    """The leaves of a file in their order; ``taken`` are ids that stand on its page already."""

    file: str
    leaves: tuple[Leaf, ...]
    taken: frozenset[str] = frozenset()
    language: str = "en"

    def key(self, site: Fingerprint) -> str:
        """Return the hash of everything that decides how this page looks."""
        texts = [(leaf.inline, leaf.text) for leaf in self.leaves]
        parts = [site.everything, self.file, self.language, sorted(self.taken), texts]
        if any("assets/" in text for _inline, text in texts):
            parts.append(site.assets)
        if any("[^" in text for _inline, text in texts):
            parts.append(site.sources)
        return _hash(*parts)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A leaf that could not be rendered: ``reason`` is long, deep or slow."""

    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Page:
    """The HTML of a file's leaves in their order, the list of its notes, and what could not be rendered."""

    html: tuple[str, ...]
    notes: str = ""
    flaws: tuple[Flaw, ...] = ()


def render_page(site: Site, engine: Engine, job: PageJob, patience: Patience | None = None) -> Page:
    """Return the HTML of the leaves of ``job``; a leaf with a flaw shows as its plain text."""
    known = dict(site.sources)
    texts: list[str] = []
    for leaf in job.leaves:
        text, own = take_definitions(leaf) if len(leaf.text) <= LONGEST_LEAF else ("", {})
        texts.append(text)
        known |= own
    state = PageState(job.file, job.language, frozenset(known), set(job.taken))
    flaws: list[Flaw] = []
    html = [_leaf(engine, leaf, text, state, flaws, patience) for leaf, text in zip(job.leaves, texts, strict=True)]
    notes = ""
    if state.notes:
        try:
            with _limit(patience, *known.values()):
                notes = endnotes(engine, state, known, site.context.words)
        except (TooDeepError, RecursionError, OutOfTimeError):
            flaws.append(Flaw("deep", Place(job.file, 1)))
    return Page(tuple(html), notes, tuple(flaws))


def plain_page(job: PageJob, flaws: tuple[Flaw, ...]) -> Page:
    """Return the leaves of ``job`` as plain text, where nothing better could be had."""
    return Page(tuple(_plain(leaf) for leaf in job.leaves), "", flaws)


def _leaf(engine: Engine, leaf: Leaf, text: str, state: PageState, flaws: list[Flaw], patience: Patience | None) -> str:
    reason = "long"
    if len(leaf.text) <= LONGEST_LEAF:
        try:
            with _limit(patience, leaf):
                return engine.html(text, leaf.inline, state)
        except (TooDeepError, RecursionError):
            reason = "deep"
        except OutOfTimeError:
            reason = "slow"
    flaws.append(Flaw(reason, leaf.place))
    return _plain(leaf)


def _limit(patience: Patience | None, *leaves: Leaf) -> AbstractContextManager[None]:
    """Limit the time of what is doubtful; the rest is not made to pay for it."""
    return patience.limit() if patience and any(map(suspicious, leaves)) else nullcontext()


def _plain(leaf: Leaf) -> str:
    words = escape(leaf.text[:LONGEST_LEAF], quote=False)
    return words if leaf.inline else f"<p>{words}</p>"

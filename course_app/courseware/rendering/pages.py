"""Render the leaves of one file together: they share numbers of notes and ids of headings."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from types import FrameType

from course_app.courseware.rendering.addresses import Addresses
from course_app.courseware.rendering.blocks import TooDeepError
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.engine import VERSION, Engine
from course_app.courseware.rendering.finishing import Finisher, PageState
from course_app.courseware.rendering.notes import endnotes, take_definitions
from course_app.courseware.rendering.pictures import Picture
from course_app.domain.questions import Leaf, Place

LONGEST_LEAF = 20_000
SECONDS_A_LEAF = 2.0


class OutOfTimeError(Exception):
    """A leaf took more than its seconds of CPU."""


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

    def fingerprint(self) -> str:
        """Return a hash of what every page depends on, beside its own texts."""
        parts = (VERSION, self.context.fingerprint(), sorted(self.fills.items()), sorted(self.addresses.pages.items()))
        return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class PageJob:
    """The leaves of a file in their order; ``taken`` are ids that stand on its page already."""

    file: str
    leaves: tuple[Leaf, ...]
    taken: frozenset[str] = frozenset()
    language: str = "en"

    def key(self, site: Site, fingerprint: str) -> str:
        """Return the hash of everything that decides how this page looks."""
        digest = sha256(f"{fingerprint}\0{self.file}\0{self.language}\0{sorted(self.taken)}".encode())
        for leaf in self.leaves:
            data = leaf.text.encode("utf-8", "surrogatepass")
            digest.update(f"\0{leaf.inline}{len(data)}\0".encode())
            digest.update(data)
        whole = "\n".join(leaf.text for leaf in self.leaves)
        for path, address in sorted(site.addresses.assets.items()):
            if path.rpartition("/")[2].rpartition(".")[0] in whole:
                digest.update(f"\0{path}\0{address}".encode())
        for key, source in sorted(site.sources.items()):
            if f"[^{key}]" in whole:
                digest.update(f"\0{key}\0{source.text}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


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


def render_page(site: Site, engine: Engine, job: PageJob, *, timed: bool = False) -> Page:
    """Return the HTML of the leaves of ``job``.

    A leaf with a flaw shows as its plain text. ``timed`` stops each leaf after ``SECONDS_A_LEAF`` of CPU; it
    works in the main thread only.
    """
    known = dict(site.sources)
    texts: list[str] = []
    for leaf in job.leaves:
        text, own = take_definitions(leaf) if len(leaf.text) <= LONGEST_LEAF else ("", {})
        texts.append(text)
        known |= own
    state = PageState(job.file, job.language, frozenset(known), set(job.taken))
    flaws: list[Flaw] = []
    html = [_leaf(engine, leaf, text, state, flaws, timed) for leaf, text in zip(job.leaves, texts, strict=True)]
    try:
        with _limit(SECONDS_A_LEAF if timed else 0):
            notes = endnotes(engine, state, known, site.context.words)
    except (TooDeepError, RecursionError, OutOfTimeError):
        notes = ""
        flaws.append(Flaw("deep", Place(job.file, 1)))
    return Page(tuple(html), notes, tuple(flaws))


def plain_page(job: PageJob, flaws: tuple[Flaw, ...]) -> Page:
    """Return the leaves of ``job`` as plain text, where nothing better could be had."""
    return Page(tuple(_plain(leaf) for leaf in job.leaves), "", flaws)


def _leaf(engine: Engine, leaf: Leaf, text: str, state: PageState, flaws: list[Flaw], timed: bool) -> str:
    reason = "long"
    if len(leaf.text) <= LONGEST_LEAF:
        try:
            with _limit(SECONDS_A_LEAF if timed else 0):
                return engine.html(text, leaf.inline, state)
        except (TooDeepError, RecursionError):
            reason = "deep"
        except OutOfTimeError:
            reason = "slow"
    flaws.append(Flaw(reason, leaf.place))
    return _plain(leaf)


def _plain(leaf: Leaf) -> str:
    words = escape(leaf.text[:LONGEST_LEAF], quote=False)
    return words if leaf.inline else f"<p>{words}</p>"


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise ``OutOfTimeError`` in what runs inside after ``seconds`` of CPU; 0 sets no limit."""
    if not seconds:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

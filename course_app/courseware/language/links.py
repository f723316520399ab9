"""Check what the texts of a course point to: links, pictures, players, footnotes, slots and inclusions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import basename

from course_app.courseware.language.addresses import SCHEMES, Address, resolve, written_in
from course_app.courseware.language.layout import ASSETS
from course_app.courseware.language.problems import Problem, nearest, problem, quoted, suggestion
from course_app.courseware.language.reading import Reference

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
MEDIA = (".mp4", ".mp3")
LETTER_SLOTS = (
    "their_name",
    "my_name",
    "memory",
    "place",
    "years",
    "why_now",
    "offer",
    "question",
    "signature",
)
PROSE_SLOTS = ("site", "course", "credential")
MOST_IN_A_FILE = 100
# Comparing letters with every file is slow; nobody reads the hints of more broken links than these at once.
MOST_COMPARED = 200
INCLUDABLE = "a template, a sheet, a lesson or an action step can stand here"


@dataclass(frozen=True, slots=True)
class Targets:
    """What can be pointed to.

    ``pages`` are the Markdown files that readers can open, ``hidden`` those that they cannot, with the reason;
    ``anchors`` holds the ids of the headings of each page whose headings are all known.
    """

    pages: frozenset[str]
    assets: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    footnotes: Mapping[str, frozenset[str]]
    sources: frozenset[str]
    includable: frozenset[str] = frozenset()
    hidden: Mapping[str, str] = field(default_factory=dict)


def check_references(references: Iterable[Reference], targets: Targets) -> Iterator[Problem]:
    """Yield a problem for every reference that leads nowhere, in the order given, for the first of each file."""
    meant = _Meant()
    found: Counter[str] = Counter()
    for reference in references:
        if found[reference.place.file] < MOST_IN_A_FILE:
            for each in _check(reference, targets, meant):
                found[reference.place.file] += 1
                yield each


def _check(reference: Reference, targets: Targets, meant: "_Meant") -> Iterator[Problem]:
    match reference.kind:
        case "slot":
            return _slot(reference)
        case "footnote":
            return _footnote(reference, targets)
        case "image":
            return _picture(reference, targets, meant)
        case "player":
            return _player(reference, targets, meant)
        case "include":
            return _include(reference, targets, meant)
        case "link":
            return _link(reference, targets, meant)


def _slot(reference: Reference) -> Iterator[Problem]:
    name = reference.target
    known = LETTER_SLOTS + PROSE_SLOTS
    if name not in known and not name.startswith("?"):
        hint = suggestion(name, known) + f"; {{{{?{name or 'word'}: what to write}}}} for one of your own"
        yield problem("E508", reference.place, word=quoted(name), suggestion=hint)


def _footnote(reference: Reference, targets: Targets) -> Iterator[Problem]:
    if reference.inside == "question":
        yield problem("E510", reference.place)
        return
    own = targets.footnotes.get(reference.place.file, frozenset())
    if reference.target not in own and reference.target not in targets.sources:
        known = sorted(own | targets.sources)
        near = nearest(reference.target, known)
        hint = f"did you mean [^{near}]?" if near else f"add [^{quoted(reference.target)}]: … to sources.md"
        yield problem("E509", reference.place, word=quoted(reference.target), suggestion=hint)


def _link(reference: Reference, targets: Targets, meant: "_Meant") -> Iterator[Problem]:
    address = resolve(reference.target, reference.place.file)
    if address.elsewhere:
        yield from _elsewhere(reference, address)
    elif address.path in targets.pages and reference.target.strip():
        yield from _anchor(reference, address, targets)
    elif address.path not in targets.assets or not reference.target.strip():
        yield _nothing(reference, address, targets, meant, targets.pages | targets.assets)


def _elsewhere(reference: Reference, address: Address) -> Iterator[Problem]:
    if address.scheme not in SCHEMES:
        yield problem("E504", reference.place)
        return
    rest = reference.target.partition(":")[2]
    host = rest.removeprefix("//") if address.scheme in ("http", "https") else rest
    if not host.strip("/") or (host == rest and address.scheme in ("http", "https")):
        yield problem(
            "E501", reference.place, word=quoted(reference.target), suggestion="write the whole address: https://…"
        )


def _anchor(reference: Reference, address: Address, targets: Targets) -> Iterator[Problem]:
    path = address.path or ""
    known = targets.anchors.get(path)
    if address.fragment and known is not None and address.fragment not in known:
        here = path == reference.place.file
        yield problem(
            "E503",
            reference.place,
            word=quoted(address.fragment),
            other="this file" if here else path,
            suggestion=suggestion(address.fragment, sorted(known)),
        )


def _picture(reference: Reference, targets: Targets, meant: "_Meant") -> Iterator[Problem]:
    address = resolve(reference.target, reference.place.file)
    path = address.path
    if path in targets.assets:
        if not path.lower().endswith(PICTURES):
            yield problem("E505", reference.place, hint=f"a picture ends in one of {', '.join(PICTURES)}")
    elif address.elsewhere or path in targets.pages or not reference.target.lower().endswith(PICTURES):
        yield problem("E505", reference.place)
    else:
        pictures = frozenset(name for name in targets.assets if name.lower().endswith(PICTURES))
        yield _nothing(reference, address, targets, meant, pictures)


def _player(reference: Reference, targets: Targets, meant: "_Meant") -> Iterator[Problem]:
    address = resolve(reference.target, reference.place.file)
    path = address.path or ""
    if path not in targets.assets:
        media = frozenset(name for name in targets.assets if name.lower().endswith(MEDIA))
        yield _nothing(reference, address, targets, meant, media)
        return
    stem = path.rpartition(".")[0]
    absent = {"captions": f"{stem}.vtt", "transcript": f"{stem}.txt"}
    missing = {what: name for what, name in absent.items() if name not in targets.assets}
    if missing:
        yield problem("E507", reference.place, what=" or ".join(missing), word=path, fix=" and ".join(missing.values()))


def _include(reference: Reference, targets: Targets, meant: "_Meant") -> Iterator[Problem]:
    address = resolve(reference.target, reference.place.file)
    path = address.path or ""
    if path in targets.includable:
        return
    if path in targets.pages or path in targets.assets or address.elsewhere:
        yield problem("E501", reference.place, word=quoted(reference.target), suggestion=INCLUDABLE)
    else:
        yield _nothing(reference, address, targets, meant, targets.includable)


def _nothing(
    reference: Reference, address: Address, targets: Targets, meant: "_Meant", candidates: frozenset[str]
) -> Problem:
    """Return the problem of an address where nothing is that could be meant."""
    file, target = reference.place.file, reference.target
    path = address.path
    reason = targets.hidden.get(path or "")
    if reason:
        return problem("E501", reference.place, word=quoted(target), suggestion=reason)
    bare = target.partition("#")[0]
    from_top = resolve(bare.lstrip("/"), "").path
    fragment = f"#{address.fragment}" if address.fragment else ""
    if from_top in candidates and bare:
        return problem("E502", reference.place, fix=written_in(from_top, file) + fragment)
    return problem("E501", reference.place, word=quoted(target), suggestion=meant.hint(bare, path, file, candidates))


class _Meant:
    """Finds the file that an address most likely meant; after many, it no longer compares letters."""

    def __init__(self) -> None:
        self._left = MOST_COMPARED

    def hint(self, bare: str, path: str | None, file: str, candidates: frozenset[str]) -> str:
        """Return the hint for the address ``bare``, written in ``file``, that leads to ``path``."""
        if not bare.strip():
            return "write the address between the round brackets"
        near = self._near(basename(path or bare), path, sorted(candidates))
        if near is not None:
            return f"did you mean '{written_in(near, file)}'?"
        if (path or "").startswith(ASSETS):
            return f"put the file at {path}, or take the link out"
        return "write the file, or take the link out"

    def _near(self, name: str, path: str | None, candidates: list[str]) -> str | None:
        same_name = [other for other in candidates if basename(other) in (name, f"{name}.md")]
        if len(same_name) == 1:
            return same_name[0]
        if self._left == 0:
            return None
        self._left -= 1
        near = nearest(path, candidates) if path else None
        if near is not None:
            return near
        names = {basename(other): other for other in candidates}
        near_name = nearest(name, names)
        return names[near_name] if near_name else None

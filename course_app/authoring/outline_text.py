"""The outline in ``course.yml``, changed line by line: what is not touched stays as it was written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from course_app.domain.errors import DomainError

_ITEM = re.compile(r"(?P<head>\s*-\s+(?P<quote>[\"']?)(?P<id>[a-z][a-z0-9-]*)(?P=quote)\s*:)(?P<rest>.*)")
_UNIT = re.compile(r"(?P<indent>\s*)-\s+(?P<quote>[\"']?)(?P<id>[a-z][a-z0-9-]*)(?P=quote)\s*(?:#.*)?")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[A-Za-z\"']")


class OutlineError(DomainError):
    """The outline is written in a way that only a person can change."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A module in the outline: its units, and the lines from ``start`` up to ``end`` that say so."""

    id: str
    units: tuple[str, ...]
    start: int
    end: int


def listed(text: str) -> list[Listed]:
    """Return the modules of the outline in their order.

    Raises:
        OutlineError: it is no list of lines such as ``- module: [unit, unit]``.
    """
    lines = text.split("\n")
    begin, end = _block(lines)
    starts = [at for at in range(begin, end) if _ITEM.fullmatch(lines[at])]
    # Of a list in lines of its own, only the outer items name a module.
    outer = min((_indent(lines[at]) for at in starts), default=0)
    starts = [at for at in starts if _indent(lines[at]) == outer]
    if not starts:
        raise OutlineError("The outline could not be read. Change it in course.yml itself.")
    modules = []
    for at, following in zip(starts, [*starts[1:], end], strict=True):
        after = following
        while after - 1 > at and not lines[after - 1].split("#")[0].strip():
            after -= 1
        modules.append(_listed(lines, at, after))
    return modules


def _block(lines: Sequence[str]) -> tuple[int, int]:
    key = next((at for at, line in enumerate(lines) if re.match(r"outline\s*:", line)), None)
    if key is None or lines[key].split("#")[0].split(":", 1)[1].strip():
        raise OutlineError("The outline could not be read. Change it in course.yml itself.")
    end = next((at for at in range(key + 1, len(lines)) if _KEY.match(lines[at])), len(lines))
    return key + 1, end


def _listed(lines: Sequence[str], at: int, after: int) -> Listed:
    found = _ITEM.fullmatch(lines[at])
    assert found
    rest = found["rest"].split("#")[0].strip()
    if rest.startswith("["):
        inside = " ".join([rest, *(line.split("#")[0] for line in lines[at + 1 : after])])
        if not inside.strip().endswith("]") or "{" in inside:
            raise OutlineError("The outline could not be read. Change it in course.yml itself.")
        return Listed(found["id"], tuple(_WORD.findall(inside)), at, after)
    units = [_UNIT.fullmatch(line) for line in lines[at + 1 : after] if line.split("#")[0].strip()]
    if rest or not all(units):
        raise OutlineError("The outline could not be read. Change it in course.yml itself.")
    return Listed(found["id"], tuple(unit["id"] for unit in units if unit), at, after)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def with_units(text: str, module: str, units: Sequence[str]) -> str:
    """Return the text with other units in a module, in that order; only the lines of the module change."""
    lines = text.split("\n")
    item = _module(text, module)
    head = _ITEM.fullmatch(lines[item.start])
    assert head
    if head["rest"].split("#")[0].strip():
        words = lines[item.start : item.end]
        tail = ""
        if len(words) == 1 and "#" in head["rest"]:
            tail = "  #" + head["rest"].split("#", 1)[1]
        new = [f"{head['head']} [{', '.join(units)}]{tail}"]
    else:
        own = [_UNIT.fullmatch(line) for line in lines[item.start + 1 : item.end]]
        indent = next((each["indent"] for each in own if each), " " * (_indent(lines[item.start]) + 4))
        known = {each["id"]: each.string for each in own if each}
        new = [lines[item.start], *(known.get(unit, f"{indent}- {unit}") for unit in units)]
    return "\n".join([*lines[: item.start], *new, *lines[item.end :]])


def moved_unit(text: str, module: str, unit: str, by: int) -> str:
    """Return the text with a unit ``by`` places further down in its module (up when negative)."""
    units = list(_module(text, module).units)
    return with_units(text, module, _moved(units, unit, by))


def moved_module(text: str, module: str, by: int) -> str:
    """Return the text with a module ``by`` places further down (up when negative)."""
    lines, modules = text.split("\n"), listed(text)
    order = _moved([each.id for each in modules], module, by)
    by_id = {each.id: lines[each.start : each.end] for each in modules}
    new = list(lines)
    for each, name in reversed(list(zip(modules, order, strict=True))):
        new[each.start : each.end] = by_id[name]
    return "\n".join(new)


def with_module(text: str, module: str, units: Sequence[str]) -> str:
    """Return the text with a new module at the end of the outline."""
    lines, modules = text.split("\n"), listed(text)
    last = modules[-1]
    if any(each.id == module for each in modules):
        raise DomainError(f"There is a module “{module}” already.", "id")
    indent = " " * _indent(lines[last.start])
    return "\n".join([*lines[: last.end], f"{indent}- {module}: [{', '.join(units)}]", *lines[last.end :]])


def without_module(text: str, module: str) -> str:
    """Return the text without a module."""
    lines, item = text.split("\n"), _module(text, module)
    return "\n".join([*lines[: item.start], *lines[item.end :]])


def _moved(names: list[str], name: str, by: int) -> list[str]:
    if name not in names:
        raise DomainError(f"“{name}” does not stand in the outline.")
    at = names.index(name)
    to = max(0, min(len(names) - 1, at + by))
    names.insert(to, names.pop(at))
    return names


def _module(text: str, module: str) -> Listed:
    found = next((each for each in listed(text) if each.id == module), None)
    if found is None:
        raise DomainError(f"“{module}” does not stand in the outline.")
    return found

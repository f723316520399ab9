"""What a release prints: its sheets and its Guide, on two papers, each under its key."""

from collections.abc import Iterator

from flask import current_app

from course_app.courseware.releases import Release
from course_app.infrastructure.config import Settings
from course_app.printing.composing import PAPERS, Composed, Press
from course_app.printing.guide import NAME as GUIDE
from course_app.printing.guide import compose_guide
from course_app.printing.press import key_of
from course_app.printing.sheets import compose_sheet

MOST_KEYS = 5_000
_Keys = dict[tuple[int, str, str], str]


def press_of(settings: Settings) -> Press:
    """Return what this site puts on everything that it prints."""
    return Press(settings["SITE_NAME"], settings.base_url, settings.production)


def names_of(release: Release) -> tuple[str, ...]:
    """Return the names of everything that a release prints, the Guide last."""
    sheets = tuple(sheet.id for sheet in release.course.resources)
    return (*sheets, GUIDE) if release.course.guide is not None and GUIDE not in sheets else sheets


def title_of(release: Release, name: str) -> str:
    """Return the title of what is printed under ``name``, '' when there is nothing."""
    for sheet in release.course.resources:
        if sheet.id == name:
            return release.plain(sheet.title)
    return release.course.guide.title if name == GUIDE and release.course.guide else ""


def compose(release: Release, name: str, press: Press, paper: str) -> Composed | None:
    """Return what is printed under ``name``, composed for ``paper``; None when there is nothing."""
    for sheet in release.course.resources:
        if sheet.id == name:
            return compose_sheet(release, sheet, press, paper)
    if name == GUIDE and release.course.guide is not None:
        return compose_guide(release, press, paper)
    return None


def key_for(release: Release, name: str, paper: str) -> str:
    """Return the key of a file of a published release, '' when there is nothing of that name.

    Composing costs some milliseconds, so that a key is worked out once for each process.
    """
    keys: _Keys = current_app.extensions.setdefault("printed_keys", {})
    place = (release.id, name, paper)
    if place not in keys:
        composed = compose(release, name, press_of(current_app.extensions["settings"]), paper)
        if len(keys) >= MOST_KEYS:
            keys.clear()
        keys[place] = key_of(composed, paper) if composed is not None else ""
    return keys[place]


def keys_of(release: Release) -> Iterator[tuple[str, str, str]]:
    """Yield name, paper and key of everything that a release prints, the papers one after the other."""
    for paper in PAPERS:
        for name in names_of(release):
            yield name, paper, key_for(release, name, paper)

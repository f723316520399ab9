from collections.abc import Callable

import pytest

from course_app.courseware.rendering.addresses import Addresses, asset_address, hashes_of
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.finishing import PageState
from course_app.courseware.rendering.pages import Site
from course_app.courseware.rendering.pictures import pictures_of
from course_app.domain.questions import Leaf, Place

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Dana\'s map</title><circle r="2"/></svg>'
FILES = {
    "assets/map.svg": SVG,
    "assets/talk.mp4": b"film",
    "assets/talk.vtt": b"WEBVTT",
    "assets/talk.txt": b"Hello.",
    "assets/bell.mp3": b"sound",
}
PAGES = {
    "find/comfortable.md": "/c/demo/find/comfortable",
    "resources/cues.md": "/c/demo/files/cues.pdf",
    "guide/why.md": "/guide#why",
    "final/final.md": "/c/demo/final",
}


@pytest.fixture(scope="session")
def site() -> Site:
    addresses = Addresses(
        PAGES, {path: asset_address("demo", path, digest) for path, digest in hashes_of(FILES).items()}
    )
    sources = {"levin": Leaf("Levin, *Organization Science*, 2011.", Place("sources.md", 3))}
    fills = {"site": "Heron & Sons", "course": "NetWorkWise"}
    return Site(addresses, pictures_of(FILES, addresses), sources, RenderContext(), fills)


@pytest.fixture(scope="session")
def html(site: Site) -> Callable[..., str]:
    """Render one text as it would stand in find/walk-back.md."""
    engine = site.engine()

    def render(text: str, inline: bool = False, notes: frozenset[str] = frozenset({"levin"})) -> str:
        return engine.html(text, inline, PageState("find/walk-back.md", notes_known=notes))

    return render

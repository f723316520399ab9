"""What a page complains about while something is done with it, and what it asks of others."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request


@contextmanager
def complaints(page: Page, url: str) -> Iterator[list[tuple[str, str]]]:
    """Note errors, warnings and requests to hosts other than that of ``url``; the page may be used again afterwards."""
    found: list[tuple[str, str]] = []
    host = urlsplit(url).netloc

    def complained(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.append(("said", message.text))

    def asked(request: Request) -> None:
        if leaves(request.url, host):
            found.append(("asks", request.url))

    page.on("console", complained)
    page.on("request", asked)
    try:
        yield found
    finally:
        page.remove_listener("console", complained)
        page.remove_listener("request", asked)


def leaves(url: str, host: str) -> bool:
    """Return whether a request goes to another host; the browser's own parts are none."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host

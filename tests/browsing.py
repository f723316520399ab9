"""A small browser over the wire: cookies, pages, forms. No scripts, as the pages need none."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode


@dataclass
class Form:
    """A form of a page: where it goes, what is filled in already, and what can be chosen."""

    action: str
    filled: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Values of radio buttons and lists by name."""
    ticks: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def with_first_choices(self) -> list[tuple[str, str]]:
        """Return the fields of somebody who takes the first of everything, and each of a list but once."""
        fields = list(self.filled)
        taken: set[str] = set()
        for name, values in self.choices.items():
            value = next((value for value in values if value and value not in taken), values[-1])
            if len(self.choices) > 1:
                taken.add(value)
            fields.append((name, value))
        fields += self.ticks[:1]
        return fields + [(name, "1") for name in self.texts]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "form":
            self.forms.append(Form(values.get("action", "")))
            self._inside = True
        elif not self._inside:
            return
        elif tag == "select":
            self._select = name
            self.forms[-1].choices[name] = []
        elif tag == "option" and self._select:
            self.forms[-1].choices[self._select].append(values.get("value", ""))
        elif tag == "textarea":
            self.forms[-1].texts.append(name)
        elif tag == "input" and name:
            self._input(self.forms[-1], name, values)

    def _input(self, form: Form, name: str, values: dict[str, str]) -> None:
        kind, value = values.get("type", "text"), values.get("value", "on")
        if kind == "hidden" or (kind in {"text", "number"} and values.get("value")):
            form.filled.append((name, value))
        elif kind == "radio":
            form.choices.setdefault(name, []).append(value)
        elif kind == "checkbox":
            form.ticks.append((name, value))
        elif kind != "submit":
            form.texts.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the server."""

    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """The page as text."""
        return self.body.decode("utf-8", "replace")

    def forms(self) -> list[Form]:
        """Return the forms of the page."""
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def form(self, ending: str = "") -> Form:
        """Return the first form whose address ends so, else one that is sent to its own page."""
        found = [form for form in self.forms() if form.action.endswith(ending)]
        found += [form for form in self.forms() if not form.action]
        assert found, f"no form for {ending!r} on a page of status {self.status}: {self.text[:500]}"
        return found[0]


class Browser:
    """Somebody with cookies and one connection; a broken connection is made anew with the next request."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.cookies = SimpleCookie(cookie)
        self._wire: HTTPConnection | None = None

    def get(self, path: str) -> Page:
        """Load a page; a connection that the server closed in the meantime is made anew."""
        idle = self._wire is not None
        try:
            return self._ask("GET", path)
        except (OSError, HTTPException):
            if not idle:
                raise
            return self._ask("GET", path)

    def head(self, path: str) -> Page:
        """Ask whether a page is there, as a page that waits for it does."""
        return self._ask("HEAD", path)

    def post(self, path: str, fields: list[tuple[str, str]] | dict[str, str]) -> Page:
        """Send a form."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def submit(self, path: str, ending: str = "", **fields: str) -> Page:
        """Load a page, fill in its form and send it."""
        form = self.get(path).form(ending or path)
        return self.post(form.action or path, [*form.filled, *fields.items()])

    def sign_in(self, email: str, password: str) -> None:
        """Sign in."""
        done = self.submit("/signin", "", email=email, password=password)
        assert done.status == 303, done.text

    def close(self) -> None:
        """Close the connection."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Page:
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        sent = {**(headers or {}), **({"Cookie": cookie} if cookie else {})}
        if self._wire is None:
            self._wire = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self._wire.request(method, path, body or None, sent)
            response: HTTPResponse = self._wire.getresponse()
            data = response.read()
        except (OSError, HTTPException):
            self.close()
            raise
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies.load(line)
        location = response.headers.get("Location") or ""
        return Page(response.status, location.removeprefix(f"http://127.0.0.1:{self.port}"), data)

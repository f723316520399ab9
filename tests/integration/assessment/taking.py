"""Take a quiz as a learner does: read the page, answer with its words, send its form."""

import re
from html import unescape

from sqlalchemy import text

from course_app.infrastructure.database import connect_for_reading, db
from tests.forms import token_of

CHECK, QUICK, GUARDED = "/c/tea/brew/check", "/c/tea/brew/quick", "/c/tea/brew/guarded"
FINAL = "/c/tea/final"

RIGHT = {
    "green": "Water that has stopped boiling a while ago",
    "pot": ["Leaves", "Hot water"],
    "name": "Chai.",
    "minutes": "about 4 minutes",
    "match": ["Boiling water", "Eighty degrees"],
    "steps": ["Boil the water", "Pour it on the leaves", "Wait"],
    "rule": ["2", "teapot", "five minutes"],
    "guest": ["Ask them in", "Let them choose the leaves"],
    "next": "Oolong.",
    "lime": "Lime",
    "steam": "steam",
    "states": ["Ice", "Steam"],
    "grows": "On bushes",
    "fermented": "The black one",
    "cups": "4",
    "caddy": "caddy",
    "milk": "As you like",
}
WRONG = RIGHT | {
    "green": "Water at a rolling boil",
    "pot": ["A wish"],
    "name": "coffee",
    "minutes": "30",
    "match": ["Ice", "Ice"],
    "steps": ["Wait", "Pour it on the leaves", "Boil the water"],
    "rule": ["9", "bucket", "hours"],
    "guest": ["Serve cold tea"],
    "lime": "Sugar",
    "steam": "smoke",
    "states": ["Fire"],
    "grows": "Underground",
    "fermented": "The green one",
    "cups": "9",
    "caddy": "jar",
    "milk": "Always",
}


class Page:
    """The page of a question: which one it is, and the fields that an answer in words makes."""

    def __init__(self, text, path):
        self.text, self.path = text, path
        forms = re.findall(r'<form method="post" action="(/attempts/[^"]+)".*?</form>', text, re.DOTALL)
        self.action = forms[0] if forms else ""
        self.form = re.search(r'<form method="post" action="/attempts/.*?</form>', text, re.DOTALL)
        self.form = self.form[0] if self.form else ""

    @property
    def name(self):
        return re.search(r'id="question-([a-z-]+)"', self.form)[1]

    @property
    def hidden(self):
        return {
            name: unescape(value)
            for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.form)
        }

    def options(self):
        """The words of the options to tick, and their values."""
        found = re.findall(
            r'type="(?:radio|checkbox)"[^>]*value="(\d+)"[^>]*>\s*<span class="answer-text">(.*?)</span>',
            self.form,
            re.DOTALL,
        )
        return {re.sub(r"<[^>]+>", "", unescape(words)).strip(): value for value, words in found}

    def selects(self):
        found = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', self.form, re.DOTALL)
        return {
            name: {
                unescape(words): value
                for value, words in re.findall(r'<option value="(\d+)"[^>]*>(.*?)</option>', inner)
            }
            for name, inner in found
        }

    def steps(self):
        """The lines of an order as shown, and the value of each."""
        found = re.findall(r'name="answer-(\d+)".*?<span class="order-words">(.*?)</span>', self.form, re.DOTALL)
        return {re.sub(r"<[^>]+>", "", words).strip(): value for value, words in found}

    def fields(self, answer):
        """The fields of the form that say ``answer``."""
        if 'class="order-list"' in self.form:
            return {f"answer-{self.steps()[words]}": str(place) for place, words in enumerate(answer, 1)}
        if 'type="radio"' in self.form:
            return {"answer": self.options()[answer if isinstance(answer, str) else answer[0]]}
        if 'type="checkbox"' in self.form:
            return {"answer": [self.options()[each] for each in answer]}
        if isinstance(answer, str):
            return {"answer": answer}
        names = sorted(set(re.findall(r'name="((?:pair|gap)-\d)"', self.form)))
        choices = self.selects()
        return {
            name: choices[name][each] if name in choices else each for name, each in zip(names, answer, strict=True)
        }


def begin(client, path, page=None, **fields):
    """Begin an attempt and return its first page."""
    where = path if path == FINAL else f"{path}/begin"
    response = client.post(where, data={"csrf_token": token_of(client, page or path), **fields}, headers=SAME)
    assert response.status_code == 303, response.text
    return follow(client, response)


SAME = {"Sec-Fetch-Site": "same-origin"}


def follow(client, response):
    """Return the page that a response leads to, or is."""
    if response.status_code == 303:
        return at(client, response.location)
    return Page(response.text, response.request.path)


def at(client, path):
    """Return the page at a path, whatever it leads to."""
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 200, response.text
    return Page(response.text, response.request.path)


def send(client, page, **fields):
    """Send the form of a page with ``fields``."""
    return client.post(page.action, data=page.hidden | fields, headers=SAME)


def give(client, page, answer):
    """Answer in words and return the response; of a story, the next choice."""
    return send(client, page, **page.fields(answer))


def answer_all(client, page, answers):
    """Answer every question of an attempt once, whatever the order, and return the last page."""
    asked = []
    while page.form and "practice" not in page.text.replace("Practice it", ""):
        name = page.name
        asked.append(name)
        answer = answers[name]
        if 'name="step"' in page.form:
            for choice in answer:
                page = follow(client, give(client, page, choice))
        else:
            response = give(client, page, answer)
            assert response.status_code == 303, (name, response.text)
            page = follow(client, response)
    return page, asked


def rows_of(app, table):
    """Return all rows of a table."""
    with app.app_context(), connect_for_reading(db.engine) as connection:
        return [row._asdict() for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))]

"""A course with every task on the circle, with small numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from course_app.accounts.models import AccountRow
from course_app.infrastructure import clock
from course_app.infrastructure.database import reader, transaction
from course_app.people import queries, service, spheres
from course_app.people.keeper import keeper
from tests.forms import shown, submit
from tests.publishing import publish_course

COURSE = {
    "course.yml": """id: ring
title: The ring
summary: A short course with every task on the circle.
language: en
people: {limit: 60, short-list: 2, reuse: ask}
outline:
  - find: [spheres, people, pick, offers, write]
  - keep: [channels, favours, cadence, dates, lines, stuck]
""",
    "find/module.md": "---\nnav: Find\nsummary: The list.\n---\n# Find\n\nThe list.\n",
    "keep/module.md": "---\nnav: Keep\nsummary: The rest.\n---\n# Keep\n\nThe rest.\n",
    "find/spheres.md": """---
summary: Places.
---
# Places {.action}

## Your map {.spheres #map min=2 max=4}

Name them.

### Ideas {.choices #ideas}

- First job {#first-job}
- Choir or club {#club}

### A walk {.cues #walk}

- Who held the door?
""",
    "find/people.md": """---
summary: Names.
---
# Names {.action}

## Your people {.people #list min=4 spheres=2 per-sphere=3 old=1 old-years=5}

List them.

### When no name comes {.cues #cues}

- Whose handwriting would you recognise?
""",
    "find/pick.md": """---
summary: The first.
---
# The first {.action}

## Your first {.pick #first count=2 stretch=1}

Pick them.
""",
    "find/offers.md": """---
summary: Offers.
---
# Offers {.action}

## What you bring {.offers #offers min=3 text=15..300 not-sure=1 same=1}

One each.
""",
    "find/write.md": """---
summary: Write.
---
# Write {.action}

## Letters {.letters #letters count=1}

Draft one.

## Send {.send #sends count=1 first=1}

Send one.
""",
    "keep/channels.md": """---
summary: Ways.
---
# Ways {.action}

## Doors {.channels #doors extra=1 do=1}

One for each.
""",
    "keep/favours.md": """---
summary: Favours.
---
# Favours {.action}

## Small favours {.favours #favours plan=2 do=1}

Plan two.

### Menu {.choices #menu}

- Introduce two people {#introduce .both}
- Send on an article {#reading}
""",
    "keep/cadence.md": """---
summary: Rhythm.
---
# Rhythm {.action}

## How often {.cadence #cadence default=quarterly}

Decide.
""",
    "keep/dates.md": """---
summary: Dates.
---
# Dates {.action}

## Your dates {.dates #dates}

Half a date is welcome.
""",
    "keep/lines.md": """---
summary: Lines.
---
# Lines {.action}

## Next time {.next-line #lines count=2 text=10..280}

One each.
""",
    "keep/stuck.md": """---
summary: The table.
---
# The table {.action}

## Lying about {.stuck #stuck}

Decide.

### Smaller {.choices #smaller}

- Two sentences by text {#text}
""",
}
MODULES = {"spheres": "find", "people": "find", "pick": "find", "offers": "find"}


class Ring:
    """A learner of the course of the ring: looks at steps, saves tasks, and keeps a list."""

    def __init__(self, app, client, account: int) -> None:
        self.app, self.client, self.account = app, client, account

    def path(self, step: str) -> str:
        return f"/c/ring/{MODULES.get(step, 'keep')}/{step}"

    def page(self, step: str) -> str:
        return self.client.get(self.path(step)).text

    def version(self, step: str) -> str:
        return self.page(step).split('name="version" value="', 1)[1].split('"', 1)[0]

    def save(self, step: str, task: str, version: str | None = None, **fields: str):
        here = self.path(step)
        fields = {"version": self.version(step) if version is None else version} | fields
        return shown(self.client, submit(self.client, f"{here}/task/{task}", page=here, **fields))

    def told(self, step: str, task: str, **fields: str) -> bool:
        """Save, and return whether the task is done."""
        return self.save(step, task, **fields).status_code == 303

    @property
    def keeper(self):
        column = AccountRow.__table__.c
        wrapped = reader().execute(select(column.wrapped_key).where(column.id == self.account)).scalar_one()
        return keeper(self.account, self.app.extensions["data_key"](wrapped), clock.today("UTC"), clock.now())

    @property
    def circle(self):
        with self.app.app_context():
            return queries.circle(reader(), self.keeper)

    def change(self, act: Callable) -> object:
        """Change the list behind the forms: ``act(session, keeper)``."""
        with self.app.app_context(), transaction() as session:
            return act(session, self.keeper)

    def person(self, name: str):
        return next(tie for tie in self.circle.ties.values() if tie.person.given == name)

    def add(self, *names: str, sphere: str = "Choir", **values) -> dict[str, str]:
        """Put people on the list and return their ids by name."""

        def act(session, whose):
            place = spheres.sphere_named(session, whose, sphere).id
            people = [{"given": name, "sphere": place, **values} for name in names]
            return service.add_people(session, whose, people, real=True).ids

        return dict(zip(names, self.change(act), strict=True))


@pytest.fixture
def ring(app, learner, tmp_path):
    for name, source in COURSE.items():
        file = tmp_path / "ring" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    publish_course(app, folder=Path(tmp_path / "ring"))
    submit(learner, "/c/ring/start", page="/c/ring")
    return Ring(app, learner, 1)

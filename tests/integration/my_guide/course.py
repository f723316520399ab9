"""A small course with the tasks that a Guide tells of."""

from pathlib import Path

COURSE = {
    "course.yml": "id: tale\ntitle: A tale\nsummary: Everything that a Guide tells of.\nlanguage: en\n"
    "outline:\n  - start: [all]\n",
    "start/module.md": "---\nnav: Start\nsummary: All of it.\n---\n# Start\n\nAll of it.\n",
    "start/all.md": """---
summary: All of it.
---
# All {.action}

## Why {.purpose #why}

What would it give you?

## People {.people #list min=1 spheres=1 old=0}

List them.

## First {.pick #first count=1 stretch=0}

Pick one.

## Worries {.mindset #worries}

- [scale 1..5] They will not remember me. {#forgotten low="Hardly" high="Surely"}
  - I will name the place. {#place}

## Plan {.if-then #plan}

Both halves.

## Thanks {.gratitude #thanks}

Three parts.

## Back {.look-back #back of=start/all}

Rate again.
""",
}


def write_course(folder: Path) -> Path:
    """Put the course into a folder of its own and return that folder."""
    for name, source in COURSE.items():
        file = folder / "tale" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return folder / "tale"

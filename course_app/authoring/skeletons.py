"""What a new file begins with."""

from collections.abc import Callable, Mapping

from course_app.courseware.language.anchors import free_slug


def _lesson(title: str) -> str:
    return f"""---
minutes: 5
---
# {title}

Begin with a scene: a person, a place, and something that went otherwise than planned.

## One idea

Say one thing, in short words, and show it at work.
"""


def _quiz(title: str) -> str:
    made = free_slug(f"{title} begins", (), "question")
    return f"""---
minutes: 4
---
# {title} {{.quiz}}

Answer in your own time.

## What did the lesson say? {{#{made}}}

- (x) The right answer
  > Say why it is right.
- ( ) An answer that somebody could believe
  > Say what is wrong with it, kindly.
"""


def _action(title: str) -> str:
    return f"""---
minutes: 10
---
# {title} {{.action}}

Say what this step is for, and how long it takes.

## Your notes {{.worksheet #notes}}

- [long] What will you do? {{#plan}}
"""


UNITS: Mapping[str, Callable[[str], str]] = {"lesson": _lesson, "quiz": _quiz, "action": _action}


def module_text(title: str) -> str:
    """Return the file of a new module."""
    return f"""---
summary: What this part is about, in one sentence.
---
# {title}

A few words about this part.
"""

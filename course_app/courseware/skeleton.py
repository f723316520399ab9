"""A course to begin with: small, whole, and without a problem."""

from pathlib import Path

from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.language.setting_types import is_id
from course_app.domain.errors import DomainError

FILES = {
    COURSE_FILE: """id: {name}
title: {title}
summary: In one sentence, what somebody can do after this course.
language: en
outline:
  - start: [welcome, check, first-step]
defaults: {{pass: 80%, feedback: each}}
""",
    "start/module.md": """---
nav: Start
summary: What this part is about, in one sentence.
objectives:
  know: Say what this course is for
---
# Start here

A few words about this part, shown above its lessons.
""",
    "start/welcome.md": """---
minutes: 2
summary: What this lesson gives, in one sentence.
---
# Your first lesson

Begin with a scene: a person, a place, and something that went otherwise than planned.

## One idea at a time

A lesson says one thing. It says it in short words and shows it at work. Then it lets the reader try.

> [!TIP]
> Links, **strong words**, lists, tables and pictures are written as in any Markdown file.

## Pause and recall {{.recall}}

### How many things does a lesson say? {{#how-many}}

- (x) One
  > Yes. The next one can have its own lesson.
- ( ) As many as there is room for
  > Then nobody remembers any of them.
""",
    "start/check.md": """---
minutes: 3
---
# Check: the start {{.quiz pick=4}}

Answer in your own time. You may take it as often as you like.

## What does a lesson begin with? {{#begins-with objective=know}}

- (x) A scene with a person in it
  > Yes. A scene gives the idea somewhere to stand.
- ( ) A list of definitions
  > Words for an idea come better after the idea.

## Which of these can a lesson hold? {{#can-hold}}

- [x] A table of numbers
  > Yes, written with bars and dashes.
- [x] A picture with words
  > Yes, from the assets folder.
- [ ] A piece of raw HTML
  > It would be shown as text.

## Complete the sentence. {{#complete}}

Every wrong answer gets its own [[feedback]].

## How many answers of a choice are right? {{#one-right}}

- = 1
- ! 2
  > Two right answers make it another kind of question, with square brackets.

## Put the steps in order. {{#in-order}}

1. Write the files
2. Check them
3. Publish the course
""",
    "start/first-step.md": """---
minutes: 5
---
# Take the first step {{.action}}

What people make or do counts as much as what they answer.

## Your plan {{.worksheet #plan}}

- [long] What do you want to be able to do? {{#aim}}
- [date] When will you look at this again? {{#again optional}}
""",
}


class SkeletonError(DomainError):
    """A course cannot be begun under this name."""


def new_course(content: Path, name: str, title: str = "", *, write: bool = True) -> list[Path]:
    """Write a small course into a new folder ``name`` below ``content``; return its files, course.yml first.

    Raises:
        SkeletonError: the name is no id, is taken, or the folder cannot be written.
    """
    if not is_id(name):
        raise SkeletonError("Small letters, digits and hyphens, a letter first: such as my-course.")
    folder = content / name
    if folder.exists():
        raise SkeletonError(f"{folder} exists already.")
    title = " ".join(title.split()) or name.replace("-", " ").capitalize()
    if len(title) < 3 or len(title) > 80 or not title.isprintable():
        raise SkeletonError("A title has 3 to 80 letters.")
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    written = []
    for path, text in FILES.items():
        if write:
            _write(folder / path, text.format(name=name, title=quoted))
        written.append(folder / path)
    return written


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SkeletonError(f"{path} cannot be written: {error.strerror}.") from error

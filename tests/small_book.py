"""A small course with everything that is printed: sheets, cards, a Guide with letters and a worksheet."""

from course_app.courseware.language.course import read_course
from course_app.courseware.releases import Release, make_release
from course_app.courseware.rendering.addresses import hashes_of
from course_app.courseware.rendering.context import RenderContext
from course_app.courseware.rendering.course import render_course
from course_app.courseware.skeleton import FILES
from course_app.printing.composing import Press

PRESS = Press("Our Site", "https://learn.example.org")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><title>Map</title><desc>Two rooms.</desc>'
    '<text x="5" y="20" font-size="9" font-weight="600">Door</text></svg>'
)
SHEET = """---
summary: Three things to note.
---
# My sheet

Write "small" things; it's enough. See [the cards](our-cards.md), [a letter](../templates/hello.md) and
[the site](https://example.com/x).

![Two rooms](../assets/map.svg "A map of two rooms")

## Fill in

| Name | What I saw | Done |
|---|---|---|
| *Ada* | *a coat* | *yes* |
| | | |
| | | |

## Ask

| Question | My answer |
|---|---|
| Who? | |
| Where? | (one place) |
"""
CARDS = """# Our cards

| If | then |
|---|---|
| tea | write |
| | |
| | |
"""
HELLO = """---
use: first
channel: email
summary: A first hello.
---
# A hello

Use it first.

```email
Subject: Old times

Hi {{their_name}},

{{memory}} Soon.

{{signature}}
```

## Variation

Shorter still.

> [!WARNING]
> Not at night.
"""
STEP = """---
minutes: 5
---
# Take the first step {.action}

What you make counts.

## Your plan {.worksheet #plan}

Begin where you are.

- [long] What do you want? {#aim}
- [text] Where? {#where}
- [ ] I told a friend {#told}
- [select] How? {#how}
  - By letter {#letter}
  - By call {#call}
- [scale 1..5] How ready are you? {#ready low="Not at all" high="Very"}
- [plan] When? {#when}

### My people {.table #people rows=2..6}

| Name {#name .text} | Since {#since .year} |
|---|---|
| Ada | 2010 |

### Cues {.cues #cues}

- Whose coat was it?

## Tell {.declare #tell channels="call, letter"}

How was it?
"""
WHY = """---
summary: Why at all.
---
# Why

Some [^one] read, others [^two] write. Look at [the second chapter](how.md) and at [what is a tie](../glossary.md#tie).

## Because

A reason[^one].
"""
HOW = """# How

Once more[^two].

[A hello](../templates/hello.md) {.include}
"""
WORK = """# Work

[Take the first step](../start/first-step.md) {.include}

[My sheet](../resources/my-sheet.md) {.include}
"""


def files_of_book(**changed: str) -> dict[str, bytes]:
    """Return the files of the course; ``changed`` replaces or adds some, with __ for / in their names."""
    files = {path: text.format(name="small", title="Small course") for path, text in FILES.items()}
    files["course.yml"] += (
        "guide: {title: A Guide to Very Small Things, public: yes, chapters: [why, how, work]}\ntemplates: [hello]\n"
    )
    files |= {
        "start/first-step.md": STEP,
        "resources/my-sheet.md": SHEET,
        "resources/our-cards.md": CARDS,
        "templates/hello.md": HELLO,
        "guide/why.md": WHY,
        "guide/how.md": HOW,
        "guide/work.md": WORK,
        "sources.md": '# Sources\n\n[^one]: One, "First", 2001, doi <https://doi.org/10.1/x>.\n\n[^two]: Two, 2002.\n',
        "glossary.md": "# Words\n\n## Tie {#tie}\n\nTwo people.\n",
        "assets/map.svg": SVG,
    }
    files |= {name.replace("__", "/"): text for name, text in changed.items()}
    return {path: text.encode() for path, text in files.items()}


def book(files: dict[str, bytes] | None = None) -> Release:
    """Return the course as a release that is not published."""
    files = files or files_of_book()
    reading = read_course(files)
    assert reading.course is not None, reading.problems
    assert reading.ok, reading.problems
    context, hashes = RenderContext(site="Our Site"), hashes_of(files)
    return make_release(reading.course, render_course(reading.course, files, context), hashes, context)

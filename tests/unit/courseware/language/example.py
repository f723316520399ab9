"""A small course without a mistake, and ways to make one in it."""

from course_app.courseware.language.course import Reading, read_course
from course_app.courseware.language.lint.course_lint import lint_course

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="3" cy="3" r="2"/></svg>
"""

FILES = {
    "course.yml": """\
id: knots
title: Twelve knots
summary: Tie what holds, and untie it again.
language: en
languages: [en, de]
outline:
  - first: [rope, check, practice]
  - second: [bends, people, picks]
defaults: {pass: 80%, pick: 4}
final:
  own: 2
  at-least: {scene: 2}
  blueprint:
    first: {draw: 3, from: [final/first, first/check]}
    second: {draw: 2, review: second/bends}
credential:
  title: Certified Rigger
  valid: 24 months
  requires: [first/check, second/bends, final]
  image: assets/badge.svg
guide: {title: A book of knots, public: yes, chapters: [why]}
templates: [thanks]
""",
    "first/module.md": """\
---
nav: First
summary: Rope, and the first knot.
objectives:
  hold: Tie a knot that holds
---
# First: rope

A rope is a bundle of promises.
""",
    "first/rope.md": """\
---
minutes: 2
summary: What a rope is made of.
---
# What rope is

A rope is laid from yarns[^ashley]. See [bends](../second/bends.md#two-ropes) and [a word](../glossary.md#bight).

![Three strands, twisted](../assets/strands.svg "Three strands")

## Pause and recall {.recall}

### What is rope laid from? {#laid}

- (x) Yarns
  > Yes, twisted into strands.
- ( ) Wires
  > That is a cable.
""",
    "first/check.md": """\
---
minutes: 5
---
# Check: the first knot {.quiz}

Five questions.

## What holds a knot? {#holds objective=hold tags=concept}

- (x) Friction
  > Yes.
- ( ) Weight
  > Weight pulls it.

## How many strands has this rope? {#strands tags=concept}

- = 3
- ! 4
  > One too many.

## Ann ties a bowline. What first? {#bowline tags=scene}

- ( ) Cut
  > Not yet.
- (x) A bight
  > Yes.

## Bo unties a wet knot. What first? {#wet tags=scene}

- (x) Push
  > Yes, into the knot.
- ( ) Pull
  > That tightens it.

## Put these in order. {#order}

1. Bight
2. Turn
3. Tuck
""",
    "first/practice.md": """\
# Tie one {.action}

## Your knot {.worksheet #knot}

- [text] Which knot did you tie? {#which}
- [scale 1..5] How well does it hold? {#grip low="Not" high="Well"}
""",
    "second/bends.md": """\
---
requires: [first/rope]
---
# Bends

## Two ropes {#two-ropes}

A bend joins two ropes.
""",
    "second/people.md": """\
# Who taught you {.action}

## Their names {.people #names min=15 spheres=3 per-sphere=5 old=3}
""",
    "second/picks.md": """\
---
requires: [second/people]
---
# Pick five of them {.action}

## Five {.pick #five count=5 stretch=2}

Two of them long ago.
""",
    "final/final.md": """\
# Final {.quiz}

Five questions.

## My word {.honour}

I tie these myself.
""",
    "final/first.md": """\
# First

## Cy needs a loop on a ship. Which knot? {#loop tags=scene objective=hold}

- (x) A bowline
  > Yes.
- ( ) A bow
  > That is for shoes.
""",
    "final/second.md": """\
# Second

## What joins two ropes? {#joins}

- (x) A bend
  > Yes.
- ( ) A bight
  > That is a loop.

## What joins a rope to a ring? {#ring}

- (x) A hitch
  > Yes.
- ( ) A bend
  > That needs two ropes.

## Which one jams? {#jams}

- (x) A granny
  > Yes.
- ( ) A bowline
  > It never does.
""",
    "guide/why.md": """\
# Why knots

[Thanks](../templates/thanks.md) {.include}

[What rope is](../first/rope.md) {.include}
""",
    "templates/thanks.md": """\
---
channel: email
use: thanks
---
# Thanks

```email {#text}
Subject: Thank you

Hi {{their_name}},

{{memory}} still helps me.

{{signature}}
```
""",
    "resources/card.md": """\
---
summary: One card.
---
# Knot card

* Bowline
""",
    "glossary.md": """\
# Words

## Bight

A bent part of a rope.
""",
    "sources.md": """\
# Sources

[^ashley]: Ashley, *The Book of Knots*, 1944.
""",
    "assets/strands.svg": DRAWING,
    "assets/badge.svg": DRAWING,
}


def files_with(*changes: tuple[str, str, str]) -> dict[str, bytes]:
    """Return the files after each ``(path, old, new)``; an ``old`` of '' writes the file anew."""
    files = dict(FILES)
    for path, old, new in changes:
        if old:
            assert files[path].count(old) >= 1, (path, old)
            files[path] = files[path].replace(old, new, 1)
        else:
            files[path] = new
    return {path: text.encode() for path, text in files.items()}


def read_with(*changes: tuple[str, str, str]) -> Reading:
    """Read the example after these changes."""
    return read_course(files_with(*changes))


def errors(reading: Reading) -> list[tuple[str, str, int]]:
    """Return code, file and line of each error."""
    return [(found.code, found.file, found.line) for found in reading.problems if found.severity == "error"]


def advice(files: dict[str, bytes]) -> list[tuple[str, str, int]]:
    """Return code, file and line of all that lint says of ``files``."""
    found = lint_course(read_course(files), files)
    return [(each.code, each.file, each.line) for each in found]

"""A small course with letters to write: templates for every use and way, tasks that ask for drafts and sending."""

from pathlib import Path

COURSE = {
    "course.yml": """id: pens
title: Pens
summary: A short course with letters to write.
language: en
outline:
  - write: [story, letters, plan]
templates: [scene, wave, hello, script, answer]
""",
    "write/module.md": "---\nnav: Write\nsummary: Letters.\n---\n# Write\n\nLetters.\n",
    "write/story.md": "---\nsummary: One.\nminutes: 2\n---\n# A story\n\nOne line.\n",
    "write/letters.md": """---
summary: Draft and send.
---
# Draft {.action}

## People {.people #list min=2 spheres=1 old=0}

A few.

## First {.pick #first count=1 stretch=0}

One.

## Letters {.letters #letters count=2 body=40..600}

Two of them.

## Send {.send #sends count=1 first=0}

One.
""",
    "write/plan.md": "---\nsummary: A plan.\n---\n# Plan {.action}\n\n## Plan {.if-then #plan}\n\nBoth halves.\n",
    "templates/scene.md": """---
use: first
channel: email
summary: One scene comes to mind.
---
# A scene

For friends.

```email
Subject: {{?subject: three words}}

Hi {{their_name}},

{{memory: the scene}} It came back to me this week.

{{question: one easy question}}

{{signature}}
```
""",
    "templates/wave.md": "---\nuse: second\nchannel: email\nsummary: Once more.\n---\n# A wave\n\nLight.\n\n"
    "```email\nSubject: A wave\n\nHi {{their_name}}, a wave from here.\n\n{{signature}}\n```\n",
    "templates/hello.md": "---\nuse: first\nchannel: text\nsummary: Short.\n---\n# Short text\n\nShort.\n\n"
    "```email\nHi {{their_name}}, {{memory: the scene}} {{my_name}}\n```\n",
    "templates/script.md": "---\nuse: first\nchannel: call\nsummary: Speak.\n---\n# A call\n\nSpeak.\n\n"
    "```email\nHello {{their_name}}, it is {{my_name}}. {{memory: the scene}}\n```\n",
    "templates/answer.md": "---\nuse: reply\nchannel: email\nsummary: They answered.\n---\n# An answer\n\nLight.\n\n"
    "```email\nHi {{their_name}},\n\n{{?thanks: what you liked in their letter}}\n\n{{signature}}\n```\n",
}


def write_course(folder: Path) -> Path:
    """Put the course into a folder of its own and return that folder."""
    for name, source in COURSE.items():
        file = folder / "pens" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return folder / "pens"

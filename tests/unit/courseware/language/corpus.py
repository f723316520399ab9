"""Files with every construct of the language and no mistake: what tests mutate."""

LESSON = """---
minutes: 7
summary: Why places bring names back.
requires: [find/start]
---
# Walk back through your *own* life

Dana moves a box. <!-- stays text -->

<!-- a note
of the author -->

## Memory is filed by place

![Four circles](../assets/spheres.svg "Dana's map")

In one study[^levin-2011], people wrote to {{their_name: a friend}}[^own].

> [!NOTE]
> **How to read a study.** Ask who took part.

[^own]: A source of this lesson,
    on two lines.

1. Marek
2. Ilse
   - left to open a shop

| Sphere | Names |
|--------|-------|
| work   | `a|b` |

```email
Subject: The taxi

Hi Evan, {{memory}}
```

[Dana draws her map](../assets/map.mp4)

## Pause and recall {.recall}

### Which cue brings a name back? {#cue tags=cue}

- ( ) "Who could help me?"
  > That brings up whoever is useful.
- (x) "Who sat beside me?" {#beside}
  > Yes.

  ```
  a place and a season
  ```

## Downloads {.resources}

- [Forty memory cues](../resources/memory-cues.md)
"""

CHECK = """---
minutes: 8
---
# Check: whom to reach out to {.quiz pick=6 pass=70% shuffle=questions}

Eight questions.

## Amara lists 18 people. What is her best next move? {#amara tags=scene objective=spheres}

- (x) Add two other spheres
  > Yes: variety.
- ( ) Start at once {25%}
- ( ) Delete half {.void}

> See: [Beyond](comfortable.md#tenth)

> Why: One corner of life repeats itself.

## Which of these are signs of comfort bias? {#signs grading=exact fixed}

Tick *all* of them:

* one
* two

- [x] Choosing the three you could call tonight
- [x] Skipping somebody who became senior
- [ ] Leaving out someone who asked for distance {was=distance}

## What do we call a contact who has gone quiet? {#term case=exact}

- = dormant tie
- = "dormant contact" {50%}
  > Close.
- ! weak tie
  > Weak ties are acquaintances.

> Hint: Two words.

## Five people from each of four spheres makes how many? {#many points=2}

- = 20
- = 18..22 {50%}
- = 30 +- 5% {10%}

## Match each sphere to a cue. {#match}

- Study => Who sat beside you?
  > A classmate.
- Work \\=> home => `a => b`
- => Who is famous?

## Put the steps in order. {#order}

1. Map your spheres
2. Write up to five names
3. Choose the first five

## Complete the rule. {#rule}

List up to [[= 5]] people for at least one [[(x) year | month]], back [[ten | 10]] years.

> Correct: Well done.

## You see an old friend's promotion. What do you do? {.scenario #promo}

It is 8:10.

### Monday {#monday}

- ( ) [Send a note to fifty people](#mass) {0%}
- (x) [Write two lines](#memory) {100%}
  > Good.

### Nobody answers {#mass}

Generic notes are easy to ignore.

### A reply {#memory}

Specific memories work.

## Whose name did you hesitate over? {#hesitate retired}

- [long] Write a line about it.
"""

POOLS = """# Check with pools {.quiz}

## First {.pool #first pick=1}

### One? {#one}

- (x) Yes
- ( ) No

### Two? {#two}

- (x) Yes
- ( ) No
"""

ACTION = """# Do it {.action}

Read first.

## Every field {.worksheet #all after=find/start}

Some words.

- [text] Name your spheres {#spheres min=3 max=200}
- [long] What holds you back? {#fear optional}
- [number 0..60] How many? {#many}
- [date] On which day? {#day}
- [year] When? {#job min=1950}
- [email] Where to? {#mail optional}
- [select] Which first? {#first}
  - Family {#family}
  - Work {#work}

Between.

- [ ] I have written to *three* friends {#warm}
- [scale 1..5] How ready do you feel? {#ready low="Not at all" high="Very"}
  - A word.
- [plan] When will you finish? {#finish}

### People {.table #people rows=3..10}

| Who {#who .text} | Sphere {#sphere .select from=first} | Last {#last .year optional} |
|------------------|-------------------------------------|-----------------------------|
| *Marek*          | Work                                | 2014                        |

### Ideas {.choices #ideas}

- Family {#idea-family}
- First job {#idea-job}

### Walk {.cues #walk}

- Who taught you something?

```email {#note}
Subject: {{memory}}

Hi {{their_name}}
```

## Your people {.people #list min=15 spheres=3 old=3}

## Favours {.favours #favours}

### Menu {.choices #menu}

- Introduce two people {#introduce .both}

## Tell us {.declare #told channels="call, letter" after=all}

## Read {.text}

Words.
"""

FILES = {
    "find/walk-back.md": LESSON,
    "find/check.md": CHECK,
    "find/pools.md": POOLS,
    "find/sheet.md": ACTION,
    "find/module.md": "---\nnav: Find\nobjectives: {list: List people}\n---\n# Find\n\nText.\n\n## Get {.resources}\n\n"
    "- [Sheet](../resources/sheet.md)\n",
    "final/final.md": "---\nminutes: 30\n---\n# Final {.quiz}\n\nIntro.\n\n## My word {.honour}\n\nI do.\n",
    "final/find.md": "# Find\n\n## Who fits? {#fits}\n\n- (x) A flatmate\n- ( ) A cousin\n",
    "templates/memory.md": "---\nuse: first\n---\n# Memory\n\nUse it.\n\n"
    "```email {#text}\nSubject: {{memory}}\n\nHi\n```\n",
    "guide/first.md": "# First\n\n[Memory](../templates/memory.md) {.include}\n\nText[^a].\n\n[^a]: A source.\n",
    "resources/cues.md": "# Cues\n\n- [ ] Who had your key?\n",
    "glossary.md": "# Words\n\n## Dormant tie\n\nSomeone you knew.\n",
    "sources.md": "# Sources\n\n[^levin-2011]: Levin, *Science*,\n    2011.\n",
}

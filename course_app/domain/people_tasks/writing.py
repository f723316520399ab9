"""Tasks of the pen: warming up, drafting, sending, thanking, the next thing to say."""

from course_app.domain.followup import ASIDE, has_answered, state_of
from course_app.domain.people import Circle, Direction, LetterStatus, Tie
from course_app.domain.people_tasks.work import Look, Work, in_words, look, more, of, together, written
from course_app.domain.worksheets import CHANNELS, Filled, Lack, Trouble, parse_day

WRITTEN = frozenset({LetterStatus.READY, LetterStatus.SENT, LetterStatus.KEPT})
"""Letters that met the starred checks."""
GRATITUDE_PARTS = ("did", "changed", "today")


def warm_up(work: Work) -> Look:
    """``.warm-up``: the ticks are set, or enough messages were logged before. Typed: ``tick.0`` and on, ``felt``."""
    count, enough = work.number("count", 3), work.number("skip-after", 2)
    if touched_out(work.circle) >= enough:
        return look(count, count, warm=1)
    ticks = [f"tick.{n}" for n in range(count)]
    ticked = sum(map(work.ticked, ticks))
    lacks = []
    if ticked < count:
        first = next(control for control in ticks if not work.ticked(control))
        lacks.append(work.lack(first, f"{more(count - ticked)} to write and tick."))
    return look(ticked, count, lacks)


def touched_out(circle: Circle) -> int:
    """Return how many messages and meetings of the learner's own are logged."""
    return sum(touch.direction is Direction.OUT for tie in circle.ties.values() for touch in tie.touches)


def letters(work: Work) -> Look:
    """``.letters``: drafts to enough different people meet the starred checks of the desk."""
    count, use = work.number("count", 5), work.word("use", "first")
    ready, begun = [], []
    for tie in work.circle.ties.values():
        statuses = {letter.status for letter in tie.letters if letter.use == use}
        if statuses & WRITTEN:
            ready.append(tie)
        elif LetterStatus.OPEN in statuses:
            begun.append(tie)
    lacks = []
    if len(ready) < count:
        lacks = [_unfinished(work, tie) for tie in begun]
        sentence = f"{more(count - len(ready))}: {of(len(ready), count)} ready."
        lacks.append(work.lack("list", sentence))
    return look(len(ready), count, lacks, letters=len(ready))


def _unfinished(work: Work, tie: Tie) -> Lack:
    sentence = "Begun, and not ready yet: the desk says what is missing."
    return work.lack(f"person.{tie.person.id}", sentence, tie.person.name)


def send(work: Work) -> Look:
    """``.send``: messages went out to enough people, some of them picked; or the practice path was walked.

    Typed: ``practice`` (a tick), and of each hello to somebody one is in touch with ``hello.<n>.channel`` and
    ``hello.<n>.day``. On the practice path letters that were sent count as letters and as hellos.
    """
    count, first = work.number("count", 3), work.number("first", 1)
    reached = [tie for tie in work.circle.ties.values() if _reached(tie)]
    picked = sum(tie.person.picked for tie in reached)
    if work.switch("practice", True) and work.ticked("practice"):
        return _practice(work, count, len(reached))
    lacks = []
    if len(reached) < count:
        lacks.append(work.lack("list", f"{more(count - len(reached))} to send and log."))
    if picked < first:
        who = "One of them goes" if first == 1 else f"{in_words(first).capitalize()} of them go"
        have = f" (so far {in_words(picked)})" if picked else ""
        lacks.append(work.lack("picked", f"{who} to your first picks{have}."))
    return look(len(reached), count, lacks, sent=len(reached), practice=0)


def _reached(tie: Tie) -> bool:
    return any(touch.direction is Direction.OUT for touch in tie.touches)


def _practice(work: Work, count: int, reached: int) -> Look:
    kept = sum(any(each.status is LetterStatus.KEPT for each in tie.letters) for tie in _unsent(work.circle))
    hellos = [_hello(work, n) for n in range(count)]
    said = sum(each.met for each in hellos) + reached
    lacks, troubles = [], [trouble for each in hellos for trouble in each.troubles]
    written_letters = kept + reached
    if written_letters < count:
        noun = "letter" if count - written_letters == 1 else "letters"
        lacks.append(work.lack("letters", f"{more(count - written_letters)} {noun} to write and keep."))
    if said < count:
        noun = "hello" if count - said == 1 else "hellos"
        control = next(f"hello.{n}.channel" for n, each in enumerate(hellos) if not each.met)
        lacks.append(work.lack(control, f"{more(count - said)} {noun} to people you are in touch with."))
    done = min(written_letters, count) + min(said, count)
    return look(done, 2 * count, lacks, troubles, sent=reached, practice=1, kept=kept)


def _unsent(circle: Circle) -> list[Tie]:
    return [tie for tie in circle.ties.values() if not _reached(tie)]


def _hello(work: Work, n: int) -> Filled:
    channel, day = f"hello.{n}.channel", f"hello.{n}.day"
    when = parse_day(work.text(day))
    if work.text(channel) and work.text(channel) not in CHANNELS:
        return Filled(0, 1, troubles=(Trouble(channel, "Choose one of the list."),))
    if work.text(day) and when is None:
        return Filled(0, 1, troubles=(Trouble(day, "Type a date as year, month and day: 2026-03-31."),))
    if when is not None and when > work.today:
        return Filled(0, 1, troubles=(Trouble(day, "That day is still to come. Declare it when it is done."),))
    for control, sentence in ((channel, "Say how you did it."), (day, "Say on which day.")):
        if not work.text(control):
            return Filled(0, 1, (work.lack(control, sentence),))
    return Filled(1, 1)


def gratitude(work: Work) -> Look:
    """``.gratitude``: a person and the three parts are there. Typed: ``person``, ``did``, ``changed``, ``today``."""
    limits = work.span("part", 20, 500)
    chosen = work.text("person")
    whom = Filled(1, 1)
    if chosen not in work.circle.ties:
        sentence = "This person is not on your list any more. Choose another." if chosen else "Choose a person."
        whom = Filled(0, 1, (work.lack("person", sentence),))
    return together([whom, *(written(work, part, limits) for part in GRATITUDE_PARTS)])


def note_of(name: str, parts: tuple[str, str, str], signed: str) -> str:
    """Return the three parts of a thank-you as a note."""
    paragraphs = [
        f"Dear {name},",
        *(part.strip() for part in parts),
        "No need to answer. I wanted you to know.",
        signed,
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())


def in_touch(work: Work) -> tuple[Tie, ...]:
    """Return the people who answered or wrote first, without those left in peace."""
    ties = work.circle.ties.values()
    return tuple(tie for tie in ties if has_answered(tie) and state_of(tie, work.today) not in ASIDE)


def next_line(work: Work) -> Look:
    """``.next-line``: a line for enough people in touch, or for each if there are fewer; for nobody it is done."""
    low, high = work.span("text", 10, 280)
    near = in_touch(work)
    count = min(work.number("count", 3), len(near))
    lengths = {tie.person.id: len(tie.person.next_line.strip()) for tie in near}
    kept = sum(low <= length <= high for length in lengths.values())
    lacks = []
    if kept < count:
        for tie in near:
            length = lengths[tie.person.id]
            if 0 < length < low:
                sentence = f"Write a little more: {low} letters at least, this has {length}."
            elif length > high:
                sentence = f"At most {high} letters; this has {length}."
            else:
                continue
            lacks.append(work.lack(f"person.{tie.person.id}", sentence, tie.person.name))
        first = next(tie.person.id for tie in near if not low <= lengths[tie.person.id] <= high)
        lacks.append(work.lack(f"person.{first}", f"{more(count - kept)} to write."))
    return look(kept, count, lacks, lines=kept)

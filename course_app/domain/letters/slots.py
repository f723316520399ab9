"""Templates of letters: their slots are filled from what is known, what is not known stays as a blank ``[prompt]``.

In the source of a template one line break joins lines, an empty line parts paragraphs, and a backslash at the end of
a line breaks it. ``{{name}}`` and ``{{name: prompt}}`` are filled; ``{{?word: prompt}}`` is a blank of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from course_app.domain.course import LetterPart
from course_app.domain.people import Tie

PROMPTS: Mapping[str, str] = MappingProxyType(
    {
        "their_name": "their name",
        "my_name": "your name",
        "memory": "one small scene that only the two of you know",
        "place": "where you knew each other",
        "years": "how long ago",
        "why_now": "one honest line on why you are writing today",
        "offer": "one small thing that you could bring",
        "question": "one question that is easy to answer",
        "signature": "your name and two ways to answer",
    }
)
_SLOT = re.compile(r"\{\{(\??)([^{}:\n]{1,400})(?::([^{}\n]{0,1000}))?\}\}")
_BLANK = re.compile(r"\{\{[^{}\n]{1,1400}\}\}|\[([^\[\]\n]{1,1400})\]")
_SQUARE = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs; ``other`` is another way to answer, in place of a phone."""

    name: str
    email: str = ""
    phone: str = ""
    other: str = ""

    @property
    def signature(self) -> str:
        """The lines below a letter: the name, then the ways to answer; '' where there are not two of them."""
        ways = [way for way in (self.email, self.phone, self.other) if way]
        return f"{self.name}\n{' · '.join(ways)}" if self.name and len(ways) > 1 else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the desk: a subject and a body."""

    subject: str = ""
    body: str = ""


def known_of(tie: Tie, sender: Sender) -> dict[str, str]:
    """Return what is known for the slots of a letter to somebody, by the name of the slot.

    How long ago it was and the reason to write now are left to the learner: each template asks for them in its own
    words. So is the offer, of which a first letter hardly ever speaks.
    """
    return {
        "their_name": tie.person.short,
        "my_name": sender.name,
        "memory": tie.person.memory,
        "place": tie.sphere.name,
        "signature": sender.signature,
    }


def begin(template: LetterPart, known: Mapping[str, str]) -> Sheet:
    """Return a letter begun from a template."""
    return Sheet(fill(template.subject, known).strip(), fill(laid_out(template.body), known))


def fill(text: str, known: Mapping[str, str]) -> str:
    """Return ``text`` with its slots filled; one without a value becomes a blank with its prompt.

    Square brackets in a value are set as round ones, for a value is no blank.
    """
    return _SLOT.sub(lambda slot: _filling(slot, known), text)


def _filling(slot: re.Match[str], known: Mapping[str, str]) -> str:
    own, name, prompt = slot[1], slot[2].strip(), (slot[3] or "").strip()
    value = "" if own else known.get(name, "").strip()
    if value and not (name == "memory" and _inside_a_sentence(slot)):
        ends_twice = slot.string[slot.end() : slot.end() + 1] == "." and value.endswith(".")
        return (value[:-1] if ends_twice else value).translate(_SQUARE)
    asked = prompt or PROMPTS.get(name) or name.replace("_", " ")
    return f"[{asked.translate(_SQUARE)}]"


def _inside_a_sentence(slot: re.Match[str]) -> bool:
    """Return whether words of the same sentence stand before a slot: a memory is noted as a sentence of its own."""
    before = slot.string[: slot.start()].rstrip(" \t")
    return bool(before) and before[-1] not in '.!?…:\n"”’'


def laid_out(body: str) -> str:
    """Return the source of a letter with its lines joined, broken and parted as they are meant."""
    paragraphs: list[str] = []
    for block in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip()):
        lines = [line.strip(" \t") for line in block.strip("\n").split("\n")]
        text = "".join(f"{line[:-1].rstrip()}\n" if line.endswith("\\") else f"{line} " for line in lines)
        if text.strip():
            paragraphs.append(text.strip())
    return "\n\n".join(paragraphs)


def without_slots(text: str) -> str:
    """Return only the words that a template brings along."""
    return _SLOT.sub(" ", text)


def blanks(text: str) -> tuple[str, ...]:
    """Return what is still to be filled in, brackets included; ``[1]`` and ``[ ]`` are none."""
    return tuple(found[0] for found in _BLANK.finditer(text) if found[1] is None or _asks(found[1]))


def without_blanks(text: str) -> str:
    """Return a text without what is still to be filled in, whose words are nobody's."""
    return _BLANK.sub(lambda found: " " if found[1] is None or _asks(found[1]) else found[0], text)


def _asks(inside: str) -> bool:
    return "…" in inside or "..." in inside or any(sign.isalpha() for sign in inside)

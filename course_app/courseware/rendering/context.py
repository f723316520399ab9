"""What rendering needs to know beside the text: where links lead, what fills a slot, which words the site adds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256


def _callouts() -> dict[str, str]:
    return {
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Take care",
        "caution": "Stop and think",
    }


def _prompts() -> dict[str, str]:
    return {
        "their_name": "their name",
        "my_name": "your name",
        "memory": "a memory only you two share",
        "place": "where you met",
        "years": "how many years",
        "why_now": "why you write now",
        "offer": "what you can offer",
        "question": "one easy question",
        "signature": "your name and how to reach you",
    }


@dataclass(frozen=True, slots=True)
class Words:
    """The site's own words in rendered texts, in the language of the course."""

    callouts: Mapping[str, str] = field(default_factory=_callouts)
    prompts: Mapping[str, str] = field(default_factory=_prompts)
    subject: str = "Subject"
    table: str = "Table"
    transcript: str = "Transcript"
    captions: str = "Captions"
    notes: str = "Sources and notes"
    back: str = "Back to the text"
    glossary: str = "Words on this page"


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a site puts into its courses: its name, a credential's title where the course has none, its words."""

    site: str = ""
    credential: str = ""
    words: Words = field(default_factory=Words)

    def fingerprint(self) -> str:
        """Return a hash of everything in this context that can show in a text."""
        words = self.words
        parts = [self.site, self.credential, *sorted(words.callouts.items()), *sorted(words.prompts.items())]
        parts += [words.subject, words.table, words.transcript, words.captions, words.notes, words.back]
        return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()

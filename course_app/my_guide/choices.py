"""What a learner chooses before their Guide is made; contact details stay out unless they say so."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from course_app.printing.composing import PAPERS


@dataclass(frozen=True, slots=True)
class Choices:
    """What goes into a Guide and what it looks like; ``initials`` puts ``E. B.`` where a name would stand."""

    paper: str = "a4"
    contacts: bool = False
    letters: bool = True
    initials: bool = False
    large: bool = False

    def text(self) -> str:
        """Return the choices in words, as they are kept."""
        return " ".join([self.paper, *(name for name in SWITCHES if getattr(self, name))])

    @classmethod
    def read(cls, text: str) -> "Choices":
        """Return the choices that ``text`` says; words that say nothing are passed over."""
        words = text.split()
        paper = next((word for word in words if word in PAPERS), "a4")
        return cls(paper, **{name: name in words for name in SWITCHES})

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> "Choices":
        """Return the choices of a form, in which a box that is not ticked does not stand."""
        paper = form.get("paper", "")
        return cls(paper if paper in PAPERS else "a4", **{name: bool(form.get(name)) for name in SWITCHES})


SWITCHES = tuple(each.name for each in fields(Choices) if each.name != "paper")

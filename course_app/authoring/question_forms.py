"""What the form of a question sends, as a question."""

from collections.abc import Mapping
from dataclasses import dataclass

from course_app.authoring.gap_text import KINDS, GapText
from course_app.authoring.question_answers import one_line
from course_app.authoring.question_text import NOTES, OptionText, QuestionText, SceneText
from course_app.courseware.language.setting_types import is_id
from course_app.domain.errors import DomainError

MOST_OPTIONS = 12
MOST_SCENES = 40
LONGEST_LINE = 2_000
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class _Form:
    fields: Mapping[str, str]

    def line(self, name: str) -> str:
        """Return a field on one line."""
        return one_line(self.fields.get(name, ""))[:LONGEST_LINE]

    def text(self, name: str) -> str:
        """Return a field of several lines, without empty ones around it."""
        said = self.fields.get(name, "").replace("\r\n", "\n").replace("\r", "\n")
        return said.strip("\n").rstrip()[:LONGEST_TEXT]

    def number(self, name: str, default: int) -> int:
        """Return a whole number, or ``default`` for what is none."""
        said = self.fields.get(name, "").strip()
        return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else default


def question_from(fields: Mapping[str, str], old: QuestionText) -> QuestionText:
    """Return the question that a form describes; ``old`` is what it was made from.

    Raises:
        DomainError: a new scene has no id of its own.
    """
    form = _Form(fields)
    settings = {
        **old.settings,
        "points": form.line("points"),
        "tags": ",".join(word for word in form.line("tags").replace(",", " ").split()),
        "objective": form.line("objective"),
        "fixed": "fixed" if "fixed" in fields else "",
        "draft": "draft" if fields.get("state") == "draft" else "",
        "retired": "retired" if fields.get("state") == "retired" else "",
    }
    if "points" not in fields:
        settings = dict(old.settings)
    options = _options(form, "", old.kind, len(old.options))
    if old.kind == "order":
        places = {id(option): (form.number(f"place-{at}", 99), at) for at, option in enumerate(options)}
        options = sorted(options, key=lambda option: places[id(option)])
    return QuestionText(
        old.id,
        old.kind,
        form.line("heading"),
        form.text("stem"),
        _without_empty_ends(options, len(old.options)),
        {word: form.text(f"note-{word}") for word in NOTES if f"note-{word}" in fields},
        tuple(_gap(form, at, gap) for at, gap in enumerate(old.gaps)),
        tuple(_scenes(form, old)),
        settings,
    )


def _options(form: _Form, prefix: str, kind: str, there: int) -> list[OptionText]:
    options = []
    for at in range(MOST_OPTIONS + 1):
        name = f"{prefix}text-{at}"
        if name not in form.fields:
            continue
        one_right = kind in ("choice", "scenario")
        right = form.fields.get(f"{prefix}right") == str(at) if one_right else f"{prefix}right-{at}" in form.fields
        if kind == "scenario":
            right = f"{prefix}right-{at}" in form.fields
        if kind in ("pairs", "order", "reflection"):
            right = True
        was = form.number(f"{prefix}at-{at}", there)
        text, other = form.line(name), form.line(f"{prefix}other-{at}")
        options.append(OptionText(text, right, form.text(f"{prefix}feedback-{at}"), other, was if was < there else -1))
    return options


def _without_empty_ends(options: list[OptionText], there: int) -> tuple[OptionText, ...]:
    return tuple(option for option in options if option.text or 0 <= option.at < there)


def _gap(form: _Form, at: int, old: GapText) -> GapText:
    kind = form.fields.get(f"gap-{at}-kind", old.kind)
    lines = tuple(line.strip() for line in form.text(f"gap-{at}-lines").split("\n") if line.strip())
    right = form.number(f"gap-{at}-right", 1) - 1
    new = GapText(kind if kind in KINDS else old.kind, lines, right if kind == "choice" else 0, old.raw)
    if new.kind == "choice" and not 0 <= new.right < len(lines):
        raise DomainError(f"Gap {at + 1}: say which of its lines is the right one.", f"gap-{at}-right")
    return new


def _scenes(form: _Form, old: QuestionText) -> list[SceneText]:
    scenes, taken = [], {scene.id for scene in old.scenes}
    for at in range(MOST_SCENES + 1):
        prefix = f"scene-{at}-"
        if f"{prefix}heading" not in form.fields:
            continue
        there = old.scenes[at] if at < len(old.scenes) else None
        heading, name = form.line(f"{prefix}heading"), there.id if there else form.line(f"{prefix}id")
        if there is None and not heading:
            continue
        if there is None and (not is_id(name) or name in taken):
            raise DomainError(
                "A new scene needs an id of its own: small letters, digits, hyphens, a letter first.", f"{prefix}id"
            )
        options = _options(form, prefix, "scenario", len(there.options) if there else 0)
        kept = _without_empty_ends(options, len(there.options) if there else 0)
        scenes.append(SceneText(name, heading, form.text(f"{prefix}stem"), kept))
    return scenes

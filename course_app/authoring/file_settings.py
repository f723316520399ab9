"""The front matter of each kind of file as a form: which settings there are, and what each means."""

from collections.abc import Mapping
from dataclasses import dataclass

from course_app.authoring.front_text import title, values, with_title, with_value


@dataclass(frozen=True, slots=True)
class SettingField:
    """A setting: its key in the file, its words, how it is written (text, list, mapping) and what it may be."""

    key: str
    label: str
    hint: str = ""
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    rows: int = 0


TITLE = SettingField("title", "Title")
SUMMARY = SettingField("summary", "Summary", "One sentence, shown in lists.", rows=2)
MINUTES = SettingField("minutes", "Minutes", "How long it takes, a whole number.")
UNIT = (
    TITLE,
    SUMMARY,
    MINUTES,
    SettingField("requires", "Counts once these are done", "Addresses such as find/build-list, with commas.", "list"),
    SettingField(
        "state",
        "Seen by learners",
        "A hidden unit keeps its place and its id.",
        choices=(("", "Yes"), ("draft", "No, hidden")),
    ),
    SettingField("lang", "Language", "Only where it is not that of the course, such as de."),
    SettingField("license", "Licence", "Only where it is not that of the course."),
    SettingField("was", "Former names", "File names this unit had before; what learners did goes on.", "list"),
)
FIELDS: Mapping[str, tuple[SettingField, ...]] = {
    "lesson": UNIT,
    "quiz": UNIT,
    "action": UNIT,
    "module": (
        TITLE,
        SettingField("nav", "Short name", "For the index at the side."),
        SUMMARY,
        SettingField("objectives", "Objectives", "A line each: id: what somebody can do then.", "mapping", rows=4),
        SettingField("was", "Former names", "Folder names this module had before.", "list"),
    ),
    "template": (
        TITLE,
        SUMMARY,
        SettingField(
            "use",
            "Use",
            choices=(("", "Any"), ("first", "First"), ("second", "Second"), ("thanks", "Thanks"), ("reply", "Reply")),
        ),
        SettingField(
            "channel",
            "Channel",
            choices=(("", "Any"), ("email", "E-mail"), ("text", "Text"), ("message", "Message"), ("call", "Call")),
        ),
    ),
    "guide": (TITLE, SUMMARY),
    "resource": (TITLE, SUMMARY),
    "final": (TITLE, MINUTES),
    "topic": (TITLE,),
}


def settings_of(kind: str, text: str) -> list[tuple[SettingField, str]]:
    """Return the settings of a file with what they are now."""
    found = {**values(text), "title": title(text)}
    return [(field, found.get(field.key, "")) for field in FIELDS.get(kind, ())]


def with_settings(kind: str, text: str, wanted: Mapping[str, str]) -> str:
    """Return ``text`` with the settings that are ``wanted``; those that are not named stay as they are."""
    for field in FIELDS.get(kind, ()):
        if field.key in wanted:
            value = wanted[field.key].replace("\r\n", "\n")
            if field.key == "title":
                text = with_title(text, value)
            else:
                text = with_value(text, field.key, value, field.kind)
    return text

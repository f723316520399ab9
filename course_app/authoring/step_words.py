"""What each number of a task means, in words."""

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "declare": {"channels": ("channels", "Which ways to reach somebody may be chosen.")},
    "purpose": {
        "text": ("letters", "How long the reason is, from..to."),
        "remind": ("quiet time", "After so long without a visit the reason is shown again."),
    },
    "spheres": {
        "min": ("least", "So many areas of life are asked for."),
        "max": ("most", "No more can be made."),
    },
    "people": {
        "min": ("least people", "So many have to count for the list to be done."),
        "spheres": ("areas", "The people come from so many areas of life."),
        "per-sphere": ("counted from one area", "More may be added; they do not count."),
        "old": ("long silent", "So many were not heard of for long, or a note says why."),
        "old-years": ("years that are long", "From so many years on a silence is long."),
        "quiet-years": ("years of silence", "Below this a soft hint is shown."),
    },
    "pick": {
        "count": ("people picked", "Exactly so many."),
        "stretch": ("of these a stretch", "So many of them take some courage."),
    },
    "offers": {
        "min": ("people with an offer", "So many, all picked ones among them."),
        "text": ("letters", "How long an offer is, from..to."),
        "not-sure": ("without an idea", "So many may be left with a stance."),
        "same": ("alike", "More than so many alike ask for other words."),
    },
    "mindset": {
        "from": ("rating that is answered", "From this rating on a statement needs another way to see it."),
        "text": ("letters", "How long an answer of one's own is, from..to."),
    },
    "warm-up": {
        "count": ("ticks", "So many small greetings."),
        "minutes": ("minutes", "How long one takes, as shown."),
        "skip-after": ("not needed after", "Whoever wrote to so many people before may pass on."),
    },
    "letters": {
        "count": ("drafts", "To so many different people."),
        "use": ("use", "Which templates are offered: first, second, thanks or reply."),
        "subject": ("letters of the subject", "From..to."),
        "body": ("letters of the text", "From..to."),
        "words": ("words", "More than this brings advice, no more."),
        "own": ("own words", "So much of a draft differs from the template."),
        "apart": ("apart", "So much of a draft differs from the others."),
    },
    "send": {
        "count": ("people written to", "So many."),
        "first": ("of these picked", "So many of them are from the pick."),
        "practice": ("practice path", "Whether current contacts may be written to instead: yes or no."),
    },
    "channels": {
        "extra": ("more people", "A plan for each picked person, and for so many more."),
        "do": ("carried out", "So many plans are carried out."),
        "beyond": ("other than", "The way that does not count as another one."),
    },
    "gratitude": {
        "part": ("letters of a part", "From..to."),
        "words": ("words", "How long the note is, from..to."),
    },
    "favours": {"plan": ("planned", "So many favours."), "do": ("done", "So many of them.")},
    "cadence": {"default": ("usual rhythm", "Offered first: monthly, quarterly, half-yearly, yearly, rest or closed.")},
    "next-line": {"count": ("lines", "To so many people."), "text": ("letters", "How long a line is, from..to.")},
    "look-back": {
        "of": ("looks back on", "The address of the mindset task; empty for the only one."),
        "lesson": ("letters", "How long the lesson is, from..to."),
        "replies": ("replies", "Below so many nothing is compared."),
    },
}


def label_of(kind: str, key: str) -> str:
    """Return what a number of a task is called."""
    return _WORDS.get(kind, {}).get(key, (key, ""))[0]


def meaning_of(kind: str, key: str) -> str:
    """Return what a number of a task does, '' where its name says it."""
    return _WORDS.get(kind, {}).get(key, (key, ""))[1]

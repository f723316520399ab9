"""Tell texts that could cost much from ordinary ones, by counting.

Python-Markdown looks for the end of every opening bracket, so that open or nested ones cost the square of their
number.
"""

from course_app.domain.questions import Leaf

BRACKET_STEPS = 400_000
SIGN_STEPS = 40_000_000
_SIGNS = "*_`<\\{&!["


def suspicious(leaf: Leaf) -> bool:
    """Tell whether rendering ``leaf`` could take long: many signs in a long text, or brackets far from their end."""
    text = leaf.text
    if len(text) < 200:
        return False
    signs = sum(text.count(sign) for sign in _SIGNS)
    return signs * len(text) > SIGN_STEPS or ("[" in text and _bracket_steps(text) > BRACKET_STEPS)


def _bracket_steps(text: str) -> int:
    """Return how many letters are looked at to find the ends of brackets and addresses."""
    steps = 0
    for part in text.split("\n\n"):
        if "[" not in part:
            continue
        open_at: list[int] = []
        for at, letter in enumerate(part):
            if letter == "[":
                open_at.append(at)
            elif letter == "]" and open_at:
                steps += at - open_at.pop()
                if part[at + 1 : at + 2] == "(":
                    end = part.find(")", at)
                    plain = end > 0 and '"' not in part[at:end] and "'" not in part[at:end]
                    steps += end - at if plain else _quoted_end(part, at) - at
        steps += sum(len(part) - at for at in open_at)
    return steps


def _quoted_end(part: str, at: int) -> int:
    ends = [end for sign in ('")', "')") if (end := part.find(sign, at)) > 0]
    return min(ends, default=len(part))

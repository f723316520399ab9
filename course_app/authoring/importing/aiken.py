"""Questions in the Aiken format: a text, lettered answers, and a line that names the right one."""

import re
from collections.abc import Iterator

from course_app.authoring.importing.found import Found, RowError, made
from course_app.authoring.question_text import OptionText

_OPTION = re.compile(r"([A-Z])[.)][ \t]+(.*\S)")
_ANSWER = re.compile(r"ANSWER:[ \t]*([A-Z])[ \t]*")
ANSWER_LINE = re.compile(r"(?m)^ANSWER:[ \t]*[A-Z]")


def read_aiken(text: str) -> Iterator[Found]:
    """Yield the questions of a text; each ends with its ANSWER line."""
    words: list[str] = []
    options: list[tuple[str, str]] = []
    start = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        if not words and not options:
            start = number
        answer, option = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
        if answer:
            yield _question(start, words, options, answer[1])
            words, options = [], []
        elif option:
            options.append((option[1], option[2]))
        elif options:
            # The text of the next question: the one above has lost its last line.
            yield Found(start, _title(words), reason="It has no line ANSWER: with the letter of the right answer.")
            words, options, start = [line], [], number
        else:
            words.append(line)
    if words or options:
        yield Found(start, _title(words), reason="It has no line ANSWER: with the letter of the right answer.")


def _title(words: list[str]) -> str:
    return words[0] if words else ""


def _question(line: int, words: list[str], options: list[tuple[str, str]], right: str) -> Found:
    try:
        if right not in [letter for letter, _text in options]:
            raise RowError(f"The right answer {right} is none of its answers.")
        answers = [OptionText(text, letter == right) for letter, text in options]
        return Found(line, _title(words), made("\n".join(words), "choice", answers), plain=True)
    except RowError as error:
        return Found(line, _title(words), reason=str(error))

"""Questions from a table: a row each, columns by their names."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from course_app.authoring.importing.found import Found, RowError, made
from course_app.authoring.question_text import OptionText, QuestionText

NAMES = {
    "question": ("question", "text", "prompt", "stem"),
    "type": ("type", "kind"),
    "right": ("right", "correct", "answer", "answers", "right answer", "correct answer", "key"),
    "wrong": ("wrong", "wrong answers", "distractors", "incorrect"),
    "hint": ("hint",),
    "why": ("why", "explanation", "rationale", "feedback"),
    "feedback right": ("feedback right", "feedback correct"),
    "feedback wrong": ("feedback wrong", "feedback incorrect"),
    "id": ("id", "name"),
    "tags": ("tags",),
    "points": ("points", "score"),
    "objective": ("objective",),
}
"""The columns, with the names that each may have."""
KINDS = {
    "choice": ("choice", "single", "mc", "multiple choice", "choose one", "true false"),
    "several": ("several", "multi", "multiple", "multiple answers", "checkbox", "choose several"),
    "accept": ("typed", "text", "short answer", "number", "numeric", "accept"),
    "order": ("order", "ordering", "sequence"),
    "pairs": ("pairs", "match", "matching"),
    "reflection": ("reflection", "essay", "long"),
}
_OPTION = re.compile(r"(?:option|choice|answer)?[ _]?([a-l]|[1-9]|1[0-2])")
_KEYED = re.compile(r"[a-lA-L0-9 ,;|]+")


def read_table(text: str) -> Iterator[Found]:
    """Yield the rows of a table whose first line names its columns; parted by commas, semicolons or tabs."""
    head = text.split("\n", 1)[0]
    sign = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign)
    try:
        names = [_plain(name) for name in next(reader, [])]
        columns = _columns(names)
        if "question" not in columns:
            yield Found(1, "", reason="The first line names the columns; one of them is “question”.")
            return
        line = reader.line_num
        for row in reader:
            start, line = line + 1, reader.line_num
            if any(cell.strip() for cell in row):
                yield _row(start, _Row(columns, row))
    except csv.Error as error:
        yield Found(reader.line_num, "", reason=f"From here on it cannot be read as a table: {error}.")


def unread_columns(text: str) -> list[str]:
    """Return the names of columns that mean nothing here."""
    head = text.split("\n", 1)[0]
    try:
        row = next(csv.reader([head], delimiter=max(",;\t", key=head.count)), [])
    except csv.Error:
        return []
    known = _columns([_plain(name) for name in row])
    used = {at for places in known.values() for at in places}
    return [name.strip() for at, name in enumerate(row) if at not in used and name.strip()]


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())


def _columns(names: list[str]) -> dict[str, list[int]]:
    """Return the places of each column; ``wrong`` may stand several times, options are called by their letter."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        bare = re.sub(r" ?[0-9]+$", "", name)
        key = next((key for key, words in NAMES.items() if name in words), None)
        option = _OPTION.fullmatch(name)
        if key is None and bare in NAMES["wrong"]:
            key = "wrong"
        if key is None and option is not None:
            key = f"option {option[1]}"
        if key is None and (said := re.fullmatch(r"feedback ([a-l]|[1-9]|1[0-2])", name)):
            key = f"said {said[1]}"
        if key is not None:
            found.setdefault(key, []).append(at)
    return found


class _Row:
    def __init__(self, columns: dict[str, list[int]], cells: list[str]) -> None:
        self.columns, self._cells = columns, cells

    def all(self, key: str) -> list[str]:
        """Return what stands in a column, cut at its bars; in several where the name stands several times."""
        cells = [self._cells[at] for at in self.columns.get(key, ()) if at < len(self._cells)]
        return [part.strip() for cell in cells for part in cell.split("|") if part.strip()]

    def one(self, key: str) -> str:
        """Return what stands in a column, '' for nothing."""
        at = self.columns.get(key, [len(self._cells)])[0]
        return self._cells[at].strip() if at < len(self._cells) else ""


def _row(line: int, row: _Row) -> Found:
    title = row.one("question")
    try:
        return Found(line, title, _question(row, title))
    except RowError as error:
        return Found(line, title, reason=str(error))


def _question(row: _Row, title: str) -> QuestionText:
    if not title:
        raise RowError("It has no question.")
    said = _plain(row.one("type"))
    kind = next((key for key, words in KINDS.items() if said in words), "")
    if said and not kind:
        raise RowError(f"No kind of question is called “{said}”. Write {', '.join(KINDS)}, or leave it empty.")
    kind, options = _options(row, kind)
    return made(
        title,
        kind,
        options,
        notes={"Hint": row.one("hint"), "Why": row.one("why")},
        settings={
            "points": row.one("points"),
            "tags": ",".join(row.one("tags").replace(",", " ").split()),
            "objective": row.one("objective"),
        },
        name=row.one("id"),
    )


def _options(row: _Row, kind: str) -> tuple[str, list[OptionText]]:
    lettered = [key.removeprefix("option ") for key in row.columns if key.startswith("option ")]
    letters = [letter for letter in lettered if row.one(f"option {letter}")]
    right, wrong = row.all("right"), row.all("wrong")
    if kind == "pairs":
        return kind, [_pair(each) for each in right]
    if kind == "order":
        return kind, [OptionText(each, True) for each in right]
    if kind == "reflection":
        return kind, [OptionText(right[0] if right else "Write a few lines.", True)]
    if letters:
        options = _lettered(row, letters, right)
    else:
        yes, no = row.one("feedback right"), row.one("feedback wrong")
        options = [OptionText(each, True, yes) for each in right] + [OptionText(each, False, no) for each in wrong]
    if not any(option.right for option in options):
        raise RowError("It has no right answer.")
    if not kind:
        rights = sum(option.right for option in options)
        kind = "accept" if rights == len(options) else "several" if rights > 1 else "choice"
    return kind, options


def _lettered(row: _Row, letters: list[str], right: list[str]) -> list[OptionText]:
    """Return the options of columns A, B, …; the right ones are named by letter, number or words."""
    words = {letter: row.one(f"option {letter}") for letter in letters}
    named: set[str] = set()
    for each in right:
        keys = re.split(r"[ ,;]+", each.casefold()) if _KEYED.fullmatch(each) else [each]
        same = [letter for letter, text in words.items() if text.casefold() == each.casefold()]
        places = {key: letters[int(key) - 1] for key in keys if key.isdigit() and 0 < int(key) <= len(letters)}
        if same:
            named.update(same)
        elif all(key in letters or key in places for key in keys if key):
            named.update(key if key in letters else places[key] for key in keys if key)
        else:
            raise RowError(f"The right answer “{each}” is none of its options.")
    return [OptionText(text, letter in named, row.one(f"said {letter}")) for letter, text in words.items()]


def _pair(text: str) -> OptionText:
    left, arrow, right = text.partition("=>")
    if not arrow or not right.strip():
        raise RowError("Pairs are written left => right, with a bar between them.")
    return OptionText(right.strip(), True, "", left.strip())

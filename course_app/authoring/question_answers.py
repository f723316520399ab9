"""The lines of answers and texts of a question, written anew where they differ."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from course_app.authoring.question_lines import Block, Lines, unquoted
from course_app.authoring.question_text import OptionText
from course_app.courseware.language.tree import Span, Tree

SIGNS: Mapping[str, tuple[str, str]] = {
    "choice": ("- ( ) ", "- (x) "),
    "several": ("- [ ] ", "- [x] "),
    "accept": ("- ! ", "- = "),
    "pairs": ("- ", "- "),
    "order": ("1. ", "1. "),
    "reflection": ("- [long] ", "- [long] "),
}
LINKED = "scenario"


@dataclass(frozen=True, slots=True)
class Edit:
    """New words in the place of some old ones."""

    span: Span
    new: str


def one_line(text: str) -> str:
    """Return a text on one line, its blanks single."""
    return " ".join(text.split())


def lines_in(text: str) -> list[str]:
    """Return the lines of a text without the blanks at their ends, and without empty ones around them."""
    return [line.rstrip() for line in text.strip("\n").rstrip().split("\n")]


def words_edit(words: Tree, new: str) -> list[Edit]:
    """Return what becomes of words on one line."""
    if one_line(words.text) == one_line(new):
        return []
    blanks = words.text[len(words.text.rstrip()) :]
    return [Edit(words.span, one_line(new) + blanks)]


def text_edits(text: str, lines: Lines, before: str, after: str) -> list[Edit]:
    """Return what becomes of the text between a heading and its answers."""
    after = after.strip("\n").rstrip()
    if lines_in(before) == lines_in(after):
        return []
    if not before:
        lead = "\n" if text[: lines.stem.start].endswith("\n") else "\n\n"
        tail = "" if text[lines.stem.end :].startswith("\n") else "\n"
        return [Edit(lines.stem, f"{lead}{after}\n{tail}")]
    if not after:
        below = text[lines.stem.end :]
        return [Edit(Span(lines.stem.start, len(text) - len(below.lstrip("\n"))), "")]
    end = "\n" if text[: lines.stem.end].endswith("\n") else ""
    return [Edit(lines.stem, _kept(before.split("\n"), after.split("\n"), "") + end)]


def _kept(before: Sequence[str], after: Sequence[str], sign: str) -> str:
    """Return lines as they are typed, those that were there before with all their blanks."""
    bare = [line.rstrip() for line in before] if not sign else [unquoted(line) for line in before]
    typed = [line.rstrip() for line in after]
    made = [f"{sign}{line}".rstrip() for line in after]
    for block in SequenceMatcher(None, bare, typed, autojunk=False).get_matching_blocks():
        made[block.b : block.b + block.size] = before[block.a : block.a + block.size]
    return "\n".join(made)


def option_edits(
    text: str, lines: Lines, old: Sequence[OptionText], new: Sequence[OptionText], kind: str
) -> list[Edit]:
    """Return what becomes of the answers: each in its lines, new ones below the last."""
    blocks, wanted = lines.blocks, [each for each in new if each.text]
    pieces: list[str] = []
    kept = [each.at for each in wanted if each.at >= 0]
    for each in wanted:
        if 0 <= each.at < len(blocks):
            block = blocks[each.at]
            piece = _block_text(block, old[each.at], each, kind)
            # What stands below an answer, such as an empty line, goes with it, but not to the end.
            after = blocks[each.at + 1].span.start if each.at + 1 < len(blocks) else block.span.end
            piece += text[block.span.end : after]
        else:
            piece = new_option(each, kind)
        if pieces and not pieces[-1].endswith("\n"):
            pieces[-1] += "\n"
        pieces.append(piece)
    if kind == "order" and (kept != list(range(len(blocks))) or len(wanted) != len(blocks)):
        pieces = _numbered(pieces, blocks)
    made = "".join(pieces)
    if blocks:
        span = Span(blocks[0].span.start, blocks[-1].span.end)
        if kept and kept[-1] != len(blocks) - 1:
            made = f"{made.rstrip(chr(10))}\n"
        return [Edit(span, made)] if text[span.start : span.end] != made else []
    lead = "\n" if text[: lines.end].endswith("\n") else "\n\n"
    return [Edit(Span(lines.end, lines.end), lead + made)] if made else []


def _numbered(pieces: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """Return the lines of an order, counted anew unless all of them have one number."""
    same = len({block.sign.text.strip() for block in blocks}) == 1
    first = blocks[0].sign.text.partition(".")[0] if blocks else "1"
    return [
        re.sub(r"^[0-9]+", first if same and len(blocks) > 1 else str(at), piece) for at, piece in enumerate(pieces, 1)
    ]


def _block_text(block: Block, old: OptionText, new: OptionText, kind: str) -> str:
    """Return an answer with what is nested in it."""
    sign = block.sign.text
    if old.right != new.right:
        sign = sign.replace(SIGNS[_signed(kind)][old.right].strip(), SIGNS[_signed(kind)][new.right].strip(), 1)
    words = block.words.text
    if (one_line(old.text), old.other) != (one_line(new.text), one_line(new.other)):
        words = _option_words(new, kind) + words[len(words.rstrip()) :]
    nested = block.nested.text if block.nested else ""
    end = block.end.text
    if lines_in(old.feedback) != lines_in(new.feedback):
        tail = "\n" if nested.endswith("\n") or (not nested and end.endswith("\n")) else ""
        raw = nested.rstrip("\n").split("\n") if nested else []
        said = lines_in(new.feedback) if new.feedback.strip() else []
        nested = _kept(raw, said, "  > ") + (tail if said else "")
        if nested and not end.endswith("\n"):
            end += "\n"
    return sign + words + block.marks.text + end + nested + block.more


def _signed(kind: str) -> str:
    return "choice" if kind == LINKED else kind


def _option_words(option: OptionText, kind: str) -> str:
    text = one_line(option.text)
    if kind == LINKED:
        return f"[{text}](#{one_line(option.other)})"
    if kind == "pairs":
        return f"{one_line(option.other)} => {text}".strip()
    return text


def new_option(option: OptionText, kind: str) -> str:
    """Return the lines of an answer that is new."""
    said = (
        "".join(f"  > {line}".rstrip() + "\n" for line in lines_in(option.feedback)) if option.feedback.strip() else ""
    )
    return f"{SIGNS[_signed(kind)][option.right]}{_option_words(option, kind)}\n{said}"

"""Tell the lines of a file apart: front matter, headings, code blocks, comments, blank lines and text.

Headings that are nearly right are noted as problems and count as headings, so that what they hold is read.
"""

import re
from bisect import bisect_right

from course_app.courseware.language.problems import Findings
from course_app.courseware.language.source import BLANKS, BOM, LONGEST_LINE, Kind, Line, indent_of

DEEPEST = 6
NO_BREAK = "\u00a0"
INVISIBLE = {
    "\u00a0": "no-break space", "\u202f": "narrow no-break space", "\u2007": "figure space",
    "\u2009": "thin space", "\u200a": "hair space", "\u2002": "en space", "\u2003": "em space",
    "\u3000": "ideographic space", "\u200b": "zero-width space", "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark", "\u2060": "word joiner", BOM: "byte order mark", "\u00ad": "soft hyphen",
    "\u2028": "line separator", "\u2029": "paragraph separator", "\x85": "next line",
}  # fmt: skip
WIDE_BLANKS = frozenset("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u3000")

# Anywhere in a file: control characters, a BOM that is not the first letter, U+E000 (it marks gaps).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ue000]|\r(?!\n)")
# Where structure is read: among the signs that begin a line, and beside the braces that end it.
_HIDDEN = "[" + "".join(sorted(INVISIBLE)) + "]"
_IN_SIGNS = re.compile(
    r"(?m)^[ \t>]{0,40}(?:(?:#{1,6}|[-*+•]|[0-9]{1,3}[.)])?[ \t]{0,4}"
    r"(?:[(\[][^)\]\n]{0,2}[)\]]|[=!](?=.[^=]))?[ \t]{0,4}"
    rf"|[-*+•]?[ \t]{{0,4}}[(\[])({_HIDDEN})"
)
_IN_MARKS = re.compile(rf"(?m)\{{[#.][^{{}}\n]{{0,200}}?({_HIDDEN})[^{{}}\n]{{0,200}}\}}[ \t\r]*$")
_FENCE = re.compile(r"[ \t]*(?:>[ \t>]*)?(`{3,}(?=[^`]*$)|~{3,})")
_DASHES = re.compile(r"[-–—]{1,9}")
_SETTING = re.compile(r"[a-z][a-z-]{1,20}:(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
# A sign before or among the #, or a blank: what is left of ## after a slip.
_ALMOST_HEADING = re.compile(
    r"(?:[.,:;]|[^\s#\\](?=##))?(#{1,6})(?:(?:[^\w\s#{}\[\]!()]|[ \t]{1,2})(#{1,6}))?[ \t]+(?=[^ \t#])"
)


def scan(lines: list[Line], findings: Findings) -> None:
    """Set the kind of each line, and note what is wrong with lines as such."""
    _Scanner(lines, findings).run(_front_matter(lines, findings))


def forbid_invisible(text: str, lines: list[Line], findings: Findings) -> None:
    """Note characters that cannot be seen, where structure is read; control characters anywhere."""
    starts = [line.start for line in lines]
    body = text.replace(BOM, " ", 1) if text.startswith(BOM) else text
    hits = [match.start() for match in _FORBIDDEN.finditer(body)]
    if not body.isascii():
        hits += [match.start(1) for match in _IN_SIGNS.finditer(body)]
        hits += [match.start(1) for match in _IN_MARKS.finditer(body) if not _in_quotes(match)]
    for at in sorted(hits):
        line = lines[max(bisect_right(starts, at) - 1, 0)]
        if line.kind is Kind.COMMENT or (line.kind is Kind.CODE and body[at] in INVISIBLE):
            continue
        findings.add("E210", line.number, at - line.start + line.column, excerpt=line.text, name=name_of(body[at]))


def _in_quotes(match: re.Match[str]) -> bool:
    """Tell whether what was found among marks stands in a quoted value."""
    before = match.string[match.start() : match.start(1)]
    return before.count('"') % 2 == 1


def name_of(letter: str) -> str:
    """Return what people call a character that they cannot see."""
    return INVISIBLE.get(letter) or f"U+{ord(letter):04X}"


def heading_text(line: Line) -> tuple[str, int]:
    """Return the text of a heading without its # and blanks, and where it begins in ``line.text``."""
    text = line.text
    start = len(text) - len(text.lstrip(BLANKS)) + line.level
    start += len(text[start:]) - len(text[start:].lstrip(BLANKS + NO_BREAK))
    return text[start:].rstrip(BLANKS), start


def _front_matter(lines: list[Line], findings: Findings) -> int:
    """Mark the lines of the front matter; return the index of the first line after it."""
    at = next((index for index, line in enumerate(lines) if line.text.strip(BLANKS)), len(lines))
    if at == len(lines) or not _opens_front(lines, at):
        return 0
    if at or lines[0].text.rstrip(BLANKS) != "---":
        findings.add("E104", lines[at].number, excerpt=lines[at].text)
    end = next((i for i in range(at + 1, len(lines)) if lines[i].text.rstrip(BLANKS) == "---"), None)
    title = next((i for i in range(at + 1, len(lines)) if lines[i].text.startswith("# ")), None)
    if end is None or (title is not None and title < end and not _has_title(lines, end)):
        findings.add("E103", lines[at].number, excerpt=lines[at].text)
        end = (title if title is not None else len(lines)) - 1
        findings.silence(lines[at].number, end + 1)
    for line in lines[: end + 1]:
        line.kind = Kind.FRONT
    return end + 1


def _opens_front(lines: list[Line], at: int) -> bool:
    """Tell whether the front matter begins here, or was meant to: dashes, then a setting."""
    opening = lines[at].text.strip(BLANKS)
    if opening == "---":
        return True
    below = lines[at + 1 : at + 3]
    return bool(_DASHES.fullmatch(opening)) and any(_SETTING.match(line.text) for line in below)


def _has_title(lines: list[Line], end: int) -> bool:
    return any(line.text.startswith("# ") for line in lines[end + 1 :])


class _Scanner:
    """One pass over the lines, knowing which code block or comment is open."""

    def __init__(self, lines: list[Line], findings: Findings) -> None:
        self.lines = lines
        self.findings = findings
        self.fence = ""
        self.opened = Line(0, "", 0)
        self.before = Kind.BLANK

    def run(self, first: int) -> None:
        """Set the kinds of the lines from index ``first`` on."""
        at = first
        while at < len(self.lines):
            line = self.lines[at]
            if len(line.text) > LONGEST_LINE:
                count = f"{len(line.text):,} characters"
                self.findings.add("E109", line.number, what="The line", count=count, limit=f"{LONGEST_LINE:,}")
                line.text = ""
            if self.fence:
                self._in_fence(line)
            elif line.text.startswith("<!--") or line.text.lstrip(BLANKS).startswith("<!--"):
                at = self._comment(at)
            else:
                self._line(line)
            self.before = line.kind
            at += 1
        if self.fence:
            self._never_closed()

    def _line(self, line: Line) -> None:
        text = line.text
        bare = text.lstrip(BLANKS)
        if not bare:
            line.kind = Kind.BLANK
            return
        sign = bare[0]
        if sign == "#" or (bare[1:2] == "#" and _ALMOST_HEADING.match(bare)):
            self._heading(line, bare)
        elif sign in "`~>" and (match := _FENCE.match(text)):
            line.kind = Kind.FENCE
            line.quoted = ">" in match.group(0)
            self.fence, self.opened = match.group(1), line
        elif sign == "`" and bare.startswith("``") and bare.count("`") == 2:
            hint = "a code block begins with three of these: ```"
            self.findings.add("E201", line.number, line.column, excerpt=text, fence="```", hint=hint)
            line.kind = Kind.FENCE
            self.fence, self.opened = "```", line
        elif sign in "=-" and self.before is Kind.TEXT and _UNDERLINE.fullmatch(text) and not self._goes_on(line):
            self.findings.add("E205", line.number, excerpt=text)

    def _goes_on(self, line: Line) -> bool:
        """Tell whether a lone hyphen belongs to the line below, which would be an item with it."""
        below = self.lines[line.number : line.number + 1]
        return line.text.strip(BLANKS) == "-" and bool(below) and below[0].text.lstrip(BLANKS)[:1] in tuple("([=!")

    def _heading(self, line: Line, bare: str) -> None:
        almost = _ALMOST_HEADING.match(bare)
        if almost is not None and (bare[0] != "#" or almost.group(2) is not None):
            self._broken_heading(line, bare, almost)
            return
        level = len(bare) - len(bare.lstrip("#"))
        indented = len(line.text) - len(bare)
        if level > DEEPEST:
            self.findings.add("E225", line.number, indented + 1, excerpt=line.text, limit=DEEPEST)
            return
        words = bare[level:].strip(BLANKS + NO_BREAK)
        sound = _HEADING.match(bare) is not None
        if indented and not sound and level == 1:
            return
        line.kind, line.level = Kind.HEADING, level
        fix = f"{'#' * level} {words or 'Words'}"
        if bare[level : level + 1] in WIDE_BLANKS and bare[level:]:
            column = indented + level + line.column
            self.findings.add("E210", line.number, column, excerpt=line.text, name=name_of(bare[level]))
        elif not sound or not words or (words.startswith("{") and words.endswith("}")):
            or_plain = f", or \\{bare}" if words and not sound else ""
            self.findings.add("E204", line.number, level + 1, excerpt=line.text, fix=f"write: {fix}{or_plain}")
        elif indented:
            self.findings.add("E203", line.number, line.column, excerpt=line.text, fix=f"write: {fix}")

    def _broken_heading(self, line: Line, bare: str, almost: re.Match[str]) -> None:
        """Take in a heading whose # are parted, or begin behind another sign."""
        level = min(len(almost.group(1)) + len(almost.group(2) or ""), DEEPEST)
        fix = f"{'#' * level} {bare[almost.end() :].strip(BLANKS)}"
        code = "E204" if bare[0] == "#" else "E203"
        self.findings.add(code, line.number, line.column, excerpt=line.text, fix=f"write: {fix}")
        line.kind, line.level, line.text = Kind.HEADING, level, fix

    def _in_fence(self, line: Line) -> None:
        bare = line.text.lstrip(BLANKS)
        if self.opened.quoted:
            if not bare.startswith(">"):
                self._never_closed()
                self._line(line)
                return
            line.quoted = True
            bare = bare.lstrip(BLANKS + ">")
        line.kind = Kind.CODE
        closing = bare.rstrip(BLANKS)
        if len(closing) >= len(self.fence) and not closing.strip(self.fence[0]):
            self.fence = ""

    def _never_closed(self) -> None:
        line, fence = self.opened, self.fence
        self.fence = ""
        column = indent_of(line.text) + 1
        self.findings.add("E201", line.number, column, excerpt=line.text, fence=fence)

    def _comment(self, at: int) -> int:
        """Mark the lines of a comment; return the index of its last line."""
        first = self.lines[at]
        opening = first.text.find("<!--") + 4
        for index in range(at, len(self.lines)):
            line = self.lines[index]
            end = line.text.find("-->", opening if index == at else 0)
            line.kind = Kind.COMMENT
            if end < 0:
                line.text = ""
                continue
            self._after_comment(line, end + 3)
            return index
        self.findings.add("E202", first.number, opening - 3, excerpt=first.text)
        return len(self.lines) - 1

    def _after_comment(self, line: Line, end: int) -> None:
        """Go on with what stands behind a comment on its last line."""
        rest = line.text[end:]
        skipped = end + len(rest) - len(rest.lstrip(BLANKS))
        line.text = line.text[skipped:]
        line.start += skipped
        line.column += skipped
        if line.text:
            line.kind = Kind.TEXT
            self._line(line)

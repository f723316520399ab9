"""Typing slips: small changes of good files, as hypothesis draws them."""

from hypothesis import strategies as st

from tests.unit.courseware.language.corpus import FILES

SNIPPETS = (
    "\n", "\n\n", " ", "    ", "\t", "\r", "\ufeff", "\u00a0", "\u2028", "\x00", "é", "\\", "`", '"', "“", "=", "|",
    "#", "## ", "### Q? {#q}\n", "---\n", "===\n", "```", "~~~", "<!--", "-->",
    "-", "- ", "- (x) ", "- ( ) ", "- [x] ", "- [long] a", "- = 5", "- ! 5", " => ", "1. a\n", "(x)",
    "> ", "  > ", "> Why: ", "[[", "]]", "[[= 5]]", "{{", "}}", "[a](b)", "![a](b)", "[^a]", "[^a]: b\n",
    "{", "}", "{#id}", "{.recall}", "{.quiz}", "{.scenario}", "{.table #t}", "{50%}", "min=3 ", "after=x ",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """Return the path and the text of a file in which one to four places were changed."""
    file = draw(st.sampled_from(sorted(FILES)))
    text = FILES[file]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 1, 1, 2, 5, 40]))
        text = text[:at] + draw(st.sampled_from(("", *SNIPPETS))) + text[at + length :]
    return file, text

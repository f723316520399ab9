"""Checks and topics of the final: questions, or pools of them."""

from collections.abc import Sequence

from course_app.courseware.language import prose
from course_app.courseware.language.context import Context, divide, first_text
from course_app.courseware.language.mark_settings import MarkTable, Taken, take
from course_app.courseware.language.questions import read_introduction, read_question
from course_app.courseware.language.scenes import mend_levels
from course_app.courseware.language.setting_types import QUIZ_SETTINGS, SettingType, number, with_quiz_setting
from course_app.courseware.language.source import Line
from course_app.domain.course import Pool, QuizSettings
from course_app.domain.questions import Leaf, Question

MOST_QUESTIONS = 300
QUIZ_TYPES = {
    name: SettingType(lambda text: text, setting.wanted, setting.example) for name, setting in QUIZ_SETTINGS.items()
}
"""The settings of a quiz as texts; ``quiz_settings`` gives them their types."""

_POOL = MarkTable("a pool", ("pool",), {"pick": number(1, 1_000)})
_INTRO = prose.Manner(answers="write the question above it: ## Your question? {#id}")


def quiz_settings(context: Context, line: Line, taken: Taken, defaults: QuizSettings) -> QuizSettings:
    """Return ``defaults`` with what the title of a quiz says."""
    settings = defaults
    for name in QUIZ_SETTINGS:
        if name not in taken.values:
            continue
        changed = with_quiz_setting(settings, name, taken.values[name])
        if changed is None:
            kind = QUIZ_SETTINGS[name]
            at = max(line.text.find(f"{name}="), 0)
            context.note("E219", line, at, word=name, wanted=kind.wanted, example=f"{name}={kind.example}")
        else:
            settings = changed
    return settings


def read_questions(
    context: Context, title: Line, lines: Sequence[Line], settings: QuizSettings, *, final: bool
) -> tuple[Leaf, tuple[Question, ...], tuple[Pool, ...]]:
    """Return the introduction, the loose questions and the pools below the title of a quiz."""
    reader = _Reader(context, settings, final=final)
    mend_levels(context, lines, 2)
    before, sections = divide(lines, 2)
    intro = read_introduction(context, before, 2, title, _INTRO)
    for heading, body in sections:
        reader.section(heading, body)
    if not sections and not context.broken([title, *lines]):
        context.note("E352", title)
    reader.finish()
    return intro, tuple(reader.questions), tuple(reader.pools)


class _Reader:
    def __init__(self, context: Context, settings: QuizSettings, *, final: bool) -> None:
        self.context = context
        self.settings = settings
        self.final = final
        self.questions: list[Question] = []
        self.pools: list[Pool] = []
        self.loose: Line | None = None
        self.in_pools: Line | None = None
        self.empty: list[Line] = []
        self.count = 0

    def section(self, heading: Line, lines: Sequence[Line]) -> None:
        """Read a ``##``: a pool or a question."""
        marked, start = self.context.heading(heading)
        if not any(mark.name == "pool" and mark.raw == ".pool" for mark in marked.marks):
            if self.in_pools is not None:
                self.context.note("E353", heading)
                self.context.silence(lines)
            self.loose = self.loose or heading
            self._question(heading, lines, self.questions)
            return
        taken = take(self.context, heading, marked, start, _POOL)
        pool_id = self.context.identify("pool", taken.id, heading, marked, start)
        self.context.anchors.add(marked.text, pool_id)
        mend_levels(self.context, lines, 3)
        before, sections = divide(lines, 3)
        if first_text(before) is not None:
            read_introduction(self.context, before, 3, heading, _INTRO)
        self.in_pools = self.in_pools or heading
        inside: list[Question] = []
        for line, body in sections:
            self._question(line, body, inside)
        if not sections and not self.context.broken([heading, *lines]):
            self.empty.append(heading)
        pick = taken.values.get("pick")
        if pick is None and "pick" not in heading.text:
            self.context.note("E219", heading, word="pick", wanted="said for a pool", example="{.pool #id pick=6}")
        title = self.context.title(heading, marked, start)
        self.pools.append(Pool(pool_id, title, pick or 0, tuple(inside)))

    def _question(self, heading: Line, lines: Sequence[Line], into: list[Question]) -> None:
        self.count += 1
        if self.count == MOST_QUESTIONS + 1:
            count = f"{self.count} questions or more"
            self.context.note("E109", heading, what="The list of questions", count=count, limit=MOST_QUESTIONS)
        question = read_question(self.context, heading, lines, self.settings, final=self.final)
        if question is not None:
            into.append(question)

    def finish(self) -> None:
        """Check that questions stand either in pools or outside of them, and that no pool is empty."""
        if self.in_pools is not None and self.loose is not None:
            if self.loose.number < self.in_pools.number:
                self.context.note("E353", self.loose)
            return
        for heading in self.empty:
            self.context.note("E352", heading, hint="add below it: ### Your question? {#id}")

"""Read the settings of quizzes and of the final from ``course.yml``: the blueprint of its draws above all."""

from dataclasses import replace

from course_app.courseware.language import setting_types as types
from course_app.courseware.language.course_file import FinalLines, TagLine, TopicLine
from course_app.courseware.language.setting_types import QUIZ_SETTINGS, with_quiz_setting
from course_app.courseware.language.strict_yaml import Mapping, Node, Scalar
from course_app.courseware.language.yaml_settings import Settings
from course_app.domain.course import QuizSettings
from course_app.domain.questions import Grading

_ADDRESS = types.letters(1, 100)


def quiz_settings(group: Settings | None, base: QuizSettings) -> tuple[QuizSettings, frozenset[str]]:
    """Return ``base`` with the settings of ``group``, and the names of those."""
    if group is None:
        return base, frozenset()
    settings, given = _take_quiz_settings(group, base, frozenset())
    group.close()
    return settings, given


def _take_quiz_settings(
    group: Settings, settings: QuizSettings, without: frozenset[str]
) -> tuple[QuizSettings, frozenset[str]]:
    given: set[str] = set()
    for name, setting in QUIZ_SETTINGS.items():
        if name in without or (node := group.node(name)) is None:
            continue
        changed = with_quiz_setting(settings, name, node.text) if isinstance(node, Scalar) else None
        if changed is None:
            group.refuse(node, name, setting.wanted, f"{name}: {setting.example}")
        else:
            settings = changed
            given.add(name)
    return settings, frozenset(given)


def final_lines(top: Settings, defaults: QuizSettings, explicit: frozenset[str]) -> FinalLines | None:
    """Read ``final`` of the top level; ``explicit`` are the settings that ``defaults`` names."""
    group = top.group("final", "final: {blueprint: {my-topic: 5}}")
    if group is None:
        return None
    # A final marks all or nothing and keeps its key until it is passed, where nobody says otherwise.
    base = defaults if "grading" in explicit else replace(defaults, grading=Grading.EXACT)
    base = base if "feedback" in explicit else replace(base, feedback="passed")
    settings, _ = _take_quiz_settings(group, replace(base, pick=0), frozenset({"pick"}))
    own = group.node("own")
    lines = FinalLines(
        settings=settings,
        topics=_blueprint(group),
        place=group.mapping.place,
        at_least=_at_least(group),
        own=group.value("own", types.number(0, 1_000), 0),
        own_place=own.place if own else None,
        unseen_percent=group.value("unseen", types.percent(), 0),
        opens=group.value("opens", types.one_of("always", "checks", "all"), "checks"),
    )
    group.close()
    return lines


def _blueprint(final: Settings) -> tuple[TopicLine, ...]:
    example = "blueprint: {my-topic: 5}"
    node = final.node("blueprint")
    if node is None:
        final.missing("blueprint", "how many questions of each topic are drawn", "{my-topic: 5}")
        return ()
    if not isinstance(node, Mapping) or not node.entries:
        final.refuse(node, "blueprint", "topics and how many questions of each are drawn", example)
        return ()
    topics = []
    taken: set[str] = set()
    for entry in node.entries:
        if not types.is_id(entry.key.text):
            final.note("E213", entry.key.place, word=entry.key.text, example="first-steps")
            continue
        topic = _topic(final, entry.key, entry.value)
        if topic is None:
            continue
        for source in topic.sources:
            # One question in two topics could be drawn twice in one try.
            if source.text in taken:
                final.note("E603", source.place, word=source.text)
            taken.add(source.text)
        topics.append(topic)
    return tuple(topics)


def _topic(final: Settings, key: Scalar, value: Node) -> TopicLine | None:
    draw = types.number(1, 100)
    usual = (Scalar(f"final/{key.text}", key.place),)
    if isinstance(value, Scalar):
        count = final.typed(value, key.text, draw)
        return None if count is None else TopicLine(key.text, count, usual, key.place)
    group = final.as_group(value, key.text, f"{key.text}: 5, or {{draw: 5, from: [final/{key.text}]}}")
    if group is None:
        return None
    count = group.required("draw", draw, None)
    review = group.node("review")
    if isinstance(review, Scalar):
        group.typed(review, "review", _ADDRESS)
    elif review is not None:
        group.refuse(review, "review", "a module or a unit", "review: find")
    topic = TopicLine(
        id=key.text,
        draw=count or 0,
        sources=group.items("from", _ADDRESS, f"final/{key.text}") or usual,
        place=key.place,
        title=group.value("title", types.letters(1, 80), ""),
        review=review if isinstance(review, Scalar) else None,
    )
    group.close()
    return None if count is None else topic


def _at_least(final: Settings) -> tuple[TagLine, ...]:
    group = final.group("at-least", "at-least: {scene: 15}")
    if group is None:
        return ()
    lines = []
    for entry in group.mapping.entries:
        count = group.typed(entry.value, entry.key.text, types.number(1, 1_000))
        if count is not None:
            lines.append(TagLine(entry.key.text, count, entry.key.place))
    return tuple(lines)

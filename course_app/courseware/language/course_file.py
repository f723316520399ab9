"""What ``course.yml`` says, as values: words keep their places, so that what is wrong with them can be shown."""

from dataclasses import dataclass, field

from course_app.courseware.language.strict_yaml import Scalar
from course_app.domain.course import PeoplePolicy, QuizSettings
from course_app.domain.questions import Place


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A line of the outline: a module and its units in order."""

    id: str
    units: tuple[Scalar, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A line of the blueprint; ``title`` and ``review`` are '' and None where it does not say."""

    id: str
    draw: int
    sources: tuple[Scalar, ...]
    place: Place
    title: str = ""
    review: Scalar | None = None


@dataclass(frozen=True, slots=True)
class TagLine:
    """How many questions with a tag each draw of the final holds."""

    tag: str
    count: int
    place: Place


@dataclass(frozen=True, slots=True)
class FinalLines:
    """The final's policy; ``own`` is how many questions of its pool stand in no check."""

    settings: QuizSettings
    topics: tuple[TopicLine, ...]
    place: Place
    at_least: tuple[TagLine, ...] = ()
    own: int = 0
    own_place: Place | None = None
    unseen_percent: int = 0
    opens: str = "checks"


@dataclass(frozen=True, slots=True)
class CredentialLines:
    """What the credential says and asks; ``requires`` is () for all, ``title`` '' for the site's."""

    title: str
    valid_months: int
    requires: tuple[Scalar, ...]
    skills: tuple[str, ...]
    criteria: str
    image: Scalar | None


@dataclass(frozen=True, slots=True)
class GuideLines:
    """The Guide: title, whether everybody may read it, and its chapters in order."""

    title: str
    public: bool
    chapters: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class CourseFile:
    """All that ``course.yml`` says, defaults filled in."""

    id: str
    title: str
    summary: str
    language: str
    outline: tuple[ModuleLine, ...]
    languages: tuple[str, ...]
    edition: int = 1
    license: str = ""
    authors: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    reading_grade: int = 9
    preview: int = 2
    defaults: QuizSettings = field(default_factory=QuizSettings)
    final: FinalLines | None = None
    credential: CredentialLines | None = None
    people: PeoplePolicy = field(default_factory=PeoplePolicy)
    guide: GuideLines | None = None
    templates: tuple[Scalar, ...] = ()

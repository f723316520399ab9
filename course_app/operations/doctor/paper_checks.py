"""Can papers be printed, is there something to learn, and somebody who looks after it?"""

from zoneinfo import ZoneInfo, available_timezones

from course_app.accounts import queries as accounts
from course_app.courseware import queries as courses
from course_app.courseware.checking import check_folder, errors_in
from course_app.courseware.sync import content_folder, course_folders
from course_app.credentials import glyphs
from course_app.infrastructure import pdf
from course_app.infrastructure.database import reader
from course_app.infrastructure.typefaces import FACES
from course_app.operations.doctor.findings import Check, Found, Patient, advice, wrong
from course_app.web.access import Role

PANGO = "On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def _engine(_patient: Patient) -> Found:
    try:
        pdf.warm_up()
    except pdf.EngineMissingError as error:
        yield wrong(f"Certificates cannot be printed: {error}", PANGO)


def _faces(_patient: Patient) -> Found:
    for face in FACES:
        if not face.path.exists():
            yield wrong(f"The typeface {face.family} is missing.", "Install the packages again: ./course version")


def _scripts(_patient: Patient) -> Found:
    missing = [script for script, family in glyphs.script_coverage().items() if family is None]
    if missing:
        yield advice(
            f"Names in these scripts cannot be printed: {', '.join(missing)} (ISO 15924).",
            "If your learners use them: apt-get install fonts-noto-core fonts-noto-cjk",
        )


def _time_zones(_patient: Patient) -> Found:
    if not available_timezones() or ZoneInfo("UTC") is None:
        yield wrong("This machine knows no time zones.", "On Debian: apt-get install tzdata")


def _content(patient: Patient) -> Found:
    folder = content_folder(patient.settings)
    if not course_folders(folder):
        yield wrong(f"There is no course in {folder}.", "Set COURSE_CONTENT_DIR, or begin one: course content new NAME")
    for path in course_folders(folder):
        errors = errors_in(check_folder(path))
        if errors:
            yield wrong(f"{path.name} has {errors} errors and is not published.", f"Run: course content check {path}")


def _live(_patient: Patient) -> Found:
    if not courses.live_courses(reader()):
        yield wrong("No course is published, so there is nothing to learn.", "Run: course content sync")


def _owner(_patient: Patient) -> Found:
    if not accounts.count(reader(), Role.OWNER):
        yield wrong("Nobody is an owner, so nobody can look after the site.", "Run: course create-owner EMAIL")


CHECKS = (
    Check("PDF engine", "Papers can be printed.", _engine),
    Check("typefaces", "The typefaces are there.", _faces),
    Check("scripts", "Names in every script we know can be printed.", _scripts),
    Check("time zones", "This machine knows time zones.", _time_zones),
    Check("content", "The courses in the content folder have no errors.", _content),
    Check("live course", "A course is published.", _live, needs_app=True),
    Check("owner", "Somebody is an owner.", _owner, needs_app=True),
)

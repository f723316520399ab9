"""A page of a draft exactly as a learner would see it, by the learner's own templates; nothing is kept.

The learner is somebody who has just begun: no facts, no people, no notes. Links and forms lead to the preview itself.
"""

import re
from dataclasses import replace
from typing import Any

from flask import current_app, render_template, request, url_for
from markupsafe import Markup

from course_app.assessment.answering import moved, read_response
from course_app.assessment.pages import check_start, final_start
from course_app.assessment.presenting import view_of
from course_app.assessment.question_views import QuestionView, Shown
from course_app.authoring.front_text import with_value
from course_app.authoring.outline import kind_of
from course_app.authoring.outline_text import OutlineError, listed, with_units
from course_app.authoring.texts import shown
from course_app.authoring.workspace import Workspace, review
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.releases import Release
from course_app.courseware.storage import HashedFiles
from course_app.domain.course import ActionStep, Document, Lesson, Quiz, Unit
from course_app.domain.errors import DomainError, NotFoundError
from course_app.domain.questions import Leaf, Order, Question, Scenario
from course_app.domain.requirements import task_subject
from course_app.domain.responses import check_response, scene_after
from course_app.enrolment.queries import Place, Visit
from course_app.infrastructure.database import reader
from course_app.learning import progress
from course_app.learning.lesson import recall_order
from course_app.learning.reader import Answered, lesson_page
from course_app.web.access import Visitor
from course_app.web.forms import tidy
from course_app.web.i18n import gettext as _
from course_app.workbook.entries import Entry
from course_app.workbook.pages import desk_for, step_page
from course_app.workbook.tasks import task_kinds

_UNITS = ("lesson", "quiz", "action")
_SCRIPTED = re.compile(r' data-(?:autosave|position|quiz)(?:="[^"]*")?')
_THEME = re.compile(r'(<html\b[^>]*) data-theme="[a-z]+"')


def previewed(space: Workspace, address: str) -> tuple[Release, Unit | None]:
    """Return the draft as a release, and the unit at ``address``; hidden units are shown as if they were not.

    Raises:
        NotFoundError: the course cannot be read as it stands.
    """
    release = review(reader(), space.files).release
    unit = release.unit(address) if release else None
    path = f"{address}.md"
    if unit is None and path in space.files and kind_of(path, shown(space.files[path])) in _UNITS:
        reviewed = review(reader(), _with_unit(space.files, path))
        unit = reviewed.release.unit(address) if reviewed.release else None
        release = reviewed.release if unit else release
    if release is None:
        raise NotFoundError(_("There is no preview while course.yml cannot be read."))
    return release, unit


def _with_unit(files: HashedFiles, path: str) -> HashedFiles:
    """Return the files with one unit in the outline that is hidden, or stands in none yet."""
    module, _slash, name = path.removesuffix(".md").partition("/")
    try:
        files = files.with_file(path, with_value(shown(files[path]), "state", "").encode())
        text = shown(files[COURSE_FILE])
        line = next((each for each in listed(text) if each.id == module), None)
        if line is not None and name not in line.units:
            files = files.with_file(COURSE_FILE, with_units(text, module, [*line.units, name]).encode())
    except (OutlineError, DomainError):
        pass
    return files


def somebody(author: Visitor) -> Visitor:
    """Return a learner who has just begun, in the language and time zone of the author."""
    return replace(author, id=0)


def new_visit(release: Release) -> Visit:
    """Return the look of somebody who has not begun."""
    return Visit(release.course.id, 0, None, None, Place("", ""), ())


def unit_page(author: Visitor, release: Release, unit: Unit, *, start: bool) -> str:
    """Return the page of a unit; of a check its questions to be tried, or with ``start`` the page before them."""
    match unit.body:
        case Lesson():
            return lesson_page(somebody(author), new_visit(release), release, unit)
        case ActionStep():
            return step_page(somebody(author), new_visit(release), release, unit)
        case Quiz():
            if start:
                return check_start(somebody(author), release, unit)
            questions = tuple(unit.body.all_questions())
            return try_page(release, unit.title, unit.body.intro, questions, f"/c/{release.course.id}/{unit.address}")


def try_page(
    release: Release,
    title: Leaf,
    intro: Leaf,
    questions: tuple[Question, ...],
    here: str,
    answered: QuestionView | None = None,
    refusal: str = "",
    path: str = "",
) -> str:
    """Return a page with all questions of a file, each to be answered; ``answered`` is shown in its place.

    An address that ends with ``only=…`` has one of them alone.
    """
    only = next((each.id for each in questions if each.id == request.args.get("only")), "")
    questions = tuple(each for each in questions if only in ("", each.id))
    views = []
    for question in questions:
        if answered is not None and answered.id == question.id:
            views.append(answered)
        else:
            views.append(view_of(question, release.html, Shown(recall_order(release, question.id))))
    state = {question.id: _state_words(question) for question in questions}
    return render_template(
        "authoring/try.html",
        release=release,
        title=release.html(title),
        intro=release.html(intro),
        views=views,
        here=here,
        answered=answered.id if answered else "",
        refusal=refusal,
        path=path,
        state=state,
        only=only,
    )


def _state_words(question: Question) -> str:
    return _("retired") if question.retired else _("draft") if question.draft else ""


def try_answer(release: Release, question: Question) -> tuple[QuestionView, str, str]:
    """Return a question with the answer of this request marked, what is wrong with the answer, and the path so far.

    Nothing is kept: the choices of a story come with the form.
    """
    order = recall_order(release, question.id)
    response = read_response(question, order, request.form)
    html = release.html
    if isinstance(question.body, Order) and "move" in request.form:
        response = moved(order, response, request.form["move"])
        return view_of(question, html, Shown(order, response)), "", ""
    if isinstance(question.body, Scenario):
        taken = [int(each) for each in request.form.get("path", "").split(",") if each.isdigit()]
        try:
            scene_after(question.body, taken)
            picked = response if isinstance(response, int) else None
            taken = taken if picked is None else [*taken, picked]
            scene = scene_after(question.body, taken)
        except (DomainError, LookupError):
            return view_of(question, html, Shown(order)), _("Choose one of the answers."), ""
        if scene.choices:
            return view_of(question, html, Shown(order, path=taken)), "", ",".join(map(str, taken))
        response = taken
    try:
        checked = check_response(question, response)
    except DomainError as refusal:
        kept = response if isinstance(response, str) else None
        return view_of(question, html, Shown(order, kept)), refusal.message, ""
    return view_of(question, html, Shown(order, checked, marked=True, key=True)), "", ""


def lesson_answer(author: Visitor, release: Release, unit: Unit, question_id: str) -> str:
    """Return the page of a lesson with one of its recall questions answered."""
    question = release.question(question_id)
    order = recall_order(release, question_id)
    response = read_response(question, order, request.form)
    given: dict[str, Any] = {}
    refused: dict[str, Any] = {}
    said = ""
    if "move" in request.form and isinstance(question.body, Order):
        refused = {question_id: moved(order, response, request.form["move"])}
    else:
        try:
            given = {question_id: check_response(question, response)}
        except DomainError as refusal:
            said = refusal.message
    return lesson_page(somebody(author), new_visit(release), release, unit, Answered(given, refused, said))


def task_answer(author: Visitor, release: Release, unit: Unit, task_id: str) -> str:
    """Return the page of an action step with one task as it was filled in, and what is still missing."""
    assert isinstance(unit.body, ActionStep)
    task = next((each for each in unit.body.tasks if each.id == task_id and each.kind in task_kinds()), None)
    if task is None:
        raise NotFoundError(_("This task is not here."))
    learner, visit = somebody(author), new_visit(release)
    asked = desk_for(learner, visit, release, unit, task, Entry(task_subject(unit, task)), met=False)
    names = task_kinds()[task.kind].controls(asked)
    values = {name: str(tidy(text.replace("\r\n", "\n"))) for name, text in request.form.items() if name in names}
    return step_page(learner, visit, release, unit, {task_id: values}, pressed=task_id)


def final_page(author: Visitor, release: Release) -> str:
    """Return the page of the final."""
    if release.course.final is None:
        raise NotFoundError(_("This course has no final assessment."))
    return final_start(somebody(author), release, new_visit(release))


def outline_page(release: Release) -> str:
    """Return the page of the course."""
    kinds = current_app.extensions["task_kinds"]
    now_at = release.standing((), kinds)
    return render_template(
        "learning/outline.html",
        release=release,
        standing=now_at,
        modules=progress.outline(release, now_at, kinds),
        next=progress.next_thing(release, now_at, kinds),
        begun=False,
    )


def document_page(release: Release, path: str) -> str:
    """Return a file that stands outside of the modules as a plain page: a template, a chapter, a sheet, the glossary.

    Raises:
        NotFoundError: there is no such page.
    """
    course = release.course
    documents: list[Document] = [*course.templates, *course.resources, *(course.guide.chapters if course.guide else ())]
    found = next((each for each in documents if each.file == path), None)
    parts: list[tuple[Markup, Markup]] = []
    if found is not None:
        body = release.sheet(found.letter) if found.letter else release.html(found.body)
        title = release.html(found.title)
        parts = [(Markup(""), body)]
    elif path == "glossary.md":
        title = Markup("Glossary")
        parts = [(release.html(term.title), release.html(term.body)) for term in course.glossary]
    else:
        module = next((each for each in course.modules if f"{each.id}/module.md" == path), None)
        if module is None:
            raise NotFoundError(_("There is no preview of this file as it stands."))
        title, parts = release.html(module.title), [(Markup(""), release.html(module.body))]
    return render_template(
        "authoring/document.html", title=title, parts=parts, notes=release.endnotes(path), release=release
    )


def rewritten(page: str, release: Release, slug: str, theme: str) -> str:
    """Return a page of a learner with its links and forms leading to the preview, and without its scripts' hooks.

    Pictures come from the draft. ``theme`` is light, dark or '' for that of the author.
    """
    home, base = f"/c/{release.course.id}", url_for("authoring.preview_course", course=slug)
    files = url_for("authoring.draft_file", course=slug, name="x")[:-1]
    page = re.sub(rf'((?:href|action|src)=")({re.escape(home)})/assets/', rf"\g<1>{files}", page)
    page = re.sub(rf'((?:href|action)="){re.escape(home)}(?=[/"#?])', rf"\g<1>{base}", page)
    page = _SCRIPTED.sub("", page)
    return _THEME.sub(rf'\1 data-theme="{theme}"', page, count=1) if theme else page

"""Components: what their files promise, and what they make of their arguments."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from course_app.web.templating import Site

SITE = Site("NetWorkWise", "http://localhost", False, "NetWorkWise", "", (("Privacy", "/privacy"),))
WEB = Path(__file__).parents[3] / "course_app" / "web"
MACROS = sorted((WEB / "templates" / "components").glob("*.html"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
UNSTYLED_MACROS = {"icon"}
SHEETS_WITHOUT_MACRO = {"prose"}
UNSTYLED_CLASSES = {"answer-text", "checks", "choice-words", "meter-text", "requirement-title", "requirements", "rows"}


@pytest.fixture(scope="module")
def jinja():
    environment = Environment(
        loader=FileSystemLoader(WEB / "templates"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.globals.update(
        _=lambda text, **values: text % values if values else text, csrf_token=lambda: "made-up-token"
    )
    return environment


def made(jinja, source, **values):
    return jinja.from_string(source).render(**values)


def test_each_macro_file_has_the_stylesheet_of_its_name():
    macros = {path.stem for path in MACROS}
    sheets = {path.stem for path in (WEB / "static" / "css" / "components").glob("*.css")}
    assert macros - sheets == UNSTYLED_MACROS
    assert sheets - macros == SHEETS_WITHOUT_MACRO


@pytest.mark.parametrize("path", MACROS, ids=lambda path: path.stem)
def test_a_macro_file_opens_with_what_its_arguments_are(path):
    source = path.read_text()
    head = source.partition("#}")[0]
    assert source.startswith("{# ")
    for name, arguments in re.findall(r"{% macro ([a-z]\w*)\(([^)]*)", source):
        assert name in head
        for argument in re.findall(r"(\w+)(?==|,|$)", arguments.replace(" ", "")):
            assert argument in head or argument.isdigit(), f"{name}: {argument}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_pages_hold_no_style_and_no_script_of_their_own(path):
    source = path.read_text()
    assert not re.search(r"""\s(style|on[a-z]+)=["']""", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "<style" not in source or path.stem == "mail"


def test_every_class_of_a_component_is_styled_or_known_to_need_none():
    styled = "".join(path.read_text() for path in (WEB / "static" / "css").rglob("*.css"))
    for path in MACROS:
        for value in re.findall(r'class="([^"]*)"', path.read_text()):
            plain = re.sub(r"{[{%].*?[%}]}", " ", value)
            for name in re.findall(r"(?<![\w-])[a-z][\w-]*(?<!-)(?![\w-])", plain):
                assert f".{name}" in styled or name in UNSTYLED_CLASSES, f"{path.stem}: {name}"


class PersonForm(Form):
    name = StringField("Name", [InputRequired("Please give a name."), Length(max=80)], description="As you call them.")
    mail = EmailField("E-mail")
    secret = PasswordField("Password", [InputRequired()])
    memory = TextAreaField("One thing you remember", [Length(max=500)])
    sphere = SelectField("Sphere", choices=["work", "study"])
    how = RadioField("How", [InputRequired("Choose a way.")], choices=["call", "text"])
    days = SelectMultipleField("Days", choices=["mon", "tue"], option_widget=CheckboxInput(), widget=ListWidget())
    when = DateField("When", [InputRequired()])
    stretch = BooleanField("A stretch")
    file = FileField("A file")
    version = HiddenField("Version", default="3")


def test_a_field_joins_label_hint_and_control(jinja):
    html = made(jinja, '{% from "components/field.html" import field %}{{ field(form.name) }}', form=PersonForm())
    assert '<label class="field-label" for="name">Name</label>' in html
    assert '<p class="field-hint" id="name-hint">As you call them.</p>' in html
    assert 'aria-describedby="name-hint"' in html
    assert "aria-invalid" not in html
    assert "optional" not in html


def test_a_refused_field_says_why_and_points_to_it(jinja):
    form = PersonForm(MultiDict({"name": ""}))
    form.validate()
    html = made(jinja, '{% from "components/field.html" import field %}{{ field(form.name) }}', form=form)
    assert 'id="name-errors"' in html
    assert 'aria-describedby="name-hint name-errors"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("name", PersonForm()._fields)
def test_every_kind_of_field_can_be_drawn(jinja, name):
    form = PersonForm(MultiDict({"name": "x"}))
    form.validate()
    html = made(jinja, '{% from "components/field.html" import field %}{{ field(f) }}', f=form[name])
    assert f'name="{name}"' in html
    assert "None" not in html


def test_what_may_stay_empty_says_so(jinja):
    source = '{% from "components/field.html" import field %}{{ field(form.mail) }}'
    assert "(optional)" in made(jinja, source, form=PersonForm())


def test_a_group_is_a_fieldset_with_its_question_as_legend(jinja):
    form = PersonForm(MultiDict({"how": ""}))
    form.validate()
    html = made(jinja, '{% from "components/field.html" import field %}{{ field(form.how) }}', form=form)
    assert '<fieldset class="field field-group has-errors" id="how" aria-describedby="how-errors">' in html
    assert '<legend class="field-label">How' in html
    assert 'for="how-0"' in html
    assert "aria-invalid" not in html


def test_the_error_summary_links_to_each_field(jinja):
    form = PersonForm(MultiDict({"secret": "x", "when": "2026-11-22"}))
    form.form_errors = ["This page was open for a long time."]
    form.validate()
    html = made(
        jinja, '{% from "components/error_summary.html" import error_summary %}{{ error_summary(form) }}', form=form
    )
    assert '<a href="#name">Please give a name.</a>' in html
    assert '<a href="#how-0">Choose a way.</a>' in html
    assert 'tabindex="-1"' in html


def test_a_form_without_errors_has_no_summary(jinja):
    source = '{% from "components/error_summary.html" import error_summary %}{{ error_summary(form) }}'
    assert made(jinja, source, form=PersonForm()).strip() == ""


@pytest.mark.parametrize(("value", "target"), [(0, 0), (0, 5), (7, 5)])
def test_a_meter_never_leaves_its_bounds(jinja, value, target):
    source = '{% from "components/meter.html" import meter %}{{ meter("Drafts", value, target) }}'
    html = made(jinja, source, value=value, target=target)
    bar = re.search(r'value="(\d+)" max="(\d+)"', html)
    assert 0 <= int(bar[1]) <= int(bar[2]) >= 1
    assert f"{value} of {target}" in html


@pytest.mark.parametrize("state", ["dormant", "sent", "touch", "rest"])
def test_the_line_between_two_people_never_stands_without_words(jinja, state):
    html = made(jinja, f'{{% from "components/path_line.html" import tie %}}{{{{ tie("{state}") }}}}')
    assert re.search(r'<span class="tie-words">[A-Z][a-z ]+</span>', html)
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize(
    ("state", "word"), [("right", "Right"), ("not-yet", "Not yet"), ("partly", "Partly"), ("missed", "This one too")]
)
def test_a_marked_choice_says_in_words_what_its_colour_says(jinja, state, word):
    source = '{% from "components/question.html" import choice %}{{ choice("q", 1, "A memory", state=state) }}'
    html = made(jinja, source, state=state)
    assert f"answer-{state}" in html
    assert word in html
    assert "<svg" in html


def test_an_unmarked_choice_tells_nothing(jinja):
    source = '{% from "components/question.html" import choice %}{{ choice("q", 1, "A memory") }}'
    html = made(jinja, source)
    assert "answer-mark" not in html
    assert "answer-right" not in html


def test_words_of_others_are_escaped(jinja):
    source = """
      {% from "components/card.html" import card, row %}{% from "components/tag.html" import tag %}
      {% from "components/question.html" import choice %}{% from "components/facts.html" import facts %}
      {% call card(bad) %}{% call row(bad, bad) %}{% endcall %}{% endcall %}{{ tag(bad) }}
      {{ choice("q", 1, bad, feedback=bad) }}{{ facts([(bad, bad)]) }}"""
    assert "<script>" not in made(jinja, source, bad="<script>alert(1)</script>")


class StandIn:
    """The frame of a page without an application."""

    def __init__(self, jinja):
        self._jinja = jinja

    def header(self, *, bar=True):
        return self._macro("site_header")(SITE, [], [], None, bar=bar)

    def footer(self):
        return self._macro("site_footer")(SITE)

    def _macro(self, name):
        return getattr(self._jinja.get_template(f"components/{name}.html").module, name)


def test_the_page_of_all_components_can_be_drawn(jinja):
    html = jinja.get_template("components_page.html").render(
        site=SITE,
        visitor=None,
        frame=StandIn(jinja),
        locale="en",
        text_direction="ltr",
        asset_url=lambda name: f"/static/{name}",
        get_flashed_messages=lambda with_categories: [("ok", "Saved.")],
    )
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1") == 1

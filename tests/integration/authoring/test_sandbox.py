"""Steps on people are tried in the preview: every form opens, every button answers, and nothing is written."""

import re

import pytest

from tests.forms import submit
from tests.integration.authoring.test_lowered import ada  # noqa: F401
from tests.integration.authoring.test_preview import counts
from tests.integration.authoring.test_questions import fields_of
from tests.integration.workbook.conftest import ring  # noqa: F401

STEPS = ["find/spheres", "find/people", "find/pick", "find/offers", "find/write",
         "keep/channels", "keep/favours", "keep/cadence", "keep/dates", "keep/lines", "keep/stuck"]  # fmt: skip
FORM = re.compile(r'<form[^>]*action="(/author/ring/preview/[^"]+)"')


@pytest.mark.parametrize("step", STEPS)
def test_a_step_on_people_is_tried_and_nothing_is_written(app, ring, ada, step):  # noqa: F811
    page = f"/author/ring/preview/{step}"
    shown = ada.get(page)
    assert shown.status_code == 200
    assert "/c/ring/" not in "".join(re.findall(r'action="[^"]*"', shown.text))
    before = counts(app)
    forms = FORM.findall(shown.text)
    assert forms
    for action in dict.fromkeys(forms):
        typed = {name: value or "A word" for name, value in fields_of(shown.text).items() if name != "csrf_token"}
        answer = submit(ada, action.partition("#")[0], page=page, **typed | {"new.name": "Ilse Brandt", "do": "add"})
        assert answer.status_code in (200, 303), (action, answer.status_code)
    assert counts(app) == before

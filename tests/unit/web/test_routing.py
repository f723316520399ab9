"""Rules that write their function late."""

import pytest
from werkzeug.routing import Map, Rule

from course_app.web.routing import PatientRule

RULES: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("/", {}, {}),
    ("/c/<course>/<module>", {}, {"course": "tea", "module": "a b/ç"}),
    ("/v/<int:number>.<kind>", {}, {"number": 7, "kind": "png", "page": 2}),
    ("/list/", {"page": 1}, {"page": 1}),
    ("/list/<int:page>", {}, {"page": 3, "q": "é&="}),
    ("/files/<path:name>", {}, {"name": "deep/er.txt"}),
]


@pytest.mark.parametrize(("address", "defaults", "values"), RULES)
@pytest.mark.parametrize("append_unknown", [True, False])
def test_a_patient_rule_builds_what_a_rule_builds(
    address: str, defaults: dict[str, object], values: dict[str, object], append_unknown: bool
) -> None:
    told = []
    for kind in (Rule, PatientRule):
        adapter = Map([kind(address, defaults=defaults or None, endpoint="page")]).bind("")
        told += [adapter.build("page", values, append_unknown=append_unknown) for _ in range(2)]
    assert len(set(told)) == 1

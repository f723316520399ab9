import pytest

from tests.integration.assessment.taking import (
    CHECK,
    QUICK,
    RIGHT,
    WRONG,
    answer_all,
    at,
    begin,
    follow,
    give,
    rows_of,
    send,
)

KINDS = ["green", "pot", "name", "minutes", "match", "steps", "rule", "guest", "next"]


def reach(client, name):
    """Return the page of a question, everything before it answered right."""
    page = begin(client, CHECK)
    while page.name != name:
        if 'name="step"' in page.form:
            for choice in RIGHT[page.name]:
                page = follow(client, give(client, page, choice))
        else:
            page = follow(client, give(client, page, RIGHT[page.name]))
    return page


def test_a_check_asks_its_questions_one_after_the_other(taker, check):
    _last, asked = answer_all(taker, check, RIGHT)
    assert asked == KINDS


def test_all_right_is_a_hundred_percent_and_passes(taker, check):
    last, _asked = answer_all(taker, check, RIGHT)
    result = at(taker, last.path.rsplit("/q/", 1)[0] + "/result")
    assert "8 of 8. Passed." in result.text
    assert "All of them." in result.text
    assert "100 %" in taker.get(CHECK).text


def through(client, page, answers, look):
    """Answer each question once, a story choice by choice, and look at what follows each."""
    for name in KINDS[:-1]:
        assert page.name == name
        for answer in answers[name] if name == "guest" else [answers[name]]:
            page = follow(client, give(client, page, answer))
        look(name, page)


@pytest.mark.parametrize(("answers", "verdict"), [(RIGHT, "verdict-right"), (WRONG, "verdict-not-yet")])
def test_every_kind_of_answer_is_told_at_once(taker, check, answers, verdict):
    def look(name, page):
        assert verdict in page.text, name
        assert f'id="feedback-{name}"' in page.text

    through(taker, check, answers, look)


PARTLY = {
    "green": ("Cold water", "it takes a night"),
    "pot": (["Leaves"], "Something is missing, or too much."),
    "match": (["Boiling water", "Ice"], "A rolling boil."),
    "steps": (["Boil the water", "Wait", "Pour it on the leaves"], "Partly right."),
    "rule": (["2", "kettle", "hours"], "Partly right."),
}


def test_a_partly_right_answer_says_so(taker, check):
    def look(name, page):
        if name in PARTLY:
            assert "verdict-partly" in page.text, name
            assert PARTLY[name][1] in page.text

    through(taker, check, RIGHT | {name: answer for name, (answer, _) in PARTLY.items()}, look)


REFUSED = {
    "green": [
        ({}, "Choose an answer first."),
        ({"answer": "7"}, "Choose an answer first."),
        ({"answer": "x"}, "Choose an answer first."),
    ],
    "pot": [({}, "Choose at least one answer."), ({"answer": ["0", "9"]}, "Choose from the answers on the page.")],
    "name": [
        ({}, "Type an answer first."),
        ({"answer": "  "}, "Type an answer first."),
        ({"answer": "x" * 501}, "at most 500 letters"),
    ],
    "minutes": [({"answer": "four"}, "Type one number"), ({"answer": "3 or 4"}, "Type one number")],
    "match": [({"pair-0": "1"}, "Match every line")],
    "steps": [
        ({"answer-0": "1", "answer-1": "1", "answer-2": "2"}, "a place of its own"),
        ({"answer-0": "1"}, "a place of its own"),
    ],
    "rule": [
        ({"gap-0": "2", "gap-1": "pot"}, "Fill every gap"),
        ({"gap-0": "two", "gap-1": "pot", "gap-2": "0"}, "Gap 1 takes one number"),
    ],
    "guest": [({}, "Choose one of the lines."), ({"answer": "5"}, "Choose one of the lines.")],
}


def test_what_is_no_answer_is_refused_and_nothing_is_used_up(taker, check, app):
    page = check
    for name in KINDS[:-1]:
        kept = len(rows_of(app, "answer"))
        for fields, sentence in REFUSED[name]:
            response = send(taker, page, **fields)
            assert (response.status_code, sentence in response.text) == (422, True), (name, fields)
            again = follow(taker, response)
            assert (again.name, again.hidden["try"]) == (name, "1")
        assert len(rows_of(app, "answer")) == kept
        for answer in RIGHT[name] if name == "guest" else [RIGHT[name]]:
            page = follow(taker, give(taker, page, answer))


def test_what_was_typed_and_refused_is_still_there(taker):
    page = reach(taker, "rule")
    choices = page.selects()["gap-2"]
    response = send(taker, page, **{"gap-0": "2", "gap-1": "", "gap-2": choices["hours"]})
    assert 'value="2"' in response.text
    assert f'<option value="{choices["hours"]}" selected>hours</option>' in response.text


def test_a_slip_of_spelling_is_told_and_uses_nothing_up(taker):
    page = to_caddy(taker)
    refused = send(taker, page, answer="cadddy")
    assert refused.status_code == 422
    assert "check the spelling" in refused.text
    assert 'value="cadddy"' in refused.text
    again = follow(taker, refused)
    assert again.hidden["try"] == "1"
    last = follow(taker, send(taker, again, answer="Caddy"))
    assert "3 of 3. Passed." in last.text


def test_a_slip_that_is_sent_again_is_meant(taker):
    again = follow(taker, send(taker, to_caddy(taker), answer="cadddy"))
    assert "2 of 3." in follow(taker, send(taker, again, answer="cadddy")).text


def test_another_slip_is_told_again(taker):
    again = follow(taker, send(taker, to_caddy(taker), answer="cadddy"))
    assert send(taker, again, answer="cady").status_code == 422


def to_caddy(client):
    page = begin(client, QUICK)
    for name in ("fermented", "cups"):
        assert page.name == name
        page = follow(client, give(client, page, RIGHT[name]))
    return page


def test_a_wrong_answer_that_was_expected_is_explained(taker):
    page = follow(taker, give(taker, reach(taker, "name"), "Coffee!"))
    assert "That is another course." in page.text


def test_feedback_of_options_stands_beside_them_and_reasons_only_where_it_is_right(taker, check):
    wrong = follow(taker, give(taker, check, WRONG["green"])).text
    assert "That scalds the leaves." in wrong
    assert "Eighty degrees is plenty." not in wrong
    assert "Heat draws out bitterness." not in wrong
    assert "/c/tea/brew/leaves" in wrong
    assert "Read again:" in wrong
    assert "It comes back at the end." in wrong


def test_a_hint_can_be_opened_before_the_answer(check):
    assert "bitter" in check.text


def test_an_order_can_be_moved_line_by_line_without_javascript(taker):
    page = reach(taker, "steps")
    shown = list(page.steps())
    second = page.steps()[shown[1]]
    places = {f"answer-{value}": str(place) for place, value in enumerate(page.steps().values(), 1)}
    moved = follow(taker, send(taker, page, **places, move=f"{second}-up"))
    assert list(moved.steps()) == [shown[1], shown[0], shown[2]]
    assert (moved.name, moved.hidden["try"]) == ("steps", "1")
    back = follow(
        taker,
        send(
            taker,
            moved,
            **{f"answer-{v}": str(i) for i, v in enumerate(moved.steps().values(), 1)},
            move=f"{second}-down",
        ),
    )
    assert list(back.steps()) == shown


def test_a_move_that_makes_no_sense_moves_nothing(taker):
    page = reach(taker, "steps")
    places = {f"answer-{value}": str(place) for place, value in enumerate(page.steps().values(), 1)}
    for move in ("9-up", "x", "", "0-sideways", "-1-up"):
        assert list(follow(taker, send(taker, page, **places, move=move)).steps()) == list(page.steps()), move


def test_lines_can_be_ordered_by_numbers_with_gaps_between(taker):
    page = reach(taker, "steps")
    values = [page.steps()[words] for words in RIGHT["steps"]]
    response = send(
        taker, page, **{f"answer-{value}": str(place) for value, place in zip(values, (1, 5, 9), strict=True)}
    )
    assert "verdict-right" in follow(taker, response).text


def test_a_story_goes_on_scene_by_scene_and_may_go_in_circles(taker):
    page = reach(taker, "guest")
    assert "The water is not hot yet." in page.text
    for choice in ("Ask them in", "Go back to the door", "Ask them in"):
        page = follow(taker, give(taker, page, choice))
    assert (page.name, page.hidden["step"]) == ("guest", "3")
    assert "They sit down" in page.text
    page = follow(taker, give(taker, page, "Let them choose the leaves"))
    assert "verdict-right" in page.text
    assert "The evening is long." in page.text
    assert "They chose well." in page.text
    assert page.text.count("Ask them in") == 2, "the way is told"


def test_a_choice_in_a_story_that_arrives_twice_is_one_choice(taker):
    page = reach(taker, "guest")
    fields = page.fields("Ask them in")
    once, twice = send(taker, page, **fields), send(taker, page, **fields)
    assert once.location == twice.location
    later = follow(taker, twice)
    assert later.hidden["step"] == "1"
    assert "already" not in later.text


def test_two_tabs_in_a_story_do_not_mix(taker):
    page = reach(taker, "guest")
    send(taker, page, **page.fields("Ask them in"))
    later = follow(taker, send(taker, page, **page.fields("Serve cold tea")))
    assert "You answered this one already" in later.text
    assert "They sit down" in later.text


def test_a_reflection_is_kept_for_its_writer_sealed_and_never_marked(taker, app):
    page = reach(taker, "next")
    shown = follow(taker, send(taker, page, answer="Sencha, twice."))
    assert "Kept." in shown.text
    assert "Sencha, twice." in shown.text
    assert "Sencha" not in str(rows_of(app, "answer"))


def test_an_empty_reflection_is_fine(taker):
    assert send(taker, reach(taker, "next"), answer="").status_code == 303

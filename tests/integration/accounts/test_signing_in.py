from tests.conftest import sign_in
from tests.forms import submit


def test_a_learner_signs_in_and_out(client, make_account):
    make_account()
    sign_in(client)
    assert "Sign out" in client.get("/signin").text
    assert submit(client, "/signout", page="/signin").status_code == 303
    assert "Sign out" not in client.get("/signin").text


def test_a_wrong_password_is_told_and_loses_nothing(client, make_account):
    make_account()
    response = submit(client, "/signin", email="dana@example.org", password="wrong")
    assert response.status_code == 422
    assert "do not match" in response.text
    assert 'value="dana@example.org"' in response.text

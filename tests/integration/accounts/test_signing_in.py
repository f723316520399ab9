from tests.conftest import sign_in
from tests.forms import submit


def test_a_learner_signs_in_and_out(client, make_account):
    make_account()
    sign_in(client)
    assert "Sign out" in client.get("/account").text
    response = submit(client, "/signout", page="/account")
    assert (response.status_code, response.location) == (303, "/signin")
    assert client.get("/account").location == "/signin?next=/account"


def test_a_wrong_password_is_told_and_loses_nothing(client, make_account):
    make_account()
    response = submit(client, "/signin", email="dana@example.org", password="wrong")
    assert response.status_code == 422
    assert "do not match" in response.text
    assert 'value="dana@example.org"' in response.text
    assert "wrong" not in response.text

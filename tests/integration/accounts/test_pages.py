import pytest

from tests.conftest import Role, sign_in

PUBLIC = ["/signin", "/signup", "/password", "/signup/mail"]
OWN = ["/account", "/account/delete"]
STAFF = ["/admin/accounts", "/admin/accounts?q=dana", "/admin/accounts?page=7", "/admin/accounts/1", "/admin/mail"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_comes_to_anyone(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/link/made-up", "/invite/made-up"])
def test_a_made_up_link_is_said_to_be_over(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "This link is over" in response.text


@pytest.mark.parametrize("path", OWN)
def test_a_learner_sees_the_own_account(learner, path):
    assert learner.get(path).status_code == 200


@pytest.mark.parametrize("path", STAFF)
def test_an_owner_sees_accounts_and_mails(client, make_account, path):
    make_account(role=Role.OWNER)
    assert sign_in(client).get(path).status_code == 200

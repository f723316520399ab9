import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from course_app.credentials.commands import certs, keys_group
from course_app.infrastructure import clock, signing_keys
from tests.conftest import sign_in
from tests.credentials import CERTIFICATE, issue_to, number_of, reach, work


@pytest.fixture
def graduate(app, client, make_account):
    reach(app, make_account())
    return sign_in(client)


@pytest.fixture
def run(app):
    def call(group, *arguments):
        done = CliRunner().invoke(group, [str(each) for each in arguments], obj=lambda: app)
        work(app)
        return done

    return call


def test_a_certificate_is_issued_listed_withdrawn_and_brought_back(app, graduate, run):
    done = run(certs, "issue", "dana@example.org", "garden", "--json")
    assert done.exit_code == 0, done.output
    number = json.loads(done.stdout)["number"]
    [listed] = json.loads(run(certs, "list", "--json").stdout)
    assert (listed["number"], listed["verdict"], listed["name"]) == (number, "valid", "Dana Whitfield")
    plan = run(certs, "revoke", number, "--reason", "error")
    assert plan.exit_code == 0
    assert "would withdraw" in plan.stdout
    assert json.loads(run(certs, "list", "--state", "revoked", "--json").stdout) == []
    assert run(certs, "revoke", number, "--reason", "error", "--yes").exit_code == 0
    assert len(json.loads(run(certs, "list", "--state", "revoked", "--json").stdout)) == 1
    plan = run(certs, "revoke", number, "--reason", "error")
    assert (plan.exit_code, "Only a certificate that is active can be withdrawn" in plan.stdout) == (1, True)
    assert run(certs, "reinstate", number, "--yes", "--note", "mistake").exit_code == 0
    done = run(certs, "reissue", number, "--yes", "--name", "Dana Brian", "--json")
    assert done.exit_code == 0
    assert [each["name"] for each in json.loads(run(certs, "list", "--json").stdout)] == [
        "Dana Brian",
        "Dana Whitfield",
    ]
    assert len(json.loads(run(certs, "list", "--search", "brian", "--json").stdout)) == 1
    assert len(json.loads(run(certs, "list", "--search", number[:9].lower(), "--json").stdout)) == 1


def test_what_is_missing_needs_a_reason(app, make_account, run):
    reach(app, make_account(), reached=[])
    done = run(certs, "issue", "dana@example.org", "garden")
    assert (done.exit_code, "Something is still missing" in done.output) == (1, True)
    assert run(certs, "issue", "dana@example.org", "garden", "--reason", "Shown on paper").exit_code == 0
    assert run(certs, "issue", "nobody@example.org", "garden").exit_code == 2


def test_a_number_that_is_none_is_a_problem(run):
    assert run(certs, "revoke", "0000-0000-0000-0000", "--reason", "error").exit_code == 1
    assert run(certs, "revoke", "0000-0000-0000-0000", "--reason", "whim").exit_code == 2


def test_a_file_is_verified_from_a_shell(app, graduate, run, tmp_path):
    issue_to(graduate, "Dana Whitfield")
    work(app)
    path = tmp_path / "certificate.pdf"
    path.write_bytes(graduate.get(f"{CERTIFICATE}.pdf").data)
    done = run(certs, "verify", path, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) | {"differences": 0} == {
        "file": "exact",
        "certificate": "valid",
        "number": number_of(graduate),
        "differences": 0,
    }
    path.write_bytes(path.read_bytes() + b"%")
    done = run(certs, "verify", path)
    assert (done.exit_code, done.stdout.startswith("File: altered.")) == (1, True)
    path.write_bytes(b"hello")
    assert run(certs, "verify", path).stdout.startswith("File: not-ours.")


@pytest.mark.parametrize("kind", ["leaf", "badge", "root"])
def test_what_a_retired_key_signed_stays_good(app, graduate, run, tmp_path, kind):
    issue_to(graduate, "Dana Whitfield")
    work(app)
    pdf, badge = graduate.get(f"{CERTIFICATE}.pdf").data, graduate.get(f"{CERTIFICATE}/badge.json").data
    assert "Would replace" in run(keys_group, "rotate", kind).stdout
    assert run(keys_group, "rotate", kind, "--yes").exit_code == 0
    states = [(each["kind"], each["state"]) for each in json.loads(run(keys_group, "show", "--json").stdout)]
    full = "badge" if kind == "badge" else f"pdf-{kind}"
    assert (full, "retired") in states
    assert (full, "in force") in states
    path = tmp_path / "again"
    for data in (pdf, json.dumps(json.loads(badge)).encode()):
        path.write_bytes(data)
        assert run(certs, "verify", path).exit_code == 0
    new = json.loads(run(certs, "reissue", number_of(graduate), "--yes", "--json").stdout)
    assert new[0]["done"]
    assert graduate.get(f"{CERTIFICATE}.pdf").data.startswith(b"%PDF-")


@pytest.mark.parametrize(("days", "renewed"), [(-2, False), (0, True)])
def test_a_leaf_that_signed_for_two_years_is_renewed_and_what_it_signed_stays_good(
    app, graduate, run, tmp_path, days, renewed
):
    keys = app.extensions["settings"].keys
    signing_keys.make_leaf(keys, clock.now() - signing_keys.LEAF_IN_USE - timedelta(days=days))
    issue_to(graduate, "Dana Whitfield")
    work(app)
    before = signing_keys.load(keys).leaf.certificate
    with app.app_context():
        app.extensions["jobs"].run_sweeps()
    after = signing_keys.load(keys).leaf.certificate
    assert (after != before) is renewed
    after.verify_directly_issued_by(signing_keys.load(keys).root)
    path = tmp_path / "certificate.pdf"
    path.write_bytes(graduate.get(f"{CERTIFICATE}.pdf").data)
    assert run(certs, "verify", path).exit_code == 0


def test_a_compromised_key_vouches_for_nothing_any_more(app, graduate, run, tmp_path):
    number = issue_to(graduate, "Dana Whitfield")
    work(app)
    path = tmp_path / "badge.json"
    path.write_bytes(json.dumps(json.loads(graduate.get(f"{CERTIFICATE}/badge.json").data)).encode())
    assert run(certs, "verify", path).exit_code == 0
    assert run(keys_group, "rotate", "badge", "--compromised", "--yes").exit_code == 0
    assert run(certs, "verify", path).exit_code == 1
    assert "not trusted any more" in app.test_client().get(f"/v/{number}").text
    assert run(certs, "reissue", number, "--yes").exit_code == 0
    assert "in good order" in app.test_client().get(f"/v/{number_of(graduate)}").text


def test_private_keys_are_files_that_only_their_owner_reads(app, run):
    folder = app.extensions["settings"].keys
    assert folder.stat().st_mode & 0o777 == 0o700
    for kind in ("pdf-root", "pdf-leaf", "badge"):
        assert (folder / f"{kind}.pem").stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in run(keys_group, "show").output
    assert "PRIVATE" not in run(keys_group, "show", "--json").output

import json
import re

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from dashboard.cli.main import command_line
from dashboard.settings import home_of
from dashboard.signin.accounts import account_of
from dashboard.signin.passwords import is_right
from records.errors import AccountError
from records.state import open_state, reading
from records.state.tables import audit


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Run concern people in a new county; returns what it prints."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "concern.toml").write_text("", encoding="utf-8")

    def run(*words: str) -> str:
        result = CliRunner().invoke(command_line(), ["people", *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def state(tmp_path, said):
    engine = open_state(home_of(tmp_path).state_url)
    yield engine
    engine.dispose()


def test_the_first_administrator_is_made_at_the_terminal(said, state):
    assert "Nobody has an account yet" in said("list")
    out = said("add", "Ada@Example.org", "--role", "administrator", "--name", "Ada Reed")
    password = re.search(r"shown this once: (\S+)", out).group(1)
    account = account_of(state, "ada@example.org")
    assert is_right(account.password_hash, password)
    assert account.must_change
    assert "ada@example.org" in said("list")
    assert password not in said("list")


def test_someone_of_the_provider_gets_no_password(said, state):
    out = said("add", "tom@example.org", "--role", "inspector", "--agency", "LA_EH",
               "--clearance", "C", "--provider")  # fmt: skip
    assert "once" not in out
    assert account_of(state, "tom@example.org").password_hash is None
    assert account_of(state, "tom@example.org").person.clearances == {"C"}


def test_rights_are_changed_and_what_is_not_named_stays(said, state):
    said("add", "tom@example.org", "--role", "inspector", "--agency", "LA_EH", "--clearance", "C")
    said("role", "tom@example.org", "lead")
    person = account_of(state, "tom@example.org").person
    assert (person.role, person.agency, person.clearances) == ("lead", "LA_EH", {"C"})
    said("role", "tom@example.org", "analyst", "--agency", "EPOL", "--no-clearance")
    person = account_of(state, "tom@example.org").person
    assert (person.role, person.agency, person.clearances) == ("analyst", "EPOL", frozenset())


def test_access_is_taken_given_back_and_reset(said, state):
    said("add", "tom@example.org", "--role", "inspector", "--agency", "LA_EH")
    said("disable", "tom@example.org")
    assert not account_of(state, "tom@example.org").is_active
    assert "closed" in said("list")
    said("enable", "tom@example.org")
    assert account_of(state, "tom@example.org").is_active
    password = re.search(r"shown this once: (\S+)", said("reset", "tom@example.org")).group(1)
    assert is_right(account_of(state, "tom@example.org").password_hash, password)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "tom@example.org", "--role", "king"), "role"),
        (("add", "tom@example.org", "--role", "inspector"), "agency"),
        (("add", "demo-tom", "--role", "board"), "demo"),
        (("role", "nobody@example.org", "board"), "no account"),
        (("reset", "nobody@example.org"), "no account"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(said, words, why):
    with pytest.raises(AccountError, match=why):
        said(*words)


def test_the_last_administrator_stays(said):
    said("add", "ada@example.org", "--role", "administrator")
    with pytest.raises(AccountError, match="last administrator"):
        said("disable", "ada@example.org")


def test_what_is_done_at_the_terminal_is_audited_in_its_users_name(said, state, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ops")
    said("add", "ada@example.org", "--role", "administrator")
    with reading(state) as connection:
        row = connection.execute(select(audit).order_by(audit.c.seq.desc())).first()
    assert (row.operation, row.user_id, row.subject) == (
        "alteration",
        "terminal:ops",
        "ada@example.org",
    )
    assert json.loads(row.detail)["role"] == "administrator"


def test_a_user_the_machine_has_no_name_for_is_known_by_number(said, state, monkeypatch):
    def nameless() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr("getpass.getuser", nameless)
    said("add", "ada@example.org", "--role", "administrator")
    with reading(state) as connection:
        users = connection.execute(select(audit.c.user_id)).scalars().all()
    assert users[-1].startswith("terminal:uid ")

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.signin.accounts import Person, account_of, everyone
from dashboard.signin.administering import People
from dashboard.signin.passwords import is_right
from dashboard.signin.sessions import Limits, begin, find
from dashboard.viewer import ROLES, Viewer
from records.errors import AccountError
from records.state import writing

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=10))
ADA = Person("ada@example.org", "Ada Reed", "analyst", "EPOL", frozenset("C"))
ROOT = Person("root@example.org", "Rut Oak", "administrator")


def signed_in(people, user) -> str:
    with writing(people.state) as connection:
        return begin(connection, user, "analysis", NOW, LIMITS)


def test_a_new_account_has_a_one_time_password_that_must_be_changed(people):
    password = people.add(ADA, NOW)
    account = account_of(people.state, ADA.user)
    assert account.person == ADA
    assert account.must_change
    assert is_right(account.password_hash, password)
    assert password not in str(account)


def test_an_account_of_the_provider_has_no_password_and_cannot_be_reset(people):
    assert people.add(ADA, NOW, provider=True) == ""
    assert account_of(people.state, ADA.user).password_hash is None
    with pytest.raises(AccountError, match="county's provider"):
        people.reset(ADA.user, NOW)


def test_a_viewer_has_the_rights_of_the_account(people):
    people.add(ADA, NOW)
    viewer = account_of(people.state, ADA.user).viewer("analysis")
    assert viewer == Viewer(ADA.user, "Ada Reed", "analyst", "EPOL", frozenset("PC"), "analysis")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"user": "Ada"}, "user id"),
        ({"user": "a"}, "user id"),
        ({"user": "ada/../x"}, "user id"),
        ({"user": "demo-analyst"}, "demo"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"role": "king"}, "role"),
        ({"agency": "NOWHERE"}, "agency"),
        ({"agency": ""}, "needs an agency"),
        ({"clearances": frozenset("CX")}, "clearance"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_with_its_reason(people, change, fault):
    with pytest.raises(AccountError, match=fault):
        people.add(replace(ADA, **change), NOW)
    assert everyone(people.state) == []


def test_every_role_can_be_given(people):
    for role in ROLES:
        people.add(Person(f"{role}@example.org", role, role, "EPOL"), NOW, provider=True)
    assert {one.person.role for one in everyone(people.state)} == set(ROLES)


def test_one_user_id_is_one_account(people):
    people.add(ADA, NOW)
    with pytest.raises(AccountError, match="There is an account"):
        people.add(ADA, NOW)


def test_nothing_can_be_done_to_nobody(people):
    for act in (people.reset, people.disable, people.enable):
        with pytest.raises(AccountError, match="no account"):
            act("nobody", NOW)


def test_every_change_of_an_account_ends_its_sessions(people):
    people.add(ADA, NOW)
    acts = (
        lambda: people.change(replace(ADA, role="lead"), NOW),
        lambda: people.reset(ADA.user, NOW),
        lambda: people.disable(ADA.user, NOW),
        lambda: people.enable(ADA.user, NOW),
    )
    for act in acts:
        token = signed_in(people, ADA.user)
        assert find(people.state, token, NOW, LIMITS)
        act()
        assert find(people.state, token, NOW, LIMITS) is None


def test_rights_are_those_of_the_last_change(people):
    people.add(ADA, NOW)
    people.change(Person(ADA.user, "Ada Reed", "inspector", "LA_EH"), NOW)
    assert account_of(people.state, ADA.user).viewer().clearances == frozenset("P")
    assert account_of(people.state, ADA.user).person.role == "inspector"


def test_there_is_always_an_administrator(people):
    people.add(ROOT, NOW)
    with pytest.raises(AccountError, match="last administrator"):
        people.disable(ROOT.user, NOW)
    with pytest.raises(AccountError, match="last administrator"):
        people.change(replace(ROOT, role="board"), NOW)
    people.add(replace(ROOT, user="other@example.org"), NOW)
    people.disable(ROOT.user, NOW)
    assert not account_of(people.state, ROOT.user).is_active


def test_nobody_changes_their_own_role(people):
    people.add(ROOT, NOW)
    people.add(replace(ROOT, user="other@example.org"), NOW)
    mine = People(people.state, people.trail, account_of(people.state, ROOT.user).viewer())
    with pytest.raises(AccountError, match="own role"):
        mine.change(replace(ROOT, role="analyst", agency="EPOL"), NOW)
    mine.change(replace(ROOT, name="Rut Elm"), NOW)


def test_every_change_is_audited_without_the_password(people, told):
    password = people.add(ADA, NOW)
    second = people.reset(ADA.user, NOW)
    people.change(replace(ADA, role="lead"), NOW)
    people.disable(ADA.user, NOW)
    people.enable(ADA.user, NOW)
    rows = told()
    assert [row[:3] for row in rows] == [("alteration", "boss", ADA.user)] * 5
    said = " ".join(row[3] for row in rows)
    for what in ("account made", "password reset", "rights changed", "disabled", "enabled"):
        assert what in said
    assert password not in said
    assert second not in said


def test_a_change_that_is_refused_leaves_no_trace(people, told):
    people.add(ROOT, NOW)
    before = told()
    with pytest.raises(AccountError):
        people.disable(ROOT.user, NOW)
    assert told() == before
    assert account_of(people.state, ROOT.user).is_active

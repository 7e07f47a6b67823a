import html
import itertools
import re
from datetime import UTC, datetime

import pytest

from dashboard.app import create_app
from dashboard.live import Fixed
from dashboard.signin.accounts import Person, account_of
from dashboard.signin.administering import People
from dashboard.signin.passwords import is_right
from dashboard.viewer import DEMO_PEOPLE, Viewer
from records.schema import ScoredProfile

TOM = "tom@example.org"
NUMBERS = itertools.count(1)
FORM = {"user": TOM, "name": "Tom Field", "role": "inspector", "agency": "LA_EH"}


@pytest.fixture(scope="module")
def app(small):
    return create_app(Fixed(small), "Essex")


@pytest.fixture
def office(app, signed_in):
    return signed_in(app, "demo-administrator")


@pytest.fixture(scope="module")
def state(app):
    return app._desk.state


@pytest.fixture
def tom(app, state):
    """An account of its own name for each test."""
    by = Viewer("boss", "Boss", "administrator", "", frozenset("P"))
    person = Person(f"tom{next(NUMBERS)}@example.org", "Tom Field", "inspector", "LA_EH")
    People(state, app._desk.trail, by).add(person, datetime.now(UTC))
    return person.user


def text(answer) -> str:
    return html.unescape(answer.get_data(as_text=True))


def test_only_the_administrator_may_come_here(app, signed_in, tom):
    for person in DEMO_PEOPLE:
        client = signed_in(app, person.user)
        expected = 200 if person.role == "administrator" else 403
        for path in ("/office/accounts/", f"/office/accounts/{tom}"):
            assert client.get(path).status_code == expected
        if expected != 200:
            for act in ("", "/reset", "/disable", "/enable"):
                assert client.post(f"/office/accounts/{tom}{act}").status_code == 403
            assert client.post("/office/accounts/", data=FORM).status_code == 403


def test_the_administrator_sees_no_business_anywhere(office, small):
    names = set(small.profiles[ScoredProfile.name].dropna())
    for path in ("/office/accounts/", "/account"):
        said = text(office.get(path))
        assert not [name for name in names if name in said]
    for path in ("/_dash-layout", "/office/figures/", "/office/deliveries/", "/office/audit/"):
        assert office.get(path).status_code == 403


def test_someone_added_gets_a_password_shown_once(office, state):
    answer = office.post("/office/accounts/", data={**FORM, "clearance": "C"})
    assert answer.status_code == 200
    password = re.search(r'class="one-time">([^<]+)<', text(answer)).group(1)
    account = account_of(state, TOM)
    assert is_right(account.password_hash, password)
    assert account.person.clearances == {"C"}
    assert answer.headers["Cache-Control"] == "no-store"
    for path in ("/office/accounts/", f"/office/accounts/{TOM}"):
        said = text(office.get(path))
        assert "Tom Field" in said
        assert password not in said
    assert office.post("/office/accounts/", data=FORM).status_code == 400


def test_what_will_not_do_comes_back_with_its_reason_and_what_was_typed(office, state):
    wrong = {**FORM, "user": "tim@example.org", "agency": "", "name": "<b>Tim</b>"}
    answer = office.post("/office/accounts/", data=wrong)
    assert answer.status_code == 400
    assert "needs an agency" in text(answer)
    assert b"<b>Tim" not in answer.data
    assert account_of(state, "tim@example.org") is None


def test_rights_are_changed(office, state, tom):
    form = {"name": "Tom Oak", "role": "analyst", "agency": "EPOL", "clearance": "C"}
    answer = office.post(f"/office/accounts/{tom}", data=form)
    assert answer.status_code == 303
    assert "The rights are changed" in text(office.get(answer.headers["Location"]))
    person = account_of(state, tom).person
    assert (person.name, person.role, person.agency) == ("Tom Oak", "analyst", "EPOL")
    assert office.post(f"/office/accounts/{tom}", data={**form, "role": "king"}).status_code == 400


def test_access_is_taken_and_given_back(office, state, tom):
    assert office.post(f"/office/accounts/{tom}/disable").status_code == 303
    assert not account_of(state, tom).is_active
    assert "Give access back" in text(office.get(f"/office/accounts/{tom}"))
    assert office.post(f"/office/accounts/{tom}/enable").status_code == 303
    assert account_of(state, tom).is_active


def test_a_new_password_is_shown_once(office, state, tom):
    answer = office.post(f"/office/accounts/{tom}/reset")
    password = re.search(r'class="one-time">([^<]+)<', text(answer)).group(1)
    assert is_right(account_of(state, tom).password_hash, password)


def test_a_password_of_the_provider_is_not_reset_here(office, app, state):
    by = Viewer("boss", "Boss", "administrator", "", frozenset("P"))
    person = Person("pia@example.org", "Pia", "board")
    People(state, app._desk.trail, by).add(person, datetime.now(UTC), provider=True)
    answer = office.post("/office/accounts/pia@example.org/reset")
    assert answer.status_code == 400
    assert "reset it there" in text(answer)
    assert "Give a new password" not in text(office.get("/office/accounts/pia@example.org"))
    assert "Waits for the first sign-in" in text(office.get("/office/accounts/"))


def test_nobody_is_not_found(office):
    assert office.get("/office/accounts/nobody").status_code == 404
    for act in ("", "/reset", "/disable", "/enable"):
        assert office.post(f"/office/accounts/nobody{act}").status_code == 404


def test_a_change_without_the_word_of_the_session_is_refused(office, state, tom):
    office.environ_base.pop("HTTP_X_CSRFTOKEN")
    for act in ("", "/reset", "/disable", "/enable"):
        assert office.post(f"/office/accounts/{tom}{act}", data=FORM).status_code == 403
    assert account_of(state, tom).is_active

"""The door: no token set by another, no endless guessing, no way out to another site."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from benchmarks.served import HERE, served_home, signed_in
from dashboard.app import create_app
from dashboard.signin import local
from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.viewer import DEMO
from records.audit import open_trail
from records.state import open_state

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "http://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%0d%0aLocation:%20http://evil.example",
    "/\r\nSet-Cookie: concern=theirs",
    "evil.example",
    "@evil.example",
    "/@evil.example/..//evil.example",
    "http:///evil.example",
    "\u2215\u2215evil.example",
    "/\u2028/evil.example",
    " //evil.example",
)


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=ascii)
def test_signing_in_never_leads_to_another_site(app, wanted):
    client = app.server.test_client()
    asked = client.get("/sign-in", query_string={"next": wanted})
    assert asked.status_code == 200
    form = {"user": "demo-analyst", "next": wanted}
    came = client.post("/sign-in/demo", data=form, headers={"Origin": HERE})
    assert came.status_code == 303
    # One slash, then no slash: a path of ours and nothing else.
    assert came.location.startswith("/")
    assert came.location[1:2] not in ("/", "\\")
    assert not {"\r", "\n", "\t", "\\"} & {*came.location}
    assert "theirs" not in str(came.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=ascii)
def test_a_form_of_the_account_never_leads_to_another_site(app, wanted):
    client = signed_in(app)
    came = client.post("/account/purpose", data={"purpose": "analysis", "next": wanted})
    assert came.status_code == 303
    assert came.location.startswith("/")
    assert came.location[1:2] not in ("/", "\\")


def test_who_is_not_signed_in_is_led_back_to_where_they_were_going(nobody):
    answer = nobody.get("/business/1?a=b")
    assert answer.location == "/sign-in?next=/business/1%3Fa%3Db"


def session_of(client) -> str:
    return client.get_cookie("concern").value


def test_a_token_that_was_there_before_is_not_taken_over(app):
    client = app.server.test_client()
    client.set_cookie("concern", "set-by-another")
    client.post("/sign-in/demo", data={"user": "demo-analyst"}, headers={"Origin": HERE})
    first = session_of(client)
    assert first != "set-by-another"
    client.post("/sign-in/demo", data={"user": "demo-lead"}, headers={"Origin": HERE})
    second = session_of(client)
    assert second != first
    for old in ("set-by-another", first):
        thief = app.server.test_client()
        thief.set_cookie("concern", old)
        assert thief.get("/account").status_code in (302, 401)


def test_a_token_replayed_after_signing_out_opens_nothing(app):
    client = signed_in(app)
    token = session_of(client)
    assert client.get("/account").status_code == 200
    assert client.post("/sign-out").status_code == 303
    thief = app.server.test_client()
    thief.set_cookie("concern", token)
    assert thief.get("/account").status_code in (302, 401)
    assert thief.get("/county/columns.csv").status_code == 401


@pytest.mark.parametrize(
    "token", ["", "x", "0" * 43, "' OR 1=1 --", "\u00e9", "a" * 5_000], ids=ascii
)
def test_a_made_up_token_opens_nothing(app, token):
    client = app.server.test_client()
    answer = client.get(
        "/county/columns.csv",
        headers={"Cookie": f"concern={token}".encode().decode("latin-1")},
    )
    assert answer.status_code == 401


def test_guessing_passwords_ends_after_a_few_for_one_name_and_for_one_address(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(local, "ADDRESS_TRIES", 7)
    app = create_app(served_home(tmp_path / "county", businesses=12))
    client = app.server.test_client()

    def tried(user: str) -> tuple[int, str]:
        form = {"user": user, "password": "not it", "purpose": "analysis"}
        answer = client.post("/sign-in", data=form, headers={"Origin": HERE})
        return answer.status_code, answer.get_data(as_text=True)

    statuses = [tried("ada@council.example")[0] for _ in range(7)]
    assert statuses.index(429) == local.ACCOUNT_TRIES
    assert [tried(f"user{n}@council.example")[0] == 429 for n in range(4)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_the_door_does_not_tell_who_has_an_account(tmp_path):
    home = served_home(tmp_path / "county", businesses=12)
    app = create_app(home)
    engine = open_state(home.state_url)
    people = People(engine, open_trail(engine, home), DEMO)
    people.add(Person("ada@council.example", "Ada Ridge", "board"), datetime.now(UTC))
    engine.dispose()
    client = app.server.test_client()

    def said(user: str) -> tuple[int, str]:
        form = {"user": user, "password": "not it", "purpose": "analysis"}
        answer = client.post("/sign-in", data=form, headers={"Origin": HERE})
        return answer.status_code, answer.get_data(as_text=True).replace(user, "")

    assert said("ada@council.example") == said("eve@council.example")


def test_nobody_comes_in_by_one_click_from_another_machine(app):
    client = app.server.test_client()
    for address in ("10.0.0.5", "::ffff:10.0.0.5", "192.168.1.1"):
        came = client.post(
            "/sign-in/demo",
            data={"user": "demo-analyst"},
            headers={"Origin": HERE},
            environ_base={"REMOTE_ADDR": address},
        )
        assert came.status_code == 403

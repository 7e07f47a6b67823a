"""At the door: who comes in, who does not, and what is told to whom."""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from dashboard.app import create_app
from dashboard.live import Fixed
from dashboard.signin import demo, passwords
from dashboard.signin.accounts import Person, account_of
from dashboard.signin.limiting import WINDOW
from dashboard.signin.local import ACCOUNT_TRIES, ADDRESS_TRIES
from dashboard.viewer import DEMO_PEOPLE
from records.errors import StateError
from records.state import reading, writing
from records.state.tables import accounts, attempts, sessions

HERE = "http://localhost"
ADA = "ada@example.org"
PASSWORD = "seven grey herons wade"


def cookies_of(answer) -> dict[str, str]:
    return {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}


def test_name_and_password_let_in(county):
    county.add()
    client, answer = county.signed_in(ADA, PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/analysis")
    page = client.get("/account").get_data(as_text=True)
    assert "Ada Reed" in page
    assert "For analysis" in page


def test_the_user_name_is_taken_however_it_is_typed(county):
    county.add()
    assert county.signed_in("  ADA@Example.ORG ", PASSWORD)[1].status_code == 303


def test_the_session_cookie_is_hidden_from_scripts_and_from_other_sites(county):
    county.add()
    _, answer = county.signed_in(ADA, PASSWORD)
    cookie = cookies_of(answer)["concern"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "Max-Age=36000" in cookie


def test_a_purpose_must_be_said(county, signs_in):
    county.add()
    for purpose, words in (("", ""), ("because", ""), ("other", "  "), ("other", "a\x00b")):
        _, answer = county.signed_in(ADA, PASSWORD, purpose=purpose, words=words)
        assert answer.status_code == 400
    client, answer = county.signed_in(ADA, PASSWORD, purpose="other", words=" joint  visit ")
    assert answer.status_code == 303
    assert "For joint visit" in client.get("/account").get_data(as_text=True)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(county):
    county.add()
    wrong = county.signed_in(ADA, "not the password")[1]
    unknown = county.signed_in("ann@example.org", "not the password")[1]
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.data.replace(b"ada@", b"ann@") == unknown.data
    assert b"not the password" not in wrong.data
    kept = [set(cookies_of(one)) for one in (wrong, unknown)]
    assert kept == [set(), set()]


def test_an_unknown_name_costs_as_many_hashes_as_a_known_one(county, monkeypatch):
    county.add()
    county.add(Person("tom@example.org", "Tom", "administrator"))
    county.people.add(Person("pia@example.org", "Pia", "board"), datetime.now(UTC), provider=True)
    looked = []
    real = passwords.HASHER.verify
    hasher = type("Counting", (), {"verify": lambda _, *a: looked.append(a) or real(*a)})()
    hasher.hash = passwords.HASHER.hash
    monkeypatch.setattr(passwords, "HASHER", hasher)
    for user in (ADA, "ann@example.org", "pia@example.org"):
        before = len(looked)
        assert county.signed_in(user, "not the password")[1].status_code == 401
        assert len(looked) == before + 1


def test_after_five_wrong_passwords_none_is_taken_known_or_not(county):
    county.add()
    for user in (ADA, "ann@example.org"):
        got = [county.signed_in(user, "wrong")[1].status_code for _ in range(ACCOUNT_TRIES + 2)]
        assert got == [401] * ACCOUNT_TRIES + [429] * 2
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 429
    assert account_of(county.people.state, ADA).is_locked(datetime.now(UTC))


def test_after_a_while_the_lock_opens_and_the_failures_are_told(county):
    county.add()
    for _ in range(ACCOUNT_TRIES):
        county.signed_in(ADA, "wrong")
    later = datetime.now(UTC) - WINDOW - timedelta(seconds=1)
    with writing(county.people.state) as connection:
        connection.execute(update(attempts).values(at=later))
    client, answer = county.signed_in(ADA, PASSWORD)
    assert answer.status_code == 303
    assert "since your last sign-in: 5" in client.get("/account").get_data(as_text=True)
    account = account_of(county.people.state, ADA)
    assert (account.failures, account.locked_until) == (0, None)


def test_a_right_password_forgets_the_wrong_ones_before(county):
    county.add()
    for _ in range(3):
        for _ in range(ACCOUNT_TRIES - 1):
            assert county.signed_in(ADA, "wrong")[1].status_code == 401
        assert county.signed_in(ADA, PASSWORD)[1].status_code == 303


def test_one_address_cannot_try_many_names(county):
    client = county.client("203.0.113.9")
    form = {"password": "wrong", "purpose": "analysis"}
    got = [
        client.post("/sign-in", data={**form, "user": f"person{number}@example.org"}).status_code
        for number in range(ADDRESS_TRIES + 1)
    ]
    assert got == [401] * ADDRESS_TRIES + [429]
    county.add()
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 303


def test_a_reset_opens_the_lock(county):
    county.add()
    for _ in range(ACCOUNT_TRIES + 1):
        county.signed_in(ADA, "wrong")
    password = county.people.reset(ADA, datetime.now(UTC))
    assert county.signed_in(ADA, password)[1].status_code == 303


def test_a_closed_account_is_as_good_as_none(county):
    county.add()
    county.people.disable(ADA, datetime.now(UTC))
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 401


def test_the_token_is_new_at_every_sign_in_and_the_old_one_opens_nothing(county):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    first = client.get_cookie("concern").value
    again = {"user": ADA, "password": PASSWORD, "purpose": "data quality"}
    assert client.post("/sign-in", data=again).status_code == 303
    assert client.get_cookie("concern").value != first
    replayed = county.client()
    replayed.set_cookie("concern", first)
    assert replayed.get("/account").status_code == 302


def test_a_token_somebody_planted_is_never_taken_over(county):
    county.add()
    client = county.client()
    client.set_cookie("concern", "planted-by-somebody-else")
    form = {"user": ADA, "password": PASSWORD, "purpose": "analysis"}
    client.post("/sign-in", data=form)
    assert client.get_cookie("concern").value != "planted-by-somebody-else"
    other = county.client()
    other.set_cookie("concern", "planted-by-somebody-else")
    assert other.get("/_dash-layout").status_code == 401


def test_a_cookie_kept_after_signing_out_opens_nothing(county, signs_in):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    signs_in(client)
    token = client.get_cookie("concern").value
    answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "Max-Age=0" in cookies_of(answer)["concern"]
    replayed = county.client()
    replayed.set_cookie("concern", token)
    assert replayed.get("/_dash-layout").status_code == 401
    assert replayed.post("/account/purpose").status_code == 401


def test_signing_out_takes_the_word_of_the_session(county):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    assert client.post("/sign-out").status_code == 403
    assert client.get("/account").status_code == 200


def test_a_one_time_password_opens_only_the_page_that_changes_it(county, signs_in):
    password = county.people.add(Person(ADA, "Ada Reed", "analyst", "EPOL"), datetime.now(UTC))
    client, answer = county.signed_in(ADA, password)
    assert answer.status_code == 303
    assert client.get("/").headers["Location"] == "/account?next=/"
    assert client.get("/_dash-layout").status_code == 403
    assert "set by somebody else" in client.get("/account").get_data(as_text=True)
    signs_in(client)
    new = {"old": password, "new": PASSWORD, "again": PASSWORD}
    assert client.post("/account/password", data=new).status_code == 303
    assert client.get("/").status_code == 200


def test_changing_the_password_signs_out_everywhere_else_and_gives_a_new_token(county, signs_in):
    county.add()
    here, _ = county.signed_in(ADA, PASSWORD)
    there, _ = county.signed_in(ADA, PASSWORD)
    signs_in(here)
    before = here.get_cookie("concern").value
    new = "eight white storks stand"
    form = {"old": PASSWORD, "new": new, "again": new}
    assert here.post("/account/password", data=form).status_code == 303
    assert here.get_cookie("concern").value != before
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 401
    assert county.signed_in(ADA, new)[1].status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"old": "wrong"}, "old password is not right"),
        ({"new": "short", "again": "short"}, "12 letters"),
        ({"again": "another one entirely"}, "differ"),
        ({"new": PASSWORD, "again": PASSWORD}, "is the old one"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_with_its_reason(county, signs_in, form, said):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    signs_in(client)
    new = {"old": PASSWORD, "new": "eight white storks stand", "again": "eight white storks stand"}
    answer = client.post("/account/password", data={**new, **form})
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 303


def test_the_old_password_cannot_be_guessed_with_a_stolen_session(county, signs_in):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    signs_in(client)
    form = {"old": "wrong", "new": "eight white storks stand", "again": "eight white storks stand"}
    got = [client.post("/account/password", data=form).status_code for _ in range(6)]
    assert got == [400] * ACCOUNT_TRIES + [429]


def test_a_password_hashed_with_less_is_hashed_anew_at_the_next_sign_in(county, monkeypatch):
    county.add()
    before = account_of(county.people.state, ADA).password_hash
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(2, 16, 1))
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 303
    after = account_of(county.people.state, ADA).password_hash
    assert before != after
    assert not passwords.is_outdated(after)
    assert county.signed_in(ADA, PASSWORD)[1].status_code == 303


def test_the_purpose_can_be_changed_and_is_shown(county, signs_in):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    signs_in(client)
    form = {"purpose": "data quality", "next": "/account?x=1"}
    answer = client.post("/account/purpose", data=form)
    assert answer.headers["Location"] == "/account?x=1"
    assert "For data quality" in client.get("/account").get_data(as_text=True)
    assert client.post("/account/purpose", data={"purpose": "x"}).status_code == 400


def test_someone_without_a_purpose_is_asked_for_it_first(county):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    with writing(county.people.state) as connection:
        connection.execute(update(sessions).values(purpose=""))
    assert client.get("/business/1").headers["Location"] == "/account?next=/business/1"
    assert client.get("/_dash-layout").status_code == 403
    assert "Say what you are here for" in client.get("/account").get_data(as_text=True)


def test_coming_and_going_is_audited_without_passwords_and_without_names_nobody_has(
    county, signs_in
):
    county.add()
    county.signed_in(ADA, "wrong-secret")
    county.signed_in("my-own-password-typed-here", "wrong-secret")
    client, _ = county.signed_in(ADA, PASSWORD)
    signs_in(client)
    client.post("/account/purpose", data={"purpose": "data quality"})
    new = "eight white storks stand"
    client.post("/account/password", data={"old": PASSWORD, "new": new, "again": new})
    signs_in(client)
    client.post("/sign-out")
    rows = county.told()[1:]
    got = [(row[0], row[1], json.loads(row[3])["what"]) for row in rows]
    assert got == [
        ("consultation", ADA, "sign-in refused"),
        ("consultation", "unknown", "sign-in refused"),
        ("consultation", ADA, "sign-in"),
        ("consultation", ADA, "purpose"),
        ("alteration", ADA, "password changed"),
        ("consultation", ADA, "sign-in"),
        ("consultation", ADA, "sign-out"),
    ]
    said = str(rows)
    for secret in (PASSWORD, "wrong-secret", "my-own-password", new):
        assert secret not in said


def test_the_lock_is_audited_once(county):
    county.add()
    for _ in range(ACCOUNT_TRIES + 3):
        county.signed_in(ADA, "wrong")
    rows = [row for row in county.told() if "refused" in row[3]]
    assert len(rows) == ACCOUNT_TRIES
    assert ["locked" in row[3] for row in rows] == [False] * 4 + [True]


def test_passwords_reach_neither_the_log_nor_the_database(county, caplog):
    county.add()
    county.signed_in(ADA, PASSWORD)
    county.signed_in(ADA, "another wrong one")
    with reading(county.people.state) as connection:
        tables = (accounts, sessions, attempts)
        kept = str([connection.execute(select(table)).all() for table in tables])
    for secret in (PASSWORD, "another wrong one"):
        assert secret not in caplog.text
        assert secret not in kept


def test_without_an_audit_nobody_comes_in(county, monkeypatch):
    county.add()

    def broken(*_):
        raise StateError("no disk")

    monkeypatch.setattr(type(county.app._desk.trail), "append_in", broken)
    client, answer = county.signed_in(ADA, PASSWORD)
    assert answer.status_code == 503
    assert client.get_cookie("concern") is None
    with reading(county.people.state) as connection:
        assert connection.execute(select(sessions)).all() == []


@pytest.fixture(scope="module")
def made_up(small):
    return create_app(Fixed(small))


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda one: one.user)
def test_every_demo_person_comes_in_by_one_click(made_up, person):
    client = made_up.server.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    assert html.escape(person.name) in page
    client.environ_base["HTTP_ORIGIN"] = HERE
    assert client.post("/sign-in/demo", data={"user": person.user}).status_code == 303
    assert person.name in client.get("/account").get_data(as_text=True)
    assert client.get("/sign-in").status_code == 302


def test_the_demo_says_so_on_its_pages(made_up, signed_in):
    app = made_up
    assert "This is a demo" in app.server.test_client().get("/sign-in").get_data(as_text=True)
    client = signed_in(app)
    for path in ("/account", "/_dash-layout"):
        said = client.get(path, headers={"Referer": f"{HERE}/"}).get_data(as_text=True)
        assert "This is a demo" in said


def test_there_are_no_demo_people_in_a_real_county(county):
    client = county.client()
    page = client.get("/sign-in").get_data(as_text=True)
    assert "demo" not in page.lower()
    for person in DEMO_PEOPLE:
        assert client.post("/sign-in/demo", data={"user": person.user}).status_code == 403


def test_a_real_build_ends_the_demo_at_once(small, made_up):
    desk = made_up._desk
    real = SimpleNamespace(about=replace(small.about, synthetic=False))
    turned = replace(desk, live=SimpleNamespace(county=lambda: real))
    assert demo.person(desk, "demo-analyst") is not None
    assert demo.person(turned, "demo-analyst") is None
    assert not demo.is_demo(turned)


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.1", "2001:db8::1", "", "nonsense"])
def test_the_demo_is_for_this_machine_only(made_up, address):
    client = made_up.server.test_client()
    client.environ_base.update(HTTP_ORIGIN=HERE, REMOTE_ADDR=address)
    assert client.post("/sign-in/demo", data={"user": "demo-analyst"}).status_code == 403
    assert "demo-analyst" not in client.get("/sign-in").get_data(as_text=True)


def test_the_demo_is_refused_under_a_name_of_the_network(small, monkeypatch):
    monkeypatch.setenv("CONCERN_HOSTS", '["concern.example"]')
    client = create_app(Fixed(small)).server.test_client()
    said = {"Host": "concern.example", "Origin": "http://concern.example"}
    form = {"user": "demo-analyst"}
    assert client.post("/sign-in/demo", data=form, headers=said).status_code == 403


def test_behind_tls_cookies_and_headers_hold_to_https(small, monkeypatch):
    monkeypatch.setenv("CONCERN_BEHIND_TLS", "true")
    client = create_app(Fixed(small)).server.test_client()
    said = {"Origin": "https://localhost"}
    answer = client.post("/sign-in/demo", data={"user": "demo-analyst"}, headers=said)
    cookie = cookies_of(answer)["__Host-concern"]
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    page = client.get("/account", base_url="https://localhost")
    assert page.status_code == 200
    assert "Secure" in cookies_of(page)["_csrf_token"]
    plain = client.post("/sign-in/demo", data={"user": "demo-analyst"}, headers={"Origin": HERE})
    assert plain.status_code == 403


def test_without_tls_there_is_no_promise_of_it(county):
    assert "Strict-Transport-Security" not in county.client().get("/sign-in").headers


def test_every_answer_at_the_door_may_be_kept_by_nobody(county, signs_in):
    county.add()
    client, answer = county.signed_in(ADA, PASSWORD)
    for one in (answer, client.get("/account"), client.get("/sign-in"), client.get("/nowhere/x")):
        assert one.headers["Cache-Control"] == "no-store"
        assert "Cookie" in one.headers["Vary"]
        assert one.headers["X-Frame-Options"] == "DENY"
        assert one.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert one.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=(self)" in one.headers["Permissions-Policy"]
        assert "frame-ancestors 'none'" in one.headers["Content-Security-Policy"]


def test_pages_at_the_door_run_nothing(county, signs_in):
    county.add()
    client, _ = county.signed_in(ADA, PASSWORD)
    for page in (county.client().get("/sign-in"), client.get("/account")):
        said = page.get_data(as_text=True)
        assert "<script" not in said
        assert not re.search(r"\son[a-z]+=", said)


def test_what_was_typed_comes_back_as_text(county):
    _, answer = county.signed_in('"><script>alert(1)</script>', "wrong", words="<b>x</b>")
    said = answer.get_data(as_text=True)
    assert "<script>" not in said
    assert "&lt;script&gt;" in said


def test_error_pages_say_what_to_do_and_nothing_else(county):
    client = county.client()
    assert "Sign in" in client.get("/_dash-layout").get_data(as_text=True)
    county.add()
    inside, _ = county.signed_in(ADA, PASSWORD)
    assert "Not for you" in inside.get("/office/accounts/").get_data(as_text=True)


def test_a_person_of_the_demo_has_no_password_to_change(made_up, signed_in):
    assert signed_in(made_up).post("/account/password", data={"old": "x"}).status_code == 404

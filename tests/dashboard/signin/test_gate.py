"""Nothing passes that is not allowed: every address, every callback, every origin."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from dashboard.app import PAGES, create_app
from dashboard.guard import FILES, OPEN, needed, needs, open_to_all, rule_of
from dashboard.live import Fixed
from dashboard.signin.gate import DASH, Gate, csrf_field, local_path
from dashboard.signin.sessions import hashed
from dashboard.viewer import DEMO_PEOPLE, MAY, Capability
from records.state import writing
from records.state.tables import accounts, sessions

HERE = "http://localhost"
FREE = {"/sign-in", "/sign-in/demo", "/sign-in/provider", "/sign-in/back", "/healthz", "/readyz"}
"""Addresses that answer someone who is not signed in, beside scripts and styles."""
OWN_WAY = {"/metrics"}
"""Addresses that ask for a token of their own."""


@pytest.fixture(scope="module")
def app(small):
    return create_app(Fixed(small), "Essex")


@pytest.fixture(scope="module")
def analyst(app, signed_in):
    return signed_in(app)


def nobody(app):
    client = app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = HERE
    return client


def addresses(app):
    """Every address the application answers, with something in its place-holders, and its verbs."""
    for rule in app.server.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for verb in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            yield rule.endpoint, verb, path


def test_nobody_gets_anything_but_the_door(app):
    client, asked = nobody(app), 0
    for endpoint, verb, path in addresses(app):
        if endpoint in FILES or path in FREE | OWN_WAY:
            continue
        answer = client.open(path, method=verb, data={"a": "b"} if verb == "POST" else None)
        led = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
        assert led or answer.status_code == 401, (verb, path, answer.status_code)
        asked += 1
    assert asked > 20


def test_every_address_declares_what_it_needs(app):
    silent = [
        endpoint
        for endpoint, view in app.server.view_functions.items()
        if endpoint not in FILES and endpoint not in DASH and rule_of(view) is None
    ]
    assert set(silent) <= {"static", "/_reload-hash"}, silent


def test_an_address_that_declares_nothing_is_refused_to_everyone(small, signed_in):
    app = create_app(Fixed(small))
    app.server.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for person in DEMO_PEOPLE:
        assert signed_in(app, person.user).get("/forgotten").status_code == 403
    assert nobody(app).get("/forgotten").status_code == 302


def test_an_address_opens_to_the_roles_that_may_and_to_no_other(small, signed_in):
    app = create_app(Fixed(small))
    for capability in Capability:
        view = needs(capability)(lambda: "in")
        app.server.add_url_rule(f"/only/{capability}", f"only_{capability}", view)
        assert needed(view) == capability
    for person in DEMO_PEOPLE:
        client = signed_in(app, person.user)
        opened = {c for c in Capability if client.get(f"/only/{c}").status_code == 200}
        assert opened == MAY[person.role]


def test_what_is_open_to_all_declares_no_capability():
    view = open_to_all(lambda: "in")
    assert rule_of(view) == OPEN
    assert needed(view) is None
    assert rule_of(None) is None


def test_scripts_and_styles_are_open(app):
    paths = re.findall(r'src="(/_dash-component-suites/[^"]+)"', analyst_page(app))
    assert paths
    for path in ("/assets/base.css", "/_favicon.ico", *paths):
        with nobody(app).get(path) as answer:
            assert answer.status_code == 200, path


def analyst_page(app) -> str:
    client = nobody(app)
    client.post("/sign-in/demo", data={"user": "demo-analyst"})
    return client.get("/").get_data(as_text=True)


def test_someone_without_businesses_is_led_to_their_first_room(app, signed_in):
    first = {
        "demo-analyst": None,
        "demo-inspector": None,
        "demo-steward": "/office/figures/",
        "demo-officer": "/office/figures/",
        "demo-board": "/office/figures/",
        "demo-administrator": "/office/accounts/",
    }
    for user, room in first.items():
        answer = signed_in(app, user).get("/")
        assert answer.headers.get("Location") == room


def callback(client, output, value="/", **headers):
    body = {
        "output": output,
        "outputs": [],
        "inputs": [{"id": "url", "property": "pathname", "value": value}],
        "changedPropIds": ["url.pathname"],
    }
    return client.post("/_dash-update-component", json=body, headers=headers)


def test_a_callback_needs_a_session_the_word_and_the_capability_of_its_page(app, signed_in):
    output = next(one for one in app.callback_map if one.startswith("..main.children"))
    assert callback(nobody(app), output).status_code == 401
    for user in ("demo-steward", "demo-officer", "demo-board", "demo-administrator"):
        assert callback(signed_in(app, user), output).status_code == 403
    client = signed_in(app, "demo-inspector")
    client.environ_base.pop("HTTP_X_CSRFTOKEN")
    assert callback(client, output).status_code == 403
    assert callback(client, output, **{"X-CSRFToken": "0" * 64}).status_code == 403


def test_every_callback_is_known_to_the_guard_and_refused_to_those_who_see_no_page(app, signed_in):
    client = signed_in(app, "demo-board")
    assert len(app.callback_map) >= 3
    for output in app.callback_map:
        assert callback(client, output).status_code == 403, output


def test_a_callback_nobody_registered_is_refused(analyst):
    assert callback(analyst, "everything.data").status_code == 403
    assert analyst.post("/_dash-update-component", json=["odd"]).status_code == 400
    assert analyst.post("/_dash-update-component", data="odd").status_code == 400
    for inputs in ("odd", [1], [{"id": "url"}], None):
        odd = {"output": "listing.data", "inputs": inputs}
        assert analyst.post("/_dash-update-component", json=odd).status_code == 400


def test_a_callback_is_held_to_what_its_own_page_needs(app, small):
    strict = replace(PAGES[0], needs=Capability.ACCOUNTS)
    gate = Gate(SimpleNamespace(), (strict, PAGES[1]), {"listing.data": Capability.ACCOUNTS})
    to = {"id": "url", "property": "pathname", "value": "/business/7"}
    own = {"output": "listing.data", "inputs": []}
    assert gate._callback_rules(own) == [Capability.ACCOUNTS]
    turned = {"output": "unknown", "inputs": [{**to, "value": "/"}]}
    assert gate._callback_rules(turned) == [None, Capability.ACCOUNTS]
    elsewhere = {"output": "listing.data", "inputs": [to]}
    assert gate._callback_rules(elsewhere)[1] == Capability.BROWSE


def test_the_layout_of_a_page_needs_what_the_page_needs(app, analyst, signed_in):
    assert analyst.get("/_dash-layout", headers={"Referer": f"{HERE}/"}).status_code == 200
    for user in ("demo-steward", "demo-administrator"):
        client = signed_in(app, user)
        for referrer in (f"{HERE}/", f"{HERE}/business/1", "http://elsewhere/", ""):
            said = {"Referer": referrer} if referrer else {}
            assert client.get("/_dash-layout", headers=said).status_code == 403
        assert client.get("/_dash-dependencies").status_code == 403
        assert client.get("/business/1").status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8051"},
        {"Origin": "", "Referer": ""},
        {"Origin": "", "Referer": "http://evil.example/http://localhost/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_that_another_site_asks_for_is_refused(analyst, said):
    form = {"purpose": "analysis"}
    assert analyst.post("/account/purpose", data=form, headers=said).status_code == 403


@pytest.mark.parametrize(
    "said",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "", "Referer": "http://localhost/account"}],
)
def test_a_change_that_our_own_page_asks_for_passes(analyst, said):
    form = {"purpose": "analysis"}
    assert analyst.post("/account/purpose", data=form, headers=said).status_code == 303


def test_the_door_too_is_closed_to_other_sites(app):
    client = app.server.test_client()
    form = {"user": "demo-analyst"}
    assert client.post("/sign-in/demo", data=form).status_code == 403
    evil = {"Origin": "http://evil.example"}
    assert client.post("/sign-in/demo", data=form, headers=evil).status_code == 403
    assert client.post("/sign-in", data=form, headers=evil).status_code == 403


def test_another_site_may_lead_to_us_but_fetch_nothing(analyst):
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert analyst.get("/", headers=led).status_code == 200
    assert analyst.get("/", headers=fetched).status_code == 403
    assert analyst.get("/county/columns.csv", headers=fetched).status_code == 403


def test_a_form_without_the_word_of_its_session_changes_nothing(app, signed_in):
    client = signed_in(app)
    word = client.environ_base.pop("HTTP_X_CSRFTOKEN")
    other = signed_in(app).get_cookie("_csrf_token").value
    for csrf in ("", "0" * 64, other, "é"):
        form = {"purpose": "analysis", "csrf": csrf}
        assert client.post("/account/purpose", data=form).status_code == 403
    client.set_cookie("_csrf_token", "0" * 64)
    form = {"purpose": "analysis", "csrf": "0" * 64}
    assert client.post("/account/purpose", data=form).status_code == 403
    assert client.post("/account/purpose", data={**form, "csrf": word}).status_code == 303


def test_every_form_of_ours_holds_the_word(app, signed_in):
    for person in DEMO_PEOPLE:
        client = signed_in(app, person.user)
        pages = ["/account", *re.findall(r'href="(/office/[a-z]+/)"', text(client, "/account"))]
        for path in pages:
            for form in re.findall(r"<form.*?</form>", text(client, path), re.S):
                asks = 'method="get"' in form or 'method="dialog"' in form
                assert asks or 'name="csrf"' in form, (path, form[:200])


def text(client, path) -> str:
    return client.get(path).get_data(as_text=True)


def test_nobody_has_no_word(app):
    with app.server.test_request_context("/"):
        assert csrf_field() == ""


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil", ""])
def test_another_name_for_this_host_is_refused(app, host):
    assert nobody(app).get("/sign-in", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8050", "[::1]:8050"])
def test_this_machines_own_names_are_known(app, host):
    assert nobody(app).get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(app):
    answer = nobody(app).get("/account", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.headers["Location"] == "/sign-in?next=/account"


@given(st.text(max_size=40))
def test_where_someone_is_led_to_is_always_a_path_of_ours(wanted):
    led = local_path(wanted)
    assert led.startswith("/")
    assert not led.startswith(("//", "/\\", "/sign-in"))
    assert led.isprintable()


@pytest.mark.parametrize(
    "wanted",
    [
        "http://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tevil",
        "/\n//evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        " //evil.example",
        "",
        None,
        "/sign-in?next=/",
    ],
)
def test_no_way_leads_to_another_site(wanted):
    assert local_path(wanted) == "/"


def test_the_way_back_after_signing_in_is_kept(app):
    client = nobody(app)
    led = client.get("/business/7?a=1&b=2").headers["Location"]
    assert led == "/sign-in?next=/business/7%3Fa%3D1%26b%3D2"
    form = {"user": "demo-analyst", "next": "/business/7?a=1&b=2"}
    assert client.post("/sign-in/demo", data=form).headers["Location"] == "/business/7?a=1&b=2"
    form["next"] = "//evil.example"
    assert client.post("/sign-in/demo", data=form).headers["Location"] == "/analysis"


def test_an_account_that_is_closed_or_gone_is_out_on_the_next_request(county, signs_in):
    county.add()
    client, answer = county.signed_in("ada@example.org", "seven grey herons wade")
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    state = county.people.state
    with writing(state) as connection:
        connection.execute(update(accounts).values(is_active=False))
    assert client.get("/account").status_code == 302
    with writing(state) as connection:
        connection.execute(update(accounts).values(is_active=True))
    assert client.get("/account").status_code == 200
    with writing(state) as connection:
        connection.execute(delete(accounts))
    assert client.get("/account").status_code == 302


def test_a_role_that_was_changed_holds_on_the_next_request(county):
    county.add()
    client, _ = county.signed_in("ada@example.org", "seven grey herons wade")
    assert client.get("/").status_code == 200
    with writing(county.people.state) as connection:
        connection.execute(update(accounts).values(role="administrator"))
    assert client.get("/").headers["Location"] == "/office/accounts/"


def test_someone_idle_too_long_must_sign_in_again(county):
    county.add()
    client, _ = county.signed_in("ada@example.org", "seven grey herons wade")
    long_ago = datetime.now(UTC) - timedelta(minutes=31)
    with writing(county.people.state) as connection:
        connection.execute(update(sessions).values(seen_at=long_ago))
    assert client.get("/_dash-layout").status_code == 401


def test_a_demo_session_ends_where_the_county_is_no_demo(county):
    from dashboard.signin.sessions import Limits, begin

    with writing(county.people.state) as connection:
        limits = Limits(timedelta(hours=1), timedelta(hours=1))
        token = begin(connection, "demo-analyst", "x", datetime.now(UTC), limits)
    client = county.client()
    client.set_cookie("concern", token)
    assert client.get("/account").status_code == 302
    assert hashed(token) != token


def test_the_list_of_callbacks_is_not_told_to_nobody(app):
    assert "listing" not in text(nobody(app), "/_dash-dependencies")


def test_rights_are_looked_at_before_the_form_is_read(app, signed_in):
    read = []

    class Watched(io.BytesIO):
        def read(self, *most):
            read.append(most)
            return super().read(*most)

        def readinto(self, buffer):
            read.append(buffer)
            return super().readinto(buffer)

    def posted(user, path):
        client = signed_in(app, user)
        client.environ_base.pop("HTTP_X_CSRFTOKEN")
        kind = "application/x-www-form-urlencoded"
        return client.post(path, input_stream=Watched(b"csrf=0"), content_type=kind).status_code

    assert posted("demo-inspector", "/office/agreements/new") == 403
    assert not read
    assert posted("demo-steward", "/office/agreements/new") == 403
    assert read

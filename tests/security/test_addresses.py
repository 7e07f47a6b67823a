"""Every address and callback: who may ask, what comes back, what a browser may keep of it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks.served import HERE
from dashboard.viewer import MAY, Capability
from tests.security.addresses import (
    ADDRESSES,
    BROWSE_PAGE,
    CALLBACK,
    CALLBACKS,
    FILE,
    LISTING,
    NO_STORE,
    OPEN,
    PAGE,
    REFUSED,
    Address,
)

READING = [address for address in ADDRESSES if address.methods == "GET"]
CHANGING = [address for address in ADDRESSES if address.methods == "POST"]
ROLES = sorted(MAY)
METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
VARIABLE = re.compile(r"<(?:\w+:)?\w+>")


def name(address: Address) -> str:
    return f"{address.methods} {address.rule}"


def each(addresses):
    return pytest.mark.parametrize("address", addresses, ids=name)


def ask(client: FlaskClient, address: Address, **more) -> TestResponse:
    """Ask for the address; KEY in it is the view that the client's page shows."""
    path = address.path
    if "KEY" in path:
        document = client.get("/").get_data(as_text=True)
        key = document.partition('<meta name="build" content="')[2].partition('"')[0]
        path = path.replace("KEY", key or "000001-0000000000000000")
    sent = {"json": LISTING} if address.may == CALLBACK else {"data": dict(address.form)}
    return client.open(path, method=address.methods, buffered=True, **sent, **more)


def role_for(address: Address) -> str:
    """A role that the address is for."""
    if address.may == CALLBACK:
        return "analyst"
    return next((role for role in ROLES if is_admitted(address, role)), "analyst")


def is_admitted(address: Address, role: str) -> bool:
    may = address.may
    if may == BROWSE_PAGE:
        return Capability.BROWSE in MAY[role]
    if isinstance(may, Capability):
        return may in MAY[role]
    return may != REFUSED


def test_every_address_is_listed(app):
    app._setup_server()
    made = {
        (rule.rule, method)
        for rule in app.server.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    listed = {(address.rule, address.methods) for address in ADDRESSES}
    assert made - listed == set(), "give each a line in addresses.py"
    assert listed - made == set(), "no longer there"


def test_every_callback_is_listed(app):
    app._setup_server()
    answered = {output for output, one in app.callback_map.items() if "callback" in one}
    assert answered == set(CALLBACKS)


@each([address for address in ADDRESSES if address.may not in (OPEN, FILE, CALLBACK)])
def test_nobody_gets_nothing_but_the_way_to_the_door(nobody, address):
    answer = ask(nobody, address, headers={"Origin": HERE})
    assert answer.status_code in (302, 401, 403)
    if answer.status_code == 302:
        assert answer.location.startswith("/sign-in?next=/")
    assert b"Brambling" not in answer.data


GUARDED = [address for address in ADDRESSES if address.may not in (OPEN, FILE, CALLBACK, PAGE)]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_admitted_where_it_may_and_nowhere_else(role_client, role):
    client = role_client(role)
    for address in GUARDED:
        if address.rule == "/sign-out":
            continue
        answer = ask(client, address, headers={"Referer": f"{HERE}/"})
        refused = answer.status_code in (401, 403)
        assert refused is not is_admitted(address, role), (name(address), answer.status_code)


@each(READING)
def test_every_answer_says_what_a_browser_may_keep(role_client, nobody, address):
    for client in (role_client(role_for(address)), nobody):
        answer = ask(client, address)
        kept = answer.headers["Cache-Control"]
        if answer.status_code != 200 or address.keeps == NO_STORE:
            assert "no-store" in kept, answer.status_code
        elif address.may != FILE:
            assert "private" in kept
            assert "Cookie" in answer.headers["Vary"]


@each(ADDRESSES)
def test_no_method_but_its_own_is_answered(role_client, address):
    own = {one.methods for one in ADDRESSES if one.rule == address.rule}
    for method in {*METHODS, "POST"} - own:
        answer = role_client("analyst").open(address.path.replace("KEY", "x"), method=method)
        assert answer.status_code in (400, 401, 403, 404, 405), method


@each(CHANGING)
@pytest.mark.parametrize(
    "from_where",
    [
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8051"},
        {"Origin": "", "Referer": "http://evil.example/http://localhost/"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_change_that_another_site_asks_for_is_refused(role_client, address, from_where):
    answer = ask(role_client(role_for(address)), address, headers=from_where)
    assert answer.status_code == 403


@each([address for address in CHANGING if address.may != OPEN])
@pytest.mark.parametrize("word", ["", "0" * 64, "another's", "\u00e9"], ids=ascii)
def test_a_change_without_the_sessions_own_word_is_refused(role_client, address, word):
    role = role_for(address)
    client, other = role_client(role), role_client("lead" if role != "lead" else "board")
    word = other.environ_base["HTTP_X_CSRFTOKEN"] if word == "another's" else word
    heading = {"X-CSRFToken": word.encode().decode("latin-1")}
    assert ask(client, address, headers=heading).status_code == 403
    if address.may == CALLBACK:
        return
    form = {**dict(address.form), "csrf": word}
    sent = client.open(address.path, method="POST", data=form, headers={"X-CSRFToken": ""})
    assert sent.status_code == 403


@each(READING)
def test_what_another_site_embeds_is_refused_and_what_it_leads_to_is_not(role_client, address):
    if address.may in (FILE, REFUSED):
        return
    client = role_client("analyst")
    for mode in ("no-cors", "cors"):
        embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}
        assert ask(client, address, headers=embedded).status_code == 403


def test_a_link_from_another_site_opens_the_page(role_client):
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert role_client("analyst").get("/", headers=followed).status_code == 200


TRAVERSALS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "..%252f..%252fetc%252fpasswd",
    "....//....//etc/passwd",
    "..\\..\\..\\etc\\passwd",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "concern.toml",
    "../concern.toml",
    "../../state.db",
    "..%00.css",
    "base.css%00",
    "%0d%0aSet-Cookie:%20x=1",
    "a" * 3_000,
    "%f0%9f%92%a9",
    "%ff%fe",
)


@each([address for address in ADDRESSES if VARIABLE.search(address.rule)])
def test_no_variable_part_leads_to_a_file_or_an_error(role_client, address):
    client = role_client(role_for(address))
    for payload in TRAVERSALS:
        path = VARIABLE.sub(lambda _: payload, address.rule)  # noqa: B023 - called here
        answer = client.open(path, method=address.methods, buffered=True)
        assert answer.status_code < 500, path
        assert b"root:" not in answer.data
        assert b"SQLite format" not in answer.data
        assert b"# Settings of this county" not in answer.data
        assert "Set-Cookie" not in str(answer.headers).replace("Set-Cookie: _csrf", "")
        is_document = b'<meta name="build"' in answer.data
        assert is_document or answer.status_code in (302, 308, 400, 401, 403, 404, 405)


@pytest.mark.parametrize("role", ROLES)
def test_a_callback_needs_what_its_page_does(role_client, role):
    """One the server does not know is answered to nobody."""
    may = Capability.BROWSE in MAY[role]
    answer = role_client(role).post("/_dash-update-component", json=LISTING)
    assert (answer.status_code == 200) is may
    for output in ("nothing.data", "", "..main.children...", None, ["listing.data"]):
        other = role_client(role).post(
            "/_dash-update-component", json={**LISTING, "output": output}
        )
        assert other.status_code in (400, 403)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"7", b"{", b'{"inputs": 7}', b"\xff"])
def test_a_callback_that_is_no_callback_is_refused(role_client, body):
    client = role_client("analyst")
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code in (400, 403)

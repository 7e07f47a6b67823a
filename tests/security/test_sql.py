"""What people write never becomes part of an SQL statement, by whatever form it comes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, event, text

import dashboard.office
from benchmarks.served import HERE
from records.state import open_state
from tests.security.addresses import ADDRESSES, FILE, REFUSED
from tests.security.test_addresses import VARIABLE, name, role_for

MARK = "zq7canary"
PAYLOADS = (
    f"{MARK}'",
    f"{MARK}' OR '1'='1",
    f"{MARK}'; DROP TABLE canary; --",
    f'{MARK}"); DROP TABLE canary; --',
    f"{MARK}' UNION SELECT mac FROM audit --",
    f"{MARK}%_\\",
    f"{MARK}$$; :name %(name)s ?",
)
NAMED = re.compile(r"<(?:input|select|textarea|button)[^>]*\bname=\"([\w-]+)\"")


def field_names() -> set[str]:
    """Every name that a field of our forms has."""
    folder = Path(dashboard.office.__file__).parent / "templates"
    found = {n for path in folder.glob("*.html") for n in NAMED.findall(path.read_text())}
    return found | {"query", "text", "rows", "build", "user", "next", "q", "before", "page", "as"}


@pytest.fixture(scope="module")
def canary(home):
    """A table that an injected statement would drop, and its rows."""
    engine = open_state(home.state_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE canary (bird TEXT)"))
        connection.execute(text("INSERT INTO canary VALUES ('alive')"))
    yield lambda: _alive(engine)
    engine.dispose()


def _alive(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(text("SELECT bird FROM canary")).scalars().all() == ["alive"]


@pytest.fixture
def statements():
    """Every statement that any database was given meanwhile."""
    heard: list[tuple[str, str]] = []

    def hear(_connection, _cursor, statement, parameters, _context, _many):
        heard.append((statement, repr(parameters)))

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


ASKED = [one for one in ADDRESSES if one.may not in (FILE, REFUSED) and one.rule != "/sign-out"]


@pytest.mark.parametrize("address", ASKED, ids=name)
def test_what_is_written_into_a_field_stays_a_value(role_client, canary, statements, address):
    client, fields = role_client(role_for(address)), sorted(field_names() - {"csrf"})
    for payload in PAYLOADS:
        path = VARIABLE.sub(quote(payload), address.rule)
        given = dict.fromkeys(fields, payload)
        where = {"query_string": given} if address.methods == "GET" else {"data": given}
        answer = client.open(path, method=address.methods, buffered=True, **where)
        assert answer.status_code not in (500, 503), payload
    assert not [statement for statement, _ in statements if MARK in statement]
    assert canary()


def test_what_a_callback_is_given_stays_a_value(role_client, canary, statements):
    client = role_client("analyst")
    for payload in PAYLOADS:
        body = {
            "output": "listing.data",
            "outputs": {"id": "listing", "property": "data"},
            "inputs": [
                {"id": "county-query", "property": "data", "value": f"?district={payload}"},
                {"id": "filter-text", "property": "value", "value": payload},
                {"id": "focus", "property": "data", "value": None},
            ],
            "state": [{"id": "build", "property": "data", "value": payload}],
            "changedPropIds": ["county-query.data"],
        }
        answer = client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204, 400)
    assert not [statement for statement, _ in statements if MARK in statement]
    assert canary()


@pytest.mark.parametrize(
    "field", ["user", "agency", "operation", "subject_kind", "subject", "profile", "purpose"]
)
def test_what_is_looked_for_in_the_audit_stays_a_value(role_client, canary, statements, field):
    for payload in PAYLOADS:
        for path in ("/office/audit/", "/office/audit/business"):
            answer = role_client("officer").get(path, query_string={field: payload})
            assert answer.status_code in (200, 302, 400), payload
    assert not [statement for statement, _ in statements if MARK in statement]
    assert canary()


def test_a_token_stays_a_value(app, statements, canary):
    for payload in PAYLOADS:
        client = app.server.test_client()
        client.set_cookie("concern", payload.replace(";", ""))
        assert client.get("/account").status_code in (302, 401)
    assert not [statement for statement, _ in statements if MARK in statement]
    assert canary()


def test_a_search_for_a_sign_that_sql_knows_finds_that_sign_alone(role_client, app):
    """`%` and `_` are looked for as written."""
    officer = role_client("officer")
    everything = officer.get("/office/audit/").get_data(as_text=True)
    assert everything.count("<tr") > 2
    for sign in ("%", "_", "%%", "' OR 1=1 --"):
        found = officer.get(
            "/office/audit/", query_string={"user": sign, "subject": sign}, headers={"Origin": HERE}
        )
        assert found.status_code in (200, 400)
        assert found.get_data(as_text=True).count("<tr") <= 1

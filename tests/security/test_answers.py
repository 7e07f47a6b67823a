"""What every answer promises the browser, and what an error page does not tell."""

from __future__ import annotations

import logging
import re

import flask
import pytest
from werkzeug.exceptions import HTTPException, default_exceptions

import dashboard
from benchmarks.served import HERE, served_home, signed_in
from dashboard import web
from dashboard.app import create_app
from records.errors import BuildError, ConcernError, HomeError, SourceError, StateError

SECRET = "/srv/county/state.db of Brambling Cafe"
TELLTALES = re.compile(
    r"Traceback|werkzeug|flask|gunicorn|python/?\d|site-packages|\.py\b|sqlalchemy|SELECT |"
    r"/srv/|/home/|/tmp/|0x[0-9a-f]{6}",
    re.IGNORECASE,
)
POLICY_FORBIDS = ("'unsafe-eval'", "unsafe-hashes", "data:;script", "*", "http:", "https:")


def policy_of(answer) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


KINDS = {
    "document": ("/", "analyst"),
    "layout": ("/_dash-layout", "analyst"),
    "file": ("/assets/base.css", None),
    "library": ("/_dash-component-suites/dash/deps/react@18.js", None),
    "columns": ("/county/columns.csv", "analyst"),
    "office page": ("/office/deliveries/", "steward"),
    "door": ("/sign-in", None),
    "redirect": ("/business/1", None),
    "not signed in": ("/county/columns.csv", None),
    "forbidden": ("/office/deliveries/", "board"),
    "nothing there": ("/county/x/columns", "analyst"),
    "health": ("/healthz", None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_promises(role_client, nobody, kind):
    path, role = KINDS[kind]
    client = role_client(role) if role else nobody
    answer = client.get(path, buffered=True, headers={"Referer": f"{HERE}/"})
    headers, policy = answer.headers, policy_of(answer)
    assert policy["default-src"] == "'self'"
    for forbidden in POLICY_FORBIDS:
        assert forbidden not in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["object-src"] == "'none'"
    assert policy["base-uri"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert not TELLTALES.search(headers.get("Server", ""))
    assert "X-Powered-By" not in headers


def test_no_page_holds_a_script_or_a_handler_of_its_own(role_client, nobody):
    for path, role in KINDS.values():
        client = role_client(role) if role else nobody
        text = client.get(path, buffered=True).get_data(as_text=True)
        if not text.lstrip().startswith("<!DOCTYPE html>"):
            continue
        allowed = policy_of(client.get(path, buffered=True))["script-src"]
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert "src=" in attributes or 'type="application/json"' in attributes or body
            assert "src=" in attributes or "sha256-" in allowed
        assert not re.search(r"<[^>]+\son\w+\s*=", text), "an inline handler"
        assert "javascript:" not in text


def test_pages_ask_nothing_of_other_hosts(role_client, nobody):
    for path, role in KINDS.values():
        client = role_client(role) if role else nobody
        text = client.get(path, buffered=True).get_data(as_text=True)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


ERRORS = sorted({400, 401, 403, 404, 405, 413, 414, 415, 429, 431, 500, 501, 503})


@pytest.fixture(scope="module")
def failing(home):
    """An application with an address for each way to fail, and a client of the analyst."""
    app = create_app(home)
    app.server.logger.disabled = True
    raised = {
        **{
            str(code): default_exceptions[code](SECRET)
            for code in ERRORS
            if code in default_exceptions
        },
        **{
            kind.__name__: kind(SECRET)
            for kind in (
                ConcernError,
                BuildError,
                HomeError,
                SourceError,
                StateError,
                RuntimeError,
                OSError,
                MemoryError,
                RecursionError,
                UnicodeError,
                ZeroDivisionError,
            )
        },
    }

    @app.server.get("/failing/<how>")
    @dashboard.guard.open_to_all
    def fail(how: str) -> str:
        raise raised[how]

    return app.server.test_client(), raised


@pytest.fixture(scope="module")
def how_to_fail(failing):
    return sorted(failing[1])


def test_an_error_page_tells_nothing_however_it_came_about(failing):
    client, raised = failing
    for how, error in raised.items():
        answer = client.get(f"/failing/{how}")
        text = answer.get_data(as_text=True)
        expected = error.code if isinstance(error, HTTPException) else None
        if expected is not None:
            assert answer.status_code == expected
        else:
            assert answer.status_code in (500, 503), how
        assert SECRET not in text
        assert SECRET not in str(answer.headers)
        assert not TELLTALES.search(text.replace("/assets/", "")), TELLTALES.search(text)
        assert policy_of(answer)["default-src"] == "'self'"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_gone_is_no_fault_of_the_one_who_asks(failing):
    client, _ = failing
    assert client.get("/failing/StateError").status_code == 503


def test_nothing_is_in_debug_and_no_console_is_there(app, nobody):
    assert not app.server.debug
    assert not app.server.testing
    assert not app.server.config["PROPAGATE_EXCEPTIONS"]
    assert not app._dev_tools.serve_dev_bundles
    assert not app._dev_tools.ui
    for path in ("/console", "/?__debugger__=yes&cmd=resource&f=debugger.js", "/_mcp", "/mcp"):
        answer = nobody.get(path)
        assert answer.status_code in (302, 401, 404)
        assert b"<script" not in answer.data
    assert not any("mcp" in str(rule) for rule in app.server.url_map.iter_rules())
    assert flask.__name__ not in str(nobody.get("/sign-in").headers)


def test_a_failure_is_written_to_the_log_without_what_was_asked(home, caplog):
    app = create_app(home)
    app.server.logger.disabled = False

    @app.server.get("/failing")
    @dashboard.guard.open_to_all
    def fail() -> str:
        raise RuntimeError("of the program")

    with caplog.at_level(logging.ERROR):
        app.server.test_client().get("/failing?name=Brambling%20Cafe")
    assert "RuntimeError" in caplog.text
    assert "Brambling" not in caplog.text


def test_behind_tls_the_browser_is_told_to_stay_there_and_cookies_are_bound_to_the_host(
    tmp_path, monkeypatch
):
    home = served_home(tmp_path / "county", businesses=12)
    monkeypatch.setenv("CONCERN_BEHIND_TLS", "true")
    app = create_app(home)
    client = app.server.test_client()
    client.environ_base |= {"HTTP_ORIGIN": "https://localhost", "wsgi.url_scheme": "https"}
    answer = client.get("/sign-in", base_url="https://localhost")
    assert (
        int(re.search(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])[1]) >= 31536000
    )
    came = client.post("/sign-in/demo", data={"user": "demo-analyst"}, base_url="https://localhost")
    cookies = came.headers.getlist("Set-Cookie")
    session = next(one for one in cookies if one.startswith("__Host-"))
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in session
    assert "Domain" not in session


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app):
    client = app.server.test_client()
    came = client.post("/sign-in/demo", data={"user": "demo-analyst"}, headers={"Origin": HERE})
    shown = client.get("/")
    cookies = [*came.headers.getlist("Set-Cookie"), *shown.headers.getlist("Set-Cookie")]
    for cookie in cookies:
        name = cookie.partition("=")[0]
        assert "SameSite" in cookie
        assert "Domain" not in cookie
        # The word that scripts repeat is worth nothing without the session's own cookie.
        assert "HttpOnly" in cookie or name == "_csrf_token"
    assert any(cookie.startswith("concern=") for cookie in cookies)


def test_what_one_may_see_is_shown_anew_to_the_next(app, home):
    """The view of a build is kept by its own browser alone, and named after who may see it."""
    police, health = (signed_in(app, user) for user in ("demo-police", "demo-inspector"))
    texts = [client.get("/").get_data(as_text=True) for client in (police, health)]
    keys = [re.search(r'<meta name="build" content="([^"]*)"', text)[1] for text in texts]
    for client, key in ((police, keys[0]), (health, keys[1])):
        answer = client.get(f"/county/{key}/columns", buffered=True)
        assert answer.status_code == 200
        assert "private" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]
    if keys[0] != keys[1]:
        assert health.get(f"/county/{keys[0]}/columns").status_code == 404


def test_the_document_fills_its_parts_as_text(app):
    parts = dict.fromkeys(
        ("metas", "title", "css", "app_entry", "config", "scripts", "renderer"), ""
    )
    with app.server.app_context():
        text = web.document(parts, '"><script>alert(1)</script>')
    assert "<script>" not in text

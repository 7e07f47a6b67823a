"""Analysts judge links on the page of a business; of two at once, neither is lost."""

import html
import json
import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from benchmarks.served import fold_asked
from dashboard import app as application
from dashboard.app import create_app
from dashboard.live import Fixed
from dashboard.signin.accounts import Person
from dashboard.viewer import DEMO
from records.errors import StateError
from records.schema import Link, ScoredProfile
from records.state import Saying, judge, judgements, open_state, reading, said_of
from records.state.tables import audit

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

BEN = Person("ben@made.up", "Ben Hale", "analyst", "EPOL", frozenset("C"))


@pytest.fixture
def app(small, state_url, monkeypatch):
    """The application on a database of either kind, as the role that owns nothing."""
    as_program = state_url.replace("concern_owner", "concern_app")
    monkeypatch.setattr(application, "_passing_state", lambda: open_state(as_program))
    app = create_app(Fixed(small), "Essex")
    yield app
    app._desk.state.dispose()


@pytest.fixture
def link(small):
    """A business of few records, two of which a link joins, and another business's record."""
    few = small.profiles[small.profiles[ScoredProfile.record_count] == 2]
    row = int(few.index[0])
    found = small.of("links", row).iloc[0]
    other = small.of("records", int(few.index[1])).iloc[0]
    return SimpleNamespace(
        business=small.profile(row)[ScoredProfile.profile_id],
        pair=(found[Link.id_a], found[Link.id_b]),
        elsewhere=other["record_id"],
        owner=other["profile_id"],
    )


def form(link, verdict="different", why="two doors", seen="", **changes):
    said = {"id_a": link.pair[0], "id_b": link.pair[1], "verdict": verdict, "why": why}
    return said | {"seen": seen} | changes


def say(client, link, **said):
    return client.post(f"/business/{link.business}/links", data=form(link, **said))


def page(client, link):
    """What the page of the business says, and its fold of links."""
    there = {"Referer": f"http://localhost/business/{link.business}"}
    answer = client.get("/_dash-layout", headers=there)
    assert answer.status_code == 200
    key = re.search(r'"key": "([^"]+)"', json.dumps(answer.get_json())).group(1)
    asked = fold_asked(link.business, key, "links")
    fold = client.post("/_dash-update-component", json=asked)
    assert fold.status_code == 200
    return json.dumps([answer.get_json(), fold.get_json()])


def state_of(app):
    return app._desk.state


def test_what_an_analyst_says_is_on_the_page_and_binds_the_next_build(app, signed_in, link):
    client = signed_in(app)
    answer = say(client, link)
    assert (answer.status_code, answer.location) == (303, f"/business/{link.business}#links")
    held = judgements(state_of(app))
    assert set(held.iloc[0][["id_a", "id_b"]]) == set(link.pair)
    assert list(held["verdict"]) == ["different"]
    shown = page(client, link)
    assert "Two businesses. " in shown
    assert "two doors" in shown
    assert DEMO.name in shown
    assert "It takes effect at the next build." in shown


def test_a_judgement_is_audited_with_its_link_and_without_its_words(app, signed_in, link):
    say(signed_in(app), link)
    with reading(state_of(app)) as connection:
        rows = connection.execute(select(audit).where(audit.c.operation == "alteration")).all()
    assert len(rows) == 1
    assert (rows[0].user_id, rows[0].role, rows[0].agency) == (DEMO.user, "analyst", DEMO.agency)
    assert (rows[0].subject_kind, rows[0].subject) == ("profile", link.business)
    assert all(record in rows[0].detail for record in link.pair)
    assert "two doors" not in rows[0].detail


@on_sqlite
def test_where_the_audit_cannot_be_written_nothing_is_judged(app, signed_in, link, monkeypatch):
    client = signed_in(app)

    def fails(*_):
        raise StateError("the disk is full")

    monkeypatch.setattr(type(app._desk.trail), "append_in", fails)
    assert say(client, link).status_code == 503
    monkeypatch.undo()
    assert said_of(state_of(app), link.pair) == []


def test_what_was_said_may_be_taken_back_and_is_kept(app, signed_in, link):
    client = signed_in(app)
    say(client, link)
    number = said_of(state_of(app), link.pair)[0].judgement_id
    assert say(client, link, verdict="undo", seen=str(number)).status_code == 303
    assert judgements(state_of(app)).empty
    assert "Taken back by" in page(client, link)
    again = say(client, link, verdict="undo", seen=str(number))
    assert again.status_code == 409
    assert "taken back already" in again.get_data(as_text=True)


@on_sqlite
@pytest.mark.parametrize("user", ["demo-inspector", "demo-lead", "demo-board", "demo-steward"])
def test_who_is_no_analyst_judges_nothing_and_sees_no_form(app, signed_in, link, user):
    client = signed_in(app, user)
    assert say(client, link).status_code == 403
    assert said_of(state_of(app), link.pair) == []


@on_sqlite
def test_who_may_look_sees_what_was_said_but_no_form(app, signed_in, link):
    say(signed_in(app), link)
    beside = f"/review/?pair={quote(','.join(link.pair))}"
    assert beside in page(signed_in(app), link)
    shown = page(signed_in(app, "demo-lead"), link)
    assert "two doors" in shown
    assert beside not in shown
    assert f"/business/{link.business}/links" not in shown


@on_sqlite
def test_nobody_judges_without_the_word_of_their_session_or_from_elsewhere(app, signed_in, link):
    client = signed_in(app)
    address, said = f"/business/{link.business}/links", form(link)
    assert client.post(address, data=said, headers={"X-CSRFToken": "0" * 64}).status_code == 403
    assert (
        client.post(address, data=said, headers={"Origin": "http://evil.test"}).status_code == 403
    )
    assert app.server.test_client().post(address, data=said).status_code in (401, 403)
    assert said_of(state_of(app), link.pair) == []


@on_sqlite
@pytest.mark.parametrize(
    "changes",
    [{"id_b": "hidden:1"}, {"id_a": "hidden:1", "id_b": "hidden:2"}, {"id_b": ""}],
    ids=["one unseen", "both unseen", "one missing"],
)
def test_a_record_the_analyst_does_not_see_is_as_one_that_is_not_there(
    app, signed_in, link, changes
):
    client = signed_in(app)
    assert say(client, link, **changes).status_code == 404
    assert say(client, link, id_b=link.pair[0]).status_code == 404
    nowhere = SimpleNamespace(business="P999999", pair=link.pair)
    assert say(client, nowhere).status_code == 404
    assert said_of(state_of(app), [*link.pair, "hidden:1"]) == []


@on_sqlite
def test_a_record_of_another_business_is_judged_against_one_of_this(app, signed_in, link):
    client = signed_in(app)
    assert say(client, link, verdict="same", id_b=link.elsewhere).status_code == 303
    shown = page(client, link)
    assert "a record of another business" in shown
    assert f"/business/{link.owner}" in shown


@on_sqlite
def test_what_was_said_of_a_record_that_is_not_seen_is_not_told(app, signed_in, link):
    hidden = Saying((link.pair[0], "hidden:1"), "same", "a secret tip", "ada", datetime.now(UTC))
    judge(state_of(app), hidden)
    shown = page(signed_in(app), link)
    assert "secret tip" not in shown
    assert "hidden:1" not in shown


@on_sqlite
@pytest.mark.parametrize("why", ["", "   ", "x" * 301, "a\x00b", "a\x07b"])
def test_a_reason_is_asked_for_and_what_was_said_is_kept_on_the_page(app, signed_in, link, why):
    answer = say(signed_in(app), link, why=why)
    assert answer.status_code == 400
    assert "Not written yet" in answer.get_data(as_text=True)
    assert said_of(state_of(app), link.pair) == []


@on_sqlite
@pytest.mark.parametrize("changes", [{"verdict": "perhaps"}, {"seen": "x"}, {"seen": "²"}])
def test_a_form_that_is_none_of_ours_is_refused(app, signed_in, link, changes):
    assert say(signed_in(app), link, **changes).status_code == 400


@on_sqlite
def test_words_are_text_wherever_they_are_shown(app, signed_in, with_account, link):
    evil = "<script>alert(1)</script>"
    say(signed_in(app), link, why=evil)
    conflict = say(with_account(app, BEN), link, why=evil).get_data(as_text=True)
    assert evil not in conflict
    assert conflict.count(html.escape(evil)) == 2


@pytest.fixture
def served(app):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def over_http(client, served):
    """The same session, spoken to over a real connection."""
    cookies = {name: client.get_cookie(name).value for name in ("concern", "_csrf_token")}
    headers = {"Origin": served, "X-CSRFToken": cookies["_csrf_token"]}
    return httpx.Client(base_url=served, cookies=cookies, headers=headers, timeout=30)


def test_of_two_analysts_who_judge_one_link_at_once_neither_is_lost(
    app, served, signed_in, with_account, link
):
    address, start = f"/business/{link.business}/links", threading.Barrier(2)
    people = {
        "same": (signed_in(app), DEMO.name, "one shop front"),
        "different": (with_account(app, BEN), BEN.name, "two doors at the back"),
    }
    clients = {verdict: over_http(one[0], served) for verdict, one in people.items()}

    def post(verdict):
        start.wait()
        said = form(link, verdict=verdict, why=people[verdict][2])
        return clients[verdict].post(address, data=said, follow_redirects=True)

    with ThreadPoolExecutor(2) as threads:
        answers = dict(zip(people, threads.map(post, people), strict=True))
    assert sorted(one.status_code for one in answers.values()) == [200, 409]
    lost = next(verdict for verdict, one in answers.items() if one.status_code == 409)
    won = next(verdict for verdict in people if verdict != lost)

    told = answers[lost].text
    for part in (people[won][1], people[won][2], people[lost][2], won.capitalize()):
        assert html.escape(part) in told
    assert [one.verdict for one in said_of(state_of(app), link.pair)] == [won]

    offered = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', told))
    confirmed = clients[lost].post(address, data={k: html.unescape(v) for k, v in offered.items()})
    assert confirmed.status_code == 303
    said = said_of(state_of(app), link.pair)
    assert [(one.verdict, one.why, one.in_force) for one in said] == [
        (lost, people[lost][2], True),
        (won, people[won][2], False),
    ]
    for client in clients.values():
        client.close()

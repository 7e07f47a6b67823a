"""The steward keeps the register on a page; those who may not change it read it."""

import re
from datetime import date, timedelta

import pytest

from benchmarks.agreed import agree, made_up_home
from dashboard.app import create_app
from dashboard.live import Fixed
from records.agreements import register, versions
from records.audit import Trail
from records.audit.searching import Asked, found
from records.errors import StateError
from records.state import open_state

PAGE = "/office/agreements/"
TODAY = date.today()  # noqa: DTZ011
SAID = {
    "agreement_id": "fire-and-trade",
    "title": "Fire & trade <i>",
    "purpose": "Protect people in unsafe premises",
    "lawful_basis": "Crime and Disorder Act 1998 s.115",
    "lead": "ECC_TS",
    "partners": ["ECFRS", "EPOL", "ECC_TS"],
    "sources": ["fire", "trading_standards"],
    "starts_on": "2026-01-01",
    "review_on": "2100-01-01",
    "notice": "silent",
    "dpia": "DPIA-9",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return made_up_home(tmp_path_factory.mktemp("agreements") / "county")


@pytest.fixture(scope="module")
def app(home):
    return create_app(home)


@pytest.fixture(scope="module")
def steward(app, signed_in):
    return signed_in(app, "demo-steward")


@pytest.fixture(scope="module")
def state(home):
    engine = open_state(home.state_url)
    yield engine
    engine.dispose()


def add(client, **changes):
    return client.post(PAGE + "new", data=SAID | changes)


def amend(client, agreement_id, /, **changes):
    said = SAID | {"version": "2"} | changes
    return client.post(f"{PAGE}{agreement_id}/amend", data=said)


def ids(state):
    return {one.agreement_id for one in register(state)}


def noted(state, agreement_id):
    asked = Asked(operation="alteration", subject_kind="agreement", subject=agreement_id)
    return [(one.entry.user, one.entry.detail["did"]) for one in found(state, asked)]


def test_what_is_recorded_holds_at_once_and_is_in_the_audit(steward, state):
    answer = add(steward)
    assert answer.status_code == 303
    shown = steward.get(answer.headers["Location"]).text
    assert "The agreement is recorded" in shown
    assert "Fire &amp; trade &lt;i&gt;" in shown
    (made,) = versions(state, "fire-and-trade")
    assert made.partners == ("ECFRS", "EPOL")
    assert (made.notice, made.covers_restricted, made.recorded_by) == (
        "silent",
        False,
        "demo-steward",
    )
    assert noted(state, "fire-and-trade") == [("demo-steward", "version 1")]


def test_who_sends_and_who_sees_stands_in_a_table(steward):
    add(steward, agreement_id="matrix")
    shown = steward.get(PAGE + "matrix").text
    body = re.search(r'<table class="matrix">.*?</table>', shown, re.DOTALL)[0]
    assert re.findall(r"<th>([^<]+)</th>", body) == [
        "Source",
        "Trading Standards",
        "Fire",
        "Police",
    ]
    said = re.findall(r"<td>(?:<strong>)?(\w+)<", body)
    assert said == ["sees", "sends", "sees", "sends", "sees", "sees"]


def test_every_fault_is_told_and_what_was_written_is_kept(steward, state):
    before = ids(state)
    answer = add(
        steward,
        agreement_id="Bad Id",
        purpose=" ",
        lead="",
        sources=["cqc"],
        starts_on="2026-02-01",
        review_on="2026-01-01",
    )
    assert answer.status_code == 422
    for fault in ("id: ", "purpose: ", "lead: ", "sources: cqc is sent by CQC", "review_on: "):
        assert f"<li>{fault}" in answer.text
    assert 'value="Fire &amp; trade &lt;i&gt;"' in answer.text
    assert re.search(r'value="cqc" checked', answer.text)
    assert ids(state) == before


@pytest.mark.parametrize("field", ["starts_on", "review_on"])
def test_a_day_that_is_none_is_told(steward, field):
    answer = add(steward, agreement_id="days", **{field: "soon"})
    assert answer.status_code == 422
    assert f"<li>{field}: name a day" in answer.text


def test_an_id_is_given_once(steward):
    add(steward, agreement_id="once")
    answer = add(steward, agreement_id="once")
    assert answer.status_code == 422
    assert "There is an agreement &#39;once&#39; already" in answer.text


def test_an_amendment_is_a_new_version_and_the_old_one_is_shown(steward, state):
    add(steward, agreement_id="amended")
    asked = steward.get(PAGE + "amended/amend").text
    assert 'name="version" value="2"' in asked
    assert re.search(r'value="ECFRS" checked', asked)
    answer = amend(steward, "amended", sources=["fire"], covers_restricted="yes", agreement_id="x")
    assert answer.status_code == 303
    first, second = versions(state, "amended")
    assert (first.sources, second.sources) == (("fire", "trading_standards"), ("fire",))
    assert second.covers_restricted
    assert "Versions" in steward.get(PAGE + "amended").text
    assert noted(state, "amended") == [("demo-steward", "version 2"), ("demo-steward", "version 1")]


def test_of_two_stewards_who_amend_at_once_the_second_is_told(steward, state):
    add(steward, agreement_id="twice")
    assert amend(steward, "twice", title="mine").status_code == 303
    answer = amend(steward, "twice", title="theirs")
    assert answer.status_code == 409
    assert "someone changed it meanwhile" in answer.text
    assert [one.title for one in versions(state, "twice")] == ["Fire & trade <i>", "mine"]
    assert amend(steward, "twice", version="many").status_code == 409


def test_an_ended_agreement_stays_ended(steward, state):
    add(steward, agreement_id="over")
    answer = steward.post(PAGE + "over/end", data={"on": str(TODAY), "version": "1"})
    assert answer.status_code == 303
    shown = steward.get(PAGE + "over").text
    assert "Ended" in shown
    assert "End the agreement" not in shown
    assert versions(state, "over")[-1].ended_on == TODAY
    assert noted(state, "over")[0] == ("demo-steward", f"ended on {TODAY}")
    again = steward.post(PAGE + "over/end", data={"on": str(TODAY), "version": "2"})
    assert again.status_code == 422
    assert "has ended" in again.text


def test_an_agreement_to_end_is_the_one_that_was_read_and_the_day_is_one(steward, state):
    add(steward, agreement_id="kept")
    stale = steward.post(PAGE + "kept/end", data={"on": str(TODAY), "version": "7"})
    assert (stale.status_code, "changed it meanwhile" in stale.text) == (409, True)
    nothing = steward.post(PAGE + "kept/end", data={"on": "", "version": "1"})
    assert (nothing.status_code, "first day" in nothing.text) == (422, True)
    assert len(versions(state, "kept")) == 1


def test_what_needs_a_hand_stands_first_and_is_warned_of(steward, home):
    agree(home, agreement_id="soon", review_on=TODAY + timedelta(days=30), title="Soon to review")
    agree(home, agreement_id="gone", review_on=TODAY, title="Gone by")
    listed = steward.get(PAGE).text
    titles = re.findall(r'<a href="/office/agreements/[a-z-]+">([^<]+)</a></td>', listed)
    assert titles[:2] == ["Gone by", "Soon to review"]
    assert "Agreement gone lapsed on" in listed
    assert "Agreement soon must be reviewed by" in listed
    assert "Agreement soon must be reviewed by" in steward.get("/office/deliveries/").text


def test_nothing_is_recorded_that_the_audit_does_not_know_of(steward, state, monkeypatch):
    def broken(*_):
        raise StateError("the audit cannot be written")

    monkeypatch.setattr(Trail, "append_in", broken)
    assert add(steward, agreement_id="unheard").status_code >= 500
    assert "unheard" not in ids(state)


@pytest.mark.parametrize("user", ["demo-board", "demo-officer", "demo-analyst", "demo-inspector"])
def test_others_read_the_register_and_change_nothing(app, steward, signed_in, state, user):
    add(steward, agreement_id="read-by-all")
    other, before = signed_in(app, user), register(state)
    assert "read-by-all" in other.get(PAGE).text
    shown = other.get(PAGE + "read-by-all").text
    assert "Fire &amp; trade" in shown
    assert "End the agreement" not in shown
    assert other.get(PAGE + "new").status_code == 403
    assert other.get(PAGE + "read-by-all/amend").status_code == 403
    assert add(other, agreement_id="mine").status_code == 403
    assert amend(other, "read-by-all").status_code == 403
    end = {"on": str(TODAY), "version": "1"}
    assert other.post(PAGE + "read-by-all/end", data=end).status_code == 403
    assert register(state) == before


def test_the_administrator_does_not_read_it(app, signed_in):
    assert signed_in(app, "demo-administrator").get(PAGE).status_code == 403


def test_an_agreement_that_is_not_there_is_not_found(steward):
    for path in ("nobody", "nobody/amend"):
        assert steward.get(PAGE + path).status_code == 404


def test_the_register_of_made_up_builds_lasts_as_long_as_the_process(signed_in, small):
    steward = signed_in(create_app(Fixed(small), "Essex"), "demo-steward")
    assert "only public registers can be taken in" in steward.get(PAGE).text
    assert add(steward).status_code == 303

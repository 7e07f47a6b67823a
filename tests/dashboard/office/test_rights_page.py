"""The officer answers requests and reviews what is past its time, on the page."""

from __future__ import annotations

import re
import shutil

import pytest

from benchmarks.agreed import made_up_home
from dashboard.app import create_app
from dashboard.live import Fixed
from records.audit import open_trail
from records.contracts import find_contract
from records.history import current_records
from records.home import Home
from records.ingest import ingest
from records.rights import marks_in_force
from records.rights.actor import Actor
from records.rights.cases import cases_held
from records.rights.erasing import erase
from records.state import Acting, open_state
from records.state.notes import Noting, note
from tests.records.rights.conftest import HEADING, MAPPING, NOON, row

PAGE = "/office/rights/"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A made-up county with 60 kitchens, all of them past their time; it is only copied."""
    tmp_path = tmp_path_factory.mktemp("rights")
    home = made_up_home(tmp_path / "county")
    home.mappings.mkdir(exist_ok=True)
    (home.mappings / "kitchens.toml").write_text(MAPPING)
    path = tmp_path / "kitchens.csv"
    path.write_text(HEADING + "".join(row(f"K{n}", visited="01/05/2019") for n in range(60)))
    ingest(home, path, find_contract("kitchens", home.mappings), NOON.date())
    return home


@pytest.fixture
def home(filled, tmp_path):
    shutil.copytree(filled.root, tmp_path / "county")
    return Home.at(tmp_path / "county")


@pytest.fixture
def officer(home, signed_in):
    return signed_in(create_app(home), "demo-officer")


def ask(client, kind="restriction", subject="kitchens:K1", **said):
    data = {"kind": kind, "subject": subject, "why": "asked by the owner", **said}
    return client.post(PAGE, data=data)


def held(home):
    return set(current_records(home)["record_id"])


def state_of(home):
    engine = open_state(home.state_url)
    found = cases_held(engine), marks_in_force(engine)
    engine.dispose()
    return found


def test_a_request_is_taken_down_and_granted_with_reasons(officer, home):
    answer = ask(officer)
    assert answer.status_code == 303
    assert "Case 1 is open." in officer.get(answer.location).text
    done = officer.post(answer.location, data={"decision": "grant", "why": "accuracy is checked"})
    shown = officer.get(done.location).text
    assert "hidden from now on" in shown
    assert "accuracy is checked" in shown
    assert "kitchens:K1" not in held(home)
    (case,), marks = state_of(home)
    assert (case.state, case.decided_by) == ("granted", "demo-officer")
    assert marks.restricted == {"kitchens:K1"}
    lifted = officer.post(f"{answer.location}/lift", data={"what": "restriction"})
    assert lifted.status_code == 303
    assert "kitchens:K1" in held(home)


def test_what_people_noted_of_the_business_is_shown_to_whoever_answers_its_request(officer, home):
    engine = open_state(home.state_url)
    noting = Noting("B1", ("kitchens:K2", "kitchens:K1"), "Closed on Mondays.", "agency", NOON)
    note(engine, noting, Acting("inspector", "ada", "EPOL"))
    engine.dispose()
    assert "Closed on Mondays." in officer.get(ask(officer).location).text
    other = ask(officer, subject="kitchens:K3").location
    assert "Closed on Mondays." not in officer.get(other).text


def test_a_rectification_names_field_and_value_and_refuses_one_it_cannot_hold(officer, home):
    wrong = ask(officer, "rectification", field="postcode", value="<b>nowhere")
    assert wrong.status_code == 422
    assert "expected a postcode such as" in wrong.text
    assert "<b>nowhere" not in wrong.text
    right = ask(officer, "rectification", field="postcode", value="cm11ab")
    officer.post(right.location, data={"decision": "grant", "why": "seen on the licence"})
    shown = officer.get(right.location).text
    assert "CM1 1AB" in shown
    records = current_records(home).set_index("record_id")
    assert records.loc["kitchens:K1", "postcode"] == "CM1 1AB"


def test_what_was_typed_for_another_request_is_left_aside(officer, home):
    assert ask(officer, "dispute", field="postcode", value="cm11ab").status_code == 303
    assert state_of(home)[0][0].field == ""


def test_an_erasure_is_granted_only_where_the_id_is_typed_again(officer, home):
    where = ask(officer, "erasure").location
    said = {"decision": "grant", "why": "past its time"}
    for again in ("", "kitchens:K2", "kitchens:k1"):
        refused = officer.post(where, data={**said, "again": again})
        assert refused.status_code == 422
        assert "sign for sign" in refused.text
    assert "kitchens:K1" in held(home)
    granted = officer.post(where, data={**said, "again": "kitchens:K1"})
    shown = officer.get(granted.location).text
    assert "concern rights resume" in shown
    assert "kitchens:K1" not in held(home)
    assert "1 erasure was granted and not done yet" in officer.get(PAGE).text


def test_once_the_erasure_is_done_the_page_shows_only_the_hash(officer, home):
    where = ask(officer, "erasure").location
    officer.post(where, data={"decision": "grant", "why": "past", "again": "kitchens:K1"})
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    erase(home, trail, lambda: None, Actor("os:ada", NOON))
    shown = officer.get(where).text
    assert f"erased:{trail.keyed('kitchens:K1')}" in shown
    assert "kitchens:K1" not in shown
    assert "kitchens:K1" not in officer.get(f"{PAGE}?all=yes").text
    engine.dispose()


def test_requests_come_by_the_day_they_are_due_and_say_what_is_overdue(officer, home):
    ask(officer, subject="kitchens:K2")
    engine = open_state(home.state_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET due_on = '2020-01-31'")
    engine.dispose()
    ask(officer, subject="kitchens:K1")
    shown = officer.get(PAGE).text
    assert "1 request is overdue" in shown
    assert re.findall(r"<code>(kitchens:K\d)</code>", shown) == ["kitchens:K2", "kitchens:K1"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"subject": "kitchens:K99"}, "no such record"),
        ({"subject": "B0000000"}, "no business"),
        ({"subject": "kitchens:K1", "kind": "oblivion"}, "cannot be asked"),
        ({"subject": "kitchens:K1", "why": " "}, "Say why"),
    ],
)
def test_a_request_that_cannot_be_is_shown_again_with_why(officer, home, said, why):
    answer = ask(officer, **said)
    assert answer.status_code == 422
    assert why in answer.text
    assert not state_of(home)[0]


def test_a_decision_without_reasons_or_made_already_is_refused(officer):
    where = ask(officer).location
    assert "Give the reasons" in officer.post(where, data={"decision": "grant", "why": " "}).text
    assert "granted or refused" in officer.post(where, data={"why": "because"}).text
    assert officer.post(where, data={"decision": "refuse", "why": "right"}).status_code == 303
    again = officer.post(where, data={"decision": "grant", "why": "wrong"})
    assert again.status_code == 422
    assert "decided already" in again.text
    assert officer.post(f"{where}/lift", data={"what": "restriction"}).status_code == 422
    assert officer.get(f"{PAGE}case/99").status_code == 404


def test_records_past_their_time_are_listed_in_pages(officer):
    first = officer.get(f"{PAGE}review").text
    assert "60 records are past their time" in first
    assert "Page 1 of 2" in first
    assert first.count("review?record=kitchens") == 50
    assert officer.get(f"{PAGE}review?page=2").text.count("review?record=") == 10
    assert "Page 2 of 2" in officer.get(f"{PAGE}review?page=99").text
    assert "Page 1 of 2" in officer.get(f"{PAGE}review?page=nonsense&source=kitchens").text
    assert "No record is past" in officer.get(f"{PAGE}review?source=fire").text


def test_a_record_is_kept_with_reasons_and_a_day_or_erased_with_its_id(officer, home):
    form = officer.get(f"{PAGE}review?record=kitchens:K1").text
    assert 'name="record" value="kitchens:K1"' in form
    said = {"record": "kitchens:K1", "why": "a case is before the court"}
    assert officer.post(f"{PAGE}review", data={**said, "verdict": "keep"}).status_code == 422
    kept = officer.post(f"{PAGE}review", data={**said, "verdict": "keep", "next": "2099-01-01"})
    assert kept.status_code == 303
    shown = officer.get(f"{PAGE}review").text
    assert "reviewed again on 2099-01-01" in shown
    assert "59 records are past their time" in shown
    erased = {**said, "record": "kitchens:K2", "verdict": "erase"}
    assert officer.post(f"{PAGE}review", data=erased).status_code == 422
    officer.post(f"{PAGE}review", data={**erased, "again": "kitchens:K2"})
    assert "kitchens:K2" not in held(home)
    assert "58 records are past their time" in officer.get(f"{PAGE}review").text


def test_the_county_decides_how_long_a_source_is_kept(officer):
    assert "Every other source" in officer.get(f"{PAGE}schedules").text
    said = {"source": "kitchens", "months": "120", "basis": "policy <7>"}
    officer.post(f"{PAGE}schedules", data=said)
    shown = officer.get(f"{PAGE}schedules").text
    assert "Records of kitchens are kept 120 months." in shown
    assert "policy &lt;7&gt;" in shown
    assert "No record is past" in officer.get(f"{PAGE}review").text
    for wrong in ({"months": "0"}, {"months": "many"}, {"basis": " "}, {"source": "nobody"}):
        assert officer.post(f"{PAGE}schedules", data={**said, **wrong}).status_code == 422


def test_without_a_county_nothing_is_held_and_the_pages_say_so(small, signed_in):
    officer = signed_in(create_app(Fixed(small)), "demo-officer")
    assert "No request is open." in officer.get(PAGE).text
    assert "No record is past" in officer.get(f"{PAGE}review").text
    assert ask(officer).status_code == 422
    said = {"record": "kitchens:K1", "verdict": "keep", "why": "why", "next": "2099-01-01"}
    assert officer.post(f"{PAGE}review", data=said).status_code == 422


@pytest.mark.parametrize("who", ["demo-inspector", "demo-analyst", "demo-board"])
def test_who_does_not_answer_requests_is_refused(small, signed_in, who):
    client = signed_in(create_app(Fixed(small)), who)
    for path in ("", "review", "schedules", "case/1"):
        assert client.get(PAGE + path).status_code == 403
    assert ask(client).status_code == 403

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.briefing import briefing, last_seen, only_a_victim
from dashboard.dossier import Dossier
from records.schema import Fact, Link, PlacedRecord, Reason, ScoredProfile, Touchpoint

AS_OF = pd.Timestamp(date(2026, 11, 1))
NOTHING = ScoredProfile.empty()


def contact(day, code="INSP_FIRE", agency="ECFRS", category="inspection", **more):
    return {
        Touchpoint.touchpoint_id: f"{day}{code}",
        Touchpoint.event_on: day,
        Touchpoint.event_code: code,
        Touchpoint.agency: agency,
        Touchpoint.category: category,
        Touchpoint.is_visit: category == "inspection" and more.get("result") != "no_access",
        Touchpoint.severity: more.get("severity", 0),
        Touchpoint.result: more.get("result"),
        Touchpoint.role: more.get("role"),
        Touchpoint.summary: more.get("summary", "Seen"),
    }


def incident(day, role):
    return contact(day, "INCIDENT", "EPOL", "incident", role=role)


def record(agency="EPOL", handling="P", **more):
    return {
        PlacedRecord.agency: agency,
        PlacedRecord.handling: handling,
        PlacedRecord.event_on: "2026-01-01",
        **more,
    }


def dossier(touchpoints=(), records=(), premises=0):
    shaped = Touchpoint.shape(pd.DataFrame(list(touchpoints)))
    found = shaped.sort_values(Touchpoint.event_on, ascending=False)
    visits = found[found[Touchpoint.is_visit]]
    profile = ScoredProfile.shape(
        pd.DataFrame(
            {
                ScoredProfile.last_visit_on: [visits[Touchpoint.event_on].max()],
                ScoredProfile.last_visit_agency: [
                    visits[Touchpoint.agency].iloc[0] if len(visits) else None
                ],
            }
        )
    )
    return Dossier(
        profile=profile.iloc[0],
        touchpoints=found,
        reasons=Reason.empty(),
        facts=Fact.empty(),
        records=PlacedRecord.shape(pd.DataFrame(list(records))),
        links=Link.empty(),
        premises=NOTHING.reindex(range(premises)),
        operator=NOTHING,
    )


def said(term, *touchpoints, records=(), premises=0):
    lines = {
        line.term: line.text for line in briefing(dossier(touchpoints, records, premises), AS_OF)
    }
    return lines[term]


def test_nothing_known_is_said_and_never_left_out():
    lines = {line.term: line.text for line in briefing(dossier(), AS_OF)}
    assert lines["Last visit"].endswith("That is unknown, not a finding.")
    assert lines["Getting in"] == "No failed attempt is recorded."
    assert lines["Police"] == "No incident at the premises is recorded."
    assert lines["Notices"] == "No open notice is recorded."
    assert lines["Who else is engaged"] == "No agency was in touch in the last 90 days."
    assert lines["Restricted information"] == "None that you may see."
    assert "Same address" not in lines


def test_the_last_visit_is_told_with_its_gravest_finding():
    text = said(
        "Last visit",
        contact("2026-10-02", severity=3, summary="Fire safety audit: serious problems found"),
        contact("2026-10-02", "INSP_FOOD", "LA_EH", summary="Food hygiene inspection: nothing"),
        contact("2025-01-01", severity=4, summary="Earlier"),
    )
    assert text == "Fire, 2 Oct 2026, 30 days ago. Fire safety audit: serious problems found."


def test_an_attempt_without_access_is_no_visit_but_is_told():
    text = said(
        "Getting in",
        contact("2026-05-03", result="no_access"),
        contact("2026-02-03", "VISIT_NOACCESS", category="outcome"),
    )
    assert text == "2 visits without access, last 3 May 2026 by Fire."
    assert "Never visited" in said("Last visit", contact("2026-05-03", result="no_access"))


@pytest.mark.parametrize(
    ("roles", "text"),
    [
        (["victim", "victim"], "2 incidents. Known to the police only as a victim."),
        (
            ["suspect", "victim", "scene", "suspect"],
            "4 incidents. The premises were under suspicion in 2, the scene in 1 and the victim "
            "in 1.",
        ),
        (["scene", None], "2 incidents. The premises were the scene in 1 and role not recorded "
         "in 1."),
        ([None], "1 incident; no role."),
    ],
)  # fmt: skip
def test_police_incidents_are_told_by_the_role_of_the_premises(roles, text):
    days = (f"2026-0{i + 1}-01" for i in range(len(roles)))
    assert said("Police", *map(incident, days, roles)) == text


def test_a_victim_with_intelligence_is_not_said_to_be_only_a_victim():
    intelligence = contact("2026-03-01", "INTEL", "EPOL", "intelligence")
    known = dossier([incident("2026-01-01", "victim"), intelligence]).touchpoints
    assert not only_a_victim(known)
    assert not only_a_victim(dossier().touchpoints)


@given(st.lists(st.sampled_from(["suspect", "scene", "victim"]), min_size=1, max_size=6))
def test_only_a_victim_means_every_incident_says_so(roles):
    rows = [incident(f"2026-01-{i + 1:02d}", role) for i, role in enumerate(roles)]
    assert only_a_victim(dossier(rows).touchpoints) == (set(roles) == {"victim"})


def test_notices_are_told_once_for_each_agency_and_state():
    due = PlacedRecord.due_on
    text = said(
        "Notices",
        records=[
            record("HSE", **{due: "2026-12-27"}),
            record("HSE", **{due: "2026-12-27"}),
            record("LA_PLAN", **{due: "2026-02-01", PlacedRecord.complied: "no"}),
            record("LA_PLAN", **{due: "2026-04-01", PlacedRecord.complied: "no"}),
            record("ECFRS", **{due: "2026-04-01", PlacedRecord.complied: "yes"}),
            record("LA_EH", **{due: "2026-04-01", PlacedRecord.complied: "withdrawn"}),
            record("LA_EH", **{due: "2026-05-01"}),
        ],
    )
    assert text == (
        "HSE: 1 still to be complied with, due 27 Dec 2026; "
        "Planning: 2 not complied with, the latest due 1 Apr 2026; "
        "Environmental Health: 1 with no outcome recorded, due 1 May 2026."
    )


def test_a_revised_day_replaces_the_first_and_a_prosecution_is_no_open_notice():
    due, revised = PlacedRecord.due_on, PlacedRecord.revised_due_on
    text = said(
        "Notices",
        records=[
            record("HSE", **{due: "2026-05-01", revised: "2026-12-01"}),
            record("LA_EH", **{due: "2026-05-01", PlacedRecord.event_code: "PROSECUTION"}),
        ],
    )
    assert text == "HSE: 1 still to be complied with, due 1 Dec 2026."


def test_agencies_in_touch_lately_are_named_latest_first_without_registers():
    text = said(
        "Who else is engaged",
        contact("2026-09-01", "COMPL_TS", "ECC_TS", "complaint"),
        contact("2026-10-30"),
        contact("2026-10-31", "CO_DIS", "CH", "registration"),
        contact("2026-01-01", "INSP_FOOD", "LA_EH"),
    )
    assert text == "In the last 90 days: Fire (30 Oct 2026), Trading Standards (1 Sep 2026)."


def test_restricted_information_names_whom_to_ask_and_an_ended_agencys_successor():
    text = said(
        "Restricted information",
        records=[
            record("EPOL", "C", **{PlacedRecord.handling_conditions: "Ask before sharing"}),
            record("EPOL", "C"),
            record("HMRC_NMW", "C"),
            record("ECFRS"),
        ],
    )
    assert text == (
        "Held by Police and Fair Work Agency. Ask them before you use it or pass it on. "
        "Conditions: Ask before sharing."
    )


def test_other_businesses_at_the_address_are_counted_and_linked():
    lines = briefing(dossier(premises=2), AS_OF)
    assert lines[-1].text == "2 other businesses known here."
    assert lines[-1].href == "#premises"


def test_who_was_there_last_is_told_in_words():
    assert last_seen(dossier([contact("2026-10-02")]), AS_OF) == (
        "Last visited 30 days ago by Fire, on 2 Oct 2026."
    )


def test_the_public_is_never_named_as_someone_to_ask():
    reports = record("PUBLIC", "C")
    term = "Restricted information"
    assert said(term, records=[reports]).startswith("From public reports.")
    assert said(term, records=[reports, record("EPOL", "C")]).startswith("Held by Police. Ask")

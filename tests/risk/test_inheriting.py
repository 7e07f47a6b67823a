"""What others' findings count for a business of the same people."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.schema import PlacedRecord, Profile, Reason, Relation
from records.touchpoints import touchpoints
from risk.checklist import INHERITED, score
from risk.inheriting import OPENLY, inherited

AS_OF = date(2026, 11, 1)
GRAVE = {"event_code": "NOTICE_HSE_PN", "agency": "HSE"}


def contact(profile, day, number, **said):
    row = {
        "record_id": f"r:{number}",
        "source": "made_up",
        "agency": "ECC_TS",
        "delivery_id": "d",
        "profile_id": profile,
        "handling": "P",
        "located_by": "none",
        "event_code": "INSP_TS",
        "event_on": pd.Timestamp(day),
    }
    return row | said


OWN = contact("B", "2026-06-01", 9, result="minor")
THEIRS = contact("A", "2025-06-01", 1, **GRAVE)


def link(kind="follows", **said):
    row = {
        "profile_id": "B",
        "other_id": "A",
        "kind": kind,
        "probability": 0.96,
        "weight_bits": 4.6,
        "ended_on": pd.Timestamp("2025-08-01"),
        "began_on": pd.Timestamp("2025-10-01"),
        "because": ["same telephone 01632 (+7.0)", "same premises"]
        if kind == "follows"
        else ["same telephone 01632 (+7.0)"],
        "own_records": ["r:9", "r:9"],
        "other_records": ["r:1", "r:1"],
        "chain": ["A", "B"] if kind == "follows" else [],
    }
    return row | said


def scored(*rows, links=(), disputed=()):
    records = PlacedRecord.shape(pd.DataFrame(rows))
    names = sorted({row["profile_id"] for row in rows} | {"A", "B"})
    profiles = pd.DataFrame({"profile_id": names, "name": [f"Name {one}" for one in names]})
    profiles = profiles.assign(located_by="none", status="trading", sector="other")
    contacts = touchpoints(records, AS_OF)
    tables = {
        "profiles": Profile.shape(profiles),
        "touchpoints": contacts,
        "records": records,
        "relations": Relation.shape(pd.DataFrame(list(links), columns=Relation.columns())),
    }
    kin = inherited(tables, AS_OF, disputed)
    return score(tables["profiles"], contacts, records, AS_OF, inherited=kin), kin


def reason(scores, factor, profile="B"):
    rows = scores.reasons
    rows = rows[(rows[Reason.factor] == factor) & (rows[Reason.profile_id] == profile)]
    return None if rows.empty else rows.iloc[0]


def points(factor, *rows, **known):
    found = reason(scored(*rows, **known)[0], factor)
    return 0.0 if found is None else float(found[Reason.points])


def test_a_predecessors_grave_findings_count_with_the_path_and_the_evidence():
    found = reason(scored(OWN, THEIRS, links=[link()])[0], "RF28")
    assert found[Reason.points] > 0
    assert found[Reason.because].startswith(
        "Follows a business of the same people: same telephone and premises as Name A, last known "
        "on 1 August 2025 (96% sure). There: "
    )
    assert found[Reason.touchpoint_ids] == ["r:1"]


def test_a_predecessor_that_was_clean_counts_nothing():
    clean = contact("A", "2025-06-01", 1, result="clean")
    minor = contact("A", "2025-06-02", 2, result="minor")
    assert points("RF28", OWN, clean, minor, links=[link()]) == 0


def test_a_less_sure_link_counts_less():
    sure = points("RF28", OWN, THEIRS, links=[link()])
    assert points("RF28", OWN, THEIRS, links=[link(probability=0.5)]) == pytest.approx(
        sure * 0.5 / 0.96, abs=0.01
    )


def test_a_fresh_start_fades_what_the_predecessor_did():
    early = link(began_on=pd.Timestamp("2025-08-05"))
    late = link(began_on=pd.Timestamp("2026-07-20"))
    assert points("RF28", OWN, THEIRS, links=[early]) < points("RF28", OWN, THEIRS, links=[late])


def test_one_that_began_more_than_a_year_later_inherits_nothing():
    late = link(ended_on=pd.Timestamp("2025-06-20"), began_on=pd.Timestamp("2026-08-01"))
    assert points("RF28", OWN, THEIRS, links=[late]) == 0


def test_what_was_found_after_the_handover_is_not_the_predecessors():
    later = contact("A", "2026-02-01", 1, **GRAVE)
    assert points("RF28", OWN, later, links=[link()]) == 0


def test_the_third_of_a_chain_inherits_from_the_first_too():
    chain = ["A", "B", "C"]
    third = link(
        profile_id="C", other_id="B", chain=chain, own_records=["r:5", "r:5"],
        other_records=["r:9", "r:9"], ended_on=pd.Timestamp("2026-06-05"),
        began_on=pd.Timestamp("2026-07-01"),
    )  # fmt: skip
    rows = [OWN, THEIRS, contact("C", "2026-08-01", 5, result="minor")]
    found = reason(scored(*rows, links=[link(chain=chain), third])[0], "RF28", "C")
    assert "Name A" in found[Reason.because]
    assert "through another" in found[Reason.because]
    assert found[Reason.touchpoint_ids] == ["r:1"]


def test_other_premises_of_the_same_people_are_at_most_15_percent_of_the_score():
    many = [contact("A", "2026-09-01", number, **GRAVE) for number in range(1, 8)]
    made = scored(OWN, *many, links=[link("same_operator", ended_on=None, began_on=None)])[0]
    network = float(reason(made, "RF34")[Reason.points])
    total = float(made.profiles.set_index("profile_id").loc["B", "score"])
    assert 0 < network <= 0.15 * total + 0.01
    assert "same telephone as Name A (96% sure). There: " in reason(made, "RF34")[Reason.because]


def test_without_a_finding_of_its_own_others_count_nothing():
    clean = contact("B", "2026-06-01", 9, result="clean")
    assert points("RF34", clean, THEIRS, links=[link("same_operator")]) == 0


def test_others_never_give_intelligence_company():
    intel = contact("B", "2026-10-01", 9, event_code="INTEL", grade_source="1",
                    grade_information="A", agency="EPOL")  # fmt: skip
    assert points("RF35", intel, THEIRS, links=[link()]) == 0


@pytest.mark.parametrize("kind", ["took_over", "neighbour", "shares", "followed_by"])
def test_strangers_neighbours_and_namesakes_inherit_nothing(kind):
    made, kin = scored(OWN, THEIRS, links=[link(kind)])
    assert kin.empty
    assert not made.reasons[Reason.factor].isin(INHERITED).any()


def test_a_fragment_at_the_same_premises_is_no_other_premises():
    fragment = link("same_operator", because=["same company number 97", "same premises"])
    assert points("RF34", OWN, THEIRS, links=[fragment]) == 0


def test_a_disputed_finding_counts_for_nobody():
    assert len(scored(OWN, THEIRS, links=[link()])[1]) == 1
    assert scored(OWN, THEIRS, links=[link()], disputed={"r:1"})[1].empty


def test_what_rests_on_a_restricted_record_is_marked():
    assert scored(OWN, THEIRS, links=[link()])[1][OPENLY].all()
    hidden = THEIRS | {"handling": "C"}
    assert not scored(OWN, hidden, links=[link()])[1][OPENLY].any()
    named = OWN | {"handling": "C"}
    assert not scored(named, THEIRS, links=[link()])[1][OPENLY].any()


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 700), st.sampled_from("AB"), st.sampled_from(["follows", "same_operator"]))
def test_a_clean_visit_to_either_never_raises_the_score(days, whose, kind):
    visit = contact(whose, pd.Timestamp(AS_OF) - pd.Timedelta(days=days), 7, result="clean")
    before = scored(OWN, THEIRS, links=[link(kind)])[0].profiles.set_index("profile_id")
    after = scored(OWN, THEIRS, visit, links=[link(kind)])[0].profiles.set_index("profile_id")
    assert (after["score"] <= before["score"]).all()


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["follows", "same_operator"]), st.booleans())
def test_points_sum_to_the_score_with_what_is_inherited(kind, both):
    links = [link(kind), *([link("same_operator", chain=[])] if both else [])]
    made = scored(OWN, THEIRS, links=links)[0]
    sums = made.reasons.groupby(Reason.profile_id)[Reason.points].sum()
    scores = made.profiles.set_index("profile_id")["score"]
    assert sums.reindex(scores.index).fillna(0).to_numpy() == pytest.approx(scores.to_numpy())

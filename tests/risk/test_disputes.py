from datetime import date

import numpy as np
import pandas as pd
import pytest

from linkage.profiles import make_profiles
from records.schema import Link, PlacedRecord, Reason, ScoredProfile
from records.touchpoints import touchpoints
from risk.checklist import score
from risk.disputes import DISPUTED, score_undisputed
from risk.factors import LIMITS

AS_OF = date(2026, 9, 1)


def record(record_id, profile_id, days, **values):
    row = {
        "record_id": record_id,
        "profile_id": profile_id,
        "event_code": "INSP_FOOD",
        "event_on": pd.Timestamp(AS_OF) - pd.Timedelta(days=days),
        "result": "serious",
        "name": "Larch Cafe",
        "source": "made_up",
        "agency": "LA_EH",
        "delivery_id": "d1",
        "handling": "P",
        "located_by": "none",
        "sector": "other",
    }
    return row | values


def tables(*rows):
    records = PlacedRecord.shape(pd.DataFrame(rows))
    contacts = touchpoints(records, AS_OF)
    made = make_profiles(records, contacts, Link.empty(), AS_OF)
    return {"records": records, "touchpoints": contacts, "profiles": made.profiles}


def scored(county, *disputed):
    return score_undisputed(county, Link.empty(), AS_OF, set(disputed))


COUNTY = tables(
    record("s:1", "B1", 30),
    record("s:2", "B1", 60, result="clean"),
    record("s:3", "B1", 90, result="minor"),
    record("s:4", "B2", 30),
    record("s:5", "B2", 400, result="clean"),
    record("s:6", "B3", 30),
)


def values(scores):
    found = scores.profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    return found.round(6).to_dict()


def test_without_a_dispute_nothing_is_left_out():
    plain = score(COUNTY["profiles"], COUNTY["touchpoints"], COUNTY["records"], AS_OF)
    pd.testing.assert_frame_equal(scored(COUNTY).profiles, plain.profiles)
    pd.testing.assert_frame_equal(scored(COUNTY, "s:99").reasons, plain.reasons)


@pytest.mark.parametrize("gone", [{"s:1"}, {"s:2"}, {"s:1", "s:3", "s:4"}])
def test_a_score_is_what_it_would_be_had_the_disputed_never_been_delivered(gone):
    rows = COUNTY["records"]
    kept = tables(*rows[~rows["record_id"].isin(gone)].to_dict("records"))
    assert values(scored(COUNTY, *gone)) == values(scored(kept))


def test_a_business_of_disputed_records_alone_scores_nothing_and_is_still_shown():
    scores = scored(COUNTY, "s:6")
    alone = scores.profiles.set_index(ScoredProfile.profile_id).loc["B3"]
    assert (alone[ScoredProfile.score], alone[ScoredProfile.band]) == (0.0, "low")
    assert alone[ScoredProfile.record_count] == 1
    assert pd.isna(alone[ScoredProfile.top_reason])


def test_what_was_left_out_is_said_with_no_points():
    reasons = scored(COUNTY, "s:1", "s:3", "s:6").reasons
    said = reasons[reasons[Reason.factor] == DISPUTED].set_index(Reason.profile_id)
    assert [*said.index] == ["B1", "B3"]
    assert (said[Reason.points] == 0).all()
    assert said.loc["B1", Reason.because].startswith("2 disputed records are left out")
    assert said.loc["B3", Reason.because].startswith("1 disputed record is left out")
    assert said.loc["B1", Reason.touchpoint_ids] == ["s:1", "s:3"]
    assert DISPUTED in LIMITS


def test_no_other_reason_rests_on_a_disputed_record():
    reasons = scored(COUNTY, "s:1").reasons
    others = reasons[reasons[Reason.factor] != DISPUTED]
    assert not others[Reason.touchpoint_ids].map(lambda ids: "s:1" in ids).any()
    place = {"B1": 0, "B2": 1, "B3": 2}
    assert (np.diff(reasons[Reason.profile_id].map(place)) >= 0).all()


def test_a_sector_that_only_a_disputed_record_gives_adds_nothing_and_is_still_shown():
    county = tables(
        record("s:1", "B1", 30, sector="car_wash"), record("s:2", "B1", 60, sector="other")
    )
    shown = scored(county, "s:1")
    assert "RF01" not in set(shown.reasons[Reason.factor])
    assert "RF01" in set(scored(county).reasons[Reason.factor])
    assert [*shown.profiles[ScoredProfile.sector]] == ["car_wash"]

import pandas as pd
import pytest

from benchmarks.made_county import AS_OF, made_county
from linkage.profiles import make_profiles
from records.schema import Doubt, Link, PlacedRecord, ScoredProfile, Touchpoint
from risk.checklist import score
from risk.stakes import BAND_POINTS, effects, most_telling, outcomes, owners_of


@pytest.fixture(scope="module")
def tables():
    return made_county(80, seed=3)


def alone(tables, parts):
    """The highest score and its band of businesses made of these records, described anew."""
    owner = {record: f"part{number}" for number, part in enumerate(parts) for record in part}
    records = tables["records"]
    records = records[records[PlacedRecord.record_id].isin(owner)].reset_index(drop=True)
    named = records.assign(**{PlacedRecord.profile_id: records[PlacedRecord.record_id].map(owner)})
    contacts = tables["touchpoints"]
    contacts = contacts[contacts[Touchpoint.touchpoint_id].isin(owner)].reset_index(drop=True)
    told = contacts.assign(**{Touchpoint.profile_id: contacts[Touchpoint.touchpoint_id].map(owner)})
    made = make_profiles(named, told, Link.empty(), AS_OF).profiles
    scored = score(made, told, named, AS_OF).profiles
    best = scored.sort_values(ScoredProfile.score).iloc[-1]
    return best[ScoredProfile.score], best[ScoredProfile.band]


def test_what_a_decision_makes_of_the_scores_is_what_a_build_of_it_would_say(tables):
    records = tables["records"].groupby(PlacedRecord.profile_id)[PlacedRecord.record_id].agg(list)
    owner = tables["records"].set_index(PlacedRecord.record_id)[PlacedRecord.profile_id]
    for row in tables["doubts"].iloc[::40].to_dict("records"):
        a, b = owner[row[Doubt.id_a]], owner[row[Doubt.id_b]]
        gone = set(row[Doubt.moved])
        parts = [gone, set(records[a]) - gone] if a == b else [{*records[a], *records[b]}]
        assert (row[Doubt.score_then], row[Doubt.band_then]) == alone(tables, parts)


def test_a_disputed_record_counts_for_no_score(tables):
    doubts = tables["doubts"]
    everything = set(tables["records"][PlacedRecord.record_id])
    told = outcomes(tables, doubts.head(5), AS_OF, everything)
    assert (told[Doubt.score_then] <= doubts.head(5)[Doubt.score_then]).all()
    assert told[Doubt.score_then].max() < doubts[Doubt.score_then].max()


def test_no_doubts_have_no_outcomes(tables):
    assert outcomes(tables, Doubt.empty(), AS_OF).empty


def test_a_decision_is_worth_its_chance_times_what_it_changes():
    profiles = pd.DataFrame(
        {
            ScoredProfile.profile_id: ["A", "B"],
            ScoredProfile.score: [20.0, 30.0],
            ScoredProfile.band: ["moderate", "high"],
            ScoredProfile.record_count: [3, 1],
        }
    )
    doubts = Doubt.shape(
        pd.DataFrame(
            {
                Doubt.id_a: ["x", "x", "x"],
                Doubt.id_b: ["y", "y", "z"],
                Doubt.weight_bits: [0.0, 0.0, 0.0],
                Doubt.moved: [[], [], ["x"]],
                Doubt.score_then: [34.0, 70.0, 20.0],
                Doubt.band_then: ["high", "severe", "moderate"],
            }
        )
    )
    owners = pd.DataFrame({"id_a": ["A", "A", "A"], "id_b": ["B", "B", "A"]})
    worth = effects(profiles, owners, doubts)
    assert list(worth) == [(4 + 1) / 2, (40 + BAND_POINTS + 1) / 2, 1 / 2]


def test_a_build_keeps_the_doubts_whose_decision_changes_most(tables, monkeypatch):
    monkeypatch.setattr("risk.stakes.MOST", 10)
    doubts = tables["doubts"]
    kept = most_telling(tables, doubts, AS_OF)
    worth = effects(tables["profiles"], owners_of(tables["records"], doubts), doubts)
    best = doubts.assign(worth=worth).sort_values("worth", ascending=False).head(10)
    assert set(kept[Doubt.id_a]) == set(best[Doubt.id_a])

import pandas as pd
import pytest

from benchmarks.made_county import BOUNDARIES, made_county
from records.schema import BUILD_TABLES, Link, PlacedRecord, Reason, ScoredProfile, Touchpoint


@pytest.fixture(scope="module")
def county() -> dict[str, pd.DataFrame]:
    return made_county(400, seed=5)


def test_every_build_table_is_made_and_holds_what_the_schema_requires(county):
    assert set(county) == {*BUILD_TABLES, BOUNDARIES}
    for name, table in BUILD_TABLES.items():
        assert list(table.check(county[name]).columns) == table.columns()


def test_the_reasons_of_a_profile_sum_to_its_score(county):
    scores = county["profiles"].set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    points = county["reasons"].groupby(Reason.profile_id)[Reason.points].sum()
    assert scores.eq(points.reindex(scores.index, fill_value=0)).all()
    assert scores.between(0, 100).all()


def test_every_id_exists(county):
    profiles = set(county["profiles"][ScoredProfile.profile_id])
    records = set(county["records"][PlacedRecord.record_id])
    for name in ("records", "facts", "touchpoints", "reasons", "links", "relations"):
        assert set(county[name][Reason.profile_id]) <= profiles
    assert set(county["touchpoints"][Touchpoint.touchpoint_id]) <= records
    assert set(county["relations"]["other_id"]) <= profiles
    assert set(county["links"][Link.id_a]) | set(county["links"][Link.id_b]) <= records
    assert set(county["reasons"][Reason.touchpoint_ids].explode().dropna()) <= records


def test_the_same_seed_makes_the_same_county(county):
    again = made_county(400, seed=5)
    for name in BUILD_TABLES:
        pd.testing.assert_frame_equal(county[name], again[name])

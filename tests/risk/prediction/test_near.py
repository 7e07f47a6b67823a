import pandas as pd

from records.schema import Relation
from risk.prediction.near import near_of


def related(kind, probability=0.95, own=("r1",), other=("r2",)):
    row = {
        "profile_id": "A",
        "other_id": "B",
        "kind": kind,
        "probability": probability,
        "own_records": list(own),
        "other_records": list(other),
    }
    return Relation.shape(pd.DataFrame([row]))


def test_the_same_people_and_those_here_before_bear_on_a_business_and_neighbours_do_not():
    kinds = ["same_operator", "follows", "took_over", "made_way_for", "neighbour", "shares"]
    found = {kind: near_of(related(kind))["kind"].tolist() for kind in kinds}
    assert found == {
        "same_operator": ["operator"],
        "follows": ["operator"],
        "took_over": ["premises"],
        "made_way_for": [],
        "neighbour": [],
        "shares": [],
    }


def test_the_likeliest_of_several_relations_of_one_kind_counts():
    both = pd.concat([related("same_operator", 0.6), related("follows", 0.9)])
    assert near_of(both)["probability"].tolist() == [0.9]


def test_a_relation_is_known_once_its_evidence_had_come_in_on_both_sides(made):
    day = pd.Timestamp("2026-03-01")
    rows = [
        made.record("A", "ADVICE", 1, record_id="r1", received_on=day),
        made.record("B", "ADVICE", 1, record_id="r2", received_on=day + pd.Timedelta(days=30)),
    ]
    records = made.tables(rows).records
    found = near_of(related("follows"), records)
    assert found["known_on"].tolist() == [pd.Timestamp("2026-03-31")]
    assert near_of(related("follows"))["known_on"].isna().all()
    assert near_of(Relation.empty(), records).empty

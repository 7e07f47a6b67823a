"""What the risk benchmarks read of published files is mapped column by column, and no more."""

import json
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks import risk_fhrs
from benchmarks.chicago_records import city
from benchmarks.fhrs_records import ASKED_ON, register
from benchmarks.risk_chicago import TEST_ON, known, outcomes_of
from records.schema import PlacedRecord, Profile, Touchpoint
from risk.prediction.outcomes import Outcome
from risk.prediction.panel import OPERATOR, PREMISES, Near


def rated(rows: int, seed: int) -> pd.DataFrame:
    """Premises of an invented London: ratings of 2015, and whether they are low later."""
    rng = np.random.default_rng(seed)
    stars = rng.integers(0, 6, rows)
    return pd.DataFrame(
        {
            "row_id": np.arange(rows) + 1000 * seed,
            "pv": stars,
            "p_businessname": [f"Invented Cafe {n // 2 if n < 4 else n}" for n in range(rows)],
            "BusinessType": "Restaurant/Cafe/Canteen",
            "p_date": "2015-03-02",
            "hygiene": 5 * (5 - stars).clip(0, 4),
            "structural": 5,
            "confidenceinmanagement": 5,
            "LocalAuthorityName": np.where(np.arange(rows) % 2, "Northmere", "Southmere"),
            "y": (rng.random(rows) < 0.6 - 0.1 * stars).astype(int),
        }
    )


def test_a_rating_is_a_contact_of_its_day_and_a_name_an_operator(tmp_path):
    frame = rated(12, seed=1)
    frame.to_csv(tmp_path / "a.csv", index=False)
    found = register(tmp_path / "a.csv")
    ids = [f"P{one}" for one in frame["row_id"]]
    assert found.profiles[Profile.profile_id].tolist() == ids
    assert found.serious.tolist() == frame["y"].tolist()
    assert found.borough.tolist() == frame["LocalAuthorityName"].tolist()
    codes = found.records.set_index(PlacedRecord.record_id)[PlacedRecord.event_code]
    want = {
        0: "FHRS_LOW",
        1: "FHRS_LOW",
        2: "FHRS_LOW",
        3: "FHRS_OK",
        4: "FHRS_GOOD",
        5: "FHRS_GOOD",
    }
    assert codes.reindex(ids).tolist() == [want[one] for one in frame["pv"]]
    assert set(found.records[PlacedRecord.rating]) == set(frame["pv"].astype("str"))
    assert (found.touchpoints[Touchpoint.event_on] == pd.Timestamp("2015-03-02")).all()
    pairs = set(zip(found.near[Near.profile_id], found.near[Near.other_id], strict=True))
    assert pairs == {(ids[0], ids[1]), (ids[1], ids[0]), (ids[2], ids[3]), (ids[3], ids[2])}
    assert set(found.occasions()["on"]) == {ASKED_ON}


def test_what_one_file_teaches_foretells_the_other(tmp_path, monkeypatch, capsys):
    for name, rows, seed in (("a", 160, 1), ("b", 60, 2)):
        rated(rows, seed).to_csv(tmp_path / f"{name}.csv", index=False)
    taught = []

    def few(past, then, serious, as_of):
        taught.append((set(past.outcomes[Outcome.profile_id]), len(then)))
        return {"auc": 0.5}

    monkeypatch.setattr(risk_fhrs, "few_labels", few)
    words = ["risk_fhrs", "--train", str(tmp_path / "a.csv"), "--test", str(tmp_path / "b.csv")]
    monkeypatch.setattr(sys, "argv", words)
    risk_fhrs.main()
    assert taught == [({f"P{1000 + n}" for n in range(160)}, 60)]
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(told) == {"the rating of 2015 alone", "expert", "version two", "200 labels"}
    assert 0.5 < told["version two"]["auc"] <= 1.0


def test_without_a_test_file_boroughs_are_foretold_by_others():
    borough = pd.Series(["a", "b", "c", "a", "d"])
    for past, then in risk_fhrs.folds(borough):
        assert not set(borough.iloc[past]) & set(borough.iloc[then])
    foretold = np.concatenate([then for _, then in risk_fhrs.folds(borough)])
    assert sorted(foretold) == [0, 1, 2, 3, 4]


@pytest.fixture
def chicago(tmp_path):
    """Five inspections of an invented city: two of one shop, one of who followed it, two others."""
    day = pd.to_datetime(["2012-03-01", "2013-03-01", "2014-09-03", "2013-05-01", "2014-09-05"])
    ids, licences = [1, 2, 3, 4, 5], [10, 10, 20, 30, 40]
    counts = {"criticalCount": [1, 0, 0, 0, 0], "seriousCount": [0, 0, 1, 0, 0],
              "minorCount": [0, 1, 0, 0, 0]}  # fmt: skip
    food = {
        "Inspection_ID": ids,
        "Inspection_Date": day,
        "License": licences,
        "Address": ["1 Made St", "1 Made St.", "1 MADE ST", "2 Made St", "3 Made St"],
        "DBA_Name": ["ONE", "ONE", "TWO", "THREE", "FOUR"],
        "Facility_Type": ["Restaurant", "Restaurant", "Restaurant", "School", "Grocery Store"],
        "Facility_Type_Clean": ["Restaurant", "Restaurant", "Restaurant", "Other", "Grocery_Store"],
        "Risk": ["Risk 1 (High)"] * 3 + ["Risk 3 (Low)", None],
    } | counts  # fmt: skip
    licensed = ("consumption_on_premises_incidental_activity", "tobacco", "filling_station",
                "childrens_services_facility_license")  # fmt: skip
    business = {"Inspection_ID": ids, "ACCOUNT_NUMBER": [100, 100, 200, 300, 300],
                "minDate": day - pd.Timedelta(days=30)}  # fmt: skip
    business |= {name: [0, 0, 0, 0, 1] for name in licensed}
    model = {
        "Inspection_ID": ids,
        "License": licences,
        "Inspection_Date": day,
        "criticalFound": counts["criticalCount"],
        "Inspector_Assigned": ["blue", "blue", "green", "blue", "green"],
        "Train": [True, True, False, True, False],
        "Test": [False, False, True, False, True],
        "score": [0.5, 0.1, 0.2, 0.1, 0.3],
    }
    went = {
        "License": [10, 10, 99],
        "Inspection_Date": pd.to_datetime(["2012-04-01", "2012-06-01", "2012-06-01"]),
        "Inspection_Purpose": ["Canvass Re-Inspection", "Complaint", "Complaint"],
    }
    for name, columns in (("food_inspections_features", food), ("business_features", business),
                          ("model_data", model), ("inspectors", went)):  # fmt: skip
        pd.DataFrame(columns).to_parquet(tmp_path / f"{name}.parquet")
    return city(tmp_path)


def test_inspections_of_chicago_are_visits_with_what_they_found(chicago):
    visits = chicago.visits
    one, again, follower, school, shop = visits["profile_id"]
    assert one == again
    assert len({one, follower, school, shop}) == 4
    contacts = chicago.touchpoints.set_index(Touchpoint.touchpoint_id)
    assert contacts.loc[["i1", "i2", "i3", "i4"], Touchpoint.severity].tolist() == [4, 1, 3, 0]
    results = chicago.records.set_index(PlacedRecord.record_id)[PlacedRecord.result]
    assert results[["i1", "i2", "i3", "i4"]].tolist() == ["serious", "minor", "serious", "clean"]
    kinds = contacts[contacts[Touchpoint.profile_id] == one][Touchpoint.category].value_counts()
    assert dict(kinds) == {"inspection": 3, "complaint": 1, "licence": 1}
    assert set(contacts[Touchpoint.profile_id]) == {one, follower, school, shop}
    near = {
        tuple(row) for row in chicago.near[[Near.profile_id, Near.other_id, Near.kind]].to_numpy()
    }
    assert near == {
        (follower, one, PREMISES),
        (school, shop, OPERATOR),
        (shop, school, OPERATOR),
    }
    sectors = chicago.profiles.set_index(Profile.profile_id)[Profile.sector]
    assert sectors[[one, school, shop]].tolist() == ["restaurant", "education", "retail"]


def test_a_frozen_question_is_of_no_later_day_and_a_visit_never_knows_itself(chicago):
    assert chicago.occasions(TEST_ON)["on"].max() == TEST_ON
    outcomes = outcomes_of(chicago)
    assert outcomes[Outcome.serious].tolist() == [1, 0, 0, 0, 0]
    assert outcomes[Outcome.team].tolist() == ["blue", "blue", "green", "blue", "green"]
    table = known(chicago).table
    # The second visit knows that the first found something grave; the first knows of none.
    assert table["own_grave"].iloc[1] > 0
    assert not table["own_grave"].iloc[0] > 0

from datetime import date

import pandas as pd
import pytest

from benchmarks.made_county import made_county
from records.schema import PlacedRecord, Profile, Relation
from risk.evaluation.groups import ATTRIBUTES, Group, groups_of

ON = date(2026, 5, 1)


def county(**changes):
    ids = ["A", "B", "C", "D"]
    profiles = Profile.shape(
        pd.DataFrame(
            {
                Profile.profile_id: ids,
                Profile.sector: ["nail_bar", "care", "unheard_of", "pub"],
                Profile.district: ["Harlow", None, "Harlow", "Harlow"],
                Profile.company_number: [None, "01", "02", "02"],
                Profile.is_personal: [True, False, False, False],
                Profile.first_contact_on: pd.to_datetime(
                    ["2025-01-01", "2021-06-01", "2026-06-01", "2015-01-01"]
                ),
            }
        )
    )
    records = PlacedRecord.shape(
        pd.DataFrame(
            {
                PlacedRecord.record_id: ["r1", "r2", "r3", "r4"],
                PlacedRecord.source: ["cqc", "easi", "cqc", "companies_house"],
                PlacedRecord.profile_id: ["B", "D", "A", "B"],
                PlacedRecord.quantity: [48, 90, 70, None],
                PlacedRecord.event_on: pd.to_datetime([None, None, "2026-05-01", None]),
                PlacedRecord.started_on: pd.to_datetime([None, None, None, "2019-01-01"]),
            }
        )
    )
    relations = Relation.shape(
        pd.DataFrame(
            {
                Relation.profile_id: ["A", "B"],
                Relation.other_id: ["B", "A"],
                Relation.kind: "same_operator",
                Relation.probability: changes.get("probability", 0.3),
            }
        )
    )
    return {"profiles": profiles, "records": records, "relations": relations}


def test_each_business_is_in_one_group_of_each_attribute():
    told = groups_of(county(), ON)
    assert told.to_dict("list") == {
        Group.profile_id: ["A", "B", "C", "D"],
        Group.sector: [
            "Nail bar, hair and beauty",
            "Residential and home care",
            "unheard_of",
            "Pub, bar and club",
        ],
        Group.district: ["Harlow", "not known", "Harlow", "Harlow"],
        Group.chain: ["independent", "independent", "chain", "chain"],
        Group.age: ["under 2 years", "5 to 10 years", "not known", "10 years or more"],
        Group.size: [
            "sole trader",
            "10 to 49 places",
            "company, places not counted",
            "company, places not counted",
        ],
    }


def test_businesses_that_the_same_people_surely_run_are_a_chain():
    told = groups_of(county(probability=0.8), ON)
    assert list(told[Group.chain]) == ["chain"] * 4


@pytest.fixture(scope="module")
def made():
    return made_county(60, seed=5)


def test_groups_of_a_whole_county_leave_nothing_out(made):
    told = groups_of(made, ON)
    assert len(told) == len(made["profiles"])
    assert told[[*ATTRIBUTES]].notna().all(axis=None)

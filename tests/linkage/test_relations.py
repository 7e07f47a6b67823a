"""Made-up stories of who came before whom, told by hand."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.relations import relate
from linkage.sharing import CAPS, person_key
from records.schema import PlacedRecord as R
from records.schema import Relation

AS_OF = date(2026, 11, 1)


def record(profile, day, **said):
    """One visit to a business at 5 Mill Lane."""
    row = {
        "profile_id": profile,
        "source": "trading_standards",
        "agency": "ECC_TS",
        "name": profile.title(),
        "address": "5 Mill Lane",
        "postcode": "CM1 1AA",
        "sector": "restaurant",
        "event_code": "INSP_TS",
        "event_on": pd.Timestamp(day),
        "result": "minor",
    }
    return row | said


def company(profile, number, began, ended=None):
    dissolved = {"status": "ended", "ended_on": pd.Timestamp(ended)} if ended else {}
    return record(
        profile,
        ended or began,
        source="companies_house",
        agency="CH",
        company_number=number,
        started_on=pd.Timestamp(began),
        event_code="CO_DIS" if ended else "CO_INC",
        result=None,
        **dissolved,
    )


def placed(*rows):
    made = [
        {"record_id": f"{row['source']}:{at:03}", "delivery_id": "d", "handling": "P",
         "located_by": "none"} | row
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return R.shape(pd.DataFrame(made))


def strangers(count=200):
    """Others of the county, so that it is known how rare a name or number is."""
    return [
        record(
            f"other {at:03}",
            "2026-03-03",
            address=f"{at + 10} Far Road",
            postcode="CO9 9ZZ",
            phone=f"01632{200_000 + at}",
            person=f"Given{chr(97 + at % 26)} Surname{chr(97 + at // 26)}",
        )
        for at in range(count)
    ]


def told(*rows):
    return relate(placed(*rows, *strangers()), AS_OF).frame


def between(frame, one, other):
    rows = frame[(frame["profile_id"] == one) & (frame["other_id"] == other)]
    return None if rows.empty else rows.iloc[0]


LATE = "2026-09-01"
OLD = [
    company("copper rope", "97000001", "2019-01-05", "2025-08-01"),
    record("copper rope", "2025-06-01", phone="01632111111", person="Ann Hart"),
    record("copper rope", "2025-07-10", phone="01632111111"),
]
NEW = [
    company("river kitchen", "98000002", "2025-09-20"),
    record("river kitchen", "2025-10-05", person="HART, Ann Mary"),
    record("river kitchen", "2026-02-01", phone="01632111111"),
]


def test_a_new_company_of_the_same_person_at_the_same_premises_is_a_successor():
    frame = told(*OLD, *NEW)
    row = between(frame, "river kitchen", "copper rope")
    assert row["kind"] == "follows"
    assert row["probability"] > 0.95
    assert between(frame, "copper rope", "river kitchen")["kind"] == "followed_by"
    assert row["chain"] == ["copper rope", "river kitchen"]
    assert row["ended_on"] == pd.Timestamp("2025-08-01")


def test_every_sentence_rests_on_a_record_of_each_side():
    records = placed(*OLD, *NEW, *strangers())
    owner = records.set_index("record_id")["profile_id"]
    frame = relate(records, AS_OF).frame
    for row in frame.itertuples():
        assert len(row.because) == len(row.own_records) == len(row.other_records) > 0
        assert {owner[one] for one in row.own_records} == {row.profile_id}
        assert {owner[one] for one in row.other_records} == {row.other_id}


def test_the_evidence_is_named_with_its_bits():
    row = between(told(*OLD, *NEW), "river kitchen", "copper rope")
    said = " ".join(row["because"])
    assert "same person Ann Hart (+" in said
    assert "same telephone 01632111111 (+" in said
    assert "same premises" in said
    assert "the first was closed before the second began (+" in said


def test_strangers_who_take_over_the_premises_are_no_successors():
    new = [
        company("river kitchen", "98000002", "2025-09-20"),
        record("river kitchen", "2025-10-05", person="Bo Lund", phone="01632222222"),
    ]
    row = between(told(*OLD, *new), "river kitchen", "copper rope")
    assert row["kind"] == "took_over"
    assert row["probability"] < 0.5


def test_two_that_trade_at_the_same_time_are_neighbours():
    new = [record("river kitchen", "2025-01-05"), record("river kitchen", "2026-02-01")]
    assert between(told(*OLD, *new), "river kitchen", "copper rope")["kind"] == "neighbour"


def test_who_moves_with_person_and_telephone_is_followed():
    there = {"address": "80 Elm Road", "postcode": "CM2 2BB"}
    rows = [row | there for row in NEW]
    assert between(told(*OLD, *rows), "river kitchen", "copper rope")["kind"] == "follows"


def test_a_person_alone_elsewhere_may_be_a_namesake():
    rows = [record("river kitchen", "2025-10-05", person="Ann Hart", address="80 Elm Road",
                   postcode="CM2 2BB")]  # fmt: skip
    row = between(told(*OLD, *rows), "river kitchen", "copper rope")
    assert row is None or row["kind"] in ("shares", "same_operator")


def test_branches_of_one_company_have_the_same_operator():
    rows = [record("rope two", "2026-01-01", company_number="97000001", address="9 Quay",
                   postcode="CO1 2CC")]  # fmt: skip
    row = between(told(*OLD, *rows), "rope two", "copper rope")
    assert row["kind"] == "same_operator"
    assert row["probability"] > 0.9


def test_a_landlords_telephone_makes_no_successor():
    tenants = [
        record(f"tenant {at}", "2026-01-01", phone="01632111111", address=f"{at} Square",
               postcode=f"CM7 {at}AB")
        for at in range(1, 8)
    ]  # fmt: skip
    new = [
        company("river kitchen", "98000002", "2025-09-20"),
        record("river kitchen", "2025-10-05", person="Bo Lund", phone="01632111111"),
    ]
    row = between(told(*OLD, *new, *tenants), "river kitchen", "copper rope")
    assert row["kind"] == "took_over"


def test_three_in_a_row_are_one_chain():
    old = [*OLD]
    second = [company("river kitchen", "98000002", "2025-08-20", "2026-03-01"), *NEW[1:]]
    third = [company("lantern", "98000003", "2026-03-20"),
             record("lantern", "2026-04-05", person="Ann Hart", phone="01632111111")]  # fmt: skip
    frame = told(*old, *second, *third)
    assert between(frame, "lantern", "river kitchen")["chain"] == [
        "copper rope", "river kitchen", "lantern",
    ]  # fmt: skip


def test_a_value_that_too_many_share_is_left_out_and_counted():
    many = [
        record(f"shop {at:02}", "2026-01-01", phone="01632111111", address=f"{at} Way",
               postcode="CM9 9AA")
        for at in range(CAPS["phone"] + 5)
    ]  # fmt: skip
    found = relate(placed(*many), AS_OF)
    assert found.report["phone shared by too many"] == 1
    assert found.frame.empty


def test_an_accountants_address_makes_no_neighbours():
    rows = [
        company(f"client {at}", f"9700010{at}", "2020-01-01") | {"address": "7B Chancery House"}
        for at in range(2)
    ]
    rows += [record(f"client {at}", "2026-01-01", address=f"{at + 3} Row") for at in range(2)]
    assert between(told(*rows), "client 0", "client 1") is None


def test_without_records_there_are_no_relations():
    frame = relate(R.empty(), AS_OF).frame
    assert frame.empty
    assert list(frame.columns) == [str(column) for column in Relation.columns()]


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(dice):
    records = placed(*OLD, *NEW, *strangers(30))
    order = list(range(len(records)))
    dice.shuffle(order)
    again = relate(records.iloc[order].reset_index(drop=True), AS_OF).frame
    pd.testing.assert_frame_equal(relate(records, AS_OF).frame, again)


@settings(max_examples=15, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2026, 10, 1)), st.sampled_from(["old", "new"]))
def test_a_clean_visit_never_makes_a_succession_surer_or_nearer(day, whose):
    profile = "copper rope" if whose == "old" else "river kitchen"
    visit = record(profile, str(day), result="clean")
    for rows in (
        [*OLD, *NEW],
        [*OLD[1:], *NEW[1:]],
        [OLD[1], company("river kitchen", "98", LATE)],
    ):
        before = between(told(*rows), "river kitchen", "copper rope")
        after = between(told(*rows, visit), "river kitchen", "copper rope")
        if after["kind"] == "follows":
            assert before["kind"] == "follows"
            assert after["probability"] <= before["probability"]
            assert after["began_on"] - after["ended_on"] >= before["began_on"] - before["ended_on"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("HART, Ann Mary", "ann hart"),
        ("Mrs Ann Hart", "ann hart"),
        ("Ann Hart, 3 High Street", "ann hart"),
        ("ann hart", "ann hart"),
        ("Hart", ""),
        ("", ""),
    ],
)
def test_a_person_is_known_by_first_name_and_surname(text, key):
    assert person_key(text) == key

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.agreed import agree
from benchmarks.made_up import made_up_boundaries, made_up_tables
from records.contracts import Contract
from records.delivery import Quarantined
from records.home import Home
from records.ingest import ingest
from records.quality import Capture, FaultCount, Fix, linked_records, quality, report
from records.schema import PlacedRecord, Record
from records.store import publish


def records_of(*rows: dict[str, object]) -> pd.DataFrame:
    known = {
        Record.agency: "ECFRS",
        Record.handling: "P",
        Record.delivery_id: "d",
        Record.received_on: pd.Timestamp("2025-06-11"),
        Record.event_on: pd.Timestamp("2025-06-01"),
    }
    numbered = [{Record.record_id: f"{r['source']}:{n}", **known, **r} for n, r in enumerate(rows)]
    return Record.shape(pd.DataFrame(numbered))


def ledger_of(**rows_in: int) -> pd.DataFrame:
    return pd.DataFrame({"source": list(rows_in), "rows_in": list(rows_in.values())})


def set_aside(*faults: tuple[str, list[str]]) -> pd.DataFrame:
    return Quarantined.shape(
        pd.DataFrame(
            {
                Quarantined.delivery_id: "d",
                Quarantined.source: [source for source, _ in faults],
                Quarantined.faults: [told for _, told in faults],
            }
        )
    )


FIRE_CONTRACT = Contract.model_validate(
    {
        "name": "fire",
        "title": "Fire",
        "agency": "ECFRS",
        "key": ["Ref"],
        "columns": {"name": {"from": "Name", "required": True}, "postcode": "Postcode"},
    }
)
FIRE = {"source": "fire", "name": "Brambling Cafe", "postcode": "CM1 1AA"}
SHOP = {"source": "shops", "agency": "ECC_TS"}


def test_completeness_is_the_share_of_records_that_have_the_column():
    records = records_of(FIRE, {**FIRE, "phone": "01245000000"}, {**FIRE, "postcode": None}, SHOP)
    table = report(records, ledger_of(fire=3, shops=1), set_aside()).table.set_index("source")
    assert table.loc["fire", "has_postcode"] == pytest.approx(2 / 3)
    assert table.loc["fire", "has_phone"] == pytest.approx(1 / 3)
    assert table.loc["fire", "has_name"] == 1
    assert table.loc["shops", "has_name"] == 0
    assert table.loc["fire", "has_date"] == 1
    assert table.loc["fire", "records"] == 3
    assert table["linked"].isna().all()


def test_a_source_of_several_agencies_names_none():
    records = records_of(FIRE, {**FIRE, "agency": "ECC_TS"})
    assert report(records, ledger_of(fire=2), set_aside()).table["agency"].isna().all()


def test_lateness_is_the_days_from_the_contact_to_its_delivery():
    days = [1, 2, 3, 4, 50]
    rows = [{**FIRE, "event_on": pd.Timestamp("2025-06-11") - pd.Timedelta(days=d)} for d in days]
    undated = {**SHOP, "event_on": pd.NaT}
    table = report(records_of(*rows, undated), ledger_of(fire=5), set_aside()).table
    table = table.set_index("source")
    assert table.loc["fire", "late_median_days"] == 3
    assert table.loc["fire", "late_p90_days"] == pytest.approx(31.6)
    assert np.isnan(table.loc["shops", "late_median_days"])


def test_validity_is_told_by_fault():
    aside = set_aside(
        ("fire", ["Visited: 'x'; expected a day. Mend it.", "Name: nothing; expected a value."]),
        ("fire", ["Visited: 'y'; expected a day. Mend it."]),
        ("fire", ["3 cells; the heading has 4"]),
    )
    found = report(records_of(FIRE), ledger_of(fire=10), aside)
    assert found.table.set_index("source").loc["fire", "quarantined"] == pytest.approx(0.3)
    faults = found.faults.set_index("fault")["rows"].to_dict()
    assert faults == {"Visited": 2, "Name": 1, "3 cells; the heading has 4": 1}
    assert found.faults["fault"][0] == "Visited"
    assert found.faults["share"].max() == pytest.approx(0.2)


def test_a_source_that_only_filled_quarantine_is_told_too():
    found = report(records_of(FIRE), ledger_of(fire=1, shops=2), set_aside(("shops", ["x"])))
    table = found.table.set_index("source")
    assert table.loc["shops", "records"] == 0
    assert table.loc["shops", "quarantined"] == 0.5


def placed_of(records: pd.DataFrame, profiles: list[str]) -> pd.DataFrame:
    kept = [str(PlacedRecord.record_id), str(PlacedRecord.source)]
    return records[kept].assign(**{PlacedRecord.profile_id: profiles})


def test_a_record_is_linked_when_its_profile_holds_another_source():
    records = records_of(FIRE, FIRE, SHOP, FIRE)
    placed = placed_of(records, ["a", "b", "a", "b"])
    assert linked_records(records, placed).tolist() == [True, False, True, False]
    table = report(records, ledger_of(), set_aside(), placed).table.set_index("source")
    assert table.loc["fire", "linked"] == pytest.approx(1 / 3)
    assert table.loc["shops", "linked"] == 1


def test_a_record_that_came_after_the_build_is_not_linked():
    records = records_of(FIRE, SHOP, SHOP)
    placed = placed_of(records, ["a", "a", "a"]).head(2)
    assert linked_records(records, placed).tolist() == [True, True, False]


def test_the_fix_is_the_column_whose_lack_costs_most_links():
    with_phone = [{**FIRE, "phone": f"0124500{n:04d}", "postcode": None} for n in range(40)]
    partners = [{**SHOP, "phone": f"0124500{n:04d}"} for n in range(40)]
    without = [{**FIRE, "postcode": None} for _ in range(60)]
    records = records_of(*with_phone, *partners, *without)
    fixes = report(records, ledger_of(), set_aside(("fire", ["x"] * 3))).fixes
    assert fixes["source"][0] == "fire"
    assert fixes["fix"][0] == (
        "add the telephone number to 60 rows that have none: about 60 more records would link"
    )
    assert fixes["gain"].tolist() == sorted(fixes["gain"], reverse=True)


def test_a_source_that_never_gives_a_column_is_asked_to_start():
    pairs = [{"source": source, "phone": f"{n}"} for n in range(30) for source in ("shops", "ea")]
    bare = [FIRE | {"postcode": None}] * 5
    fixes = report(records_of(*pairs, *bare), ledger_of(), set_aside()).fixes
    assert fixes["fix"].tolist()[0] == (
        "start to give the telephone number of 5 rows that have none: "
        "about 5 more records would link"
    )


def test_mending_quarantined_rows_is_a_fix():
    rows = [{"source": source, "phone": "01245000000"} for source in ("fire", "shops")]
    found = report(records_of(*rows), ledger_of(), set_aside(*[("fire", ["x"])] * 30))
    assert found.fixes["fix"].tolist() == [
        "mend 30 rows that were set aside: about 30 more records would link"
    ]


def test_a_reference_register_is_asked_for_nothing():
    rows = [{"source": "companies_house", "agency": "CH", "name": None}, FIRE]
    assert "companies_house" not in set(report(records_of(*rows), ledger_of(), set_aside()).fixes)


def test_an_empty_county_has_an_empty_report():
    found = report(Record.empty(), ledger_of(), set_aside())
    assert found.table.empty
    assert found.faults.empty
    assert found.fixes.empty


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["fire", "shops", "homes"]),
            "name": st.sampled_from(["Brambling", "Otter Books", None]),
            "postcode": st.sampled_from(["CM1 1AA", "CM2 2BB", None]),
            "phone": st.sampled_from(["01245000000", "01245000001", None]),
        }
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_shares_lie_between_0_and_1_and_no_fix_gains_more_than_its_rows(rows):
    records = records_of(*rows) if rows else Record.empty()
    counts = dict.fromkeys(("fire", "shops", "homes"), 20)
    found = report(records, ledger_of(**counts), set_aside(("fire", ["x: y"])))
    shares = found.table[[c for c in Capture.columns() if c.startswith("has_")]]
    assert ((shares >= 0) & (shares <= 1) | shares.isna()).all(axis=None)
    assert (found.fixes[Fix.gain] <= found.fixes[Fix.rows]).all()
    assert (found.fixes[Fix.source].value_counts() <= 3).all()
    assert (found.faults[FaultCount.share] <= 1).all()


def test_the_share_linked_is_that_of_the_current_build(tmp_path):
    home = Home.at(tmp_path)
    tables = made_up_tables(profiles=6, seed=1)
    publish(home, tables, made_up_boundaries(), {"as_of": "2026-03-01", "settings": {"seed": 1}})
    path = tmp_path / "fire.csv"
    path.write_text("Ref,Name\n1,Brambling Cafe\n")
    agree(home, FIRE_CONTRACT)
    ingest(home, path, FIRE_CONTRACT, date(2025, 6, 1))
    assert quality(home).table["linked"].tolist() == [0.0]


def test_the_report_of_a_county_reads_what_it_holds(tmp_path):
    path = tmp_path / "fire.csv"
    path.write_text("Ref,Name,Postcode\n1,Brambling Cafe,CM1 1AA\n2,,CM1 1AA\n")
    home = Home.at(tmp_path)
    agree(home, FIRE_CONTRACT)
    ingest(home, path, FIRE_CONTRACT, date(2025, 6, 1))
    found = quality(home)
    assert found.table["records"].tolist() == [1]
    assert found.table["quarantined"].tolist() == [0.5]
    assert found.faults["fault"].tolist() == ["Name"]
    assert found.table["linked"].isna().all()

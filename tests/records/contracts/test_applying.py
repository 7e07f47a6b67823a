from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.contracts import Contract, Fault, apply, contract_from, find_contract
from records.errors import SourceError
from records.schema import Record

ROW = {"Ref": "1", "Name": "The Old Mill", "Address": "1 Low Road", "Postcode": "CM1 1AA",
       "Day": "01/02/2025"}  # fmt: skip


def test_a_record_says_where_it_comes_from(read):
    record = read([ROW]).records.iloc[0]
    assert record[Record.record_id] == "visits:1"
    assert (record[Record.source], record[Record.agency]) == ("visits", "LA_EH")
    assert record[Record.row_number] == 2
    assert record[Record.source_record_id] == "1"
    assert pd.isna(record[Record.delivery_id])


def test_all_faults_of_a_row_are_told_at_once_and_the_row_is_kept_out(read):
    columns = """
[columns]
name = { from = "Name", required = true }
event_on = "Day"
event_code = { from = "Type", values = { "a" = "INSP_FOOD" } }
score_hygiene = { from = "Score", min = 0, max = 25 }
"""
    bad = {"Ref": "", "Name": "", "Day": "soon", "Type": "zz", "Score": "26"}
    cleaned = read([bad, ROW | {"Type": "a", "Score": "5"}], columns)
    assert cleaned.records[Record.row_number].tolist() == [3]
    assert set(cleaned.faults[Fault.row_number]) == {2}
    assert sorted(cleaned.faults[Fault.field]) == [
        "event_code",
        "event_on",
        "key",
        "name",
        "row",
        "score_hygiene",
    ]


def test_a_fault_is_told_once_for_a_cell(read):
    cleaned = read([ROW | {"Day": "soon"}])
    assert cleaned.faults[Fault.seen].tolist() == ["letters where a date was expected"]


@pytest.mark.parametrize(
    ("day", "seen"),
    [("02/06/2026", "'2026-06-02'"), ("31/12/1899", "'31/12/1899'"), ("", "nothing")],
)
def test_a_contact_has_a_day_that_has_been(read, day, seen):
    cleaned = read([ROW | {"Day": day}])
    assert cleaned.records.empty
    assert cleaned.faults[Fault.seen].tolist() == [seen]


def test_a_contact_on_the_day_of_receipt_is_kept(read):
    assert len(read([ROW | {"Day": "01/06/2026"}]).records) == 1


def test_where_the_contract_says_so_an_undated_row_is_kept_as_no_contact(read):
    cleaned = read([ROW | {"Day": ""}], above='undated = "keep"')
    assert cleaned.records[Record.event_code].isna().tolist() == [True]


def test_an_unreadable_postcode_is_left_blank_its_outcode_kept_in_the_address(read):
    rows = [ROW | {"Postcode": "CM1"}, ROW | {"Ref": "2", "Postcode": "CM1", "Address": ""}]
    cleaned = read(rows)
    assert cleaned.records[Record.postcode].isna().all()
    assert cleaned.records[Record.address].tolist() == ["1 Low Road, CM1", "CM1"]
    assert cleaned.warnings[Fault.seen].tolist() == ["a text shaped AA9"] * 2


def test_a_column_may_ask_for_the_row_to_be_kept_out_or_the_value_left_blank(read):
    columns = '[columns]\nname = "Name"\n{} = {{ from = "X", fault = "{}" }}'
    rows = [ROW | {"X": "odd!"}]
    assert read(rows, columns.format("phone", "row")).records.empty
    kept = read(rows, columns.format("quantity", "blank"))
    assert kept.records[Record.quantity].isna().all()
    assert kept.warnings[Fault.field].tolist() == ["quantity"]


def test_a_row_that_points_to_no_business_is_kept_out(read):
    cleaned = read([{"Ref": "1", "Day": "01/02/2025"}, ROW | {"Name": "", "Address": ""}])
    assert cleaned.faults[Fault.field].tolist() == ["row"]
    assert len(cleaned.records) == 1


def test_a_delivery_without_a_heading_it_must_have_is_refused(read):
    columns = '[columns]\nname = { from = ["Trader", "Shop"], required = true }\ntown = "Town"'
    with pytest.raises(SourceError, match=r"lacks Trader or Shop; Ref\. It has: Town"):
        read([{"Town": "Harwich"}], columns)


def test_headings_that_were_not_read_are_told(read):
    cleaned = read(
        [ROW | {"Colour": "red", "Officer": "x", "Notes 2": ""}], above='ignore = ["Off*"]'
    )
    assert cleaned.unread == ("Colour", "Notes 2")


def test_points_are_put_right_or_left_out_with_a_warning(read):
    columns = '[columns]\nname = "Name"\nlat = "Lat"\nlon = "Lon"'
    points = [("51.7", "0.5"), ("0.5", "51.7"), ("0", "0"), ("51.7", ""), ("", "")]
    rows = [{"Ref": str(n), "Name": "A", "Lat": a, "Lon": b} for n, (a, b) in enumerate(points)]
    cleaned = read(rows, columns)
    assert cleaned.records[Record.lat].fillna(0).tolist() == [51.7, 51.7, 0, 0, 0]
    assert cleaned.records[Record.lon].fillna(0).tolist() == [0.5, 0.5, 0, 0, 0]
    assert cleaned.warnings[Fault.row_number].tolist() == [3, 4, 5]


def test_grid_metres_stand_in_for_missing_degrees(read):
    columns = '[columns]\nname = "Name"\neasting = "E"\nnorthing = "N"'
    rows = [{"Ref": "1", "Name": "A", "E": "570800", "N": "206800"},
            {"Ref": "2", "Name": "A", "E": "0", "N": "0"}, {"Ref": "3", "Name": "A"}]  # fmt: skip
    cleaned = read(rows, columns)
    assert cleaned.records[Record.lat].round(2).fillna(0).tolist() == [51.73, 0, 0]
    assert cleaned.warnings[Fault.row_number].tolist() == [3]


def test_text_that_may_not_be_loaded_is_withheld_and_the_row_kept(read):
    columns = '[columns]\nname = "Name"\ndetails = "Notes"'
    cleaned = read([ROW | {"Notes": "cook is pregnant"}], columns)
    assert cleaned.records[Record.details].isna().tolist() == [True]
    assert cleaned.warnings[Fault.seen].tolist() == ["text that tells health"]


def test_a_sole_trader_is_marked_and_the_contract_may_know_better(read):
    columns = '[columns]\nname = "Name"\nis_personal = { from = "Sole", required = false }'
    rows = [
        {"Ref": "1", "Name": "J Tolliver t/a Quayside Fryer", "Sole": ""},
        {"Ref": "2", "Name": "Quayside Fryer", "Sole": "Y"},
        {"Ref": "3", "Name": "Mr J Tolliver", "Sole": "No"},
    ]
    records = read(rows, columns).records
    assert records[Record.is_personal].tolist() == [True, True, False]
    assert records[Record.aliases].tolist() == [["J Tolliver"], [], []]


def test_a_joint_visit_carries_the_handling_of_its_type(read):
    columns = '[columns]\nname = "Name"\nevent_on = "Day"\nevent_code = { constant = "INSP_JOINT" }'
    assert read([ROW], columns).records[Record.handling].tolist() == ["C"]
    assert read([ROW]).records[Record.handling].tolist() == ["P"]


def test_an_agencys_work_is_its_successors_from_the_day_it_ended():
    rows = pd.DataFrame(
        {"Employer": ["A Ltd", "B Ltd"], "Round date": ["31/03/2026", "01/04/2026"]}, dtype="str"
    )
    contract = find_contract("nmw_naming", Path("none"))
    records = apply(contract, rows, date(2026, 6, 1)).records
    assert records[Record.agency].tolist() == ["HMRC_NMW", "FWA"]


def test_a_row_without_key_headings_is_known_by_its_content(read, write):
    beginning = 'name = "visits"\ntitle = "V"\nagency = "LA_EH"'
    contract = contract_from(write(beginning=beginning))

    def ids(rows):
        return (
            apply(contract, pd.DataFrame(rows, dtype="str"), date(2026, 6, 1))
            .records[Record.record_id]
            .tolist()
        )

    turned = dict(reversed(ROW.items())) | {"Empty": ""}
    assert ids([ROW]) == ids([turned])
    assert len(set(ids([ROW, ROW | {"Name": "Another"}]))) == 2


def test_a_private_key_is_kept_as_a_digest_only(read):
    record = read([ROW | {"Ref": "Ann Tolliver"}], above="private_key = true").records.iloc[0]
    assert "Tolliver" not in record[Record.record_id]
    assert len(record[Record.source_record_id]) == 24


def test_an_empty_key_is_a_fault_unless_the_content_may_stand_in(read):
    assert read([ROW | {"Ref": ""}]).faults[Fault.field].tolist() == ["key"]
    kept = read([ROW | {"Ref": ""}, ROW], above='key_missing = "content"').records
    assert [len(key) for key in kept[Record.source_record_id]] == [24, 1]


def test_keys_of_several_cells_do_not_run_into_each_other(write):
    beginning = 'name = "visits"\ntitle = "V"\nagency = "LA_EH"\nkey = ["A", "B"]'
    contract = contract_from(write('[columns]\nname = "Name"', beginning=beginning))
    rows = pd.DataFrame(
        {"Name": ["x", "x", "x"], "A": ["1|2", "1", None], "B": ["3", "2|3", "1"]}, dtype="str"
    )
    ids = apply(contract, rows, date(2026, 6, 1)).records[Record.record_id]
    assert ids.is_unique
    assert len(ids) == 3


SWITCH = '[switch]\ncolumn = "kind"\ncontracts = { Food = "food", care = "care" }'


@pytest.fixture
def switched(write):
    for name, agency in (("food", "FSA"), ("care", "CQC")):
        beginning = f'name = "{name}"\ntitle = "T"\nagency = "{agency}"\nkey = ["Ref"]'
        write(
            '[columns]\nname = { from = "Name", required = true }', beginning=beginning, name=name
        )
    return contract_from(write("", SWITCH, 'name = "visits"\ntitle = "Both"'))


def test_a_switch_lets_each_rows_contract_read_it(switched):
    rows = pd.DataFrame(
        {"kind": ["care", "FOOD", "zebra", None, "care"], "Ref": list("12345"),
         "Name": ["A", "B", "C", "D", None], "Left": ["x"] * 5},
        index=range(2, 7), dtype="str",
    )  # fmt: skip
    cleaned = apply(switched, rows, date(2026, 6, 1))
    assert cleaned.records[Record.source].tolist() == ["care", "food"]
    assert cleaned.records[Record.agency].tolist() == ["CQC", "FSA"]
    assert cleaned.faults[Fault.row_number].tolist() == [4, 5, 6, 6]
    assert cleaned.faults[Fault.seen].tolist() == ["'\u2026'", *["nothing"] * 3]
    assert cleaned.unread == ("Left",)


def test_a_switch_needs_its_column(switched):
    with pytest.raises(SourceError, match="lacks kind"):
        apply(switched, pd.DataFrame({"Ref": ["1"]}, dtype="str"), date(2026, 6, 1))


def test_a_switch_whose_rows_all_lead_nowhere_gives_no_records(switched):
    rows = pd.DataFrame({"kind": ["zebra"], "Ref": ["1"], "Name": ["A"]}, dtype="str")
    cleaned = apply(switched, rows, date(2026, 6, 1))
    assert len(cleaned.records) == 0
    assert len(cleaned.faults) == 1


CELLS = st.text(alphabet="aB1 /-.,CM\u00e9;@", max_size=12) | st.sampled_from(
    ["01/02/2025", "CM1 1AA", "x", "45000", "2025-01-01", "N/A"]
)


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(("Ref", "Name", "Address", "Postcode", "Day"), CELLS)),
        min_size=1,
        max_size=6,
    )
)
def test_every_row_is_either_a_record_or_has_faults(rows):
    contract = Contract.model_validate(
        {
            "name": "visits",
            "title": "V",
            "agency": "LA_EH",
            "key": ["Ref"],
            "columns": {
                "name": "Name",
                "address": "Address",
                "postcode": "Postcode",
                "event_on": "Day",
                "event_code": {"constant": "INSP_FOOD"},
            },
        }
    )
    frame = pd.DataFrame(rows, dtype="str")
    cleaned = apply(contract, frame, date(2026, 6, 1))
    loaded, kept_out = set(cleaned.records.index), set(cleaned.faults[Fault.row_number])
    assert loaded | kept_out == set(frame.index)
    assert not loaded & kept_out
    assert set(cleaned.warnings[Fault.row_number]) <= loaded

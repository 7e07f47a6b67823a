import pytest

from records.contracts import Fault
from records.schema import Record

ROW = {"Ref": "1", "Name": "The Old Mill", "Day": "01/02/2025", "Kind": "Visit", "Outcome": "ok"}


def test_headings_match_whatever_their_case_blanks_and_underscores(read):
    row = {" REF": "1", "business_name ": "The Old Mill", "Recipient\u2019s Day": "01/02/2025"}
    cleaned = read(
        [row],
        """
[columns]
name = ["Trader", "Business Name"]
event_on = "Recipient's day"
event_code = { constant = "INSP_FOOD" }
""",
    )
    assert cleaned.records[Record.name].tolist() == ["The Old Mill"]
    assert cleaned.records[Record.event_on].notna().all()


def test_of_aliases_the_first_delivered_is_read(read):
    columns = '[columns]\nname = ["Trader", "Name", "Kind"]'
    assert read([ROW], columns).records[Record.name].tolist() == ["The Old Mill"]
    assert read([ROW | {"Trader": "Mill Ltd"}], columns).records[Record.name].tolist() == [
        "Mill Ltd"
    ]


def test_joined_lines_leave_out_what_is_empty_or_said_twice(read):
    columns = '[columns]\nname = "Name"\naddress = { join = ["A", "B", "C", "D"] }'
    row = ROW | {"A": "1 Low Road", "B": "", "C": "1 Low Road", "D": "Harwich"}
    assert read([row], columns).records[Record.address].tolist() == ["1 Low Road, Harwich"]


def test_several_headings_and_parts_fill_a_list_once_each(read):
    columns = '[columns]\nname = "Name"\naliases = { several = ["Old_*", "AKA"], split = ";" }'
    row = ROW | {"Old_1": "Mill Ltd", "Old_2": "", "AKA": "Mill Ltd; The Mill ;"}
    records = read([row, ROW | {"Ref": "2"}], columns).records
    assert records[Record.aliases].tolist() == [["Mill Ltd", "The Mill"], []]


WORDS = """
[columns]
name = "Name"
event_on = "Day"
[[columns.event_code]]
only_when = { "Kind" = ["Visit*"] }
not_when = { "Outcome" = ["", "?"] }
from = "Outcome"
values = { "no access" = "VISIT_NOACCESS" }
[[columns.event_code]]
from = "Kind"
values = { "Visit*" = "INSP_FOOD", "chat" = "", "Joint_visit" = "INSP_JOINT" }
"""


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [
        ("Visit", "No  ACCESS", "VISIT_NOACCESS"),
        ("Visit", "fine", "INSP_FOOD"),
        ("visit, second", "x", "INSP_FOOD"),
        ("joint visit", "no access", "INSP_JOINT"),
    ],
)
def test_the_first_way_that_gives_a_value_is_taken(read, kind, outcome, code):
    records = read([ROW | {"Kind": kind, "Outcome": outcome}], WORDS).records
    assert records[Record.event_code].tolist() == [code]


def test_a_value_mapped_to_nothing_is_left_blank_without_a_fault(read):
    cleaned = read([ROW | {"Kind": "Chat"}], WORDS)
    assert cleaned.records[Record.event_code].isna().tolist() == [True]
    assert cleaned.faults.empty


def test_an_unknown_value_keeps_the_row_out_and_names_those_known(read):
    cleaned = read([ROW | {"Kind": "Zebra visit"}], WORDS)
    fault = cleaned.faults.iloc[0]
    assert cleaned.records.empty
    assert (fault[Fault.row_number], fault[Fault.column]) == (2, "Kind")
    assert fault[Fault.seen] == "'\u2026 visit'"
    assert fault[Fault.expected] == "one of no access, Visit*, chat, Joint_visit"


def test_otherwise_takes_every_other_value(read):
    columns = """
[columns]
name = "Name"
result = { from = "Outcome", otherwise = "minor", values = { "ok" = "clean" } }
"""
    rows = [ROW, ROW | {"Ref": "2", "Outcome": "odd"}, ROW | {"Ref": "3", "Outcome": ""}]
    assert read(rows, columns).records[Record.result].fillna("").tolist() == ["clean", "minor", ""]


def test_steps_turn_a_number_into_a_word(read):
    columns = """
[columns]
name = "Name"
result = { from = "Score", steps = [[0, "clean"], [8, "minor"], [30, "serious"]] }
"""
    scores = ("0", "7.9", "8", "30", "", "-1", "bad")
    rows = [ROW | {"Ref": str(n), "Score": score} for n, score in enumerate(scores)]
    cleaned = read(rows, columns)
    assert cleaned.records[Record.result].fillna("").tolist() == [
        "clean",
        "clean",
        "minor",
        "serious",
        "",
    ]
    assert cleaned.faults[Fault.row_number].tolist() == [7, 8]
    assert cleaned.faults[Fault.expected].unique().tolist() == ["one of from 0, from 8, from 30"]


def test_a_pattern_keeps_a_part_and_a_prefix_goes_before(read):
    columns = """
[columns]
name = { from = "Name", missing = ["VOID*"] }
sic = { from = "Kind", pattern = '^(\\d{5})' }
activity = { from = "Outcome", prefix = "Kind: " }
address = "Address"
"""
    rows = [
        ROW | {"Kind": "56103 - Food"},
        ROW | {"Ref": "2", "Name": "void entry", "Address": "x"},
    ]
    records = read(rows, columns).records
    assert records[Record.sic].fillna("").tolist() == ["56103", ""]
    assert records[Record.activity].tolist() == ["Kind: ok", "Kind: ok"]
    assert records[Record.name].isna().tolist() == [False, True]

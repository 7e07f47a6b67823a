import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.county import County
from dashboard.export import CAUTION, COLUMNS, MORE, csv_of, safe
from dashboard.filters import Filters
from dashboard.queries import ordered
from dashboard.viewer import Viewer
from records.schema import BUILD_TABLES, ScoredProfile

MARK = "OFFICIAL-SENSITIVE (demo data)"


def rows_of(content: bytes) -> list[dict[str, str]]:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    table = [line for line in lines if not line[0].startswith("#")]
    return [dict(zip(table[0], line, strict=True)) for line in table[1:]]


@pytest.mark.parametrize("sort", ["score", "name", "visit"])
def test_the_file_holds_the_rows_on_screen_in_their_order(small, sort):
    filters = Filters(band=("high", "low"), sort=sort, text="mill")
    rows = rows_of(csv_of(seen(small), filters, marked=True, mark=MARK))
    shown = small.profiles.iloc[ordered(seen(small), filters)]
    assert [row["profile_id"] for row in rows] == shown[ScoredProfile.profile_id].tolist()
    assert [float(row["score"]) for row in rows] == shown[ScoredProfile.score].tolist()
    assert list(rows[0]) == [str(column) for column in (*COLUMNS, *MORE)]


def test_a_marked_file_says_what_it_is_first(small):
    text = csv_of(seen(small), Filters(band=("high",)), marked=True, mark=MARK).decode("utf-8-sig")
    head = [line[0] for line in csv.reader(io.StringIO(text)) if line[0].startswith("#")]
    assert head[0] == f"# {MARK}"
    assert head[1] == f"# {CAUTION}"
    assert head[2] == "# Score: version one (checklist)"
    assert "build 000007" in head[3]
    assert head[4] == "# filters: band: High"
    assert f"# score: {ScoredProfile.score.help}" in head


def test_a_bare_file_begins_with_its_columns_and_the_mark_excel_needs(small):
    content = csv_of(seen(small), Filters(), marked=False, mark=MARK)
    assert content.startswith("\ufeffprofile_id,name,".encode())


def test_codes_are_written_as_people_say_them(small):
    row = rows_of(csv_of(seen(small), Filters(agency=("ECFRS",)), marked=False, mark=""))[0]
    assert "Fire" in row["agencies"].split("; ")
    assert row["in_county"] in {"yes", "no"}


def test_a_viewer_exports_only_what_is_in_sight(small):
    plain = Viewer("someone", "someone", "inspector", "", frozenset("P"))
    content = csv_of(seen(small, plain), Filters(), marked=False, mark="")
    assert len(rows_of(content)) == len(ordered(seen(small, plain), Filters()))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_no_cell_is_a_formula_and_what_can_be_printed_stays(text):
    (cell,) = safe(pd.Series([text], dtype="str"))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20"))
    kept = [one for one in text if one in "\t\r\n" or (one >= " " and one not in "\ufffe\uffff")]
    printed = "".join(kept).replace("\r\n", "\n").replace("\r", "\n")
    assert cell.removeprefix("'") == printed.removeprefix("'")


def test_a_formula_in_a_name_or_an_agency_reaches_no_spreadsheet(small):
    names = small.profiles[ScoredProfile.name].where(small.profiles.index > 0, '=HYPERLINK("x")')
    agencies = small.profiles[ScoredProfile.agencies].map(lambda _: ["@SUM(A1)"])
    profiles = small.profiles.assign(name=names, agencies=agencies)
    tables = {name: table.empty() for name, table in BUILD_TABLES.items()}
    county = County(small.about, {**tables, "profiles": profiles}, small.boundaries)
    rows = rows_of(csv_of(seen(county), Filters(), marked=True, mark=MARK))
    assert '\'=HYPERLINK("x")' in {row["name"] for row in rows}
    assert {row["agencies"] for row in rows} == {"'@SUM(A1)"}

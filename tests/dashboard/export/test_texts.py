"""Whatever a business is called, every format says it, and none runs it."""

import csv
import io
import json
from datetime import date

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.export.cells import plain
from dashboard.export.csv_file import csv_pieces
from dashboard.export.geojson import geojson_pieces
from dashboard.export.geopackage import write_geopackage
from dashboard.export.workbook import write_workbook
from records.schema import ScoredProfile

COLUMNS = (ScoredProfile.profile_id, ScoredProfile.name)
DAY = date(2026, 11, 21)
ODD = (
    'The "Old" Mill, Ltd; 3\'s',
    "Two\nlines\r\nand a third",
    '=HYPERLINK("http://evil.example")',
    "-1+1",
    "\uff1d1+1",
    "Nail bar \U0001f485\U0001f3fd",
    "\u0645\u0637\u0639\u0645 \u0627\u0644\u0648\u0627\u062f\u064a",
    "\u202eevil",
    "#1 Nails",
    "NULL",
    " spaces ",
    "_x0041_",
    "a\x00b\x0bc",
)
names = st.one_of(
    st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
)


def frame_of(texts: list[str]) -> pd.DataFrame:
    held = {
        ScoredProfile.profile_id: [f"B{n:07}" for n in range(len(texts))],
        ScoredProfile.name: texts,
    }
    return pd.DataFrame(
        {str(one): plain(pd.Series(held[one], dtype="str"), one) for one in COLUMNS}
    )


@settings(max_examples=25)
@given(texts=st.lists(names, min_size=1, max_size=8))
def test_names_come_back_as_they_are_in_every_format(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("texts")
    frame = frame_of(texts)
    want = frame[str(ScoredProfile.name)].tolist()
    places = np.full((len(texts), 2), [0.5, 51.5])

    content = b"".join(csv_pieces(frame, COLUMNS, ["a mark"])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert rows[:2] == [["# a mark"], ["profile_id", "name"]]
    assert [row[1] for row in rows[2:]] == want

    said = json.loads(b"".join(geojson_pieces(frame, COLUMNS, places, {})))
    assert [one["properties"]["name"] for one in said["features"]] == want

    tables = {"businesses": (frame, COLUMNS)}
    path = folder / "it.gpkg"
    write_geopackage(path, tables, (places, {}), {}, DAY)
    found = gpd.read_file(path, layer="businesses")["name"]
    assert ["" if name is None else name for name in found] == want

    path = folder / "it.xlsx"
    write_workbook(path, tables, {}, DAY)
    cells = list(openpyxl.load_workbook(path)["businesses"]["B"])[1:]
    assert [cell.value or "" for cell in cells] == want
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    runs = ("=", "+", "-", "@", "\t", "\r", "\n")
    assert not [name for name in want if name.startswith(runs)]

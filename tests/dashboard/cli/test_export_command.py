"""`concern export`: the page's list in every format, with the page's filter string."""

import pandas as pd
import pytest

from benchmarks.served import served_home
from dashboard.export import CONTACTS, FORMATS
from dashboard.filters import Filters
from records.audit import IDS, Asked, found
from records.state import open_state
from tests.dashboard.export.reading import table

WHY = ("--purpose", "a meeting", "--recipient", "the joint team")
QUERY = Filters(band=("moderate", "high", "severe"), sort="name").to_query()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return served_home(tmp_path_factory.mktemp("export") / "county", businesses=60)


@pytest.fixture
def export(concern, home):
    return lambda *words: concern("export", *words, *WHY, "--home", home.root)


def test_every_format_holds_the_rows_of_one_filter_in_one_order(export, tmp_path):
    held = {}
    for name, kind in FORMATS.items():
        out = tmp_path / f"{name}{kind.ending}"
        # The ending of the file's name says the format, but for one that is a CSV too.
        said = ("--format", name) if kind.of_contacts else ()
        code, told, _ = export(out, "--filter", QUERY, *said)
        assert (code, f"written to {out}" in told) == (0, True)
        held[name] = table(out, kind.about)["profile_id"].drop_duplicates().tolist()
    assert len(held["csv"]) > 5
    with_contacts = held.pop("touchpoints")
    assert {tuple(ids) for ids in held.values()} == {tuple(held["csv"])}
    assert with_contacts == [one for one in held["csv"] if one in with_contacts]


def test_columns_are_chosen_and_explained_beside_the_file(export, tmp_path):
    out = tmp_path / "list.csv"
    code, said, _ = export(out, "--columns", "score,name", "--bare", "--dictionary")
    assert code == 0
    assert "list-columns.csv" in said
    assert list(pd.read_csv(out)) == ["profile_id", "name", "score"]
    told = pd.read_csv(tmp_path / "list-columns.csv")
    assert list(told) == ["table", "column", "kind", "meaning"]
    contacts = told[told["table"] == "touchpoints"]["column"].tolist()
    assert contacts == [str(one) for one in CONTACTS]


def test_what_is_not_there_is_refused_before_anything_is_written(export, tmp_path):
    out = tmp_path / "list.csv"
    code, _, err = export(out, "--columns", "nmae,score,agencys")
    assert (code, "'nmae'; the nearest are name" in err, "agencies" in err) == (1, True, True)
    code, _, err = export(out, "--format", "shp")
    assert (code, "expected one of csv, touchpoints, xlsx, gpkg, geojson" in err) == (1, True)
    assert not out.exists()
    code, _, err = export(tmp_path / "nowhere" / "list.gpkg")
    assert (code, "cannot be written: No such file" in err) == (1, True)


def test_the_audit_says_which_file_was_taken(export, home, tmp_path):
    export(tmp_path / "list.gpkg", "--columns", "name")
    state = open_state(home.state_url)
    entry = found(state, Asked(operation="disclosure"))[0].entry
    state.dispose()
    assert (entry.detail["format"], entry.detail["columns"]) == ("gpkg", "name")
    assert entry.detail["count"] == len(entry.detail[IDS])

from __future__ import annotations

import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import SourceError
from records.geography import Postcode, clear_postcodes, load_postcodes, postcodes
from records.geography.postcodes import clean_postcodes
from records.home import Home

CODE_POINT = '"CM1 1AA",10,570500,206900,"E92000001","E19000001","E18000001","","E07000070",""\n'


def load(home, folder, text: str, name: str = "a.csv", **options):
    (folder / name).write_bytes(text.encode("utf-8"))
    return load_postcodes(home, folder / name, **options)


def test_without_a_loaded_file_there_are_no_postcodes(home):
    found = postcodes(home)
    assert len(found) == 0
    assert found.columns.tolist() == Postcode.columns()


@pytest.mark.parametrize(
    "heading",
    [
        "postcode,lat,lon",
        "Postcode,Latitude,Longitude",
        "pcds,lat,long",
        "\ufeffpcd,lat,lng",
        '"Post Code","LAT","LONG"',
    ],
)
def test_the_usual_headings_of_degrees_are_known(home, tmp_path, heading):
    report = load(home, tmp_path, f"{heading}\nCM1 1AA,51.7356,0.4685\n")
    assert report.postcodes == 1
    row = postcodes(home).iloc[0]
    assert row.tolist()[:3] == ["CM1 1AA", 51.7356, 0.4685]
    assert pd.isna(row[Postcode.district])


def test_metres_become_degrees(home, tmp_path):
    load(home, tmp_path, "pcd,oseast1m,osnrth1m,oslaua\nCM1 1AA,570500,206900,E07000070\n")
    row = postcodes(home).iloc[0]
    assert row[Postcode.lat] == pytest.approx(51.734, abs=0.005)
    assert row[Postcode.lon] == pytest.approx(0.468, abs=0.005)
    assert row[Postcode.district] == "E07000070"


def test_degrees_come_before_metres_and_metres_fill_what_degrees_lack(home, tmp_path):
    text = "pcds,lat,long,east1m,north1m,lad25cd\nCM1 1AA,51.7,0.4,1,1,A\nCM1 1AB,,,570500,206900,B"
    load(home, tmp_path, text)
    found = postcodes(home)
    assert found[Postcode.lat].tolist() == [51.7, pytest.approx(51.734, abs=0.005)]
    assert found[Postcode.district].tolist() == ["A", "B"]


def test_the_better_of_two_postcode_columns_is_used(home, tmp_path):
    load(home, tmp_path, "pcd,pcds,lat,long\nnonsense,CM1 1AA,51.7,0.4\n")
    assert postcodes(home)[Postcode.postcode].tolist() == ["CM1 1AA"]


def test_code_point_open_is_known_without_headings(home, tmp_path):
    assert load(home, tmp_path, CODE_POINT).postcodes == 1
    assert postcodes(home).loc[0, Postcode.district] == "E07000070"


def test_a_folder_of_code_point_files_is_read_whole(home, tmp_path):
    folder = tmp_path / "codepo"
    (folder / "Data").mkdir(parents=True)
    (folder / "Doc").mkdir()
    (folder / "Data" / "cm.csv").write_text(CODE_POINT)
    (folder / "Data" / "co.csv").write_text(CODE_POINT.replace("CM1 1AA", "CO1 1AA"))
    (folder / "Doc" / "headers.csv").write_text("PC,PQ,EA,NO\n")
    (folder / "licence.txt").write_text("OGL")
    assert load_postcodes(home, folder).postcodes == 2


def test_a_zip_of_postcodes_is_read_and_its_parts_are_not_counted_twice(home, tmp_path):
    rows = "pcds,lat,long\nCM1 1AA,51.7,0.4\n"
    with zipfile.ZipFile(tmp_path / "onspd.zip", "w") as archive:
        archive.writestr("Data/ONSPD_UK.csv", rows)
        archive.writestr("Data/multi_csv/ONSPD_CM.csv", rows)
        archive.writestr("Documents/names.csv", "LAD23CD,LAD23NM\nE07000070,Chelmsford\n")
    assert load_postcodes(home, tmp_path / "onspd.zip").rows == 1


def test_every_row_read_is_accounted_for(home, tmp_path):
    report = load(
        home,
        tmp_path,
        "postcode,lat,lon\n"
        "CM1 1AA,51.7,0.4\n"
        "cm11aa,51.8,0.5\n"  # the same again
        "CM1 1AB,51.7,0.4\n"
        "CO1 1AA,51.9,0.9\n"
        "hello,51.7,0.4\n"
        ",51.7,0.4\n"
        "CM1 1AD,,\n"
        "CM1 1AE,99.999999,0.000000\n"
        "CM1 1AF,x,y\n"
        "CM1 1AG,48.85,2.35\n",
    )
    assert report.rows == 10
    assert (report.not_postcodes, report.without_point) == (2, 3)
    assert (report.outside_britain, report.duplicates) == (1, 1)
    assert (report.postcodes, report.outcodes) == (3, 2)
    assert postcodes(home).loc[0, Postcode.lat] == 51.7


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.sampled_from(["CM1 1AA,51.7,0.4", "x,51,0", "CM1 1AB,,", "CM1 1AD,9,9"])))
def test_rows_read_are_kept_or_counted(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("county")
    text = "\n".join(["postcode,lat,lon", "CO1 1AA,51.9,0.9", *rows])
    report = load(Home.at(folder), folder, text)
    left_out = report.not_postcodes + report.without_point + report.outside_britain
    assert report.rows == 1 + len(rows) == report.postcodes + report.duplicates + left_out


def test_progress_rises_to_the_end_over_many_chunks(home, tmp_path, monkeypatch):
    monkeypatch.setattr("records.geography.postcode_files._ROWS_AT_ONCE", 2)
    seen = []
    lines = "".join(f"CM{i} 1AA,51.7,0.4\n" for i in range(1, 10))
    load(
        home,
        tmp_path,
        "postcode,lat,lon\n" + lines,
        progress=lambda step, done, total: seen.append((step, done, total)),
    )
    shares = [done for _, done, _ in seen]
    assert shares == sorted(shares)
    assert len(shares) == 5
    assert seen[-1] == ("reading postcodes", 100, 100)


def test_loading_again_replaces_and_clearing_forgets(home, tmp_path):
    load(home, tmp_path, "postcode,lat,lon\nCM1 1AA,51.7,0.4\n")
    load(home, tmp_path, "postcode,lat,lon\nCO1 1AA,51.9,0.9\n")
    assert postcodes(home)[Postcode.postcode].tolist() == ["CO1 1AA"]
    clear_postcodes(home)
    clear_postcodes(home)
    assert postcodes(home).empty


def test_a_refused_file_leaves_the_loaded_postcodes_in_use(home, tmp_path):
    load(home, tmp_path, "postcode,lat,lon\nCM1 1AA,51.7,0.4\n")
    with pytest.raises(SourceError, match="no postcode with a point in 1 rows"):
        load(home, tmp_path, "postcode,lat,lon\nhello,51.7,0.4\n", "b.csv")
    assert len(postcodes(home)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,lat,lon\nA,51.7,0.4\n", "3 columns: 'name', 'lat', 'lon'"),
        ("postcode,town\nCM1 1AA,Anytown\n", "Expected headings postcode"),
        ("", "not a file of postcodes"),
        ("postcode,lat,lon\n", "in 0 rows"),
        ("a\0b,c\n", "not a text file"),
        ('postcode,lat,lon\n"CM1 1AA,51.7,0.4\n', "rows are torn"),
    ],
)
def test_what_is_no_file_of_postcodes_is_refused_with_what_was_seen(home, tmp_path, text, words):
    with pytest.raises(SourceError, match=words):
        load(home, tmp_path, text)


def test_missing_torn_and_empty_containers_are_refused(home, tmp_path):
    (tmp_path / "torn.zip").write_bytes(b"PK not a zip")
    (tmp_path / "empty").mkdir()
    for name, words in {
        "absent.csv": "no such file",
        "torn.zip": "not a zip",
        "empty": "no CSV inside",
    }.items():
        with pytest.raises(SourceError, match=words):
            load_postcodes(home, tmp_path / name)


def test_a_damaged_loaded_file_is_refused_with_its_remedy(home):
    home.reference.mkdir()
    (home.reference / "postcodes.parquet").write_bytes(b"torn")
    with pytest.raises(SourceError, match="concern postcodes FILE"):
        postcodes(home)


@settings(deadline=None)
@given(
    area=st.sampled_from(["CM", "M", "SS", "EC"]),
    district=st.sampled_from(["1", "12", "1A"]),
    inward=st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True),
    gap=st.sampled_from(["", " ", "   "]),
)
def test_a_postcode_is_cleaned_however_it_is_spaced_and_cleaning_twice_is_once(
    area, district, inward, gap
):
    written = pd.Series([f"{area}{district}{gap}{inward}".lower()], dtype="str")
    clean = clean_postcodes(written)
    assert clean.tolist() == [f"{area}{district} {inward}"]
    assert clean_postcodes(clean).tolist() == clean.tolist()

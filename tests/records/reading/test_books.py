from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess

import openpyxl
import pytest

from records.contracts import Contract
from records.errors import SourceError
from records.reading import Limits, read_rows

FHRS_XML = """<?xml version="1.0"?>
<FHRSEstablishment><Header><ExtractDate>2025-05-01</ExtractDate><ItemCount>2</ItemCount></Header>
<EstablishmentCollection>
<EstablishmentDetail><FHRSID>1</FHRSID><BusinessName>Brambling Cafe</BusinessName>
 <Scores><Hygiene>5</Hygiene></Scores>
 <Geocode><Longitude>0.5</Longitude><Latitude>51.7</Latitude></Geocode></EstablishmentDetail>
<EstablishmentDetail><FHRSID>2</FHRSID><BusinessName>Otter &amp; Sons</BusinessName>
 <PostCode>CM1 1AA</PostCode></EstablishmentDetail>
</EstablishmentCollection></FHRSEstablishment>"""

FHRS_ROWS = [
    {"FHRSID": 1, "BusinessName": "Brambling Cafe", "Scores": {"Hygiene": 5}, "PostCode": None,
     "Geocode": {"Longitude": "0.5", "Latitude": 51.70}},
    {"FHRSID": 2, "BusinessName": "Otter & Sons", "PostCode": "CM1 1AA", "Tags": ["a", "b"]},
]  # fmt: skip


@pytest.fixture
def hygiene() -> Contract:
    return Contract.model_validate(
        {
            "name": "hygiene",
            "title": "Food hygiene",
            "agency": "LA_EH",
            "key": ["FHRSID"],
            "columns": {"name": "BusinessName", "postcode": "PostCode"},
            "reading": {
                "xml_row": "EstablishmentDetail",
                "json_rows": ["FHRSEstablishment.EstablishmentCollection.EstablishmentDetail"],
            },
        }
    )


@pytest.fixture
def book(tmp_path):
    """Write sheets of rows as a workbook."""

    def write(**sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "delivery.bin"
        workbook.save(path)
        return path

    return write


HEADING = ["Ref", "Name", "Address", "Day"]


def test_a_workbook_gives_days_and_whole_numbers_as_text(book, contract, whole):
    path = book(
        Kitchens=[
            HEADING,
            [7, "Brambling Cafe", "1 Mill Lane", dt.date(2025, 2, 1)],
            [8.5, "Otter", None, dt.datetime.fromisoformat("2025-02-03T14:30")],
            [9, True, dt.time(9, 30), 45_000],
        ]
    )
    cells, raw, damaged, _ = whole(read_rows(path, contract))
    assert cells.loc[2].tolist() == ["7", "Brambling Cafe", "1 Mill Lane", "2025-02-01"]
    assert cells.loc[3, ["Ref", "Day"]].tolist() == ["8.5", "2025-02-03 14:30:00"]
    assert cells.loc[4].tolist() == ["9", "true", "09:30:00", "45000"]
    assert json.loads(raw[1]) == {"Ref": "8.5", "Name": "Otter", "Day": "2025-02-03 14:30:00"}
    assert damaged.empty


def test_titles_totals_and_blank_rows_of_a_sheet_are_told_apart(book, contract, whole):
    path = book(
        Kitchens=[
            ["Kitchens of the county"],
            [],
            HEADING,
            [1, "A", "b", "c"],
            [],
            [2, "B", "b", "c"],
            ["Total", None, None, 2],
        ]
    )
    cells, _, damaged, _ = whole(read_rows(path, contract))
    assert [*cells.index] == [4, 6]
    assert damaged["fault"].tolist() == ["a totals line, not a record"]
    assert damaged["row_number"].tolist() == [7]


def test_every_sheet_with_the_heading_is_read_and_others_are_counted(book, contract, whole):
    path = book(
        Cover=[["Kitchens"]],
        May=[HEADING, [1, "A", "b", "c"]],
        Notes=[["none"], ["of it"]],
        June=[HEADING[::-1], ["c", "b", "B", 2]],
        Empty=[],
    )
    cells, _, _, mended = whole(read_rows(path, contract))
    assert cells["Name"].tolist() == ["A", "B"]
    assert mended == {"sheets without a heading of this source left out": 2}


def test_the_named_sheet_alone_is_read(book, contract, whole):
    path = book(May=[HEADING, [1, "A", "b", "c"]], June=[HEADING, [2, "B", "b", "c"]])
    june = contract.model_copy(
        update={"reading": contract.reading.model_copy(update={"sheet": "June"})}
    )
    assert whole(read_rows(path, june))[0]["Name"].tolist() == ["B"]
    absent = contract.model_copy(
        update={"reading": contract.reading.model_copy(update={"sheet": "July"})}
    )
    with pytest.raises(SourceError, match="has no sheet 'July'; it has 'May', 'June'"):
        whole(read_rows(path, absent))


def test_a_workbook_without_the_heading_is_refused(book, contract, whole):
    with pytest.raises(SourceError, match="is a heading of this source"):
        whole(read_rows(book(Notes=[["x", "y"]]), contract))


def test_a_long_sheet_comes_in_batches(book, contract, monkeypatch):
    monkeypatch.setattr("records.reading.books.BATCH_ROWS", 20)
    path = book(Kitchens=[HEADING, *([n, "A", "b", "c"] for n in range(25))])
    assert [len(rows.cells) for rows in read_rows(path, contract)] == [20, 5]


def test_food_hygiene_xml_is_flattened_by_dotted_names(tmp_path, hygiene, whole):
    path = tmp_path / "delivery.xml"
    path.write_text(FHRS_XML)
    cells, raw, _, _ = whole(read_rows(path, hygiene))
    assert [*cells.index] == [1, 2]
    assert cells.loc[1, "Geocode.Latitude"] == "51.7"
    assert cells.loc[1, "Scores.Hygiene"] == "5"
    assert cells.loc[2, "BusinessName"] == "Otter & Sons"
    assert "Header.ExtractDate" not in cells
    assert json.loads(raw[1])["PostCode"] == "CM1 1AA"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_xml_in_other_encodings_is_read(tmp_path, hygiene, whole, encoding):
    path = tmp_path / "delivery.xml"
    declared = encoding.removesuffix("-sig")
    text = FHRS_XML.replace('"1.0"', f'"1.0" encoding="{declared}"')
    path.write_text(text, encoding=encoding)
    assert len(whole(read_rows(path, hygiene))[0]) == 2


def test_xml_rows_are_found_where_the_contract_does_not_name_them(tmp_path, contract, whole):
    path = tmp_path / "delivery.xml"
    row = "<k><Ref>{}</Ref><Name>A</Name><Where><Address>b</Address><Town>t</Town></Where></k>"
    path.write_text("<list>" + "".join(row.format(n) for n in range(3)) + "</list>")
    cells, _, _, _ = whole(read_rows(path, contract))
    assert cells["Ref"].tolist() == ["0", "1", "2"]
    assert cells["Where.Town"].tolist() == ["t", "t", "t"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FHRS_ROWS),
        json.dumps({"establishments": FHRS_ROWS, "meta": {"n": 2}}),
        json.dumps(
            {"FHRSEstablishment": {"EstablishmentCollection": {"EstablishmentDetail": FHRS_ROWS}}}
        ),
        "\n".join(json.dumps(row) for row in FHRS_ROWS) + "\n",
        "\ufeff" + json.dumps(FHRS_ROWS),
    ],
    ids=["list", "object", "fhrs", "lines", "mark"],
)
def test_json_is_read_in_each_of_its_shapes(tmp_path, hygiene, whole, text):
    path = tmp_path / "delivery.json"
    path.write_text(text)
    cells, _, _, _ = whole(read_rows(path, hygiene))
    assert cells["FHRSID"].tolist() == ["1", "2"]
    assert cells.loc[1, "Geocode.Latitude"] == "51.7"
    assert cells["PostCode"].isna().tolist() == [True, False]
    assert cells.loc[2, "Tags"] == "a; b"


def test_json_in_windows_1252_is_read(tmp_path, contract, whole):
    path = tmp_path / "delivery.json"
    path.write_bytes('[{"Ref": 1.50, "Name": "Café", "Open": true}]'.encode("cp1252"))
    cells, _, _, _ = whole(read_rows(path, contract))
    assert cells.loc[1].tolist() == ["1.50", "Café", "true"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[{"Ref": 1', "is not JSON"),
        ('{"Ref": 1}\n{"Ref": \n', "line 2 is not JSON"),
        ("[[1], [2]]", "row 1 is not an object"),
        ("[]", "holds no rows"),
        ('{"Ref": {"x": 1}}', "holds no list of rows"),
        ('[{"Other": 1}]', "is a heading of this source"),
        ("<a><b>1</b>", "not well-formed XML"),
        ("<a>1</a>", "no element has others inside"),
        ("<list><k><Other>1</Other><That>2</That></k></list>", "is a heading of this source"),
    ],
)
def test_a_broken_or_foreign_file_is_refused(tmp_path, contract, whole, text, why):
    path = tmp_path / "delivery.any"
    path.write_text(text)
    with pytest.raises(SourceError, match=why) as refused:
        whole(read_rows(path, contract))
    assert str(refused.value).startswith("delivery.any")


def test_xml_without_the_row_element_is_refused(tmp_path, hygiene, whole):
    path = tmp_path / "delivery.xml"
    path.write_text("<list><k><Ref>1</Ref><Name>2</Name></k></list>")
    with pytest.raises(SourceError, match="holds no element 'EstablishmentDetail'"):
        whole(read_rows(path, hygiene))


def test_a_file_past_its_size_is_refused(tmp_path, contract, whole):
    path = tmp_path / "delivery.json"
    path.write_text(json.dumps(FHRS_ROWS))
    with pytest.raises(SourceError, match="at most 100 are read of this kind"):
        whole(read_rows(path, contract, Limits(markup_bytes=100)))


def test_a_reader_that_stops_early_leaves_no_process(tmp_path, contract, monkeypatch):
    started = []

    class Noted(subprocess.Popen):
        def __init__(self, *given, **named) -> None:
            super().__init__(*given, **named)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    path = tmp_path / "delivery.json"
    path.write_text(json.dumps([{"Ref": n, "Name": "A" * 200} for n in range(45_000)]))
    rows = read_rows(path, contract)
    next(rows)
    rows.close()
    assert [process.returncode for process in started] == [-signal.SIGKILL]

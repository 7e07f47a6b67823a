"""Hostile files: each is really made, and refused without harm to this process."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from records.contracts import Contract
from records.errors import SourceError
from records.reading import Limits, read_rows

CONTRACT = Contract.model_validate(
    {
        "name": "kitchens",
        "title": "Kitchens",
        "agency": "LA_EH",
        "columns": {"name": "Name", "address": "Address"},
    }
)
CSV = b"Name,Address\nBrambling,1 Mill Lane\n"


@pytest.fixture
def refusal(tmp_path):
    """Read a file of these bytes and return why it was refused."""

    def read(content: bytes, limits: Limits | None = None) -> str:
        path = tmp_path / "delivery.bin"
        path.write_bytes(content)
        with pytest.raises(SourceError) as refused:
            list(read_rows(path, CONTRACT, limits or Limits()))
        return str(refused.value)

    return read


@pytest.fixture
def rows(tmp_path):
    """Read a file of these bytes and return its cells as lists."""

    def read(content: bytes):
        path = tmp_path / "delivery.bin"
        path.write_bytes(content)
        return [row for batch in read_rows(path, CONTRACT) for row in batch.cells.to_numpy()]

    return read


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def workbook(cells: dict[str, object]) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    """A workbook whose sheet holds these bytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"A1": "Name"}))) as sound,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sound.namelist():
            made.writestr(name, sheet if "sheet1" in name else sound.read(name))
    return packed.getvalue()


FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c %s"XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


def test_one_far_cell_is_refused_before_it_is_parsed(refusal):
    assert "spans 1048576 rows by 16384 columns" in refusal(
        workbook({"A1": "Name", "XFD1048576": "x"})
    )


def test_a_far_cell_that_hides_from_the_check_costs_only_the_child_process(refusal):
    hidden = with_sheet(FAR % b't="n" R="x" \nr=')
    why = refusal(hidden, Limits(cells=10**12))
    assert "MB of memory" in why or "nests too deep or needs more" in why


def test_a_far_cell_that_is_only_formatted_is_no_cell(rows):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Address"])
    book.active.append(["Brambling", "1 Mill Lane"])
    book.active["XFD1048576"].number_format = "0.00"
    packed = io.BytesIO()
    book.save(packed)
    assert [row[0] for row in rows(packed.getvalue())] == ["Brambling"]


def test_a_workbook_bomb_is_refused_by_its_ratio(refusal):
    bomb = with_sheet(b" " * 30_000_000)
    assert len(bomb) < 100_000
    assert "as only a bomb does" in refusal(bomb)


def test_a_workbook_that_needs_too_much_time_is_stopped(refusal):
    cells = {f"A{n}": "Name" for n in range(1, 30_000)}
    why = refusal(workbook(cells), Limits(cpu_seconds=0))
    assert "processor time" in why or "memory" in why


def test_a_workbook_that_needs_too_much_memory_is_stopped(refusal):
    cells = {f"A{n}": f"Name {n}" for n in range(1, 3_000)}
    assert refusal(workbook(cells), Limits(memory_bytes=30_000_000))


def test_a_workbook_of_too_many_parts_is_refused(refusal):
    parts = {f"part{n}": b"" for n in range(30)}
    book = zipped(**{"[Content_Types].xml": b"<Types/>"}, **parts)
    assert "holds 31 parts" in refusal(book, Limits(members=20))


def test_a_broken_workbook_is_refused(refusal):
    sound = workbook({"A1": "Name"})
    assert "broken zip" in refusal(sound[:-30])
    assert "is a broken workbook" in refusal(
        zipped(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<no"})
    )


def test_a_zip_of_one_csv_is_read(rows):
    assert [row[0] for row in rows(zipped(kitchens=CSV))] == ["Brambling"]


def test_a_gzip_of_one_csv_is_read(rows):
    assert [row[0] for row in rows(gzip.compress(CSV))] == ["Brambling"]


def test_a_zip_of_two_files_is_refused(refusal):
    assert "holds 2 files; expected one" in refusal(zipped(a=CSV, b=CSV))


def test_a_zip_that_names_files_outside_its_folder_is_refused(refusal):
    assert "outside its own folder" in refusal(zipped(**{"..__..__etc__kitchens": CSV}))
    assert "outside its own folder" in refusal(zipped(__kitchens=CSV))
    assert "outside its own folder" in refusal(zipped(**{"C:\\kitchens": CSV}))


def test_a_locked_zip_is_refused(refusal):
    locked = bytearray(zipped(kitchens=CSV))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "locked by a password" in refusal(bytes(locked))


def test_a_zip_bomb_is_refused(refusal):
    assert "as only a bomb does" in refusal(zipped(kitchens=bytes(25_000_000)))


def test_a_zip_that_lies_about_its_size_is_refused(refusal):
    honest = zipped(kitchens=CSV + b"x" * 1_000)
    lying = honest.replace((1_000 + len(CSV)).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert "cannot be unpacked" in refusal(lying)


def test_a_gzip_bomb_is_refused(refusal):
    assert "unpacks to more than 250 times its size" in refusal(gzip.compress(bytes(40_000_000)))


def test_a_broken_gzip_is_refused(refusal):
    assert "cannot be unpacked" in refusal(gzip.compress(CSV)[:-12])


def test_an_archive_inside_an_archive_is_refused(refusal):
    assert "archive inside an archive" in refusal(gzip.compress(zipped(kitchens=CSV)))


LAUGHS = """<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<l><k><Name>&b;</Name><Address>x</Address></k></l>"""

OUTSIDE = """<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<l><k><Name>&x;</Name><Address>x</Address></k></l>"""


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, "<!DOCTYPE l><l><k/></l>"])
def test_xml_that_declares_a_document_type_is_refused(refusal, text):
    assert "declares a document type or entities" in refusal(
        f"<?xml version='1.0'?>{text}".encode()
    )


def test_xml_nested_too_deep_is_refused(refusal):
    assert "nests elements more than 40 deep" in refusal(b"<a>" * 100_000)


def test_xml_of_too_many_kinds_of_elements_is_refused(refusal):
    soup = "".join(f"<e{n}>1</e{n}>" for n in range(3_000))
    assert "2000 fields" in refusal(f"<l><k>{soup}</k><k><Name>a</Name></k></l>".encode())
    spread = "".join(f"<k><a{n}>1</a{n}><b{n}>1</b{n}></k>" for n in range(1_500))
    assert "2000 kinds of elements" in refusal(f"<l>{spread}</l>".encode())


def test_json_nested_too_deep_is_refused(refusal):
    assert "nests too deep" in refusal(b'[{"Name":' + b"[" * 200_000)
    assert "nests values more than 40 deep" in refusal(
        b'[{"Name":' + b'{"x":' * 60 + b"1" + b"}" * 60 + b"}]"
    )


def test_json_of_too_many_fields_is_refused(refusal):
    fields = {f"f{n}": 1 for n in range(3_000)}
    assert "has 3000 fields" in refusal(json.dumps([fields]).encode())


def test_a_row_past_its_size_is_refused(refusal):
    text = json.dumps([{"Name": "x" * 5_000}]).encode()
    assert "a row of more than 1000 bytes" in refusal(text, Limits(line_bytes=1_000))


def test_json_past_its_memory_is_refused(refusal):
    many = json.dumps([{"Name": str(n), "Address": "x"} for n in range(100_000)]).encode()
    assert "memory" in refusal(many, Limits(memory_bytes=40_000_000))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old .xls workbook"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"PAR1xxxx", "is a Parquet file"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (b"\n<HTML><p>Error</p></HTML>", "is a web page"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_remedy(refusal, content, why):
    assert why in refusal(content)


def test_the_process_that_parses_a_file_is_handed_no_secret(rows, monkeypatch):
    handed = []

    class Noted(subprocess.Popen):
        def __init__(self, *given, **named) -> None:
            super().__init__(*given, **named)
            handed.append(Path(f"/proc/{self.pid}/environ").read_bytes())

    monkeypatch.setenv("CONCERN_STATE_URL", "postgresql://concern:secret@db/concern")
    monkeypatch.setattr(subprocess, "Popen", Noted)
    assert len(rows(workbook({"A1": "Name", "B1": "Address", "A2": "Brambling"}))) == 1
    assert handed
    assert not any(b"secret" in one for one in handed)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SourceError, match="there is no such file"):
        list(read_rows(tmp_path / "none.csv", CONTRACT))
    with pytest.raises(SourceError, match="there is no such file"):
        list(read_rows(tmp_path, CONTRACT))

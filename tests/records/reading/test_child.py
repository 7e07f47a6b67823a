"""What the limited process writes, asked of it without the process."""

from __future__ import annotations

import datetime as dt
import json
import resource
from dataclasses import asdict

import openpyxl
import pytest

from records.reading import Limits, child


@pytest.fixture
def answers(tmp_path, monkeypatch, capsys):
    """Return the exit code and lines for a file; the limits are for a process of its own."""
    monkeypatch.setattr(child, "_limit", lambda asked: None)

    def ask(kind, content, rows=(), **limits):
        path = tmp_path / "delivery.bin"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        asked = {"kind": kind, "path": str(path), "rows": [*rows], **asdict(Limits(**limits))}
        monkeypatch.setattr("sys.argv", ["child.py", json.dumps(asked)])
        code = child.main()
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


@pytest.fixture
def workbook(tmp_path):
    def make(*rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "made.xlsx"
        book.save(path)
        return path.read_bytes()

    return make


def test_a_sheet_is_a_table_without_names_then_its_rows(answers, workbook):
    content = workbook(
        ["Name", "Day"],
        ["A ", dt.date(2025, 2, 1)],
        [1.5, dt.datetime.fromisoformat("2025-02-01T09:30")],
        [True, dt.time(9)],
        [3.0, None],
    )
    assert answers("xlsx", content) == (
        0,
        [
            {"table": "Sheet", "names": None, "first": 1},
            ["Name", "Day"],
            ["A", "2025-02-01"],
            ["1.5", "2025-02-01 09:30:00"],
            ["true", "09:00:00"],
            ["3", ""],
        ],
    )


def test_a_sheet_that_is_not_there_or_spans_too_far_is_refused(answers, workbook):
    content = workbook(["Name"], ["A"])
    assert answers("xlsx", content, ["May"])[1] == [
        {"refused": "has no sheet 'May'; it has 'Sheet'"}
    ]
    code, lines = answers("xlsx", content, cells=1)
    assert code == 3
    assert "spans 2 rows by 1 columns" in lines[0]["refused"]


def test_a_broken_workbook_is_refused(answers, tmp_path):
    import zipfile

    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")
    code, lines = answers("xlsx", path.read_bytes())
    assert code == 3
    assert "is a broken workbook" in lines[0]["refused"]


XML = "<l><k><Name>A</Name><At><Lat>1</Lat><Lon>2</Lon></At></k><k><Name>B</Name><No>1</No></k></l>"


def test_elements_are_rows_with_dotted_names(answers):
    assert answers("xml", XML) == (
        0,
        [
            {"table": "k", "names": ["Name", "At.Lat", "At.Lon", "No"], "first": 1},
            ["A", "1", "2", ""],
            ["B", "", "", "1"],
        ],
    )
    assert answers("xml", XML, ["At"])[1][1:] == [["1", "2"]]


def test_texts_of_one_name_in_a_row_are_kept_together(answers):
    xml = "<l><k><Name>A</Name><Name>B</Name></k><k><Name>C</Name><Name/></k></l>"
    assert answers("xml", xml)[1][1:] == [["A; B"], ["C"]]


@pytest.mark.parametrize(
    ("kind", "text", "limits", "why"),
    [
        ("xml", XML, {"columns": 3}, "more than 3 kinds"),
        ("xml", "<l><k><a>1</a><b>2</b><c>3</c></k></l>", {"columns": 2}, "a row of more than 2"),
        ("xml", "<a><b><c>1</c></b></a>", {"depth": 2}, "more than 2 deep"),
        ("xml", "<a><b>", {}, "not well-formed"),
        ("xml", "<a>1</a>", {}, "no element has others inside"),
        ("xml", "<!DOCTYPE a><a/>", {}, "document type"),
        ("json", '{"a": 1}', {}, "holds no list of rows"),
        ("json", "[]", {}, "holds no rows"),
        ("json", "[1]", {}, "row 1 is not an object"),
        ("json", "{", {}, "is not JSON"),
        ("json", '{"a": 1}\n{', {}, "line 2 is not JSON"),
        ("json", '[{"a": 1, "b": 2}]', {"columns": 1}, "has 2 fields"),
        ("json", '[{"a": {"b": {"c": 1}}}]', {"depth": 2}, "more than 2 deep"),
        ("json", '[{"a":' + "[" * 100_000, {}, "nests too deep"),
    ],
)
def test_what_is_refused_is_told_on_the_last_line(answers, kind, text, limits, why):
    code, lines = answers(kind, text, **limits)
    assert code == 3
    assert why in lines[-1]["refused"]


def test_an_element_that_is_not_there_is_refused(answers):
    assert "holds no element 'row'" in answers("xml", XML, ["row"])[1][0]["refused"]


def test_json_rows_are_found_by_path_or_as_the_first_list(answers):
    text = '{"meta": {"n": 1}, "deep": {"rows": [{"a": 1.50, "b": {"c": [1, true, null]}}]}}'
    expected = [{"table": "", "names": ["a", "b.c"], "first": 1}, ["1.50", "1; true"]]
    assert answers("json", text)[1] == expected
    assert answers("json", text, ["none.here", "meta.n", "deep.rows"])[1] == expected


def test_json_lines_and_windows_1252_are_read(answers):
    assert answers("json", '{"a": 1}\n\n{"b": 2}\n')[1][1:] == [["1", ""], ["", "2"]]
    assert answers("json", '[{"a": "é"}]'.encode("cp1252"))[1][1:] == [["é"]]


def test_limits_are_asked_of_the_system_and_missing_ones_passed_over(monkeypatch):
    asked = []

    def take(kind, limits):
        asked.append((kind, limits))
        if kind == resource.RLIMIT_AS:
            raise ValueError

    monkeypatch.setattr(resource, "setrlimit", take)
    child._limit({"memory_bytes": 5, "cpu_seconds": 7})
    assert asked == [
        (resource.RLIMIT_AS, (5, 5)),
        (resource.RLIMIT_CPU, (7, 7)),
        (resource.RLIMIT_CORE, (0, 0)),
    ]

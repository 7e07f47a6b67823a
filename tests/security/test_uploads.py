"""Hostile files through the page that takes deliveries in: refused, told plainly, nothing kept."""

from __future__ import annotations

import io
import resource
import tempfile
import zipfile
from pathlib import Path

import pytest

from records.history import deliveries

LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE l ["
    + b"<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><l><k><Name>&a9;</Name></k></l>"
)
OUTSIDE = (
    b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    b"<l><k><Name>&x;</Name></k></l>"
)
HEADING = b"Notice Number,Recipient's Name,Notice Type,Issue Date\n"
ROW = b"1,Brambling,Improvement Notice,01/02/2025\n"


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def workbook(sheet: bytes) -> bytes:
    return packed(
        **{
            "[Content_Types].xml": b"<Types/>",
            "xl__workbook.xml": b"<workbook/>",
            "xl__worksheets__sheet1.xml": sheet,
        }
    )


HOSTILE = {
    "zip bomb": (packed(notices=bytes(40_000_000)), "only a bomb"),
    "zip slip": (packed(**{"..__..__etc__cron.d__x": HEADING + ROW}), "outside its own folder"),
    "zip in zip": (packed(inner=packed(notices=HEADING + ROW)), "archive inside an archive"),
    "billion laughs": (LAUGHS, "document type or entities"),
    "external entity": (OUTSIDE, "document type or entities"),
    "deep XML": (b"<a>" * 50_000, "nests elements"),
    "workbook bomb": (workbook(b" " * 60_000_000), "only a bomb"),
    "workbook with far cell": (
        workbook(b'<worksheet><sheetData><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
                 b"</sheetData></worksheet>"),
        "spans 1048576 rows",
    ),
    "deep JSON": (b'[{"Name":' + b"[" * 100_000, "nests too deep"),
    "NUL bytes": (bytes(5_000), "is empty"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
    "web page": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "web page"),
    "long line": (HEADING + b"x" * 9_000_000, "longer than 8000000"),
    "nothing": (b"", "is empty"),
}  # fmt: skip


@pytest.fixture(scope="module")
def steward(role_client):
    return role_client("steward")


def sent(client, content: bytes, name: str = "notices.csv", source: str = "hse_notices"):
    """Send the form as a browser does; the name exactly as given."""
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="source"\r\n\r\n' + source.encode(),
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"'
        b"\r\nContent-Type: text/csv\r\n\r\n" + content,
        b"--x--\r\n",
    )
    return client.post(
        "/office/deliveries/",
        input_stream=io.BytesIO(b"\r\n".join(parts)),
        content_type="multipart/form-data; boundary=x",
        content_length=len(b"\r\n".join(parts)),
        buffered=True,
    )


def aside(home) -> list[str]:
    held = [path.name for path in home.deliveries.rglob("*") if path.name != ".lock"]
    return [name for name in held if name.startswith(".tmp") or not name.startswith(".")]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_and_nothing_is_kept(home, steward, kind):
    content, why = HOSTILE[kind]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = sent(steward, content)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in text
    assert "root:" not in text
    assert "<script" not in text.replace('<script src="/assets/', "")
    assert str(home.root) not in text
    assert deliveries(home).empty
    assert aside(home) == []
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 150_000


NAMES = (
    "../../../../etc/cron.d/x",
    "..\\..\\x.csv",
    "/etc/passwd",
    "C:\\Windows\\x.csv",
    "a\x00.csv",
    "..",
    ".",
    "a" * 300 + ".csv",
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_name_is_never_a_path(home, steward, name):
    before = {path for path in home.root.rglob("*") if home.deliveries not in path.parents}
    answer = sent(steward, HEADING + ROW + name.encode().hex().encode() + ROW, name)
    assert answer.status_code in (303, 400, 422)
    assert not {"/", "\\", "\0"} & {*"".join(deliveries(home)["file_name"])}
    after = {path for path in home.root.rglob("*") if home.deliveries not in path.parents}
    assert {path.name for path in after - before} <= {"state.db-wal", "state.db-shm"}
    assert [*home.root.parent.glob("*.csv")] == []
    assert [*Path(tempfile.gettempdir()).glob("x*.csv")] == []


def test_a_source_that_is_no_source_is_refused(home, steward):
    before = len(deliveries(home))
    for source in ("", "../hse_notices", "/etc/passwd", "nothing", "hse_notices\x00"):
        answer = sent(steward, HEADING + ROW, source=source)
        assert answer.status_code in (400, 422)
    assert steward.post("/office/deliveries/", data={"source": "hse_notices"}).status_code == 422
    assert len(deliveries(home)) == before


def test_a_file_larger_than_the_county_allows_is_refused_unread(home, steward):
    before = len(deliveries(home))
    answer = steward.post(
        "/office/deliveries/",
        input_stream=io.BytesIO(b"--x\r\n"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(10**12)},
    )
    assert answer.status_code == 413
    assert len(deliveries(home)) == before


def test_an_honest_file_with_a_hostile_name_is_taken_in_and_its_name_shown_as_text(home, steward):
    name = "'><img src=x onerror=alert(1)>.csv"
    answer = sent(steward, HEADING + ROW + b"honest" + ROW, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    for path in (answer.location, "/office/deliveries/"):
        text = steward.get(path).get_data(as_text=True)
        assert "<img" not in text
        assert "&lt;img src=x onerror=alert(1)&gt;.csv" in text
    assert deliveries(home)["file_name"].iloc[-1] == name

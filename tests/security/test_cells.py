"""No cell of a file that is taken away is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from typer.testing import CliRunner

from benchmarks.agreed import agree
from benchmarks.served import publish_made, signed_in
from dashboard.app import create_app
from dashboard.cli.main import command_line
from dashboard.settings import make_home
from records.audit import Entry, open_trail
from records.schema import Fact, PlacedRecord, Reason, ScoredProfile
from records.state import open_state

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")')
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXTS = (ScoredProfile.name, ScoredProfile.address, ScoredProfile.postcode, ScoredProfile.rating,
         ScoredProfile.company_number, ScoredProfile.uprn, ScoredProfile.top_reason)  # fmt: skip
RECORDS = (PlacedRecord.name, PlacedRecord.address, PlacedRecord.postcode, PlacedRecord.rating,
           PlacedRecord.company_number, PlacedRecord.uprn)  # fmt: skip


def sprung(tables):
    """A formula in every text of every business."""
    profiles = tables["profiles"]
    formulas = [FORMULAS[n % len(FORMULAS)] for n in range(len(profiles))]
    texts = {str(column): formulas for column in TEXTS}
    records = tables["records"]
    said = {str(column): FORMULAS[-1] for column in RECORDS}
    facts = tables["facts"].assign(**{str(Fact.value): FORMULAS[-1]})
    reasons = tables["reasons"].assign(**{str(Reason.because): FORMULAS[-1]})
    changed = {"records": records.assign(**said), "facts": facts, "reasons": reasons}
    return {**tables, **changed, "profiles": profiles.assign(**texts)}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = make_home(tmp_path_factory.mktemp("cells") / "county")
    agree(home)
    publish_made(home, businesses=25, change=sprung)
    return home


@pytest.fixture(scope="module")
def app(home):
    return create_app(home)


def cells(content: bytes) -> list[str]:
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [cell for line in lines for cell in line]


def runs(cell: str) -> bool:
    if not cell.startswith(RUNS):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False  # A number below zero is a number.


def test_the_list_of_businesses_holds_no_formula(app):
    client = signed_in(app)
    key = client.get("/").get_data(as_text=True)
    key = key.partition('<meta name="build" content="')[2].partition('"')[0]
    form = {"build": key, "query": "", "text": "", "purpose": "other",
            "words": "=1+1", "recipient": "@SUM(A1)"}  # fmt: skip
    for kind in ("", "bare"):
        answer = client.post("/county/export", data={**form, "as": kind})
        assert answer.status_code == 200
        found = cells(answer.data)
        assert [cell for cell in found if runs(cell)] == []
        assert any("HYPERLINK" in cell for cell in found)


def test_the_file_of_the_audit_holds_no_formula(home, app):
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    for formula in FORMULAS:
        trail.append(
            Entry("disclosure", formula, formula, formula, formula, formula, "list", formula)
        )
    engine.dispose()
    officer = signed_in(app, "demo-officer")
    answer = officer.post("/office/audit/export", data={"purpose": "=1+1", "recipient": "=1+1"})
    assert answer.status_code == 200
    found = cells(answer.data)
    assert [cell for cell in found if runs(cell)] == []
    assert any("HYPERLINK" in cell for cell in found)


def test_the_file_of_quarantined_rows_holds_no_formula(home, tmp_path):
    heading = "Notice Number,Recipient's Name,Notice Type,Issue Date\n"
    delivered = tmp_path / "notices.csv"
    rows = "".join(f"{formula},x,y,never\n" for formula in FORMULAS[:4])
    delivered.write_text(heading + rows)
    source = ["--source", "hse_notices", "--home", str(home.root)]
    assert CliRunner().invoke(command_line(), ["ingest", str(delivered), *source]).exit_code == 0
    out = tmp_path / "quarantine.csv"
    asked = ["quarantine", "--raw", "--csv", str(out), "--home", str(home.root)]
    assert CliRunner().invoke(command_line(), asked).exit_code == 0
    found = cells(out.read_bytes())
    assert [cell for cell in found if runs(cell)] == []
    assert any("SUM(A1)" in cell for cell in found)


def test_the_report_of_quality_holds_no_formula(home, tmp_path):
    out = tmp_path / "quality.csv"
    asked = ["quality", "--csv", str(out), "--home", str(home.root)]
    assert CliRunner().invoke(command_line(), asked).exit_code == 0
    assert [cell for cell in cells(out.read_bytes()) if runs(cell)] == []

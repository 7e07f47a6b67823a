"""The page for partners shows a contract that works."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from records.contracts import apply, contract_from
from records.schema import Record

PAGE = Path(__file__).parents[2] / "docs" / "mappings.md"


def test_the_example_of_the_page_reads_rows(tmp_path):
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "harbour_visits.toml"
    path.write_text(example[1], encoding="utf-8")
    rows = pd.DataFrame(
        {
            "Visit ref": ["1", "2", "3"],
            "Trading name": ["The Old Mill", "Quayside Fryer", "Ferry Stores"],
            "Also known as": ["Mill Ltd; The Mill", None, None],
            "Line 1": ["1 Low Road"] * 3,
            "Town": ["Harwich"] * 3,
            "Postcode": ["co12 3aa"] * 3,
            "Visited": ["03/04/2025"] * 3,
            "Visit type": ["Joint visit", "Visit", "Visit"],
            "Finding": ["Breach of byelaw", "No entry", "All well"],
        },
        dtype="str",
    )
    cleaned = apply(contract_from(path), rows, date(2026, 6, 1))
    records = cleaned.records
    assert cleaned.faults.empty
    assert records[Record.event_code].tolist() == ["INSP_JOINT", "VISIT_NOACCESS", "INSP_LIC"]
    assert records[Record.result].tolist() == ["serious", "no_access", "clean"]
    assert records[Record.handling].tolist() == ["C", "P", "P"]
    assert records[Record.aliases].tolist()[0] == ["Mill Ltd", "The Mill"]
    assert records[Record.address].tolist()[0] == "1 Low Road, Harwich"


def test_every_key_of_a_contract_stands_on_the_page():
    from records.contracts import Contract, Reading, Switch, Take

    page = PAGE.read_text(encoding="utf-8")
    keys = {
        field.alias or name
        for part in (Contract, Reading, Switch, Take)
        for name, field in part.model_fields.items()
        if name not in ("picks", "columns", "switch", "reading")
    }
    assert {key for key in keys if f"`{key}" not in page and f"{key} = " not in page} == set()

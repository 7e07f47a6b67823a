"""The county the tests of its shape look at: made once, read by the contracts it was made for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records.contracts import find_contract
from records.contracts.applying import Cleaned, apply
from records.reading import read_rows
from records.sample import SampleSettings, Truth, write_sample
from records.schema import Record


@dataclass(frozen=True)
class County:
    folder: Path
    settings: SampleSettings
    truth: Truth
    manifest: dict[str, Any]
    cpu_seconds: float


@dataclass(frozen=True)
class Read:
    """Every row of the county's deliveries as the contracts read it."""

    records: pd.DataFrame
    faults: pd.DataFrame
    rows: int


def cleaned(folder: Path, delivery: dict[str, Any]) -> Iterator[tuple[pd.DataFrame, Cleaned]]:
    contract = find_contract(delivery["source"], folder)
    day = date.fromisoformat(delivery["delivered_on"])
    for rows in read_rows(folder / delivery["file"], contract):
        assert rows.damaged.empty
        yield rows.cells, apply(contract, rows.cells, day)


def make(folder: Path, settings: SampleSettings) -> County:
    began = time.process_time()
    truth = write_sample(folder, settings)
    spent = time.process_time() - began
    manifest = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    return County(folder, settings, truth, manifest, spent)


def read(county: County) -> Read:
    records, faults, rows = [], [], 0
    for delivery in county.manifest["deliveries"]:
        for cells, result in cleaned(county.folder, delivery):
            rows += len(cells)
            records.append(result.records.assign(source=delivery["source"]))
            faults.append(result.faults.assign(file=Path(delivery["file"]).name))
    every = pd.concat(records, ignore_index=True)
    newest = every.drop_duplicates([Record.source, Record.source_record_id], keep="last")
    owned = newest.merge(county.truth.entities, on=["source", "source_record_id"], how="left")
    return Read(owned, pd.concat(faults, ignore_index=True), rows)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The full county."""
    return make(tmp_path_factory.mktemp("county"), SampleSettings())


@pytest.fixture(scope="session")
def delivered(county: County) -> Read:
    """The full county's records."""
    return read(county)


@pytest.fixture(scope="session")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county of 300 businesses."""
    return make(tmp_path_factory.mktemp("hamlet"), SampleSettings(seed=7, businesses=300))

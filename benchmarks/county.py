"""What do the records of a synthetic county look like to linkage, and what is the truth?"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.agreed import agree
from records.contracts import find_contract
from records.geography import indicative_boundaries, place
from records.history import current_records
from records.home import Home
from records.ingest import ingest
from records.schema import PlacedRecord, Record
from records.sectors import classify

__all__ = ["BUSINESS", "county_records"]

BUSINESS = "business_id"


def county_records(folder: Path) -> pd.DataFrame:
    """Return the placed records of the sample in `folder`, and whose each is, in business_id.

    `folder` is as `records.sample.write_sample` leaves it. Records of the day kept aside, and
    rows whose truth is not told, are left out.
    """
    with tempfile.TemporaryDirectory() as aside:
        home = Home.at(Path(aside))
        agree(home)
        for told in json.loads((folder / "sample.json").read_text())["deliveries"]:
            contract = find_contract(told["source"], home.mappings)
            ingest(home, folder / told["file"], contract, date.fromisoformat(told["delivered_on"]))
        records = current_records(home)
    postcodes = pd.read_csv(folder / "postcodes.csv")
    placed = place(
        records.assign(**{PlacedRecord.sector: classify(records)}),
        indicative_boundaries(),
        postcodes.astype({Record.postcode: "str"}),
    )
    truth = pd.read_csv(folder / "truth" / "truth_entities.csv", dtype="str")
    keys = [str(Record.source), str(Record.source_record_id)]
    whose = truth.drop_duplicates(keys)[[*keys, BUSINESS]]
    return placed.merge(whose, on=keys, how="inner")

"""Which rows came too late to hold, since a delivery received later had spoken before them?"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

from records.delivery import KEYS, folder_of
from records.held import keys_of, saved_runs
from records.home import Home

__all__ = ["belated"]


def belated(home: Home, ledger: pd.DataFrame, ids: pd.Series[str]) -> npt.NDArray[np.bool_]:
    """Return which of the rows loaded, shape (len(ids),), never hold for they came too late.

    Such a row was taken in after a delivery that was received later and spoke of the same record.
    Where that delivery said nothing new it left no row of its own: only its hashes tell of it.
    ledger: deliveries, in the order in which they speak. ids: the record of every row they loaded,
    in that order.
    """
    names, late = [*ledger["delivery_id"]], np.zeros(len(ids), dtype=np.bool_)
    recorded = ledger["recorded_at"].to_numpy()
    if (recorded[1:] >= recorded[:-1]).all():
        return late
    ends = np.cumsum([0, *(_rows(home, name) for name in names)])
    for source, places in _speakers(home, names).items():
        for place, later in _overtaken(places, recorded):
            rows = slice(ends[place], ends[place + 1])
            keys = keys_of(ids.iloc[rows])
            for name in (names[number] for number in later):
                for run in saved_runs(folder_of(home, name) / KEYS, source):
                    late[rows] |= run.find(keys)[0]
    return late


def _rows(home: Home, name: str) -> int:
    return int(pq.read_metadata(folder_of(home, name) / "records.parquet").num_rows)


def _speakers(home: Home, names: Sequence[str]) -> dict[str, list[int]]:
    """Return the places of the deliveries that spoke of each source's records."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        folder = folder_of(home, name) / KEYS
        sources = {file.partition(".")[0] for file in os.listdir(folder)} if folder.is_dir() else ()
        for source in sources:
            places[source].append(place)
    return places


def _overtaken(
    places: list[int], recorded: npt.NDArray[np.datetime64]
) -> list[tuple[int, list[int]]]:
    """Return the places of the late deliveries, each with those after it but recorded before."""
    found = []
    first = recorded[places[-1]]
    for number in range(len(places) - 2, -1, -1):
        at = recorded[places[number]]
        if first < at:
            later = [place for place in places[number + 1 :] if recorded[place] < at]
            found.append((places[number], later))
        first = min(first, at)
    return found

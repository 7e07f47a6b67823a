"""Which delivered rows are those of records that were erased?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.contracts import Contract
from records.contracts.faults import Findings
from records.contracts.keys import key_of_rows
from records.contracts.selecting import Sheet
from records.reading import Rows
from records.rights.tombstones import Tombstones

__all__ = ["without_erased"]


def without_erased(rows: Rows, contract: Contract, tombstones: Tombstones) -> tuple[Rows, int]:
    """Return the rows without those of erased records, faulty ones too, and how many went.

    A line that could not be read as a row has no key; it stays.
    """
    if not tombstones.hashes or rows.cells.empty:
        return rows, 0
    gone = _erased(rows.cells, contract, tombstones)
    count = int(gone.sum())
    if not count:
        return rows, 0
    raw = [rows.raw[int(place)] for place in np.flatnonzero(~gone)]
    return replace(rows, cells=rows.cells[~gone], raw=raw), count


def _erased(
    cells: pd.DataFrame, contract: Contract, tombstones: Tombstones
) -> npt.NDArray[np.bool_]:
    """Tell which rows have the key of an erased record of a source the contract reads."""
    gone = np.zeros(len(cells), dtype=np.bool_)
    sheet = Sheet.of(cells)
    for part in _parts(contract):
        keys = key_of_rows(part, sheet, Findings())
        keyed = keys.notna().to_numpy()
        ids = [f"{part.name}:{key}" for key in keys[keyed]]
        gone[keyed] |= tombstones.stand_for(ids)
    return gone


def _parts(contract: Contract) -> Iterator[Contract]:
    """Yield each contract that gives records: itself, or those its switch picks from."""
    if not contract.picks:
        yield contract
    for pick in contract.picks.values():
        yield from _parts(pick)

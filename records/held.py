"""Which rows do we hold already, and with which content?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from records.schema import Record

__all__ = ["HeldRows", "Run", "contents_of", "keys_of", "saved_runs"]

Hashes = npt.NDArray[np.uint64]

MOST_MERGED = 2_000_000
"""Rows up to which runs are merged into one: bounds the memory that merging takes."""

_LARGE = 2 / 3
"""A run past this share of `MOST_MERGED` never merges again."""

_OF_THE_DELIVERY = frozenset({Record.delivery_id, Record.row_number, Record.received_on})


@dataclass(frozen=True)
class Run:
    """Keys in rising order, none twice, each with the content held for it."""

    keys: Hashes
    contents: Hashes

    @classmethod
    def newest(cls, keys: Hashes, contents: Hashes) -> Run:
        """Return the run of these rows, oldest first; of rows with one key the last."""
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        last = np.ones(len(ordered), dtype=np.bool_)
        last[:-1] = ordered[1:] != ordered[:-1]
        kept = order[last]
        return cls(keys[kept], contents[kept])

    @property
    def is_on_disk(self) -> bool:
        """Whether it is read from a file where it is looked at."""
        return isinstance(self.keys, np.memmap)

    def find(self, keys: Hashes) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
        """Return which of `keys` are here, and where; the place of the others means nothing."""
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        found = self.keys[at] == keys if len(self.keys) else np.zeros(len(keys), dtype=np.bool_)
        return found, at


@dataclass
class HeldRows:
    """Rows held of one source; runs are oldest first, the newest word on a key holds."""

    runs: list[Run] = field(default_factory=list)

    def find(self, keys: Hashes) -> tuple[npt.NDArray[np.bool_], Hashes]:
        """Return which of `keys` are held, and the content held for each (0: none)."""
        found, contents = np.zeros(len(keys), dtype=np.bool_), np.zeros(len(keys), dtype=np.uint64)
        for run in reversed(self.runs):
            here, at = run.find(keys)
            new = here & ~found
            contents[new] = run.contents[at[new]]
            found |= here
        return found, contents

    def add(self, run: Run) -> None:
        """Hold `run` as the newest; small runs are merged, so that finding stays quick."""
        self.runs.append(run)
        while len(self.runs) > 1 and self._may_merge(*self.runs[-2:]):
            newer, older = self.runs.pop(), self.runs.pop()
            keys = np.concatenate([older.keys, newer.keys])
            self.runs.append(Run.newest(keys, np.concatenate([older.contents, newer.contents])))

    def _may_merge(self, older: Run, newer: Run) -> bool:
        together = len(older.keys) + len(newer.keys)
        return together <= MOST_MERGED and len(older.keys) <= 2 * len(newer.keys)

    def settle(self, folder: Path, source: str) -> None:
        """Move the runs that are never merged again into `folder`, so that memory stays bounded.

        Those are the large ones, and whatever lies before one.
        """
        large = [n for n, one in enumerate(self.runs) if len(one.keys) > MOST_MERGED * _LARGE]
        for number, run in enumerate(self.runs[: max(large, default=-1) + 1]):
            if not run.is_on_disk:
                self.runs[number] = _read(_written(run, folder, source, number))

    def save(self, folder: Path, source: str) -> Iterator[Path]:
        """Write the runs into `folder`, where they were settled, and yield each file."""
        for number, run in enumerate(self.runs):
            path = _path(folder, source, number)
            yield path if run.is_on_disk else _written(run, folder, source, number)


def saved_runs(folder: Path, source: str) -> Iterator[Run]:
    """Yield the runs that `HeldRows.save` wrote, oldest first, read from disk only where looked at.

    None where the folder holds no row of `source`.
    """
    for path in sorted(folder.glob(f"{source}.*.npy")):
        yield _read(path)


def _path(folder: Path, source: str, number: int) -> Path:
    return folder / f"{source}.{number:04d}.npy"


def _written(run: Run, folder: Path, source: str, number: int) -> Path:
    path = _path(folder, source, number)
    np.save(path, np.stack([run.keys, run.contents]))
    return path


def _read(path: Path) -> Run:
    keys, contents = np.load(path, mmap_mode="r")
    return Run(keys, contents)


def keys_of(record_ids: Iterable[str]) -> Hashes:
    """Return a 64-bit hash of each record id, the same on every machine and day."""
    return pd.util.hash_array(np.asarray(list(record_ids), dtype=object), categorize=False)


def contents_of(records: pd.DataFrame) -> Hashes:
    """Return a 64-bit hash of what each record says, whichever delivery brought it.

    A missing value weighs nothing, so a column that comes later changes no hash.
    """
    if records.empty:
        return np.zeros(0, dtype=np.uint64)
    columns = sorted(set(Record.columns()) - _OF_THE_DELIVERY)
    said = [_said(column, records[column]) for column in columns]
    texts = pc.binary_join_element_wise(
        *[column for column in said if column is not None],
        pa.scalar("\x1f", pa.large_string()),
        null_handling="skip",
    )
    return keys_of(texts.to_pylist())


def _said(column: str, values: pd.Series[Any]) -> pa.Array | None:
    if values.dtype == object:
        values = values.map(lambda texts: "\x1e".join(texts) or None).astype("str")
    if values.isna().all():
        return None
    text = pa.array(values, from_pandas=True).cast(pa.large_string())
    return pc.binary_join_element_wise(
        pa.scalar(column, pa.large_string()), text, pa.scalar("=", pa.large_string())
    )

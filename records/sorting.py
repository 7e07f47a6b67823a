"""What becomes of each delivered row: loaded, quarantined or a duplicate?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.contracts import Contract, Fault, apply
from records.contracts.headings import matching, present
from records.delivery import KEYS, Draft, Quarantined, folder_of
from records.held import HeldRows, Run, contents_of, keys_of, saved_runs
from records.home import Home
from records.reading import Damaged, Rows
from records.reading.frames import CellsAsRaw
from records.schema import Record

__all__ = ["Sorted", "Sorter"]

NOT_KEPT = "; its text is not kept, for the file has columns that are never loaded"


@dataclass(frozen=True)
class Sorted:
    """How many rows became what; they can be added."""

    rows_in: int = 0
    loaded: int = 0
    corrected: int = 0
    quarantined: int = 0
    duplicate: int = 0
    erased: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    unread: tuple[str, ...] = ()

    def __add__(self, more: Sorted) -> Sorted:
        """Return both together."""
        counts = {name: count + more.counts()[name] for name, count in self.counts().items()}
        return Sorted(
            **counts,
            warnings=self.warnings + more.warnings,
            mended=self.mended + more.mended,
            unread=tuple(dict.fromkeys([*self.unread, *more.unread])),
        )

    def counts(self) -> dict[str, int]:
        """Return the numbers of rows by name."""
        names = ("rows_in", "loaded", "corrected", "quarantined", "duplicate", "erased")
        return {name: getattr(self, name) for name in names}


class Sorter:
    """Sorts the batches of one delivery; what it has seen of it counts as held.

    A row is compared with the newest one held of its key: from this file, else from a delivery
    received no later than this one, else from a later one (this delivery is then late).
    """

    def __init__(
        self,
        home: Home,
        contract: Contract,
        delivery_id: str,
        received_on: date,
        ledger: pd.DataFrame,
    ) -> None:
        self._home, self._contract, self._delivery_id = home, contract, delivery_id
        self._received_on = received_on
        late = ledger["received_on"] > pd.Timestamp(received_on)
        self._before = [str(name) for name in ledger.loc[~late, "delivery_id"]]
        self._after = [str(name) for name in ledger.loc[late, "delivery_id"]]
        self._held: dict[str, tuple[HeldRows, HeldRows, HeldRows]] = {}

    def sort(self, rows: Rows, made: Draft) -> Sorted:
        """Write the batch to the draft and return what became of its rows."""
        cleaned = apply(self._contract, rows.cells, self._received_on)
        quarantine = self._quarantine(rows, cleaned.faults)
        duplicate, corrected = self._compared(cleaned.records)
        for source, (_, _, seen) in self._held.items():
            made.settle_keys(source, seen)
        records = cleaned.records[~duplicate]
        warnings = cleaned.warnings[
            cleaned.warnings[Fault.row_number].isin(records[Record.row_number])
        ]
        made.add("records", self._labelled(records))
        made.add("quarantine", quarantine)
        made.add("warnings", warnings)
        return Sorted(
            rows_in=len(rows.cells) + len(rows.damaged),
            loaded=len(records),
            corrected=int(corrected.sum()),
            quarantined=len(quarantine),
            duplicate=int(duplicate.sum()),
            warnings=Counter([*warnings[Fault.field]]),
            mended=Counter(rows.mended),
            unread=cleaned.unread,
        )

    def write_keys(self, made: Draft) -> None:
        """Write the hashes of the rows loaded and of those that said nothing new."""
        for source, (_, _, seen) in self._held.items():
            made.add_keys(source, seen)

    def _labelled(self, records: pd.DataFrame) -> pd.DataFrame:
        labels: dict[str, Any] = {
            Record.delivery_id: self._delivery_id,
            Record.received_on: pd.Timestamp(self._received_on).as_unit("s"),
        }
        return records.assign(**labels)

    def _compared(
        self, records: pd.DataFrame
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return which records say nothing new, and which correct one that is held."""
        duplicate, corrected = (np.zeros(len(records), dtype=np.bool_) for _ in range(2))
        keys, contents = keys_of(records[Record.record_id]), contents_of(records)
        sources = records[Record.source].to_numpy()
        for source in pd.unique(sources):
            at = np.flatnonzero(sources == source)
            duplicate[at], corrected[at] = self._against(source, keys[at], contents[at])
        return duplicate, corrected

    def _against(
        self, source: str, keys: npt.NDArray[np.uint64], contents: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        before, after, seen = self._rows_held(source)
        known, said = _newest(keys, (seen, before))
        late, said_later = after.find(keys)
        said = np.where(known, said, said_later)
        # Rows of one key in one batch: each is compared with the one above it.
        order = np.argsort(keys, kind="stable")
        again = np.zeros(len(keys), dtype=np.bool_)
        again[1:] = keys[order[1:]] == keys[order[:-1]]
        known[order[again]] = True
        said[order[again]] = contents[order[np.flatnonzero(again) - 1]]
        duplicate = (known | late) & (said == contents)
        if len(keys):
            # A row that says nothing new is a word too: a late row does not stand against it.
            seen.add(Run.newest(keys, contents))
        return duplicate, ~duplicate & known

    def _rows_held(self, source: str) -> tuple[HeldRows, HeldRows, HeldRows]:
        """Return the rows held from before, from later deliveries, and seen in this one."""
        if source not in self._held:
            # For a late delivery the next word after it counts: the last run of a list goes first.
            before, after = (
                [run for name in names for run in saved_runs(self._keys(name), source)]
                for names in (self._before, self._after[::-1])
            )
            self._held[source] = HeldRows(before), HeldRows(after), HeldRows()
        return self._held[source]

    def _keys(self, delivery_id: str) -> Path:
        return folder_of(self._home, delivery_id) / KEYS

    def _quarantine(self, rows: Rows, faults: pd.DataFrame) -> pd.DataFrame:
        """Return the faulty rows of the batch with every fault of each."""
        secret = self._never_loaded(rows.cells)
        raw = CellsAsRaw(rows.cells.drop(columns=[*secret])) if secret else rows.raw
        numbers, told = _by_row(faults)
        places = rows.cells.index.get_indexer(pd.Index(numbers))
        damaged = rows.damaged
        ending = NOT_KEPT if secret else ""
        found = {
            Quarantined.row_number: [*numbers, *damaged[Damaged.row_number]],
            Quarantined.faults: [*told, *([f + ending] for f in damaged[Damaged.fault])],
            Quarantined.raw: [
                *(raw[int(place)] for place in places),
                *("" if secret else line for line in damaged[Damaged.raw]),
            ],
        }
        frame = pd.DataFrame(found).assign(
            **{
                Quarantined.delivery_id: self._delivery_id,
                Quarantined.source: self._contract.name,
            }
        )
        return Quarantined.shape(frame.sort_values(Quarantined.row_number, ignore_index=True))

    def _never_loaded(self, cells: pd.DataFrame) -> set[str]:
        """Return the headings there whose cells may not be kept, not even in quarantine."""
        parts = (self._contract, *self._contract.picks.values())
        headings = present(map(str, cells.columns))
        return set().union(*(matching(part.drop, headings) for part in parts))


def _newest(
    keys: npt.NDArray[np.uint64], held: Sequence[HeldRows]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint64]]:
    """Return which keys any of `held` has, and the content that the first of them says."""
    known, said = held[0].find(keys)
    for rows in held[1:]:
        here, contents = rows.find(keys)
        said = np.where(known, said, contents)
        known = known | here
    return known, said


def _by_row(faults: pd.DataFrame) -> tuple[list[int], list[list[str]]]:
    """Return the faulty rows' numbers, and the faults of each in a sentence."""
    sentences = (
        faults[Fault.column]
        + ": "
        + faults[Fault.seen]
        + "; expected "
        + faults[Fault.expected]
        + ". "
        + faults[Fault.remedy]
    )
    grouped = sentences.groupby(faults[Fault.row_number].to_numpy(), sort=True).agg(list)
    return [int(number) for number in grouped.index], [*grouped]

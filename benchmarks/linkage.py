"""How well and how fast do we link? `python -m benchmarks.linkage --data DIR [--sample DIR]`.

Each folder of `--data` holds records.csv and truth.csv (record_id, entity_id) or pairs.csv (id_a,
id_b, label, split). `--sample` is a synthetic county. `--peers` runs Splink, dedupe and
recordlinkage beside ours (extra `bench`), each method in a process of its own. `--labels` links
again with 50 labels, drawn in several ways. Prints tables, then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import ours
from benchmarks.agreeing import blocking_recall, by_entities, by_pairs
from benchmarks.county import BUSINESS, county_records
from benchmarks.labelling import with_labels, with_pair_labels
from benchmarks.peers import running
from benchmarks.peers.running import Found
from linkage.model import pretrained
from linkage.pipeline import ENTITY_ID
from linkage.standalone import COLUMNS
from records.schema import PlacedRecord as R

COUNTY = "synthetic county"
WIDE = 200


@dataclass(frozen=True)
class Labelled:
    """A set whose truth is known, of every record (`truth`) or of some pairs (`labels`).

    records: a file our methods read. plain: a CSV file that peers read. told: truth.csv, if any.
    """

    name: str
    records: Path
    plain: Path
    truth: pd.Series | None
    labels: pd.DataFrame | None
    told: Path | None

    def figures(self, found: Found) -> dict[str, Any]:
        """Return how well what was found agrees with the truth."""
        if self.truth is not None:
            return by_entities(self.truth, found.entities, found.pairs)
        return by_pairs(self.labels, found.entities, found.pairs)


Method = Callable[[Labelled, Path], Found | str]


def methods(peers: bool) -> dict[str, Method]:
    """Return every method that is measured, by name."""
    table: dict[str, Method] = {name: partial(_ours, name) for name in ours.OURS}
    return table | {name: partial(_peer, name) for name in running.methods() if peers}


def _ours(name: str, one: Labelled, out: Path) -> Found | str:
    return ours.find(name, one.records, out)


def _peer(name: str, one: Labelled, out: Path) -> Found | str:
    return running.find(name, one.plain, out, one.told)


def of_folder(folder: Path) -> Labelled:
    """Return a set of labelled data."""
    records, told = folder / "records.csv", folder / "truth.csv"
    if told.exists():
        truth = pd.read_csv(told, dtype="str").set_index(R.record_id)[ENTITY_ID]
        return Labelled(folder.name, records, records, truth, None, told)
    labels = pd.read_csv(folder / "pairs.csv", dtype="str")
    return Labelled(folder.name, records, records, None, labels, None)


def of_county(sample: Path, aside: Path) -> Labelled:
    """Return the synthetic county as a set; `aside` is a folder to keep its records in."""
    records = county_records(sample)
    truth = records.set_index(R.record_id)[BUSINESS].rename(ENTITY_ID)
    placed = records.drop(columns=BUSINESS)
    placed.to_parquet(aside / "county.parquet", index=False)
    named = {here: name for name, here in COLUMNS.items()}
    points = {"lat": placed[R.map_lat], "lon": placed[R.map_lon]}
    placed[list(named)].rename(columns=named).assign(**points).to_csv(
        aside / "county.csv", index=False
    )
    truth.reset_index().to_csv(aside / "truth.csv", index=False)
    return Labelled(COUNTY, aside / "county.parquet", aside / "county.csv", truth, None,
                    aside / "truth.csv")  # fmt: skip


def measure(one: Labelled, peers: bool, labels: bool, aside: Path) -> list[dict[str, Any]]:
    """Return the figures of every method on one set."""
    rows = []
    for name, method in methods(peers).items():
        found = method(one, aside / f"{one.name}-{name}")
        row: dict[str, Any] = {"set": one.name, "method": name}
        if isinstance(found, str):
            rows.append(row | {"failed": found})
            continue
        row |= one.figures(found) | {"seconds": found.seconds, "peak_mb": found.peak_mb}
        if name == "ours":
            row |= _more(one, found, labels)
        rows.append(row)
    return rows


def _more(one: Labelled, found: Found, labels: bool) -> dict[str, Any]:
    """Return what only our own method is asked: how much blocking finds, what labels bring."""
    records = ours.read(one.records)
    figures: dict[str, Any] = {"records": len(records)}
    if one.truth is not None:
        figures["blocking_recall"] = blocking_recall(records, one.truth)
        if labels:
            figures |= with_labels(records, one.truth, found.entities, found.pairs)
    elif labels:
        figures |= with_pair_labels(records, one.labels, found.entities, found.pairs)
    return figures


def told(rows: list[dict[str, Any]]) -> str:
    """Return the figures as tables: of all methods, then what labels bring."""
    table = pd.DataFrame(rows).set_index(["set", "method"])
    bring = [c for c in table if c.endswith(("_0", "_worst"))]
    bring += [c for c in table if c.startswith(("f1_", "b_cubed_")) and c not in
              (*bring, "f1_of_pairs")]  # fmt: skip
    parts = [table.drop(columns=bring)]
    parts += [table[bring].dropna(how="all").dropna(axis=1, how="all").T] * bool(bring)
    return "\n\n".join(
        part.round(4).to_string(na_rep="", line_width=WIDE, max_colwidth=60) for part in parts
    )


def main() -> None:
    """Measure every set and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of labelled sets")
    parser.add_argument("--sample", type=Path, help="folder of a synthetic county")
    parser.add_argument("--peers", action="store_true", help="run other programs beside ours")
    parser.add_argument("--labels", action="store_true", help="link again with 50 labels")
    chosen = parser.parse_args()
    folders = sorted(p.parent for p in chosen.data.glob("*/records.csv")) if chosen.data else []
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder)
        sets = [of_folder(folder) for folder in folders]
        sets += [of_county(chosen.sample, aside)] if chosen.sample else []
        rows = [row for one in sets for row in measure(one, chosen.peers, chosen.labels, aside)]
    print(told(rows))
    print(json.dumps({"model_version": pretrained().version, "rows": rows}, default=float))


if __name__ == "__main__":
    main()

"""How well and how fast do we link? `python -m benchmarks.linkage --data DIR [--sample DIR]`.

Each folder of `--data` holds records.csv and truth.csv (record_id, entity_id) or pairs.csv (id_a,
id_b, label). `--sample` is a synthetic county. Prints a table, then one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy import sparse
from scipy.sparse import csgraph

from benchmarks.county import BUSINESS, county_records
from linkage.blocking import block
from linkage.evaluation import agreement, calibration_error, pair_scores
from linkage.model import pretrained
from linkage.pipeline import ENTITY_ID, Linkage, link
from linkage.prepare import prepare
from linkage.settings import LinkageSettings
from linkage.standalone import read_records
from records.schema import Pair
from records.schema import PlacedRecord as R

SETTINGS = replace(LinkageSettings(), fan_out=10_000, link_reasons=0)
BASELINE_SCORE = 85
COLUMNS = (
    "precision",
    "recall",
    "f1",
    "b_cubed",
    "blocking_recall",
    "calibration_error",
    "seconds",
)


def baseline(records: pd.DataFrame) -> pd.Series:
    """Return each record's entity by rapidfuzz: token_set_ratio of name and address, our blocks."""
    p = prepare(records, frozenset("*"))
    pairs = block(p, SETTINGS)
    texts = _texts(records).loc[p.record_ids].to_numpy(dtype=object)
    scores = process.cpdist(
        texts[pairs.left], texts[pairs.right], scorer=fuzz.token_set_ratio, workers=2
    )
    strong = scores >= BASELINE_SCORE
    edges = (np.ones(int(strong.sum()), bool), (pairs.left[strong], pairs.right[strong]))
    graph = sparse.csr_array(edges, shape=(len(p), len(p)))
    return pd.Series(csgraph.connected_components(graph, directed=False)[1], index=p.record_ids)


def _texts(records: pd.DataFrame) -> pd.Series:
    known = records.set_index(R.record_id)
    blank = pd.Series("", index=known.index)
    name, address = (known.get(c, blank).fillna("").str.lower() for c in (R.name, R.address))
    return name.str.cat(address, sep=" ")


def by_entities(records: pd.DataFrame, truth: pd.Series) -> list[dict[str, Any]]:
    """Return our figures and the baseline's, where the entity of every record is known."""
    began = time.perf_counter()
    linkage = link(records, SETTINGS)
    seconds = time.perf_counter() - began
    found = linkage.entities.set_index(R.record_id)[ENTITY_ID]
    ours = agreement(truth.reindex(found.index), found)._asdict()
    pairs = linkage.pairs
    same = truth.reindex(pairs[Pair.id_a]).to_numpy() == truth.reindex(pairs[Pair.id_b]).to_numpy()
    ours |= {
        "blocking_recall": blocking_recall(records, truth),
        "calibration_error": calibration_error(pairs[Pair.probability], same),
        "seconds": seconds,
    }
    began = time.perf_counter()
    plain = baseline(records)
    theirs = agreement(truth.reindex(plain.index), plain)._asdict()
    theirs["seconds"] = time.perf_counter() - began
    return [{"method": "ours", **ours}, {"method": "rapidfuzz", **theirs}]


def blocking_recall(records: pd.DataFrame, truth: pd.Series) -> float:
    """Return the share (0-1) of true pairs of records that were compared, or found equal."""
    p = prepare(records)
    pairs = block(p, SETTINGS)
    codes = pd.factorize(truth.reindex(p.record_ids))[0]
    counts = np.unique(p.group * (codes.max() + 1) + codes, return_counts=True)
    within = float((counts[1] * (counts[1] - 1) // 2).sum())
    group, code, held = counts[0] // (codes.max() + 1), counts[0] % (codes.max() + 1), counts[1]
    table = sparse.csr_array((held, (group, code)), shape=(len(p), codes.max() + 1))
    across = float(table[pairs.left].multiply(table[pairs.right]).sum())
    sizes = np.bincount(codes)
    return (within + across) / max(float((sizes * (sizes - 1) // 2).sum()), 1.0)


def by_pairs(records: pd.DataFrame, labels: pd.DataFrame) -> list[dict[str, Any]]:
    """Return our figures and the baseline's, where only some pairs are labelled."""
    began = time.perf_counter()
    linkage = link(records, SETTINGS)
    seconds = time.perf_counter() - began
    same = labels["label"].astype(int).to_numpy() == 1
    found = linkage.entities.set_index(R.record_id)[ENTITY_ID]
    probability = _probabilities(linkage, labels)
    ours = dict(zip(COLUMNS[:3], pair_scores(same, _together(found, labels)), strict=True))
    ours["f1_of_pairs"] = pair_scores(same, probability > 0.5)[2]  # noqa: PLR2004
    ours["calibration_error"] = calibration_error(probability, same)
    plain = dict(
        zip(COLUMNS, pair_scores(same, _together(baseline(records), labels)), strict=False)
    )
    return [{"method": "ours", **ours, "seconds": seconds}, {"method": "rapidfuzz", **plain}]


def _together(found: pd.Series, labels: pd.DataFrame) -> Any:
    return found.loc[labels["id_a"]].to_numpy() == found.loc[labels["id_b"]].to_numpy()


def _probabilities(linkage: Linkage, labels: pd.DataFrame) -> Any:
    known = linkage.pairs.set_index([str(Pair.id_a), str(Pair.id_b)])[Pair.probability]
    low, high = labels[["id_a", "id_b"]].min(axis=1), labels[["id_a", "id_b"]].max(axis=1)
    return known.reindex(pd.MultiIndex.from_arrays([low, high])).fillna(0.0).to_numpy()


def measure(folder: Path) -> list[dict[str, Any]]:
    """Return the figures of one set."""
    records = read_records(folder / "records.csv")
    if (folder / "truth.csv").exists():
        truth = pd.read_csv(folder / "truth.csv", dtype="str").set_index(R.record_id)[ENTITY_ID]
        return by_entities(records, truth)
    return by_pairs(records, pd.read_csv(folder / "pairs.csv", dtype="str"))


def main() -> None:
    """Measure every set and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of labelled sets")
    parser.add_argument("--sample", type=Path, help="folder of a synthetic county")
    chosen = parser.parse_args()
    folders = sorted(p.parent for p in chosen.data.glob("*/records.csv")) if chosen.data else []
    rows = [{"set": folder.name, **row} for folder in folders for row in measure(folder)]
    if chosen.sample:
        records = county_records(chosen.sample)
        truth = records.set_index(R.record_id)[BUSINESS]
        found = by_entities(records.drop(columns=BUSINESS), truth)
        rows += [{"set": "synthetic county", "records": len(records), **row} for row in found]
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    about = {"model_version": pretrained().version, "peak_mb": round(peak_mb), "rows": rows}
    print(pd.DataFrame(rows).round(4).to_string(index=False, na_rep=""))
    print(json.dumps(about, default=float))


if __name__ == "__main__":
    main()

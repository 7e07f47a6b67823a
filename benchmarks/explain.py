"""How long does it take to say why two records are linked?

`python -m benchmarks.explain [--records FILE.csv | --made 100000]` learns the corpus of the records
once, as a build does, then explains pairs of records by it: among all records, and given only the
two. Prints milliseconds, median and 95th percentile, those of
the processor, and the corpus' own size; JSON last.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.made_registers import write_registers
from linkage.corpus import CORPUS, Corpus
from linkage.explanation import explain
from linkage.prepare import prepare
from linkage.standalone import read_records
from records.schema import Record

PAIRS = 300


def milliseconds(records: pd.DataFrame, pairs: np.ndarray, corpus: Corpus, alone: bool) -> dict:
    """Return how long explaining each of `pairs` takes; alone: given only the two records."""
    known = records.set_index(Record.record_id, drop=False)
    took, used = [], []
    for a, b in pairs:
        given = known.loc[[a, b]].reset_index(drop=True) if alone else records
        began, before = time.perf_counter(), time.process_time()
        explain(given, a, b, corpus=corpus)
        took.append((time.perf_counter() - began) * 1e3)
        used.append((time.process_time() - before) * 1e3)
    median, cpu = (round(float(np.median(each)), 2) for each in (took, used))
    return {"median": median, "p95": round(np.percentile(took, 95), 2), "median_cpu": cpu}


def main() -> None:
    """Explain pairs of records and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, help="CSV file as `concern link` reads it")
    parser.add_argument("--made", type=int, default=100_000, help="records to make, where none are")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.records or Path(folder, "made.csv")
        if not chosen.records:
            write_registers(chosen.made, 1, path)
        records = read_records(path)
        prepare(records).corpus.write(Path(folder, CORPUS))
        began = time.perf_counter()
        corpus = Corpus.read(Path(folder, CORPUS))
        read_ms = (time.perf_counter() - began) * 1e3
        size_kb = Path(folder, CORPUS).stat().st_size / 1024
    random = np.random.default_rng(1)
    ids = records[Record.record_id].to_numpy(dtype=object)
    pairs = random.choice(ids, size=(PAIRS, 2), replace=False)
    explain(records, *pairs[0], corpus=corpus)
    found = {
        "records": len(records),
        "among_all_ms": milliseconds(records, pairs, corpus, alone=False),
        "the_two_ms": milliseconds(records, pairs, corpus, alone=True),
        "corpus_kb": round(size_kb),
        "corpus_read_ms": round(read_ms),
    }
    print(pd.Series(found).to_string())
    print(json.dumps(found))


if __name__ == "__main__":
    main()

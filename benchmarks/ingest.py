"""How fast is a delivery taken in, and with how much memory?

    python -m benchmarks.ingest --rows 120000 --rows 1000000 [--megabytes 500]

Writes a CSV, takes it in as one delivery into a scratch county, then a day of 245 contacts, and
reads the current records. Each size runs in a process of its own; JSON comes last.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from records.contracts import find_contract
from records.history import current_records
from records.home import Home
from records.ingest import ingest

__all__ = ["HEADING", "SOURCE", "main", "notices"]

SOURCE = "hse_notices"
DAY_ROWS = 245
RECEIVED_ON = date(2026, 5, 1)

HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Industry,HSE Directorate,Compliance Date,Description,Result,Breach\n"
)
KINDS = ("Improvement Notice", "Immediate Prohibition Notice", "Deferred Prohibition Notice")
PLACES = ("Chelmsford", "Colchester", "Basildon", "Tendring", "Braintree", "Harlow")
WORDS = ("Brambling", "Otter", "Fennel", "Larkfield", "Quillmoor", "Tansy", "Wendlebrook")
TRADES = ("Bakery", "Joinery", "Cafe", "Car Wash", "Nails", "Joinery and Roofing", "Foods")
RESULTS = ("Notice complied", "Not complied", "Withdrawn", "")


def main() -> None:
    """Run each size asked for and print the figures as JSON."""
    asked = _asked()
    if asked.child:
        print(json.dumps(_measured(Path(asked.child), asked.rows[0])))
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
        sizes = [*asked.rows, *(_rows_in(size) for size in asked.megabytes)]
        figures = [_in_own_process(Path(scratch) / str(rows), rows) for rows in sizes]
    print(json.dumps({"benchmark": "ingest", "figures": figures}, indent=1))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", default=[])
    parser.add_argument("--megabytes", type=int, action="append", default=[])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not asked.rows and not asked.megabytes:
        asked.rows = [120_000]
    return asked


def _rows_in(megabytes: int) -> int:
    lines = list(notices(1_000))
    return megabytes * 1_000_000 // (sum(map(len, lines)) // len(lines))


def _in_own_process(folder: Path, rows: int) -> dict[str, Any]:
    """Return the figures of one size, so that its peak of memory is its own."""
    folder.mkdir()
    _write(folder / "delivery.csv", notices(rows))
    _write(folder / "day.csv", notices(DAY_ROWS, first=rows - DAY_ROWS // 2, seed=2))
    command = [sys.executable, "-m", "benchmarks.ingest", "--child", str(folder)]
    done = subprocess.run([*command, "--rows", str(rows)], check=True, stdout=subprocess.PIPE)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _measured(folder: Path, rows: int) -> dict[str, Any]:
    home = Home.at(folder / "county")
    home.root.mkdir()
    contract = find_contract(SOURCE, home.mappings)
    big, day = folder / "delivery.csv", folder / "day.csv"
    receipt, seconds = _timed(lambda: ingest(home, big, contract, RECEIVED_ON))
    peak = _peak_megabytes()
    again, again_seconds = _timed(lambda: ingest(home, big, contract, RECEIVED_ON))
    daily, day_seconds = _timed(lambda: ingest(home, day, contract, RECEIVED_ON))
    held, read_seconds = _timed(lambda: current_records(home))
    return {
        "rows": rows,
        "megabytes": round(big.stat().st_size / 1e6, 1),
        "loaded": receipt.loaded,
        "quarantined": receipt.quarantined,
        "duplicate": receipt.duplicate,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "peak_megabytes": round(peak),
        "same_file_again_seconds": round(again_seconds, 3),
        "same_file_changes_nothing": again.already_held,
        "day_rows": daily.rows_in,
        "day_corrected": daily.corrected,
        "day_seconds": round(day_seconds, 3),
        "current_records": len(held),
        "current_records_seconds": round(read_seconds, 2),
    }


def _timed(what: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return what(), time.perf_counter() - began


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADING)
        file.writelines(lines)


def notices(rows: int, first: int = 0, seed: int = 1) -> Iterator[str]:
    """Yield rows with quotes, a few of them with faults, as partners send them."""
    choose = random.Random(seed)  # noqa: S311 - invented rows, no secrets
    for number in range(first, first + rows):
        name = f"{choose.choice(WORDS)} {choose.choice(TRADES)} {number % 9_973}"
        day = f"{choose.randrange(1, 28):02}/{choose.randrange(1, 13):02}/2025"
        place, kind, result = choose.choice(PLACES), choose.choice(KINDS), choose.choice(RESULTS)
        issued = day if number % 997 else "the other day"
        yield (
            f'{300_000_000 + number},"{name}, {place}",{kind},{issued},{place},'
            f'56101 - Licensed restaurants,Accommodation and food,"FOD, East",{day},'
            f"Served because guards were missing on {number % 31} machines,{result},"
            f"Health and Safety at Work Act 1974 / {number % 40} / 1\n"
        )


if __name__ == "__main__":
    main()

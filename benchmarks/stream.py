"""Is a delivery of any size, through a pipe, taken in with the same memory?

    python -m benchmarks.stream --gigabytes 1 --gigabytes 2 [--scratch FOLDER]

A generator writes notices into `concern ingest - --source hse_notices`; the memory of its
processes is looked at ten times a second. JSON comes last.

peak_megabytes: anonymous memory, which is nobody else's and no page of a file; the largest seen.
resident_megabytes: all that was resident, with the pages of files, which the system takes back.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.ingest import HEADING, SOURCE, notices

__all__ = ["Memory", "main", "streamed"]

BLOCK_ROWS = 20_000
LOOK_SECONDS = 0.1
CONCERN = [sys.executable, "-c", "from dashboard.cli.main import main; main()"]
_HELD = re.compile(r"^(VmRSS|RssAnon):\s+(\d+) kB$", re.MULTILINE)
_KEY = re.compile(r"^\d+", re.MULTILINE)


def main() -> None:
    """Stream each size asked for and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, action="append", default=[])
    parser.add_argument("--scratch", type=Path, help="folder on the disk to use")
    asked = parser.parse_args()
    figures = []
    for gigabytes in asked.gigabytes or [0.1]:
        with tempfile.TemporaryDirectory(prefix="benchmark-", dir=asked.scratch) as scratch:
            figures.append(streamed(Path(scratch) / "county", int(gigabytes * 1e9)))
        print(json.dumps(figures[-1]), file=sys.stderr, flush=True)
    print(json.dumps({"benchmark": "stream", "figures": figures}, indent=1))


def streamed(county: Path, size: int) -> dict[str, Any]:
    """Pipe about `size` bytes of notices into a new county, and return what it took."""
    subprocess.run([*CONCERN, "init", str(county)], check=True, stdout=subprocess.DEVNULL)
    command = [*CONCERN, "ingest", "-", "--source", SOURCE, "--name", "notices.csv"]
    environment = {**os.environ, "CONCERN_QUIET": "1"}
    began = time.monotonic()
    with (
        subprocess.Popen(
            [*command, "--home", str(county)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=environment,
        ) as process,
        Memory(process.pid) as memory,
    ):
        written = 0
        with cast("IO[bytes]", process.stdin) as pipe:
            for block in _blocks():
                written += pipe.write(block)
                if written >= size:
                    break
        piped = time.monotonic() - began
        code = process.wait()
    seconds = time.monotonic() - began
    receipts = [json.loads(p.read_bytes()) for p in county.glob("deliveries/*/receipt.json")]
    return {
        "gigabytes": round(written / 1e9, 3),
        "exit_code": code,
        "rows_in": sum(receipt["rows_in"] for receipt in receipts),
        "loaded": sum(receipt["loaded"] for receipt in receipts),
        "piped_seconds": round(piped, 1),
        "seconds": round(seconds, 1),
        "peak_megabytes": round(memory.anonymous_kb / 1e3),
        "resident_megabytes": round(memory.resident_kb / 1e3),
        "left_aside": len([*county.glob("deliveries/.spool/*/*")]),
    }


def _blocks() -> Iterator[bytes]:
    """Yield the heading, then rows without end, each with a key of its own."""
    yield HEADING.encode()
    lines = "".join(notices(BLOCK_ROWS)).replace("%", "%%")
    block = _KEY.sub("%d", lines)
    for first in count(300_000_000, BLOCK_ROWS):
        yield (block % (*range(first, first + BLOCK_ROWS),)).encode()


class Memory:
    """Looks at the memory of a process and its children until told to stop; peaks in kB."""

    def __init__(self, pid: int) -> None:
        self.resident_kb = self.anonymous_kb = 0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            held = [_held(pid) for pid in _family(self._pid)]
            self.resident_kb = max(self.resident_kb, sum(h.get("VmRSS", 0) for h in held))
            self.anonymous_kb = max(self.anonymous_kb, sum(h.get("RssAnon", 0) for h in held))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue
        for child in below:
            yield from _family(int(child))


def _held(pid: int) -> dict[str, int]:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return {}
    return {name: int(kb) for name, kb in _HELD.findall(status)}


if __name__ == "__main__":
    main()

"""Does a standalone Spark cluster find the same entities as one machine?

`python -m benchmarks.spark_cluster --records 100000` makes registers of invented businesses (or
give `--file RECORDS.csv`), starts a Spark master and two workers, each a process of its own, on the
loopback interface, links there and in this process, compares the files byte for byte and ends all
that it started.
Prints one line of JSON: whether they are the same, seconds of both, by step, and who took part.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyspark

from benchmarks.made_registers import write_registers
from linkage.spark.session import spark_session
from linkage.spark.settings import SparkSettings
from linkage.spark.standalone import OnSpark
from linkage.standalone import ENTITIES, PAIRS, link_file

HOST = "127.0.0.1"
WAIT_SECONDS = 120
CLASS = str(Path(pyspark.__file__).with_name("bin") / "spark-class")
ROLE = "org.apache.spark.deploy"


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses now."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@contextmanager
def running(words: list[str], log: Path, until: str) -> Iterator[None]:
    """Run a program of Spark's while the block runs, from when its log says `until`.

    Raises:
        RuntimeError: it ended, or did not say so in time.
    """
    environment = os.environ | {"SPARK_LOCAL_IP": HOST, "SPARK_NO_DAEMONIZE": "1"}
    with log.open("wb") as said:
        process = subprocess.Popen([CLASS, *words], stdout=said, stderr=said, env=environment)
    try:
        ends = time.monotonic() + WAIT_SECONDS
        while until not in log.read_text("utf-8", "replace"):
            if process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(log.read_text("utf-8", "replace")[-2_000:])
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def cluster(folder: Path, workers: int, memory: str) -> Iterator[str]:
    """Yield the URL of a master that has so many workers of one core each."""
    port = free_port()
    url = f"spark://{HOST}:{port}"
    bare = ["--host", HOST, "--webui-port", str(free_port())]
    with ExitStack() as started:
        master = [f"{ROLE}.master.Master", *bare, "--port", str(port)]
        started.enter_context(running(master, folder / "master.log", "New state: ALIVE"))
        for number in range(workers):
            own = folder / f"worker-{number}"
            size = ["--cores", "1", "--memory", memory, "--work-dir", str(own)]
            bare = ["--host", HOST, "--webui-port", str(free_port())]
            worker = [f"{ROLE}.worker.Worker", *bare, *size, url]
            log = folder / f"worker-{number}.log"
            started.enter_context(running(worker, log, "Successfully registered with master"))
        yield url


def measure(records: Path, folder: Path, workers: int, parts: int) -> dict[str, Any]:
    """Return the figures of linking a file on a cluster and in this process."""
    here, there = folder / "here", folder / "there"
    began = time.perf_counter()
    whole = link_file(records, here)
    alone = time.perf_counter() - began
    with cluster(folder, workers, "2g") as url:
        conf = {
            "spark.driver.host": HOST,
            "spark.driver.bindAddress": HOST,
            "spark.local.dir": str(folder),
            "spark.executor.memory": "1g",
        }
        how = SparkSettings(url, work=folder, partitions=parts, conf=tuple(conf.items()))
        with spark_session(how) as open_one:
            began = time.perf_counter()
            report = OnSpark(how).link_file(records, there)
            took = time.perf_counter() - began
            executors = open_one.spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    same = {name: (here / name).read_bytes() == (there / name).read_bytes()
            for name in (ENTITIES, PAIRS)}  # fmt: skip
    told = {"records", "groups", "candidate_pairs", "compared_pairs", "entities", "decisions"}
    return {
        "same_bytes": same,
        "same_report": {name: report[name] == whole[name] for name in sorted(told)},
        "records": report["records"],
        "candidate_pairs": report["candidate_pairs"],
        "entities": report["entities"],
        "parts": report["parts"],
        "executors": executors,
        "seconds_here": round(alone, 1),
        "seconds_on_spark": round(took, 1),
        "steps": report["seconds"],
        "spark": pyspark.__version__,
    }


def main() -> None:
    """Link what is asked for and print the figures; 1 where the two differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000, help="how many to make")
    parser.add_argument("--file", type=Path, help="file of records to link instead")
    parser.add_argument("--workers", type=int, default=2, help="workers of one core each")
    parser.add_argument("--parts", type=int, default=0, help="parts of the records; 0: as needed")
    parser.add_argument("--seed", type=int, default=1, help="of the registers that are made")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spark-cluster-") as folder:
        records = chosen.file or Path(folder, "records.csv")
        if not chosen.file:
            write_registers(chosen.records, chosen.seed, records)
        figures = measure(records, Path(folder), chosen.workers, chosen.parts)
    print(json.dumps(figures))
    sys.exit(0 if all(figures["same_bytes"].values()) else 1)


if __name__ == "__main__":
    main()

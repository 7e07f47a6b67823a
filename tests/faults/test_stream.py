"""A delivery through a pipe is taken in with the same memory, however large; killed, it never was.

`python -m benchmarks.stream --gigabytes 10` shows it at full size.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.stream import streamed
from dashboard.settings import make_home
from records import held
from records.contracts import find_contract
from records.history import current_records, deliveries
from records.home import Home
from records.ingest import ingest

ROOT = Path(__file__).parents[2]
CONCERN = [sys.executable, "-c", "from dashboard.cli.main import main; main()"]
HEADING = b"Notice Number,Recipient's Name,Notice Type,Issue Date\n"
DAY = date(2025, 6, 1)


def row(number: int) -> bytes:
    return f"{number},Brambling {number},Improvement Notice,01/02/2025\n".encode()


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "county")


def command(home: Home, *more: str) -> list[str]:
    return [*CONCERN, "ingest", *more, "--source", "hse_notices", "--home", str(home.root)]


def test_thrice_as_much_through_a_pipe_takes_the_same_memory(tmp_path):
    small, large = (streamed(tmp_path / str(size), size) for size in (4_000_000, 12_000_000))
    assert (small["exit_code"], large["exit_code"]) == (0, 0)
    assert large["rows_in"] > 2 * small["rows_in"] > 0
    assert large["peak_megabytes"] < 1.2 * small["peak_megabytes"] + 20
    assert large["left_aside"] == 0


def test_standard_input_is_a_delivery_of_the_name_given(home):
    done = subprocess.run(
        command(home, "-", "--name", "june.csv"),
        input=HEADING + row(1) + row(2),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [*deliveries(home)["file_name"]] == ["june.csv"]
    assert len(current_records(home)) == 2


def test_standard_input_without_a_name_is_refused_with_the_remedy(home):
    done = subprocess.run(command(home, "-"), input=row(1), capture_output=True, check=False)
    assert done.returncode == 1
    assert b"give --name NAME.csv" in done.stderr


def test_a_named_pipe_is_a_delivery_of_its_name(home, tmp_path):
    pipe = tmp_path / "june.csv"
    os.mkfifo(pipe)
    with subprocess.Popen(command(home, str(pipe)), stdout=subprocess.DEVNULL) as process:
        with pipe.open("wb") as file:
            file.write(HEADING + row(1))
        assert process.wait() == 0
    assert [*deliveries(home)["file_name"]] == ["june.csv"]


def test_killed_while_it_reads_a_pipe_nothing_was_taken_in_and_the_next_one_clears_up(home):
    with subprocess.Popen(
        command(home, "-", "--name", "june.csv"), stdin=subprocess.PIPE
    ) as process:
        process.stdin.write(HEADING + b"".join(map(row, range(50_000))))
        process.stdin.flush()
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert deliveries(home).empty
    again = subprocess.run(
        command(home, "-", "--name", "june.csv"), input=HEADING + row(1), check=False
    )
    assert again.returncode == 0
    spool = home.deliveries / ".spool"
    assert [path.name for path in spool.iterdir()] == [".lock"]


def test_what_a_killed_pipe_left_is_gone_after_any_ingest(home, tmp_path):
    with subprocess.Popen(
        command(home, "-", "--name", "june.csv"), stdin=subprocess.PIPE
    ) as process:
        process.stdin.write(HEADING + b"".join(map(row, range(50_000))))
        process.stdin.flush()
        process.kill()
        process.wait()
    path = tmp_path / "july.csv"
    path.write_bytes(HEADING + row(1))
    ingest(home, path, find_contract("hse_notices", home.mappings), DAY)
    assert [path.name for path in (home.deliveries / ".spool").rglob("*")] == [".lock"]


def test_a_pipe_that_breaks_off_in_a_row_keeps_the_whole_rows_and_sets_that_one_aside(home):
    done = subprocess.run(
        command(home, "-", "--name", "june.csv"),
        input=HEADING + row(1) + b'2,"Bramb',
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    (ledger,) = deliveries(home).to_dict("records")
    assert (ledger["loaded"], ledger["quarantined"]) == (1, 1)


def test_hashes_that_no_longer_merge_lie_on_disk_and_still_find_their_rows(
    home, tmp_path, monkeypatch
):
    monkeypatch.setattr(held, "MOST_MERGED", 30_000)
    contract = find_contract("hse_notices", home.mappings)
    path = tmp_path / "june.csv"
    rows = 100_000
    path.write_bytes(HEADING + b"".join(map(row, range(rows))) + row(5))
    receipt = ingest(home, path, contract, DAY)
    assert (receipt.loaded, receipt.duplicate) == (rows, 1)
    (folder,) = home.deliveries.glob("2025-*")
    saved = [np.load(file) for file in sorted((folder / "keys").glob("*.npy"))]
    # A word said again is a word too: the last row's hash lies beside that of the row it repeats.
    assert sum(keys.shape[1] for keys in saved) == rows + 1
    assert len(np.unique(np.concatenate([keys[0] for keys in saved]))) == rows
    path.write_bytes(HEADING + row(7) + row(rows))
    again = ingest(home, path, contract, DAY)
    assert (again.loaded, again.duplicate) == (1, 1)

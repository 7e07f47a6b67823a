import io
import os
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from records import spooling
from records.errors import HomeError, SourceError
from records.home import Home
from records.spooling import file_name, spooled, sweep_spool

ROOT = Path(__file__).parents[2]

KILLED = """
import io, os, signal, sys
from pathlib import Path
from records.home import Home
from records.spooling import spooled

with spooled(Home.at(Path(sys.argv[1])), io.BytesIO(b"half"), "half.csv", spare_bytes=0):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def home(tmp_path):
    return Home.at(tmp_path)


def aside(home):
    """The files that lie in the spool, but for its lock."""
    spool = home.deliveries / ".spool"
    return [path.name for path in spool.rglob("*") if path.name not in (".lock", ".held")]


def test_all_that_comes_lies_in_a_file_of_that_name_and_is_gone_afterwards(home):
    said = []
    content = os.urandom(3_000_000)
    with spooled(home, io.BytesIO(content), "notices.csv", lambda *seen: said.append(seen)) as path:
        assert path.name == "notices.csv"
        assert path.read_bytes() == content
    assert said[-1] == ("receive", 3_000_000, None)
    assert aside(home) == []


def test_a_pipe_that_gives_nothing_is_an_empty_file(home):
    with spooled(home, io.BytesIO(b""), "notices.csv") as path:
        assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "name", ["", ".", "..", " ", "../a.csv", "/a.csv", "a\\b.csv", "a\0.csv", "a\n.csv", "a" * 201]
)
def test_a_name_that_is_no_plain_file_name_is_refused(home, name):
    with pytest.raises(SourceError, match="names no folder"):
        file_name(name)
    with pytest.raises(SourceError), spooled(home, io.BytesIO(b"x"), name):
        pass
    assert not home.deliveries.exists()


def test_a_disk_without_room_to_spare_is_refused_and_nothing_stays(home, monkeypatch):
    free = namedtuple("free", "free")
    seen = iter([free(5_000_000_000), free(7_000_000)])
    monkeypatch.setattr(spooling.shutil, "disk_usage", lambda _: next(seen))
    monkeypatch.setattr(spooling, "_LOOK_EVERY_BYTES", 1 << 20)
    with (
        pytest.raises(HomeError, match="7 MB are free"),
        spooled(home, io.BytesIO(bytes(4 << 20)), "notices.csv"),
    ):
        pass
    assert aside(home) == []


def test_what_a_killed_process_left_is_removed_by_the_next_one_and_by_any_ingest(home):
    for sweep in (lambda: sweep_spool(home), lambda: spooled(home, io.BytesIO(b"x"), "x")):
        command = [sys.executable, "-c", KILLED, str(home.root)]
        killed = subprocess.run(command, cwd=ROOT, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert "half.csv" in aside(home)
        with sweep() or io.BytesIO():
            assert "half.csv" not in aside(home)


def test_what_a_living_process_reads_is_left_alone(home):
    with spooled(home, io.BytesIO(b"first"), "first.csv") as first:
        sweep_spool(home)
        with spooled(home, io.BytesIO(b"second"), "second.csv") as second:
            assert (first.read_bytes(), second.read_bytes()) == (b"first", b"second")
    assert aside(home) == []


def test_a_folder_whose_process_died_before_it_took_its_lock_is_removed(home):
    with spooled(home, io.BytesIO(b"x"), "x.csv"):
        pass
    left = home.deliveries / ".spool" / "left"
    left.mkdir()
    sweep_spool(home)
    assert not left.exists()


def test_a_county_where_no_pipe_was_read_has_nothing_to_sweep(home):
    sweep_spool(home)
    assert not home.deliveries.exists()

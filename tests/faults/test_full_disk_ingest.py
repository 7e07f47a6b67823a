"""A disk that fills up while a delivery comes in, or a build is made: nothing is lost or half done.

On a tmpfs of its own where this user may mount one; elsewhere files are limited as by a quota.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from benchmarks.agreed import agree
from records.contracts import Contract
from records.errors import HomeError, StateError
from records.history import current_records, deliveries
from records.home import Home
from records.ingest import ingest
from records.spooling import spooled

DISK_BYTES = 6_000_000
LEAVE_BYTES = (0, 16_384, 131_072)
DAY = date(2026, 3, 2)
ROWS = 4_000
CONTRACT = Contract.model_validate(
    {
        "name": "kitchens",
        "title": "Kitchens",
        "agency": "LA_EH",
        "key": ["Ref"],
        "columns": {"name": {"from": "Name", "required": True}, "address": "Address"},
    }
)


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(disk: Path, leave: int) -> Iterator[None]:
    """Fill the disk but for some bytes; on a disk too large to fill, limit files instead."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    if free > DISK_BYTES:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (leave // 8, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        return
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * max(free - leave, 0))
    try:
        yield
    finally:
        ballast.unlink()


@pytest.fixture
def home(disk) -> Home:
    home = Home.at(disk / "county")
    agree(home, CONTRACT)
    return home


def delivery(folder: Path, number: int) -> Path:
    """A file whose every row corrects that of the one before; its text does not pack well."""
    path = folder / f"{number}.csv"
    rows = (f"{n},Cafe {number},{os.urandom(24).hex()}\n" for n in range(ROWS))
    path.write_text("Ref,Name,Address\n" + "".join(rows))
    return path


def said(home: Home) -> tuple[int, set[str]]:
    return len(deliveries(home)), {*current_records(home)["name"]}


def left_aside(home: Home) -> list[str]:
    folders = [path.name for path in home.deliveries.iterdir() if path.is_dir()]
    return [name for name in folders if name.startswith(".tmp-")]


@pytest.mark.parametrize("leave", LEAVE_BYTES)
def test_a_disk_that_fills_up_refuses_the_delivery_whole_and_takes_it_once_there_is_room(
    home, disk, tmp_path, leave
):
    first, second = (delivery(tmp_path, number) for number in (1, 2))
    ingest(home, first, CONTRACT, DAY)
    with filled(disk, leave):
        with pytest.raises((HomeError, StateError)) as refused:
            ingest(home, second, CONTRACT, DAY)
        assert "1.csv" not in str(refused.value)
        assert left_aside(home) == []
    assert said(home) == (1, {"Cafe 1"})
    receipt = ingest(home, second, CONTRACT, DAY)
    assert receipt.corrected == ROWS
    assert said(home) == (2, {"Cafe 2"})


def test_a_disk_that_fills_up_while_a_pipe_is_read_keeps_nothing_of_it(home, disk):
    with filled(disk, 200_000):
        with (
            pytest.raises(HomeError, match=r"cannot be kept.*Nothing\s+was taken in"),
            spooled(home, io.BytesIO(os.urandom(4_000_000)), "june.csv", spare_bytes=0),
        ):
            pass
        assert [p.name for p in (home.deliveries / ".spool").rglob("*")] == [".lock"]
    with spooled(home, io.BytesIO(b"Ref,Name\n1,Cafe\n"), "june.csv", spare_bytes=0) as path:
        ingest(home, path, CONTRACT, DAY)
    assert said(home) == (1, {"Cafe"})


def test_a_disk_without_room_to_spare_is_not_begun_upon(home, disk):
    with (
        pytest.raises(HomeError, match="MB are free"),
        spooled(home, io.BytesIO(b"Ref,Name\n"), "june.csv", spare_bytes=10**15),
    ):
        pass

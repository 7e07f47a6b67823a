"""A disk that is full or may not be written gives a clear error, and the old build stays."""

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.publish_kills import publish_marked, read_marked
from records.errors import BuildError, StateError
from records.home import Home
from records.state import delivery_rows, open_state
from records.store import builds, prune

DISK_BYTES = 1_200_000
LEAVE_BYTES = (0, 4_096, 40_960, 81_920)


@contextmanager
def largest_file(bytes_: int) -> Iterator[None]:
    """Let no file of this process grow past a size, as a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """Yield a folder on a disk of its own where this user may mount one; a plain one elsewhere."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield disk
    if mounted:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def filled(disk: Path, leave: int) -> Iterator[None]:
    """Fill the disk but for some bytes; on a disk too large to fill, limit files instead."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    if free > DISK_BYTES:
        with largest_file(leave // 8):
            yield
        return
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * max(free - leave, 0))
    yield
    ballast.unlink()


def unharmed(home: Home, mark: int) -> None:
    """Check that the build of this mark is still read and nothing half-written lies about."""
    assert read_marked(home).manifest.about["mark"] == mark
    assert [path.name for path in home.builds.iterdir() if path.name.startswith(".tmp-")] == []


@pytest.mark.parametrize("leave", LEAVE_BYTES)
def test_a_full_disk_refuses_the_build_and_keeps_the_old_one(small_disk, leave):
    home = Home.at(small_disk)
    publish_marked(home, 1)
    with filled(small_disk, leave):
        with pytest.raises(BuildError, match=r"could not be written.*before stays.*Free space"):
            publish_marked(home, 2)
        unharmed(home, 1)
    publish_marked(home, 3)
    unharmed(home, 3)


@pytest.mark.parametrize("limit", [0, 100, 1_000, 4_000, 12_000])
def test_a_quota_refuses_the_build_and_keeps_the_old_one(tmp_path, limit):
    home = Home.at(tmp_path)
    publish_marked(home, 1)
    with largest_file(limit), pytest.raises(BuildError, match="could not be written"):
        publish_marked(home, 2)
    unharmed(home, 1)
    assert len(builds(home)) == 1


def test_a_full_disk_at_the_pointer_leaves_no_build_behind(tmp_path, monkeypatch):
    home = Home.at(tmp_path)
    publish_marked(home, 1)
    rename = os.rename

    def rename_then_fill(*names: object) -> None:
        rename(*names)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    monkeypatch.setattr(os, "rename", rename_then_fill)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    with largest_file(unlimited), pytest.raises(BuildError, match="could not be written"):
        publish_marked(home, 2)
    monkeypatch.undo()
    unharmed(home, 1)
    assert len(builds(home)) == 1


@contextmanager
def as_anyone() -> Iterator[None]:
    """Act without root's right to write everywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


@pytest.fixture
def read_only_home() -> Iterator[Home]:
    """Yield a county of two builds that may be read by anyone and written by no one."""
    with tempfile.TemporaryDirectory() as name:
        home = Home.at(Path(name))
        for mark in (1, 2):
            publish_marked(home, mark)
        folders = [home.root, home.builds, *(p for p in home.builds.iterdir() if p.is_dir())]
        for folder in folders:
            folder.chmod(0o555)
        yield home
        for folder in folders:
            folder.chmod(0o755)


def test_a_folder_that_may_not_be_written_refuses_the_build_and_is_still_read(read_only_home):
    with as_anyone():
        with pytest.raises(BuildError, match=r"Permission denied.*folder's permissions"):
            publish_marked(read_only_home, 3)
        unharmed(read_only_home, 2)


def test_a_folder_that_may_not_be_written_refuses_pruning(read_only_home):
    with as_anyone(), pytest.raises(BuildError, match=r"cannot be removed.*permissions"):
        prune(read_only_home, keep=1)
    assert len(builds(read_only_home)) == 2


def test_a_county_without_its_folder_refuses_the_build(tmp_path):
    with pytest.raises(BuildError, match="No such file or directory"):
        publish_marked(Home.at(tmp_path / "absent"), 1)


def test_a_state_database_on_a_full_disk_is_a_clear_error(small_disk):
    url = Home.at(small_disk).state_url
    with filled(small_disk, 0), pytest.raises(StateError, match="cannot be used"):
        open_state(url)
    engine = open_state(url)
    assert delivery_rows(engine).empty
    engine.dispose()

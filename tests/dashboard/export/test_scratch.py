"""What is made aside is gone afterwards, however it ends."""

import tempfile
from pathlib import Path

import pytest

from benchmarks.seeing import seen
from dashboard.export import Wish, file_of
from dashboard.export.scratch import made_aside, scratch
from dashboard.filters import Filters
from records.errors import ConcernError
from tests.dashboard.full_disc import no_file_over


@pytest.fixture
def parent(tmp_path, monkeypatch):
    """Where scratch folders are made, of this test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(parent: Path) -> list[str]:
    return [one.name for one in parent.rglob("*")]


def test_a_file_has_no_name_any_more_when_its_first_piece_is_read(parent):
    pieces = made_aside("it.bin", lambda path: path.write_bytes(b"x" * 600_000) and None)
    assert left(parent) == []
    assert b"".join(pieces) == b"x" * 600_000


def test_a_download_that_is_left_half_way_leaves_nothing(parent):
    pieces = made_aside("it.bin", lambda path: path.write_bytes(b"x" * 600_000) and None)
    next(pieces)
    pieces.close()
    assert left(parent) == []


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_of_a_file_whose_making_failed(parent, fault):
    def make(path):
        path.write_bytes(b"half")
        raise fault

    with pytest.raises(fault):
        made_aside("it.bin", make)
    assert left(parent) == []


def test_what_a_killed_process_left_is_removed_by_the_next_and_no_folder_in_use(parent):
    dead = parent / "concern-export-dead"
    dead.mkdir()
    (dead / "half.gpkg").write_bytes(b"half")
    other = parent / "another-program"
    other.mkdir()
    with scratch() as one, scratch() as two:
        assert one.is_dir()
        assert two.is_dir()
        assert one.stat().st_mode & 0o777 == 0o700
        assert not dead.exists()
    assert left(parent) == ["another-program"]


@pytest.mark.parametrize("format", ["gpkg", "xlsx"])
def test_a_full_disc_is_told_with_where_it_is_and_leaves_nothing(parent, small, format):
    with no_file_over(20_000), pytest.raises(ConcernError, match="TMPDIR") as refused:
        file_of(seen(small), Filters(), Wish(format), "a mark")
    assert str(parent) in str(refused.value)
    assert left(parent) == []


def test_a_folder_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(ConcernError, match=r"in /nowhere/at/all: No such file"):
        made_aside("it.bin", Path.touch)

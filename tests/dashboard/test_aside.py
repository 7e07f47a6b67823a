"""A file that is written is there whole or not at all."""

import os
import signal
import subprocess
import sys

import pytest

from dashboard.aside import write_whole
from records.errors import ConcernError
from tests.dashboard.full_disc import no_file_over

KILLED = """
import os, signal, sys
from pathlib import Path
from dashboard.aside import write_whole

def pieces():
    yield b"half of it"
    os.kill(os.getpid(), signal.SIGKILL)

write_whole(Path(sys.argv[1]), pieces())
"""


def test_a_command_killed_half_way_leaves_the_older_file_as_it_was(tmp_path):
    out = tmp_path / "list.csv"
    out.write_bytes(b"the older one")
    ended = subprocess.run([sys.executable, "-c", KILLED, out], env=os.environ, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert out.read_bytes() == b"the older one"


def test_pieces_that_fail_half_way_leave_nothing(tmp_path):
    def pieces():
        yield b"half of it"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "list.csv", pieces())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_with_a_remedy(tmp_path):
    out = tmp_path / "nowhere" / "list.csv"
    with pytest.raises(ConcernError, match=r"list\.csv cannot be written: No such file.*Name"):
        write_whole(out, [b"it"])


def test_a_full_disc_is_told_and_leaves_the_older_file(tmp_path):
    out = tmp_path / "list.csv"
    out.write_bytes(b"the older one")
    with no_file_over(10_000), pytest.raises(ConcernError, match="cannot be written: File too"):
        write_whole(out, [b"x" * 20_000])
    assert out.read_bytes() == b"the older one"
    assert list(tmp_path.iterdir()) == [out]

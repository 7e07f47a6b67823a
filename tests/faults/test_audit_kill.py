"""A process killed while it appends to the audit loses nothing it acknowledged, breaks no chain."""

import fcntl
import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import subprocess
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, select

from records.audit import Entry, open_trail, verify
from records.errors import StateError
from records.home import Home
from records.state import open_state, reading
from records.state.tables import audit

WAIT_SECONDS = 60
DISK_BYTES = 1_200_000
AT_ONCE = 3

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["records.audit", "records.state"])


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path)
    engine = open_state(home.state_url)
    open_trail(engine, home)
    engine.dispose()
    return home


def entry(number: int) -> Entry:
    detail = {"ids": [f"P{number}", f"P{number + 1}"]}
    return Entry("consultation", "ada", subject_kind="list", subject=f"N{number}", detail=detail)


def append_and_die(home: Home, step: int) -> None:
    """Append three entries in one transaction and die at the step: statement or system call."""
    left = [step]

    def tick(*_: object) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, tick)
    for module, name in ((os, "open"), (os, "pwrite"), (os, "fdatasync"), (fcntl, "flock")):
        setattr(module, name, mortal(getattr(module, name), tick))
    trail.append(*(entry(number) for number in range(AT_ONCE)))


def mortal(call, tick):
    def wrapped(*args, **kwargs):
        tick()
        answer = call(*args, **kwargs)
        tick()
        return answer

    return wrapped


def append_until_killed(home: Home, first: int, pipe) -> None:
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    pipe.send(first - 1)
    number = first
    while True:
        trail.append(entry(number))
        pipe.send(number)
        number += 1


def make_key_and_die(root, step: int) -> None:
    left = [step]

    def tick() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    home = Home.at(root)
    engine = open_state(home.state_url)
    for name in ("open", "fsync", "link", "pwrite", "fdatasync"):
        setattr(os, name, mortal(getattr(os, name), tick))
    open_trail(engine, home)


def said(pipe) -> list[int]:
    numbers = []
    while True:
        try:
            numbers.append(pipe.recv())
        except EOFError:
            return numbers


def held(home: Home) -> list[str]:
    """Return the subjects that the audit holds, in order; it must be sound."""
    engine = open_state(home.state_url)
    verdict = verify(open_trail(engine, home))
    with reading(engine) as connection:
        subjects = list(connection.scalars(select(audit.c.subject).order_by(audit.c.seq)))
    engine.dispose()
    assert verdict.faults == ()
    assert verdict.anchored.seq <= verdict.head.seq
    return subjects


def run(target, *args) -> int:
    process = processes.Process(target=target, args=args)
    process.start()
    process.join(WAIT_SECONDS)
    return process.exitcode


def test_killed_at_every_step_of_an_append_it_is_whole_or_was_never(home):
    step, kills, before = 0, 0, 0
    while (code := run(append_and_die, home, step)) == -signal.SIGKILL:
        after = len(held(home))
        assert after - before in (0, AT_ONCE)
        before, step, kills = after, step + 1, kills + 1
    assert code == 0
    assert len(held(home)) == before + AT_ONCE
    assert kills >= 20


def test_killed_while_key_and_anchor_are_made_the_next_start_succeeds(tmp_path):
    step = 0
    while True:
        root = tmp_path / str(step)
        root.mkdir()
        code = run(make_key_and_die, root, step)
        home = Home.at(root)
        engine = open_state(home.state_url)
        trail = open_trail(engine, home)
        trail.append(entry(1))
        assert verify(trail).is_sound
        engine.dispose()
        if code == 0:
            break
        assert code == -signal.SIGKILL
        step += 2
    assert step >= 8


def test_killed_at_random_moments_every_acknowledged_entry_is_held_in_one_chain(home):
    moments = random.Random(5)
    acknowledged, written = [], 0
    for turn in range(25):
        ours, theirs = processes.Pipe()
        process = processes.Process(target=append_until_killed, args=(home, 1000 * turn, theirs))
        process.start()
        theirs.close()
        ours.recv()
        process.join(moments.uniform(0, 0.08))
        process.kill()
        process.join(WAIT_SECONDS)
        acknowledged += [f"N{number}" for number in said(ours)]
    subjects = held(home)
    written = len(acknowledged)
    assert written > 0
    assert set(acknowledged) <= set(subjects)
    assert len(subjects) == len(set(subjects))
    assert len(subjects) - written <= 25


@contextmanager
def largest_file(bytes_: int):
    """Let no file of this process grow past a size, as a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_the_entry_and_the_chain_goes_on(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        fill_and_free(Home.at(disk), mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill_and_free(home: Home, *, mounted: bool) -> None:
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    trail.append(entry(1))
    with largest_file(resource.RLIM_INFINITY if mounted else 200_000):
        if mounted:
            free = os.statvfs(home.root).f_bavail * os.statvfs(home.root).f_frsize
            (home.root / "ballast").write_bytes(b"x" * free)
        done = append_until_refused(trail)
    (home.root / "ballast").unlink(missing_ok=True)
    assert held(home) == [f"N{number}" for number in range(1, done + 1)]
    trail.append(entry(done + 1))
    assert len(held(home)) == done + 1
    engine.dispose()


def append_until_refused(trail) -> int:
    """Append until the disk refuses, and return how many entries were acknowledged."""
    for number in range(2, 100_000):
        try:
            trail.append(entry(number))
        except StateError as error:
            assert "cannot be used" in str(error)  # noqa: PT017  # how many came before counts
            return number - 1
    raise AssertionError("the disk never filled")


def test_a_locked_database_refuses_the_entry_and_the_chain_goes_on(home, monkeypatch):
    monkeypatch.setattr("records.state.sqlite.BUSY_SECONDS", 0)
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    trail.append(entry(1))
    other = sqlite3.connect(home.root / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateError, match="locked"):
        trail.append(entry(2))
    other.execute("ROLLBACK")
    other.close()
    trail.append(entry(3))
    assert held(home) == ["N1", "N3"]
    engine.dispose()


def test_a_database_that_is_gone_refuses_the_entry(home):
    engine = open_state(home.state_url)
    trail = open_trail(engine, home)
    trail.append(entry(1))
    engine.dispose()
    for file in home.root.glob("state.db*"):
        file.rename(file.with_name(f"kept-{file.name}"))
    with pytest.raises(StateError):
        trail.append(entry(2))
    assert trail.anchor.read().seq == 1
    for file in home.root.glob("kept-state.db*"):
        file.rename(file.with_name(file.name.removeprefix("kept-")))
    trail.append(entry(3))
    assert held(home) == ["N1", "N3"]
    engine.dispose()

"""A process or a server killed while it writes the state database loses nothing acknowledged.

CONCERN_KILLS=100 makes 100 kills of each kind; 1000 kills at each statement of the migration.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event, make_url

from benchmarks.postgres import Cluster, private_cluster
from records.errors import StateError
from records.state import DeliveryRow, add_delivery, delivery_rows, open_state, reading
from records.state.migrate import newest, version

KILLS = int(os.environ.get("CONCERN_KILLS") or 10)
WAIT_SECONDS = 60
MOMENTS = ("before_cursor_execute", "after_cursor_execute", "commit")

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["benchmarks.publish_kills", "records.state"])

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def delivery(number: int) -> DeliveryRow:
    return DeliveryRow(
        delivery_id=f"D{number:06d}",
        source="hse_notices",
        agency="HSE",
        file_name="notices.csv",
        sha256=f"{number:064x}",
        bytes=100,
        received_on=date(2026, 3, 1),
        recorded_at=datetime(2026, 3, 2, tzinfo=UTC),
        rows_in=3,
        loaded=3,
        corrected=0,
        quarantined=0,
        duplicate=0,
        erased=0,
        contract_sha256="c" * 64,
    )


@contextmanager
def each_moment(act: Callable[[int], None]) -> Iterator[None]:
    """Call `act` before and after each statement, and at each commit, with its number."""
    passed = [0]

    def tick(*_: object) -> None:
        act(passed[0])
        passed[0] += 1

    for moment in MOMENTS:
        event.listen(Engine, moment, tick)
    try:
        yield
    finally:
        for moment in MOMENTS:
            event.remove(Engine, moment, tick)


def moments_of_opening(url: str) -> list[int]:
    """Numbers of the moments at which opening a new database is killed, spread over all."""
    passed: list[int] = []
    with each_moment(passed.append):
        open_state(url).dispose()
    return passed[:: max(1, len(passed) // KILLS)]


def die(at: int, now: int) -> None:
    if now == at:
        os.kill(os.getpid(), signal.SIGKILL)


def open_and_die(url: str, at: int) -> None:
    with each_moment(lambda now: die(at, now)):
        open_state(url).dispose()


def add_until_killed(url: str, first: int, pipe) -> None:
    engine = open_state(url)
    pipe.send(first - 1)
    number = first
    while True:
        add_delivery(engine, delivery(number))
        pipe.send(number)
        number += 1


def said(pipe) -> list[int]:
    numbers = []
    while True:
        try:
            numbers.append(pipe.recv())
        except EOFError:
            return numbers


def is_whole(url: str) -> bool:
    """Whether the next start finds or makes a database of this version that works."""
    engine = open_state(url)
    with reading(engine) as connection:
        newest_step = version(connection) == newest()
    empty = delivery_rows(engine).empty
    add_delivery(engine, delivery(1))
    kept = len(delivery_rows(engine)) == 1
    engine.dispose()
    return newest_step and empty and kept


def test_killed_at_any_statement_of_the_migration_the_next_start_succeeds(new_urls):
    moments = moments_of_opening(new_urls())
    assert len(moments) >= KILLS or KILLS > 100
    for moment in moments:
        url = new_urls()
        process = processes.Process(target=open_and_die, args=(url, moment))
        process.start()
        process.join(WAIT_SECONDS)
        assert process.exitcode == -signal.SIGKILL
        assert is_whole(url)


@on_postgresql
def test_cut_off_at_any_statement_of_the_migration_it_says_so_and_the_next_start_succeeds(
    new_urls, cluster
):
    for moment in moments_of_opening(new_urls()):
        url = new_urls()

        def cut(now: int, at: int = moment, name: str = make_url(url).database or "") -> None:
            if now == at:
                cluster.sql(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    f"WHERE datname = '{name}'"
                )

        with each_moment(cut), pytest.raises(StateError, match="cannot be used"):
            open_state(url)
        assert is_whole(url)


def test_killed_at_random_moments_every_acknowledged_delivery_is_in_the_ledger(new_url):
    moments = random.Random(3)
    acknowledged, written = 0, 0
    for _ in range(KILLS):
        ours, theirs = processes.Pipe()
        first = acknowledged + 2
        process = processes.Process(target=add_until_killed, args=(new_url, first, theirs))
        process.start()
        theirs.close()
        ours.recv()
        process.join(moments.uniform(0, 0.15))
        process.kill()
        process.join(WAIT_SECONDS)
        numbers = said(ours)
        ours.close()
        acknowledged, written = max([first - 1, *numbers]), written + len(numbers)
        assert missing(new_url, first, acknowledged) == []
    assert written > 0


def missing(url: str, first: int, last: int) -> list[int]:
    engine = open_state(url)
    held = set(delivery_rows(engine)["delivery_id"])
    engine.dispose()
    return [number for number in range(first, last + 1) if f"D{number:06d}" not in held]


@pytest.fixture
def durable() -> Iterator[Cluster]:
    """A PostgreSQL that syncs as a county's does."""
    with private_cluster({}) as cluster:
        cluster.sql("CREATE ROLE concern_owner LOGIN", "CREATE DATABASE state OWNER concern_owner")
        yield cluster


@on_postgresql
def test_a_server_whose_power_is_cut_at_random_moments_keeps_every_acknowledged_delivery(
    backend, durable
):
    url = durable.url("state", "concern_owner")
    engine = open_state(url)
    moments, acknowledged = random.Random(5), [0]

    def add_until_refused() -> None:
        while True:
            try:
                add_delivery(engine, delivery(acknowledged[0] + 1))
            except StateError:
                return
            acknowledged[0] += 1

    for _ in range(max(3, KILLS // 3)):
        before, adding = acknowledged[0], threading.Thread(target=add_until_refused)
        adding.start()
        adding.join(moments.uniform(0.02, 0.2))
        durable.stop("immediate")
        adding.join(WAIT_SECONDS)
        assert not adding.is_alive()
        durable.start()
        assert missing(url, 1, acknowledged[0]) == []
        # The one in flight may have been kept, though nobody was told.
        acknowledged[0] = len(delivery_rows(engine))
        assert acknowledged[0] >= before
    assert acknowledged[0] > 0
    engine.dispose()

"""A process killed while it writes the state database loses nothing it acknowledged."""

import multiprocessing
import os
import random
import signal
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event

from records.home import Home
from records.state import DeliveryRow, add_delivery, delivery_rows, open_state, reading
from records.state.migrate import newest, version

WAIT_SECONDS = 60

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["benchmarks.publish_kills", "records.state"])


@pytest.fixture
def url(tmp_path):
    return Home.at(tmp_path).state_url


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
        contract_sha256="c" * 64,
    )


def open_and_die(url: str, statement: int) -> None:
    left = [statement]

    def tick(*_: object) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, tick)
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


def test_killed_at_any_statement_of_the_migration_the_next_start_succeeds(tmp_path):
    statement, kills = 0, 0
    while True:
        url = f"sqlite:///{tmp_path / f'{statement}.db'}"
        process = processes.Process(target=open_and_die, args=(url, statement))
        process.start()
        process.join(WAIT_SECONDS)
        engine = open_state(url)
        with reading(engine) as connection:
            assert version(connection) == newest()
        assert delivery_rows(engine).empty
        engine.dispose()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        statement, kills = statement + 3, kills + 1
    assert kills >= 5


def test_killed_at_random_moments_every_acknowledged_delivery_is_in_the_ledger(url):
    moments = random.Random(3)
    acknowledged, written = 0, 0
    for _ in range(10):
        ours, theirs = processes.Pipe()
        first = acknowledged + 2
        process = processes.Process(target=add_until_killed, args=(url, first, theirs))
        process.start()
        theirs.close()
        ours.recv()
        process.join(moments.uniform(0, 0.15))
        process.kill()
        process.join(WAIT_SECONDS)
        numbers = said(ours)
        acknowledged, written = max([first - 1, *numbers]), written + len(numbers)
        engine = open_state(url)
        held = set(delivery_rows(engine)["delivery_id"])
        engine.dispose()
        missing = [n for n in range(first, acknowledged + 1) if f"D{n:06d}" not in held]
        assert missing == []
    assert written > 0

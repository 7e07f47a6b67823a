"""How the state database is reached, and what is refused."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from records.errors import StateError
from records.state import (
    add_delivery,
    delivery_rows,
    open_state,
    postgresql,
    reading,
    sqlite,
    writing,
)
from records.state.migrate import newest, version
from records.state.tables import VERSION_TABLE, judgements

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def pragma(engine: Engine, name: str) -> object:
    with reading(engine) as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_new_database_is_made_at_the_newest_step(engine):
    with reading(engine) as connection:
        assert version(connection) == newest()
    assert delivery_rows(engine).empty


@on_sqlite
def test_an_acknowledged_write_is_on_disk_and_readers_do_not_wait(engine):
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "busy_timeout") == 30_000


def test_opening_again_keeps_what_was_written(url, make_delivery):
    first = open_state(url)
    add_delivery(first, make_delivery())
    first.dispose()
    second = open_state(url)
    assert len(delivery_rows(second)) == 1
    second.dispose()


def test_a_reader_sees_the_old_state_while_another_writes(engine, make_delivery):
    with writing(engine) as writer:
        writer.execute(judgements.insert(), judgement())
        with reading(engine) as reader:
            assert reader.execute(text("SELECT count(*) FROM judgements")).scalar() == 0
    with reading(engine) as reader:
        assert reader.execute(text("SELECT count(*) FROM judgements")).scalar() == 1


def test_a_block_that_fails_writes_nothing(engine):
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        half_done(connection)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM judgements")).scalar() == 0


def test_a_broken_rule_of_a_table_is_told_from_a_broken_database(engine):
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(judgements.insert(), judgement() | {"verdict": "perhaps"})


def hold_without_end(engine: Engine, held: ExitStack) -> None:
    while True:
        held.enter_context(reading(engine))


def half_done(connection: Connection) -> None:
    connection.execute(judgements.insert(), judgement())
    raise ZeroDivisionError


def judgement() -> dict[str, object]:
    return {
        "id_a": "a",
        "id_b": "b",
        "verdict": "same",
        "why": "same shop front",
        "judged_by": "analyst",
        "judged_at": datetime(2026, 1, 1, tzinfo=UTC),
    }


@on_sqlite
def test_processes_that_start_at_once_all_find_the_database(url):
    code = (
        "import sys; from records.state import open_state, delivery_rows; sys.stdin.read();"
        "engine = open_state(sys.argv[1]); print(len(delivery_rows(engine))); engine.dispose()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        process.stdin.close()
        process.stdin = None
    answers = [process.communicate(timeout=600) for process in started]
    assert answers == [("0\n", "")] * 4


def test_a_newer_database_is_refused_and_left_alone(url):
    engine = open_state(url)
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StateError, match=r"at step '9999'; this program knows steps up to '\d+'"):
        open_state(url)


def test_a_database_of_another_program_is_refused_and_left_alone(url):
    other = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    with pytest.raises(StateError, match="of another program"):
        open_state(url)
    assert inspect(other).get_table_names() == ["invoices"]
    other.dispose()


@on_sqlite
def test_a_file_that_is_no_database_is_refused_and_left_alone(url, tmp_path):
    file = tmp_path / "state.db"
    file.write_bytes(b"minutes of the last meeting\n" * 100)
    with pytest.raises(StateError, match="file is not a database"):
        open_state(url)
    assert file.read_bytes().startswith(b"minutes")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StateError, match=r"absent.*No such file or directory.*folder"):
        open_state(f"sqlite:///{tmp_path / 'absent' / 'state.db'}")


def test_a_database_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "state.db").mkdir()
    with pytest.raises(StateError, match="unable to open database file"):
        open_state(f"sqlite:///{tmp_path / 'state.db'}")


@on_sqlite
def test_a_file_that_vanishes_is_an_error_in_the_next_request_and_never_made_anew(
    engine, tmp_path, make_delivery
):
    add_delivery(engine, make_delivery())
    aside = tmp_path / "aside"
    aside.mkdir()
    engine.dispose()
    (tmp_path / "state.db").rename(aside / "state.db")
    for _ in range(2):
        with pytest.raises(StateError, match="unable to open database file"):
            add_delivery(engine, make_delivery(2))
    assert list(tmp_path.iterdir()) == [aside]
    (aside / "state.db").rename(tmp_path / "state.db")
    add_delivery(engine, make_delivery(2))
    assert len(delivery_rows(engine)) == 2


@on_sqlite
def test_a_file_put_in_place_of_the_old_one_is_the_one_that_is_written(
    engine, tmp_path, make_delivery
):
    add_delivery(engine, make_delivery())
    restored = tmp_path / "restored.db"
    with sqlite3.connect(tmp_path / "state.db") as live, sqlite3.connect(restored) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    with reading(engine) as held_open:
        held_open.execute(text("SELECT 1"))
    for beside in ("state.db-wal", "state.db-shm"):
        (tmp_path / beside).unlink(missing_ok=True)
    restored.rename(tmp_path / "state.db")
    add_delivery(engine, make_delivery(2))
    engine.dispose()
    again = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    assert len(delivery_rows(again)) == 2
    again.dispose()


@on_sqlite
def test_a_writer_that_waits_too_long_for_another_is_told(url, monkeypatch, make_delivery):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    engine, other = open_state(url), open_state(url)
    with writing(other), pytest.raises(StateError, match="database is locked"):
        add_delivery(engine, make_delivery())
    add_delivery(engine, make_delivery())
    engine.dispose()
    other.dispose()


@on_postgresql
def test_a_server_waits_no_longer_for_another_writer_than_a_file(
    state_url, monkeypatch, make_delivery
):
    monkeypatch.setattr(postgresql, "BUSY_SECONDS", 0.001)
    engine = open_state(state_url)
    with writing(engine), pytest.raises(StateError, match="lock timeout"):
        add_delivery(engine, make_delivery())
    add_delivery(engine, make_delivery())
    engine.dispose()


def test_what_a_writer_has_read_cannot_change_under_it(state_url):
    engine = open_state(state_url)

    def count_one_more() -> None:
        with writing(engine) as connection:
            held = connection.execute(text("SELECT count(*) FROM judgements")).scalar()
            connection.execute(judgements.insert(), judgement() | {"id_b": f"b{held}"})

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(count_one_more) for _ in range(24)]:
            done.result()
    with reading(engine) as connection:
        assert (
            connection.execute(text("SELECT count(DISTINCT id_b) FROM judgements")).scalar() == 24
        )
    engine.dispose()


def test_a_reader_sees_one_state_throughout(engine):
    count = text("SELECT count(*) FROM judgements")
    with reading(engine) as reader:
        assert reader.execute(count).scalar() == 0
        with writing(engine) as writer:
            writer.execute(judgements.insert(), judgement())
        assert reader.execute(count).scalar() == 0
    with reading(engine) as reader:
        assert reader.execute(count).scalar() == 1


def test_when_every_connection_is_in_use_it_is_said(state_url, monkeypatch):
    engine = open_state(state_url)
    monkeypatch.setattr(engine.pool, "_timeout", 0.01)
    with ExitStack() as held, pytest.raises(StateError, match="every connection is in use"):
        hold_without_end(engine, held)
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "mysterydb://clerk:hunter2@127.0.0.1:1/state",
        "postgresql+mystery://clerk:hunter2@127.0.0.1:1/state",
        "clerk:hunter2 at the county's database",
    ],
)
def test_no_message_holds_the_password(url):
    with pytest.raises(StateError) as caught:
        open_state(url)
    assert "hunter2" not in str(caught.value)


def test_a_county_without_the_driver_of_its_database_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StateError, match=r"pip install 'businesses-of-concern\[postgres\]'") as e:
        open_state("postgresql://clerk:hunter2@127.0.0.1:1/state")
    assert "postgresql+psycopg://clerk:***@127.0.0.1:1/state" in str(e.value)


def test_a_database_in_memory_serves_a_trial():
    engine = open_state("sqlite://")
    assert delivery_rows(engine).empty
    engine.dispose()


def test_the_migrations_lie_inside_the_package():
    import records.state

    folder = Path(records.state.__file__).parent / "migrations"
    assert {"env.py", "versions"} <= set(os.listdir(folder))

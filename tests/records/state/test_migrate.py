"""The steps lead to the tables that the code knows, and back."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from records.state import add_delivery, delivery_rows, open_state, reading, writing
from records.state.migrate import migrate, newest, step_back, version
from records.state.tables import VERSION_TABLE, metadata
from tests.records.state.made_rows import add_rows, rows_of

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def definitions(engine):
    """Return each table and index as SQLite wrote it down, its lines in order."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL"))
        texts = {name: sql for name, sql in rows if name != VERSION_TABLE}
    return {
        name: sorted(
            line.strip().rstrip(",").replace('"', "") for line in sql.splitlines() if line.strip()
        )
        for name, sql in texts.items()
    }


def test_the_steps_make_the_tables_the_code_knows(fresh):
    with reading(fresh) as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


@on_sqlite
def test_the_steps_make_the_same_rules_too(fresh):
    straight = create_engine("sqlite://")
    metadata.create_all(straight)
    assert definitions(fresh) == definitions(straight)
    straight.dispose()


STEPS = [f"{number:04d}" for number in range(1, int(newest()) + 1)]


def test_every_step_up_keeps_every_row(fresh):
    for step in STEPS:
        with writing(fresh) as connection:
            step_back(connection, "base")
            migrate(connection)
            step_back(connection, step)
            add_rows(connection)
            before = rows_of(connection)
        assert before
        with writing(fresh) as connection:
            migrate(connection)
            after = rows_of(connection)
        assert kept(before, after) == before, step


def test_every_step_down_keeps_every_row_of_the_tables_it_leaves(fresh):
    with writing(fresh) as connection:
        add_rows(connection)
        before = rows_of(connection)
    for step in reversed(STEPS[:-1]):
        with writing(fresh) as connection:
            step_back(connection, step)
            after = rows_of(connection)
        assert after, step
        assert kept(after, before) == after, step
        before = after
    assert set(after) == {"deliveries", "judgements"}


def kept(of, held):
    """What `held` says of the tables and columns of `of`."""
    return {
        table: [
            {column: row[column] for column in one}
            for one, row in zip(rows, held[table], strict=True)
        ]
        for table, rows in of.items()
    }


def test_rows_counted_apart_stay_counted_when_the_step_that_counts_them_is_taken_back(engine):
    with writing(engine) as connection:
        add_rows(connection, deliveries={"rows_in": 10, "duplicate": 2, "erased": 1})
        step_back(connection, "0004")
        row = rows_of(connection)["deliveries"][0]
        assert (row["rows_in"], row["duplicate"]) == (10, 3)
        migrate(connection)
    assert list(delivery_rows(engine)["erased"]) == [0]


def test_two_processes_that_migrate_rows_at_once_migrate_them_once(state_url):
    engine = open_state(state_url)
    with writing(engine) as connection:
        step_back(connection, "0004")
        add_rows(connection)
        before = rows_of(connection)
    engine.dispose()
    code = (
        "import sys; from records.state import open_state; sys.stdin.read();"
        "open_state(sys.argv[1]).dispose()"
    )
    both = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code, state_url],
                         stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    for process in both:
        process.stdin.close()
        process.stdin = None
    assert [process.communicate(timeout=600)[1] for process in both] == [b"", b""]
    assert [process.returncode for process in both] == [0, 0]
    engine = open_state(state_url)
    with reading(engine) as connection:
        assert version(connection) == newest()
        assert kept(before, rows_of(connection)) == before
    engine.dispose()


def test_a_database_with_rows_goes_down_and_up_again(engine, make_delivery):
    add_delivery(engine, make_delivery())
    with writing(engine) as connection:
        step_back(connection, "base")
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == [VERSION_TABLE]
        assert version(connection) is None
    with writing(engine) as connection:
        migrate(connection)
    assert delivery_rows(engine).empty
    add_delivery(engine, make_delivery())
    assert len(delivery_rows(engine)) == 1


@on_sqlite
def test_migrating_twice_changes_nothing(engine, make_delivery):
    add_delivery(engine, make_delivery())
    before = definitions(engine)
    with writing(engine) as connection:
        migrate(connection)
    assert definitions(engine) == before
    assert len(delivery_rows(engine)) == 1


def test_a_step_that_fails_half_way_leaves_the_database_as_it_was(url, monkeypatch):
    from alembic import op

    def fail(*_, **__):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_index", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            open_state(url)
    bare = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    assert inspect(bare).get_table_names() == []
    bare.dispose()
    engine = open_state(url)
    assert delivery_rows(engine).empty
    engine.dispose()


def test_a_folder_with_a_percent_sign_is_migrated(tmp_path):
    folder = tmp_path / "100%(sure)s"
    folder.mkdir()
    engine = open_state(f"sqlite:///{folder / 'state.db'}")
    assert delivery_rows(engine).empty
    engine.dispose()

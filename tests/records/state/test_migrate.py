"""The steps lead to the tables that the code knows, and back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from records.state import add_delivery, delivery_rows, open_state, reading, writing
from records.state.migrate import migrate, step_back, version
from records.state.tables import VERSION_TABLE, metadata

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


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

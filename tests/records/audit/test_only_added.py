"""The database itself refuses to change or remove a row of the audit."""

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from records.errors import StateError
from records.state import reading, writing
from records.state.migrate import migrate, step_back
from records.state.tables import audit

REFUSED = "only ever added to"
CHANGES = (
    "UPDATE audit SET purpose = 'another' WHERE seq = 1",
    "UPDATE audit SET purpose = purpose",
    "DELETE FROM audit WHERE seq = 2",
    "DELETE FROM audit",
    "UPDATE audit_subjects SET subject = 'P9'",
    "DELETE FROM audit_subjects",
)


@pytest.fixture
def written(trail, opened, engine):
    trail.append(opened(1, detail={"ids": ["P1"]}), opened(2))
    with reading(engine) as connection:
        return connection.execute(select(audit).order_by(audit.c.seq)).mappings().all()


def refused(engine, statement):
    with pytest.raises((IntegrityError, StateError)) as caught, writing(engine) as connection:
        connection.execute(text(statement) if isinstance(statement, str) else statement)
    return str(caught.value)


@pytest.mark.parametrize("statement", CHANGES)
def test_no_row_is_changed_or_removed(written, engine, statement):
    said = refused(engine, statement)
    assert REFUSED in said or "does not allow it" in said
    with reading(engine) as connection:
        assert connection.execute(select(audit).order_by(audit.c.seq)).mappings().all() == written


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["audit", "audit_subjects"])
def test_no_table_is_emptied_at_once_and_the_owner_must_grant_it_anew(written, engine, table):
    for statement in (f"TRUNCATE {table}", f"UPDATE {table} SET seq = 9", f"DELETE FROM {table}"):
        assert "does not allow it" in refused(engine, statement)
        with writing(engine) as connection:
            connection.execute(text(f"GRANT ALL ON {table} TO CURRENT_USER"))
        assert REFUSED in refused(engine, statement)
        with writing(engine) as connection:
            connection.execute(
                text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
            )


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seq", [1, 2])
def test_no_row_is_put_in_the_place_of_another(written, engine, seq):
    row = dict(written[0]) | {"seq": seq, "purpose": "another"}
    assert REFUSED in refused(engine, insert(audit).prefix_with("OR REPLACE").values(row))


def test_the_tables_go_and_come_back_with_their_rules(written, engine, trail, opened):
    with writing(engine) as connection:
        step_back(connection, "0003")
        migrate(connection)
    trail.anchor.path.unlink()
    trail.append(opened())
    said = refused(engine, "DELETE FROM audit")
    assert REFUSED in said or "does not allow it" in said

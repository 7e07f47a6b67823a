"""How does a database itself keep rows that are only ever added?"""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

__all__ = ["after_create", "only_added"]

_SQLITE = (
    """\
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN
SELECT RAISE(ABORT, '{said}');
END""",
    """\
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN
SELECT RAISE(ABORT, '{said}');
END""",
)
_SQLITE_NOT_REPLACED = """\
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN
SELECT RAISE(ABORT, '{said}');
END"""
"""INSERT OR REPLACE takes the old row away without asking the trigger on DELETE."""

_POSTGRESQL_FUNCTION = """\
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
RAISE EXCEPTION '{said}';
END $$"""
_POSTGRESQL = (
    """\
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {function}()""",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_added",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER",
)


def only_added(table: Table, said: str, function: str, *, replaced: bool = True) -> None:
    """Have the database itself refuse to change or remove a row of the table.

    said: what it answers. function: PostgreSQL's function that answers so. replaced: refuse to put
    a row in the place of another too, where no other rule of the table does.
    """
    same = " AND ".join(f"{one.name} = NEW.{one.name}" for one in table.primary_key.columns)
    texts = (*_SQLITE, _SQLITE_NOT_REPLACED) if replaced else _SQLITE
    for text in texts:
        after_create(table, "sqlite", text.format(table=table.name, said=said, same=same))
    for text in (_POSTGRESQL_FUNCTION, *_POSTGRESQL):
        made = text.format(table=table.name, said=said, function=function)
        after_create(table, "postgresql", made)


def after_create(table: Table, dialect: str, text: str) -> None:
    """Have a statement run once the table is made, on that kind of database."""
    statement = DDL(text).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", statement)

"""PostgreSQL's own rules: who acts sees only their rows, and who does not say so sees none."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from sqlalchemy import insert, make_url, select, text, update

from records.audit import Entry, Trail
from records.errors import StateError
from records.state import (
    SERVICE,
    Acting,
    Saying,
    acting_as,
    add_delivery,
    delivery_rows,
    judge,
    open_state,
    reading,
    said_of,
    undo,
    writing,
)
from records.state.grants import grants
from records.state.migrate import step_back
from records.state.notes import Noting, note
from records.state.tables import metadata, notes
from tests.records.state.made_rows import a_row

pytestmark = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
ANALYST = Acting("analyst", "ada", "EPOL")
ROLES = ("inspector", "lead", "analyst", "steward", "officer", "board", "administrator")

# Which roles see the seeded rows of a table; nobody they belong to asks.
SEEN = {
    "accounts": {"service", "administrator"},
    "agreements": {"service", *ROLES},
    "attempts": {"service"},
    "audit": {"service", "officer"},
    "audit_subjects": {"service", "officer"},
    "cases": {"service", "steward", "officer"},
    "deliveries": {"service", *ROLES} - {"administrator"},
    "judgements": {"service", "inspector", "lead", "analyst", "steward", "officer"},
    "marks": {"service", "inspector", "lead", "analyst", "steward", "officer"},
    "model_evaluations": {"service", *ROLES},
    "model_events": {"service", "analyst", "officer", "board", "administrator"},
    "models": {"service", *ROLES},
    "notes": {"service", "steward", "officer"},
    "retention": {"service", "steward", "officer"},
    "reviews": {"service", "steward", "officer"},
    "saved_views": {"service", "inspector", "lead", "analyst"},
    "sessions": {"service", "administrator"},
    "sign_ins": {"service"},
    "tombstones": {"service", "steward", "officer"},
    "visit_lists": {"service", "inspector", "lead", "analyst"},
    "visit_picks": {"service", "inspector", "lead", "analyst"},
    "waivers": {"service", "analyst", "officer", "board", "administrator"},
}


SEEDED = {"accounts": {"user_id": "ada"}, "sessions": {"user_id": "ada"}}


@pytest.fixture
def filled(state):
    """One row in every table."""
    with writing(state) as connection:
        for table in metadata.sorted_tables:
            connection.execute(insert(table), a_row(table, **SEEDED.get(table.name, {})))
    return state


@pytest.fixture
def raw(app_url, filled):
    """A plain connection of the program's role, as any other tool would make it."""
    url = make_url(app_url)
    with psycopg.connect(
        host=url.query["host"], dbname=url.database, user=url.username, autocommit=True
    ) as connection:
        yield connection


def count(connection, table, role=None, user=""):
    with connection.transaction():
        if role is not None:
            set_local = (
                "SELECT set_config('concern.role', %s, true), set_config('concern.user', %s, true)"
            )
            connection.execute(set_local, (role, user))
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_every_table_has_its_rules(state):
    with reading(state) as connection:
        held = connection.execute(
            text(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
                "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
        ).all()
    walled = {name for name, rules, forced in held if rules and forced}
    assert walled == set(SEEN) == {table.name for table in metadata.sorted_tables}
    assert {name for name, *_ in held} - walled == {"concern_version"}


def test_who_does_not_say_who_acts_or_says_it_wrong_sees_nothing(raw):
    for role in (None, "", "Service", "root", "postgres", "service,officer"):
        assert {table: count(raw, table, role) for table in SEEN} == dict.fromkeys(SEEN, 0)


def test_each_role_sees_the_tables_of_its_work_and_no_row_of_another(raw):
    for role in ("service", *ROLES):
        seen = {table for table in SEEN if count(raw, table, role, "someone-else")}
        assert seen == {table for table, roles in SEEN.items() if role in roles}, role


def test_everyone_sees_their_own_account_and_sessions_but_not_another_s(raw):
    for table in ("accounts", "sessions"):
        assert count(raw, table, "inspector", "ada") == 1
        assert count(raw, table, "inspector", "ben") == 0
        assert count(raw, table, "", "ada") == 0


def test_the_owner_of_the_tables_is_held_by_the_rules_too(filled, cluster, state_url):
    owner = make_url(state_url)
    for table in SEEN:
        rows = cluster.sql(f"SELECT * FROM {table}", database=owner.database, role=owner.username)
        assert rows == []


def test_what_is_said_of_who_acts_ends_with_the_transaction(raw):
    assert count(raw, "audit", "officer") == 1
    assert count(raw, "audit") == 0
    assert count(raw, "audit", "inspector") == 0


def test_a_connection_given_back_forgets_who_acted(app_url, filled):
    engine = open_state(app_url)
    with reading(engine, Acting("officer")) as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar() == 1
    driver = engine.raw_connection()
    assert driver.cursor().execute("SELECT count(*) FROM audit").fetchone() == (0,)
    driver.close()
    engine.dispose()


def test_who_acts_may_be_said_once_for_all_that_a_request_asks(app_url, filled):
    engine = open_state(app_url)
    seen = []
    with acting_as(Acting("inspector", "ada")):
        with reading(engine) as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM audit")).scalar())
        with reading(engine, SERVICE) as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM audit")).scalar())
    with reading(engine) as connection:
        seen.append(connection.execute(text("SELECT count(*) FROM audit")).scalar())
    assert seen == [0, 1, 1]
    engine.dispose()


@pytest.mark.parametrize("role", [None, "inspector"])
def test_who_may_not_write_adds_changes_and_removes_no_row(raw, role):
    for table in SEEN:
        said = a_row(metadata.tables[table])
        names, values = ", ".join(said), ", ".join(f"%s::{kind_of(v)}" for v in said.values())
        added = f"INSERT INTO {table} ({names}) VALUES ({values})"
        with pytest.raises(psycopg.Error, match="row-level security"):
            run(raw, role, added, ["[]" if isinstance(v, list) else v for v in said.values()])
        assert changed(raw, role, f"UPDATE {table} SET {next(iter(said))} = DEFAULT") == 0
        assert changed(raw, role, f"DELETE FROM {table}") == 0
        assert count(raw, table, "service") == 1


def kind_of(value):
    kinds = {str: "text", bool: "boolean", int: "bigint", float: "float8",
             datetime: "timestamptz", date: "date"}  # fmt: skip
    return kinds.get(type(value), "json")


def run(connection, role, statement, values=()):
    with connection.transaction():
        if role is not None:
            connection.execute("SELECT set_config('concern.role', %s, true)", (role,))
        return connection.execute(statement, values or None).rowcount


def changed(connection, role, statement):
    """Rows changed; 0 where the program's role lacks the grant."""
    try:
        return run(connection, role, statement)
    except psycopg.errors.InsufficientPrivilege:
        return 0


def test_the_program_s_role_cannot_change_the_audit(raw):
    for table in ("audit", "audit_subjects"):
        for verb in ("UPDATE {} SET subject = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                run(raw, "service", verb.format(table))
        assert count(raw, table, "service") == 1


RULE_CHANGES = (
    "CREATE TABLE mine (id int)",
    "DROP TABLE audit",
    "ALTER TABLE audit DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE audit DISABLE TRIGGER ALL",
    "ALTER TABLE judgements DROP CONSTRAINT ck_judgements_verdict",
    "DROP POLICY serves ON audit",
    "CREATE POLICY mine ON audit USING (true)",
    "CREATE OR REPLACE FUNCTION concern_only_added() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NEW; END'",
    "UPDATE concern_version SET version_num = '0001'",
    "SET ROLE concern_owner",
    "SET session_replication_role = replica",
    "COPY audit TO PROGRAM 'cat'",
)


LIFE = ("models", "model_evaluations", "model_events", "waivers", "visit_lists", "visit_picks")


def test_the_program_s_role_cannot_change_what_was_decided_of_models(raw):
    for table in LIFE:
        for verb in ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"):
            first = next(iter(metadata.tables[table].columns)).name
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                run(raw, "service", verb.format(table, first))
        assert count(raw, table, "service") == 1


def test_who_decides_of_a_model_does_it_in_no_name_but_their_own(raw):
    added = (
        "INSERT INTO model_events (event_id, event, why, done_by, done_at) "
        "SELECT max(event_id) + 1, 'switched_off', 'a doubt', %s, now() FROM model_events"
    )

    def decides(role, user, name):
        with raw.transaction():
            said = (
                "SELECT set_config('concern.role', %s, true), set_config('concern.user', %s, true)"
            )
            raw.execute(said, (role, user))
            return raw.execute(added, (name,)).rowcount

    assert decides("board", "bea", "bea") == 1
    assert decides("administrator", "ada", "ada") == 1
    for role, user, name in (("board", "bea", "ada"), ("analyst", "anil", "anil")):
        with pytest.raises(psycopg.Error, match="row-level security"):
            decides(role, user, name)


def test_the_program_s_role_cannot_change_the_rules(raw):
    for statement in RULE_CHANGES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(statement)


def test_an_analyst_judges_and_undoes_in_their_own_name_only(app_url, filled):
    engine = open_state(app_url)
    said = Saying(("c", "d"), "same", "one shop front", "ben", AT)
    with pytest.raises(StateError, match="row-level security"):
        judge(engine, said, as_role=ANALYST)
    mine = judge(engine, Saying(("c", "d"), "same", "one door", "ada", AT), as_role=ANALYST)
    with pytest.raises(StateError, match="row-level security"):
        undo(engine, mine.judgement_id, ("ben", AT), as_role=ANALYST)
    for role in ("inspector", "steward", "administrator", "board"):
        with pytest.raises(StateError, match="row-level security"):
            judge(engine, Saying(("e", "f"), "same", "x", "ada", AT), as_role=Acting(role, "ada"))
    undo(engine, mine.judgement_id, ("ada", AT), as_role=ANALYST)
    assert [one.undone_by for one in said_of(engine, "cd", ANALYST)] == ["ada"]
    assert said_of(engine, "cd", Acting("board", "ada")) == []
    engine.dispose()


def test_who_erases_a_record_empties_what_was_said_of_it_and_changes_no_word(raw):
    emptied = "UPDATE judgements SET why = '', undone_by = 'dara', undone_at = now()"
    with pytest.raises(psycopg.Error, match="row-level security"):
        run(raw, "officer", "UPDATE judgements SET verdict = 'different'")
    assert run(raw, "inspector", emptied) == 0
    assert run(raw, "officer", emptied) == 1


def test_the_audit_of_what_an_analyst_does_is_appended_in_the_same_transaction(app_url, state):
    engine = open_state(app_url)
    trail = Trail(engine, b"k" * 32)
    trail.append(Entry("consultation", "ben"))
    entry = Entry("alteration", "ada", subject_kind="link", subject="c+d")
    judge(
        engine,
        Saying(("c", "d"), "same", "one door", "ada", AT),
        also=lambda connection, said: trail.append_in(connection, entry),
        as_role=ANALYST,
    )
    with reading(engine, Acting("officer")) as connection:
        rows = connection.execute(text("SELECT seq, user_id FROM audit ORDER BY seq")).all()
    assert [tuple(row) for row in rows] == [(1, "ben"), (2, "ada")]
    engine.dispose()


def test_the_program_s_role_opens_a_database_at_this_version_and_works_with_it(
    app_url, make_delivery
):
    engine = open_state(app_url)
    add_delivery(engine, make_delivery())
    assert len(delivery_rows(engine)) == 1
    engine.dispose()


def test_the_program_s_role_cannot_migrate_and_is_told_who_can(app_url, state):
    with writing(state) as connection:
        step_back(connection, "0005")
    with pytest.raises(StateError, match=r"does not allow it: .*'concern database migrate'"):
        open_state(app_url)


def test_the_grants_may_be_given_again_and_name_any_role(state_url, cluster):
    url = make_url(state_url)
    for _ in range(2):
        cluster.sql(*grants("concern_app"), database=url.database, role=url.username)
    cluster.sql('CREATE ROLE "Reading ""Room"""')
    cluster.sql(*grants('Reading "Room"'), database=url.database, role=url.username)
    cluster.sql('DROP OWNED BY "Reading ""Room"""', database=url.database)
    cluster.sql('DROP ROLE "Reading ""Room"""')


def test_the_program_s_role_may_read_every_table_and_only_add_to_the_audit(state, cluster, app_url):
    name = make_url(app_url).database
    rows = cluster.sql(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'concern_app'",
        database=name,
    )
    assert {table for table, verb in rows if verb == "SELECT"} == {*SEEN, "concern_version"}
    assert {verb for table, verb in rows if table == "audit"} == {"SELECT", "INSERT"}
    assert {verb for _, verb in rows} <= {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_a_note_is_seen_by_its_agency_and_struck_out_by_its_writer_only(app_url, state):
    engine = open_state(app_url)
    writer, at = Acting("inspector", "ada", "EPOL"), AT
    note(engine, Noting("B1", ("a",), "told by the owner", "agency", at), writer)
    note(engine, Noting("B1", ("a",), "for all", "everyone", at), writer)
    everyone = select(notes.c.text).where(notes.c.written_by == "ada")

    def texts(acting):
        with reading(engine, acting) as connection:
            return sorted(connection.scalars(everyone))

    assert texts(Acting("lead", "ben", "EPOL")) == ["for all", "told by the owner"]
    for other in (Acting("lead", "ben", "LA_EH"), Acting("lead", "ben", "")):
        assert texts(other) == ["for all"]
    assert texts(Acting("board", "bea", "EPOL")) == []
    mine = update(notes).where(notes.c.written_by == "ada")
    for acting in (Acting("lead", "ben", "EPOL"), Acting("analyst", "cy", "LA_EH")):
        with writing(engine, acting) as connection:
            struck = mine.values(struck_by=acting.user, struck_at=AT)
            assert connection.execute(struck).rowcount == 0
    for acting, values in (
        (writer, {"struck_by": "ben", "struck_at": AT}),
        (Acting("officer", "dara", "ECC"), {"text": "something else"}),
    ):
        with (
            pytest.raises(StateError, match="does not allow"),
            writing(engine, acting) as connection,
        ):
            connection.execute(mine.values(**values))
    row = a_row(notes, note_id=99, written_by="ada", agency="EPOL")
    with (
        pytest.raises(StateError, match="does not allow"),
        writing(engine, Acting("lead", "ben", "EPOL")) as connection,
    ):
        connection.execute(insert(notes), row)
    engine.dispose()

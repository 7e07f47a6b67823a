"""The commands on the state database."""

import pytest
from sqlalchemy import make_url

from records.state import open_state, reading, writing
from records.state.migrate import newest, step_back, version


@pytest.fixture
def county(concern, tmp_path, monkeypatch, state_url):
    monkeypatch.setenv("CONCERN_STATE_URL", state_url)
    assert concern("init", tmp_path / "county")[0] == 0
    return tmp_path / "county"


def test_the_database_is_brought_to_this_version(concern, county, state_url):
    engine = open_state(state_url)
    with writing(engine) as connection:
        step_back(connection, "0004")
    code, out, _ = concern("database", "migrate", "--home", county)
    assert (code, out) == (0, f"The state database is at step {newest()}.\n")
    with reading(engine) as connection:
        assert version(connection) == newest()
    engine.dispose()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_grants_printed_are_those_the_program_needs(concern, county, cluster, state_url):
    cluster.sql("CREATE ROLE clerk LOGIN")
    code, out, _ = concern("database", "grants", "--role", "clerk")
    assert code == 0
    url = make_url(state_url)
    cluster.sql(*out.rstrip(";\n").split(";\n"), database=url.database, role=url.username)
    open_state(cluster.url(url.database, "clerk")).dispose()
    cluster.sql("DROP OWNED BY clerk", database=url.database)
    cluster.sql("DROP ROLE clerk")

"""The state database is down at the start, goes away in a request, and comes back."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from benchmarks.postgres import Cluster, private_cluster
from dashboard import app as application
from dashboard import health
from dashboard.app import create_app
from dashboard.county import About, County
from dashboard.live import Fixed
from dashboard.settings import make_home
from records.errors import StateError
from records.home import Home
from records.schema import Link, ScoredProfile
from records.state import open_state, reading, said_of, sqlite
from records.state.grants import grants

ROOT = Path(__file__).parents[2]
HERE = "http://localhost"
TELLS = ("postgres", "sqlite", "psycopg", "state.db", "concern_", "Traceback", "/tmp", "socket")

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def small() -> County:
    tables = made_county(60, seed=7)
    boundaries = tables.pop(BOUNDARIES)
    about = About("000007-00000000000000aa", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    return County(about, tables, boundaries)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A PostgreSQL that these tests stop and start."""
    with private_cluster() as cluster:
        cluster.sql("CREATE ROLE concern_owner LOGIN", "CREATE ROLE concern_app LOGIN")
        yield cluster


class Database:
    """A state database that can be taken away and given back."""

    def __init__(self, backend: str, folder: Path, server: Cluster | None) -> None:
        self.server, self.file = server, folder / "state.db"
        self.away = folder / "away.db"
        self.url = f"sqlite:///{self.file}"
        if server:
            server.sql("CREATE DATABASE state OWNER concern_owner")
            open_state(server.url("state", "concern_owner")).dispose()
            server.sql(*grants("concern_app"), database="state", role="concern_owner")
            self.url = server.url("state", "concern_app")

    def stop(self) -> None:
        if self.server:
            self.server.stop("immediate")
        elif self.file.exists():
            self.file.rename(self.away)

    def start(self) -> None:
        if self.server and not self.server.running:
            self.server.start()
        elif self.away.exists():
            self.away.rename(self.file)

    def drop(self) -> None:
        self.start()
        if self.server:
            self.server.sql("DROP DATABASE state WITH (FORCE)")


@pytest.fixture
def database(backend, tmp_path, request) -> Iterator[Database]:
    server = request.getfixturevalue("server") if backend == "postgresql" else None
    database = Database(backend, tmp_path, server)
    yield database
    database.drop()


@pytest.fixture
def county(small, database, monkeypatch):
    """An application on it, and an analyst who is signed in and looks at a business."""
    monkeypatch.setattr(application, "_passing_state", lambda: open_state(database.url))
    monkeypatch.setattr(health, "HOLD_SECONDS", 0)
    app = create_app(Fixed(small), "Essex")
    row = int(small.profiles.index[small.profiles[ScoredProfile.record_count] == 2][0])
    link = small.of("links", row).iloc[0]
    yield SimpleNamespace(
        app=app,
        client=signed_in(app),
        business=small.profile(row)[ScoredProfile.profile_id],
        pair=(link[Link.id_a], link[Link.id_b]),
    )
    app._desk.state.dispose()


def signed_in(app):
    client = app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = HERE
    assert client.post("/sign-in/demo", data={"user": "demo-analyst"}).status_code == 303
    assert client.get("/").status_code == 200
    client.environ_base["HTTP_X_CSRFTOKEN"] = client.get_cookie("_csrf_token").value
    return client


def look(county):
    there = {"Referer": f"{HERE}/business/{county.business}"}
    return county.client.get("/_dash-layout", headers=there)


def judge(county):
    said = {"id_a": county.pair[0], "id_b": county.pair[1], "verdict": "same", "why": "one door"}
    return county.client.post(f"/business/{county.business}/links", data={**said, "seen": ""})


def requests(county):
    """One of each kind: a page, its layout, a callback, a change, the office, the door."""
    client = county.client
    yield client.get("/")
    yield client.get(f"/business/{county.business}")
    yield look(county)
    yield client.post("/_dash-update-component", json={"output": "x", "inputs": []})
    yield client.get("/county/columns.csv")
    yield judge(county)
    yield client.get("/office/figures/")
    yield client.post("/sign-in/demo", data={"user": "demo-lead"})
    yield client.post("/sign-out")


def test_while_it_is_away_every_page_says_try_again_and_tells_nothing_and_then_works_on(
    county, database, caplog
):
    assert look(county).status_code == 200
    probe = county.app.server.test_client()
    assert probe.get("/readyz").get_data() == b"ready\n"
    database.stop()
    for answer in requests(county):
        told = answer.get_data(as_text=True)
        assert answer.status_code == 503
        assert "try again in a few minutes" in told
        assert [word for word in TELLS if word in told] == []
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    ready = probe.get("/readyz")
    assert (ready.status_code, ready.get_data()) == (503, b"state\n")
    assert probe.get("/healthz").status_code == 200
    assert "Traceback" not in caplog.text
    database.start()
    assert probe.get("/readyz").status_code == 200
    assert look(county).status_code == 200
    assert said_of(county.app._desk.state, county.pair) == []
    assert judge(county).status_code == 303
    assert len(said_of(county.app._desk.state, county.pair)) == 1


@on_postgresql
def test_connections_that_were_cut_while_nobody_asked_are_made_anew_unnoticed(county, database):
    for _ in range(3):
        assert look(county).status_code == 200
        database.server.sql(CUT)
    assert judge(county).status_code == 303


CUT = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = 'state' AND pid <> pg_backend_pid()"
)


@on_postgresql
def test_a_connection_cut_at_any_statement_of_a_change_costs_that_request_and_loses_nothing(
    county, database
):
    state = county.app._desk.state
    answers, statement = [], 0
    while True:
        left = [statement]

        def cut(*_: object, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                database.server.sql(CUT)

        event.listen(state, "before_cursor_execute", cut)
        answers.append(judge(county).status_code)
        event.remove(state, "before_cursor_execute", cut)
        held = len(said_of(state, county.pair))
        if left[0] >= 0:
            break
        assert answers[-1] == 503
        assert held == 0
        statement += 2
    assert answers[-1] == 303
    assert held == 1
    assert len(answers) > 4


def test_while_it_comes_and_goes_under_load_every_answer_is_right_or_try_again(county, database):
    statuses: list[int] = []
    over = threading.Event()

    def browse() -> None:
        client = signed_in(county.app)
        mine = SimpleNamespace(client=client, business=county.business)
        while not over.is_set():
            statuses.append(look(mine).status_code)

    threads = [threading.Thread(target=browse) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        seen = len(statuses)
        while len(statuses) < seen + 6:
            over.wait(0.01)
        database.stop()
        seen = len(statuses)
        while len(statuses) < seen + 6:
            over.wait(0.01)
        database.start()
    over.set()
    for thread in threads:
        thread.join(60)
    assert set(statuses) == {200, 503}
    assert look(county).status_code == 200


@on_sqlite
def test_while_another_writes_too_long_nobody_is_told_more_than_to_try_again(
    county, database, monkeypatch
):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    county.app._desk.state.dispose()
    other = sqlite3.connect(database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert judge(county).status_code == 503
    other.execute("ROLLBACK")
    other.close()
    assert judge(county).status_code == 303


@on_sqlite
def test_a_file_that_is_damaged_in_use_is_told_and_one_put_back_is_used(county, database):
    county.app._desk.state.dispose()
    kept = database.file.with_name("kept.db")
    shutil.copyfile(database.file, kept)
    database.file.write_bytes(b"minutes of the last meeting\n" * 4000)
    assert look(county).status_code == 503
    database.file.unlink()
    for beside in ("state.db-wal", "state.db-shm"):
        database.file.with_name(beside).unlink(missing_ok=True)
    kept.rename(database.file)
    assert look(county).status_code == 200


def test_where_it_is_down_at_the_start_no_application_is_made(database, tmp_path):
    home = make_home(tmp_path / "county")
    database.stop()
    url = database.url if database.server else f"sqlite:///{tmp_path / 'gone' / 'state.db'}"
    with pytest.raises(StateError, match="cannot be used"):
        create_app(Home(home.root, url))


def test_where_it_is_down_at_the_start_the_command_says_so_in_one_line(database, tmp_path):
    home = make_home(tmp_path / "county")
    database.stop()
    url = database.url if database.server else f"sqlite:///{tmp_path / 'gone' / 'state.db'}"
    code = "from dashboard.cli.main import main; import sys; sys.argv = sys.argv[1:]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "concern", "serve", "--home", str(home.root), "--port", "0"],
        env={"CONCERN_STATE_URL": url, "PATH": "/usr/bin:/bin", "COLUMNS": "400"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_was_written_before_it_went_is_there_when_it_is_back(county, database):
    assert judge(county).status_code == 303
    database.stop()
    database.start()
    with reading(county.app._desk.state) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM judgements").scalar() == 1

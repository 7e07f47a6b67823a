"""Whoever watches over the county learns whether it is well, and nothing of anyone in it."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date

import flask
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select

from dashboard.desk import Desk
from dashboard.health import _Ready, add_health, reason_not_ready
from dashboard.live import Fixed, Live, Loaded
from dashboard.settings import Settings
from records.audit import Entry, open_trail
from records.errors import BuildError, StateError
from records.home import Home
from records.state import open_state
from records.state.tables import audit


class Nothing:
    """A county without a build."""

    def current(self) -> str | None:
        return None

    def load(self) -> Loaded:
        raise BuildError("none yet")


@pytest.fixture
def desk(small, tmp_path):
    home = Home.at(tmp_path)
    state = open_state(home.state_url)
    trail = open_trail(state, home)
    yield Desk(Live(Fixed(small)), state, trail, Settings(), home, demo=True)
    state.dispose()


def client(desk: Desk):
    server = flask.Flask("concern-test")
    add_health(server, desk)

    @server.get("/profile/<profile_id>")
    def profile(profile_id: str) -> str:
        return ""

    return server.test_client()


def get(asker, path: str, **more):
    with asker.get(path, buffered=True, **more) as answer:
        return answer.status_code, answer.text


def figures(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_process_that_answers_is_alive_whatever_else_fails(desk):
    asker = client(replace(desk, live=Live(Nothing())))
    assert get(asker, "/healthz") == (200, "alive\n")


def test_a_county_with_all_it_needs_is_ready(desk):
    assert get(client(desk), "/readyz") == (200, "ready\n")


def test_without_a_build_it_is_not_ready(desk):
    assert get(client(replace(desk, live=Live(Nothing()))), "/readyz") == (503, "build\n")


def test_without_its_database_it_is_not_ready(desk, tmp_path):
    state = open_state(f"sqlite:///{tmp_path / 'other.db'}")
    (tmp_path / "other.db").unlink()
    state.dispose()
    (tmp_path / "other.db").mkdir()
    assert get(client(replace(desk, state=state)), "/readyz") == (503, "state\n")


def test_where_the_audit_cannot_be_written_it_is_not_ready(desk, monkeypatch):
    def refuse(*_: object) -> None:
        raise StateError("read-only")

    monkeypatch.setattr(type(desk.trail), "append_in", refuse)
    assert get(client(desk), "/readyz") == (503, "audit\n")


def test_on_a_disk_that_is_nearly_full_it_is_not_ready(desk, monkeypatch):
    full = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr("dashboard.health.shutil.disk_usage", lambda _: full)
    assert get(client(desk), "/readyz") == (503, "disk\n")


def test_a_county_without_a_folder_needs_no_disk(desk):
    assert reason_not_ready(replace(desk, home=None)) == ""


def test_asking_whether_it_is_ready_leaves_nothing_in_the_audit(desk):
    desk.trail.append(Entry("collection", "a"))
    assert reason_not_ready(desk) == ""
    with desk.state.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(audit)) == 1
    assert desk.trail.append(Entry("collection", "b")) == 2


def test_asking_in_a_storm_tries_once_a_second(desk, monkeypatch):
    tried, now = [], [0.0]
    monkeypatch.setattr("dashboard.health.reason_not_ready", lambda _: tried.append(1) or "")
    ready = _Ready(desk, clock=lambda: now[0])
    for _ in range(100):
        assert ready.reason() == ""
    assert len(tried) == 1
    now[0] = 1.5
    ready.reason()
    assert len(tried) == 2


def test_figures_count_requests_by_route_and_status_and_name_nobody(desk):
    asker = client(desk)
    for name in ("B7", "Zebedee"):
        get(asker, f"/profile/{name}?q=Quillfeather")
    get(asker, "/nothing-such")
    status, text = get(asker, "/metrics")
    counted = figures(text)
    assert status == 200
    assert counted["concern_requests_total", "route=/profile/<profile_id>", "status=200"] == 2
    assert counted["concern_requests_total", "route=-", "status=404"] == 1
    assert counted["concern_request_seconds_count", "route=/profile/<profile_id>"] == 2
    for word in ("Zebedee", "Quillfeather", "B7", "127.0.0.1", "analyst"):
        assert word not in text


def test_figures_tell_of_the_build_the_audit_and_the_agreements(desk, monkeypatch):
    folder = desk.home.builds / desk.live.county().about.build_id
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    os.utime(folder / "manifest.json", (1_000, 1_000))
    monkeypatch.setattr("dashboard.health.time.time", lambda: 61_000.0)
    monkeypatch.setattr("dashboard.health.warnings", lambda *_: ["one", "two"])
    desk.trail.append(Entry("collection", "a"))
    counted = figures(get(client(desk), "/metrics")[1])
    assert counted["concern_ready",] == 1
    assert counted["concern_build_age_seconds",] == 60_000
    assert counted["concern_build_refused",] == 0
    assert counted["concern_audit_rows",] == 1
    assert counted["concern_agreements_near_review",] == 2


def test_figures_without_a_build_or_a_database_are_those_that_remain(desk, monkeypatch):
    def refuse(*_: object) -> None:
        raise StateError("gone")

    monkeypatch.setattr("dashboard.health.register", refuse)
    counted = figures(get(client(replace(desk, live=Live(Nothing()))), "/metrics")[1])
    assert counted["concern_ready",] == 0
    assert ("concern_build_age_seconds",) not in counted
    assert ("concern_agreements_near_review",) not in counted


def test_refused_sign_ins_are_counted(desk):
    server = flask.Flask("concern-test")
    add_health(server, desk)
    server.post("/sign-in")(lambda: ("", 401))
    asker = server.test_client()
    for _ in range(3):
        asker.post("/sign-in", buffered=True)
    assert figures(get(asker, "/metrics")[1])["concern_sign_in_failures_total",] == 3


@pytest.mark.parametrize(
    ("address", "headers"),
    [("10.0.0.5", {}), ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}), ("", {})],
)
def test_figures_are_for_this_machine_alone(desk, address, headers):
    environ = {"REMOTE_ADDR": address}
    assert get(client(desk), "/metrics", environ_base=environ, headers=headers)[0] == 403


def test_behind_a_web_server_this_machine_is_everyone_and_gets_no_figures(desk):
    settings = Settings(behind_tls=True)
    assert get(client(replace(desk, settings=settings)), "/metrics")[0] == 403


@pytest.mark.parametrize(
    ("held", "given", "status"),
    [
        ("s3cret\n", "Bearer s3cret", 200),
        ("s3cret", "Bearer s3creT", 403),
        ("s3cret", "Bearer \u00e9", 403),
        ("s3cret", None, 403),
        ("", "Bearer ", 403),
    ],
)
def test_figures_are_for_who_has_the_token_where_there_is_one(desk, tmp_path, held, given, status):
    (tmp_path / "token").write_text(held)
    settings = Settings(behind_tls=True, metrics_token=str(tmp_path / "token"))
    headers = {"Authorization": given} if given else {}
    assert get(client(replace(desk, settings=settings)), "/metrics", headers=headers)[0] == status


PROCESS = """
import sys
from dashboard.health import Figures
from dashboard.logs import Asked
from prometheus_client.registry import Collector
class Nothing(Collector):
    def collect(self):
        return []
figures = Figures()
for _ in range(int(sys.argv[1])):
    figures.note(Asked("0", "GET", "/", 200, 12.0))
print(figures.text(Nothing()).decode())
"""


def test_figures_of_all_processes_of_a_server_are_one_sum(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", PROCESS, str(times)],
            env=environment, capture_output=True, text=True, check=True,
        ).stdout
        for times in (3, 4)
    ]  # fmt: skip
    assert figures(said[-1])["concern_requests_total", "route=/", "status=200"] == 7


def test_the_day_of_the_agreements_is_today(desk, monkeypatch):
    seen = []
    monkeypatch.setattr("dashboard.health.warnings", lambda _, on: seen.append(on) or [])
    get(client(desk), "/metrics")
    assert isinstance(seen[0], date)

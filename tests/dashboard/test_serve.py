"""The county is served on this machine at once, and to others only when nothing is missing."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from gunicorn.config import Config
from sqlalchemy import insert

from benchmarks.served import served_home
from dashboard.serve import behind_proxy, check_address, options, refuse_unready, serve
from dashboard.settings import Settings
from records.errors import HomeError
from records.home import Home
from records.state import open_state, writing
from records.state.tables import accounts, agreements

ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
IN_ORDER = Settings(behind_tls=True, hosts=("concern.example",))
OTHERS = ("0.0.0.0", "192.168.1.4", "::", "example.org", "unix:/run/concern/web.sock")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def home(tmp_path) -> Home:
    return Home.at(tmp_path)


def with_people(home: Home, role: str = "administrator", active: bool = True) -> None:
    row = {
        "user_id": "ada", "name": "Ada", "role": role, "agency": "", "clearances": [],
        "is_active": active, "must_change": False, "failures": 0, "created_by": "os:root",
        "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    engine = open_state(home.state_url)
    with writing(engine) as connection:
        connection.execute(insert(accounts), row)
    engine.dispose()


def with_agreement(home: Home, dpia: str = "DPIA-7") -> None:
    row = {
        "agreement_id": "A1", "version": 1, "title": "t", "purpose": "p", "lawful_basis": "b",
        "lead": "ECC_TS", "partners": ["EPOL"], "sources": ["fire"], "starts_on": date(2026, 1, 1),
        "review_on": date(2027, 1, 1), "covers_restricted": False, "notice": "contact",
        "dpia": dpia, "recorded_by": "os:root", "recorded_at": NOW,
    }  # fmt: skip
    engine = open_state(home.state_url)
    with writing(engine) as connection:
        connection.execute(insert(agreements), row)
    engine.dispose()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_may_be_served_at_once(home, host):
    refuse_unready(home, Settings(), host, ON)


@pytest.mark.parametrize("host", OTHERS)
def test_everything_that_is_missing_for_other_machines_is_named_at_once(home, host):
    with pytest.raises(HomeError) as refused:
        refuse_unready(home, Settings(), host, ON)
    said = str(refused.value)
    for word in ("Nobody could sign in", "behind_tls", "hosts", "data protection impact"):
        assert word in said
    assert "demo" not in said.lower().replace("docs/deploy.md", "")


@pytest.mark.parametrize("host", ["127.0.0.1", *OTHERS])
def test_a_county_in_order_is_served_to_others(home, host):
    with_people(home)
    with_agreement(home)
    refuse_unready(home, IN_ORDER, host, ON)


def test_behind_a_web_server_this_machine_is_everyone(home):
    with pytest.raises(HomeError, match="Nobody could sign in"):
        refuse_unready(home, IN_ORDER, "127.0.0.1", ON)


@pytest.mark.parametrize(("role", "active"), [("analyst", True), ("administrator", False)])
def test_without_an_administrator_who_may_come_in_others_are_refused(home, role, active):
    with_people(home, role, active)
    with_agreement(home)
    with pytest.raises(HomeError, match="Nobody could sign in"):
        refuse_unready(home, IN_ORDER, "0.0.0.0", ON)


def test_the_countys_own_sign_in_needs_no_administrator_here(home):
    with_agreement(home)
    settings = IN_ORDER.model_copy(update={"oidc_issuer": "https://login.example"})
    refuse_unready(home, settings, "0.0.0.0", ON)


@pytest.mark.parametrize(("dpia", "on"), [("", ON), ("DPIA-7", date(2027, 2, 1))])
def test_without_an_assessment_in_force_others_are_refused(home, dpia, on):
    with_people(home)
    with_agreement(home, dpia)
    with pytest.raises(HomeError, match="data protection impact assessment"):
        refuse_unready(home, IN_ORDER, "0.0.0.0", on)


def test_a_demo_is_for_this_machine_only(tmp_path):
    home = served_home(tmp_path / "county", businesses=40)
    with_people(home)
    with_agreement(home)
    refuse_unready(home, Settings(), "127.0.0.1", ON)
    with pytest.raises(HomeError, match="made up"):
        refuse_unready(home, IN_ORDER, "0.0.0.0", ON)


def test_serving_asks_whether_all_is_in_order(home, monkeypatch):
    monkeypatch.setattr("dashboard.serve._Server.run", lambda _: None)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    with pytest.raises(HomeError, match="not ready for that"):
        serve(home, "unix:/run/concern/web.sock", 0, 1, ON)


def test_a_taken_port_is_named_with_a_remedy():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HomeError, match=f"Port {port} cannot be had.*--port"):
            check_address("127.0.0.1", port)
    check_address("unix:/run/concern/web.sock", 0)


def told(peer: str, headers: dict[str, str]) -> tuple[str, str]:
    """Return the scheme and the asker that the application sees."""
    seen: list[tuple[str, str]] = []

    def inner(environ, _):
        seen.append((environ["wsgi.url_scheme"], environ["REMOTE_ADDR"]))
        return []

    environ = {
        "REMOTE_ADDR": peer,
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "x",
        "SERVER_PORT": "1",
    }
    said = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    list(behind_proxy(inner, ("127.0.0.1",))({**environ, **said}, lambda *_: None))
    return seen[0]


FORWARDED = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("peer", ["127.0.0.1", ""])
def test_the_web_server_before_this_one_says_who_asks_and_that_tls_is_kept(peer):
    assert told(peer, FORWARDED) == ("https", "10.9.9.9")


@pytest.mark.parametrize("peer", ["10.0.0.1", "127.0.0.2"])
def test_nobody_else_says_so(peer):
    assert told(peer, FORWARDED) == ("http", peer)


def test_only_the_last_word_on_who_asks_is_believed():
    assert told("127.0.0.1", {"X-Forwarded-For": "1.1.1.1, 10.9.9.9"}) == ("http", "10.9.9.9")


def test_the_server_takes_all_our_settings():
    known = Config()
    for name, value in options(Settings(), "::1", 8050, 3, "/nowhere").items():
        known.set(name, value)
    assert known.address == [("::1", 8050)]
    assert (known.workers, known.threads, known.preload_app) == (3, 8, False)
    assert known.max_requests_jitter > 0
    assert known.control_socket_disable


def test_the_socket_of_a_file_is_for_owner_and_group():
    assert options(Settings(), OTHERS[-1], 0, 1, "")["bind"] == OTHERS[-1]
    assert options(Settings(), OTHERS[-1], 0, 1, "")["umask"] == 0o007


class Served:
    """The real server, its processes and its log."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "log"
        self.home = home
        words = [sys.executable, "-c", "from dashboard.cli.main import main; main()", "serve"]
        words += ["--home", str(home.root), "--port", str(self.port), "--workers", "2"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log)
        assert b"The county is on" in self.process.stdout.readline()
        self.until("answers", "answers")

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read().decode()

    def until(self, *words: str) -> list[dict[str, object]]:
        """Return the lines of the log once as many hold each of the words as were given."""
        for _ in range(1200):
            lines = self.log.read_text().splitlines()
            if all(sum(word in line for line in lines) >= words.count(word) for word in words):
                return [json.loads(line) for line in lines if line.endswith("}")]
            time.sleep(0.05)
        raise AssertionError(f"{words} were never logged")

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    server = Served(served_home(folder / "county", businesses=40), folder)
    yield server
    assert server.stop() == 0


def test_all_processes_answer_and_are_counted_as_one(served):
    for _ in range(20):
        assert served.get("/healthz") == "alive\n"
    counted = re.search(
        r'requests_total\{route="/healthz",status="200"\} (\d+)', served.get("/metrics")
    )
    assert int(counted[1]) >= 20
    assert served.get("/readyz") == "ready\n"


def test_the_log_is_lines_of_json_without_what_was_asked_for(served):
    served.get("/sign-in?next=/profile/Quillfeather")
    lines = served.until('"/sign-in"')
    assert lines[-1]["route"] == "/sign-in"
    assert "Quillfeather" not in served.log.read_text()


def test_a_killed_process_is_replaced_while_the_other_goes_on(served):
    before = served.workers()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    assert served.get("/healthz") == "alive\n"
    served.until("answers", "answers", "answers")
    after = served.workers()
    assert len(after) == 2
    assert before[0] not in after
    assert served.get("/healthz") == "alive\n"

"""State databases of both kinds and a browser, for every test that asks for one by name.

backend        sqlite, then postgresql: the test runs on each
new_url        URL of a database with nothing in it, each test its own
new_urls       as many of them as it is called for
state_url      URL of a database at this version without rows, each test its own
state          its engine, closed at the end of the test
app_url        PostgreSQL only: `state_url` as the role the program runs as, which owns nothing
cluster        the private PostgreSQL itself
browser        the one browser of a process: there cannot be two
concern        runs the command in this process: concern("build", "--home", home)

CONCERN_TEST_POSTGRES=no leaves the PostgreSQL half out, and the report says so.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from sqlalchemy import Engine

from benchmarks.chromium import chromium
from benchmarks.postgres import Cluster, private_cluster
from records.state import open_state
from records.state.grants import grants

WITH_POSTGRES = os.environ.get("CONCERN_TEST_POSTGRES", "yes") != "no"
BACKENDS = ("sqlite", "postgresql") if WITH_POSTGRES else ("sqlite",)
OWNER = "concern_owner"
APP = "concern_app"
TEMPLATE = "concern_template"

# How long an example takes says how busy the machine is, and nothing of the law.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_numbers = itertools.count(1)


def pytest_report_header() -> str:
    """Say which databases the tests of the state run on."""
    left_out = "" if WITH_POSTGRES else " (PostgreSQL left out: CONCERN_TEST_POSTGRES=no)"
    return f"state databases: {', '.join(BACKENDS)}{left_out}"


LONGEST = (
    "tests/records/sample/test_county.py",
    "tests/linkage/spark/test_standalone.py",
    "tests/browser/test_whole_way.py",
    "tests/browser/test_profile_page.py",
    "tests/security/test_scripts.py",
    "tests/faults/test_ingest_kill.py",
    "tests/faults/test_stream.py",
    "tests/faults/test_erasure.py",
    "tests/faults/test_worker_kill.py",
    "tests/dashboard/test_leaks.py",
    "tests/dashboard/cli/test_cli.py",
    "tests/faults/test_build_kill.py",
)
"""Files that take longest; begun first, so that no process is left alone with one at the end."""


REPEATING = (
    "tests/browser/",
    "tests/dashboard/test_leaks.py",
    "tests/faults/",
    "tests/linkage/spark/test_standalone.py",
    "tests/risk/test_laws.py",
    "tests/security/",
)
"""Tests that run again, as a whole and many times over, what others run line by line."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count no lines of what only repeats: counting them doubles the time a test takes."""
    counting = item.config.pluginmanager.getplugin("_cov")
    controller = getattr(counting, "cov_controller", None)
    if controller is None or not _repeats(item):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


def _repeats(item: pytest.Item) -> bool:
    return item.nodeid.startswith(REPEATING) or item.get_closest_marker("slow") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest files; leave out what needs PostgreSQL where that is asked for.

    The report counts what is left out.
    """
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONGEST)))
    if WITH_POSTGRES:
        return
    left_out = [item for item in items if _needs_postgres(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _needs_postgres(item: pytest.Item) -> bool:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return params.get("backend") == "postgresql" or "cluster" in getattr(item, "fixturenames", ())


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Return the kind of database the test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Yield a PostgreSQL of this process's own, with our two roles: owner and program."""
    with private_cluster() as started:
        for role in (OWNER, APP):
            started.sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS")
        yield started


@pytest.fixture(scope="session")
def postgres_template(cluster: Cluster) -> str:
    """Return the name of a PostgreSQL database at this version, to be copied."""
    cluster.sql(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
    open_state(cluster.url(TEMPLATE, OWNER)).dispose()
    cluster.sql(*grants(APP), database=TEMPLATE, role=OWNER)
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file at this version, to be copied."""
    file = tmp_path_factory.mktemp("template") / "state.db"
    open_state(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def new_urls(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], str]]:
    """Yield what makes one database after another, each with nothing in it."""
    if backend == "sqlite":
        files = (tmp_path / f"state{number or ''}.db" for number in itertools.count())
        yield lambda: f"sqlite:///{next(files)}"
        return
    cluster = request.getfixturevalue("cluster")
    with ExitStack() as made:
        yield lambda: made.enter_context(_database(cluster, "template1"))


@pytest.fixture
def new_url(new_urls: Callable[[], str]) -> str:
    """Return the URL of a database with nothing in it."""
    return new_urls()


@pytest.fixture
def state_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of a database at this version, without rows."""
    if backend == "sqlite":
        file = tmp_path / "state.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    template = request.getfixturevalue("postgres_template")
    with _database(request.getfixturevalue("cluster"), template) as url:
        yield url


@pytest.fixture
def state(state_url: str) -> Iterator[Engine]:
    """Yield a database at this version, without rows."""
    engine = open_state(state_url)
    yield engine
    engine.dispose()


@pytest.fixture
def app_url(state_url: str) -> str:
    """Return the URL of the test's PostgreSQL database for the role the program runs as."""
    assert state_url.startswith("postgresql:")
    return state_url.replace(OWNER, APP)


@contextmanager
def _database(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"concern_{next(_numbers)}"
    cluster.sql(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
    try:
        yield cluster.url(name, OWNER)
    finally:
        cluster.sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a running browser; each test opens contexts of its own in it."""
    with chromium() as started:
        yield started


@pytest.fixture
def concern(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Runs `concern` with the given words and returns its exit code, output and error output."""
    monkeypatch.setenv("CONCERN_QUIET", "1")
    monkeypatch.setenv("COLUMNS", "240")

    from dashboard.cli.main import main

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concern", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run

"""The machine's clock is set back: what was said last still holds, and nothing lives longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

import records.ingest
from benchmarks.agreed import agree
from dashboard.cli.main import command_line
from dashboard.settings import make_home
from dashboard.signin import sessions
from dashboard.signin.sessions import Limits
from records.audit import Entry, open_trail, verify
from records.clock import after_all, today
from records.contracts import Contract
from records.errors import HomeError
from records.history import current_records, deliveries, record_history
from records.ingest import ingest
from records.state import delivery_rows, open_state, reading, writing
from records.state.tables import audit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = NOON.date()
HEADING = "Notice Number,Recipient's Name,Notice Type,Issue Date\n"
LIMITS = Limits(idle=timedelta(minutes=30), longest=timedelta(hours=12))
CONTRACT = Contract.model_validate(
    {
        "name": "kitchens",
        "title": "Kitchens",
        "agency": "LA_EH",
        "key": ["Ref"],
        "columns": {"name": {"from": "Name", "required": True}},
    }
)


class Clock(datetime):
    """A clock that says what it is set to."""

    at = NOON

    @classmethod
    def now(cls, tz=None):
        return cls.at.astimezone(tz)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(Clock, "at", NOON)
    monkeypatch.setattr(records.ingest, "datetime", Clock)
    return Clock


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "county")
    agree(home, CONTRACT)
    return home


@pytest.fixture
def engine(home):
    engine = open_state(home.state_url)
    yield engine
    engine.dispose()


def take_in(home, folder, name):
    path = folder / f"{name}.csv"
    path.write_text(f"Ref,Name\n1,{name}\n")
    return ingest(home, path, CONTRACT, DAY)


def test_of_one_day_the_delivery_taken_in_last_holds_whatever_the_clock_says(home, tmp_path, clock):
    take_in(home, tmp_path, "first")
    clock.at = NOON - timedelta(hours=3)
    take_in(home, tmp_path, "second")
    clock.at = NOON - timedelta(days=400)
    take_in(home, tmp_path, "third")
    assert [*current_records(home)["name"]] == ["third"]
    assert [*record_history(home, "kitchens:1")["name"]] == ["first", "second", "third"]
    moments = deliveries(home)["recorded_at"]
    assert moments.is_monotonic_increasing
    assert moments.is_unique


def test_the_ledger_goes_on_from_its_last_entry(home, engine, tmp_path, clock):
    assert after_all(delivery_rows(engine), NOON) == NOON
    take_in(home, tmp_path, "first")
    ledger = delivery_rows(engine)
    assert after_all(ledger, NOON + timedelta(1)) == NOON + timedelta(1)
    assert after_all(ledger, NOON - timedelta(1)) == NOON + timedelta(microseconds=1)


def test_a_day_before_the_last_delivery_is_not_taken_for_today(home, tmp_path, clock):
    assert today(home, NOON) == DAY
    take_in(home, tmp_path, "first")
    assert today(home, NOON - timedelta(hours=11)) == DAY
    with pytest.raises(HomeError, match=r"says 2026-03-01, but .* on 2026-03-02\. Set the clock"):
        today(home, NOON - timedelta(days=1))


def test_the_command_line_takes_no_delivery_in_on_a_day_gone_by(home, tmp_path, clock):
    clock.at = datetime.now(UTC) + timedelta(days=2)
    take_in(home, tmp_path, "first")
    path = tmp_path / "second.csv"
    path.write_text(HEADING + "1,second,Improvement Notice,01/02/2025\n")
    command = ["ingest", str(path), "--source", "hse_notices", "--home", str(home.root)]
    refused = CliRunner().invoke(command_line(), command)
    assert isinstance(refused.exception, HomeError)
    assert len(deliveries(home)) == 1
    assert CliRunner().invoke(command_line(), [*command, "--received", "2026-01-01"]).exit_code == 0


def test_a_session_does_not_live_longer(engine):
    with writing(engine) as connection:
        token = sessions.begin(connection, "demo-analyst", "", NOON, LIMITS)
    assert sessions.find(engine, token, NOON, LIMITS)
    assert sessions.find(engine, token, NOON - timedelta(minutes=4), LIMITS), "clocks differ"
    for back in (timedelta(minutes=6), timedelta(hours=12), timedelta(days=365)):
        assert sessions.find(engine, token, NOON - back, LIMITS) is None


def test_the_audit_keeps_its_order_and_says_that_the_clock_stood_behind(home, engine):
    trail = open_trail(engine, home)
    first = replace(trail, clock=lambda: NOON).append(Entry("consultation", "ada"))
    second = replace(trail, clock=lambda: NOON - timedelta(hours=2)).append(
        Entry("consultation", "ada")
    )
    assert second == first + 1
    with reading(engine) as connection:
        rows = connection.execute(audit.select().order_by(audit.c.seq)).all()
    assert rows[-2].at <= rows[-1].at
    assert "7200" in rows[-1].detail
    verdict = verify(trail)
    assert verdict.faults == ()
    assert verdict.clock_behind >= 1


def test_what_counts_is_the_day_asked_for_not_the_clock(home, tmp_path, clock):
    take_in(home, tmp_path, "first")
    clock.at = NOON - timedelta(days=400)
    assert current_records(home, as_of=DAY).empty
    assert len(current_records(home, as_of=date(2026, 3, 3))) == 1

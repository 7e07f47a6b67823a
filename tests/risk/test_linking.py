import shutil
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from benchmarks.agreed import agree
from linkage.settings import LinkageSettings
from linkage.standing import STANDING
from records import sources
from records.agreements import end_agreement
from records.contracts import find_contract
from records.home import Home
from records.ingest import ingest
from records.schema import IdEvent, PlacedRecord
from records.state import open_state
from records.store import open_build
from risk import linking
from risk.linking import EVERY_DAYS, Asked, How
from risk.pipeline import BuildReport, make_build
from risk.rebuilding import build_again

SOURCES = Path(sources.__file__).parent
HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
)
NAMES = (
    "Larch",
    "Elmwater",
    "Juniper",
    "Saltmarsh",
    "Brambling",
    "Ferndown",
    "Quayside",
    "Tannery",
)
KINDS = ("Hand Car Wash", "Nails", "Bakery", "Motors", "Fish Bar")
DAY = date(2026, 11, 1)
NEXT = date(2026, 11, 2)


def notices(first: int, count: int) -> str:
    rows = (
        f"N{n},{NAMES[n % 8]} {KINDS[n % 5]} Ltd,Improvement,03/05/2026,Basildon,45200,"
        "01/07/2026,Complied,A\n"
        for n in range(first, first + count)
    )
    return HEADING + "".join(rows)


def take_in(home: Home, text: str, on: date, source: str = "hse_notices") -> None:
    path = home.root.parent / f"{source}-{on}.csv"
    path.write_text(text, encoding="utf-8")
    ingest(home, path, find_contract(source, home.mappings), on)


CASES = "Case Number,Trader Name,Trader Postcode,Date Received,Case Type,Outcome\n"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A county with one build, and a day's delivery that came since."""
    home = Home.at(tmp_path_factory.mktemp("linking") / "county")
    home.root.mkdir()
    agree(home)
    take_in(home, notices(1, 80), date(2026, 10, 1))
    cases = "T1,Larch Hand Car Wash,CM1 1AA,03/05/2026,Complaint,\n"
    take_in(home, CASES + cases, date(2026, 10, 1), "trading_standards")
    report = make_build(home, DAY, {}, on=DAY)
    take_in(home, notices(81, 2), DAY)
    return home, report


@pytest.fixture
def county(first, tmp_path):
    shutil.copytree(first[0].root, tmp_path / "county")
    return Home.at(tmp_path / "county")


def build(home: Home, on: date = NEXT, **asked: bool) -> BuildReport:
    return make_build(home, on, {}, on=on, **asked)


def ids(home: Home) -> dict[str, str]:
    with open_build(home) as opened:
        records = opened.table("records")
    return dict(zip(records[PlacedRecord.record_id], records[PlacedRecord.profile_id], strict=True))


def scores(home: Home) -> dict[str, list[object]]:
    """What a build says of urgency: the score, band and first reason of each, and all reasons."""
    said = ["profile_id", "score", "band", "top_reason"]
    with open_build(home) as opened:
        profiles, reasons = opened.table("profiles", said), opened.table("reasons")
    return {"profiles": profiles.to_numpy().tolist(), "reasons": reasons.to_numpy().tolist()}


def end_everything(home: Home) -> None:
    engine = open_state(home.state_url)
    end_agreement(engine, "everything", date(2026, 11, 1), "steward")
    engine.dispose()


def test_the_first_build_links_everything_and_says_why(first):
    how = first[1].how
    assert how.full
    assert how.why == "there was no build before"
    assert (how.full_on, how.records, how.changed) == (DAY, 81, 0)


def test_a_days_delivery_is_linked_with_what_stands_and_every_id_stays(county):
    before = ids(county)
    report = build(county)
    assert not report.how.full
    assert report.how.why.startswith("2 records came, left or changed")
    assert report.counts["records"] == 83
    assert before.items() <= ids(county).items()
    with open_build(county) as opened:
        assert How.of(opened.manifest.about) == report.how
        assert report.how.full_on == DAY


def test_a_build_of_a_day_ends_where_everything_linked_anew_does(county):
    build(county)
    found = ids(county)
    assert build(county, full=True).how.why == "it was asked for"
    assert ids(county) == found


def test_scores_and_reasons_of_a_day_are_those_of_everything_linked_anew(county):
    build(county)
    found = scores(county)
    build(county, full=True)
    assert found == scores(county)
    assert len(found["reasons"]) > len(found["profiles"])


def test_what_a_changed_mapping_says_of_a_source_is_heeded_by_a_days_build(county):
    end_everything(county)
    assert build(county).left_out == {"trading_standards": 1}
    ours = (SOURCES / "trading_standards.toml").read_text(encoding="utf-8")
    county.mappings.mkdir(exist_ok=True)
    path = county.mappings / "trading_standards.toml"
    path.write_text("published = true\n" + ours, encoding="utf-8")
    report = build(county)
    found = ids(county)
    assert report.left_out == {}
    assert not report.how.full
    assert any(one.startswith("trading") for one in found)
    build(county, full=True)
    assert ids(county) == found


def test_changes_add_up_until_everything_is_linked_anew(county):
    build(county)
    take_in(county, notices(83, 2), NEXT)
    assert build(county).how.changed == 4
    take_in(county, notices(85, 1), date(2026, 11, 3))
    report = build(county)
    assert report.how.full
    assert "5 records came, left or changed since the 81 of 2026-11-01" in report.how.why


def test_everything_is_linked_anew_after_so_many_days(county):
    later = date(2026, 11, 1 + EVERY_DAYS)
    assert not build(county, date(2026, 11, EVERY_DAYS)).how.full
    assert build(county, later).how.why == "it was last done on 2026-11-01"


@pytest.mark.parametrize("damage", ["gone", "cut short", "another's"])
def test_where_what_stands_is_lost_everything_is_linked_anew_and_the_build_stays_whole(
    county, damage
):
    with open_build(county) as opened:
        kept = county.builds / opened.id / STANDING
    if damage == "gone":
        kept.unlink()
    else:
        kept.write_bytes(kept.read_bytes()[:100] if damage == "cut short" else b"nothing")
    with open_build(county) as opened:
        assert not opened.refused
    report = build(county)
    assert report.how.full
    assert "the build before cannot be gone on from" in report.how.why
    assert "standing.parquet" in report.how.why


def test_what_another_version_of_the_program_made_is_not_gone_on_from(county, monkeypatch):
    monkeypatch.setattr(linking, "program", lambda: "0123456789abcdef")
    assert "another version" in build(county).how.why


def test_other_settings_have_everything_linked_anew(county, monkeypatch):
    other = LinkageSettings(min_weight_bits=1.0)
    monkeypatch.setattr("risk.pipeline.Asked", partial(Asked, settings=other))
    assert build(county).how.why == "the weights or the settings have changed"


def test_records_of_an_ended_agreement_leave_without_linking_the_rest_again(county):
    end_everything(county)
    report = build(county)
    assert not report.how.full
    assert report.left_out == {"trading_standards": 1}
    assert not any(one.startswith("trading") for one in ids(county))


def test_records_that_were_erased_leave_nothing_that_was_learnt_from_them(county):
    moment = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert build_again(county, moment).how.why == "it was asked for"


def test_the_history_of_ids_goes_on_from_build_to_build(county):
    build(county)
    with open_build(county) as opened:
        history = opened.table("histories")
        known = set(opened.table("profiles")["profile_id"])
    assert set(history[IdEvent.about_id]) == known
    assert set(history[IdEvent.event]) == {"made"}
    assert sorted(history[IdEvent.build].unique()) in ([1], [1, 2])


def test_what_a_manifest_does_not_say_of_linking_is_not_made_up():
    assert How.of({}) is None
    assert How.of({"linked": {"full": True}}) is None

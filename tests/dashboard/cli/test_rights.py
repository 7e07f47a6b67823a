"""`concern rights` on a small county: ask, decide, review, erase."""

from __future__ import annotations

import pytest

from records.contracts import find_contract
from records.history import current_records
from records.home import Home
from records.ingest import ingest
from records.schema import PlacedRecord
from records.state import Acting, opened
from records.state.notes import Noting, note
from records.store import builds, open_build
from tests.records.rights.conftest import HEADING, MAPPING, NOON, light_build, row


@pytest.fixture
def county(tmp_path):
    """A county of three kitchens without a build."""
    home = Home.at(tmp_path / "county")
    home.mappings.mkdir(parents=True)
    (home.root / "concern.toml").write_text("")
    (home.mappings / "kitchens.toml").write_text(MAPPING)
    path = tmp_path / "kitchens.csv"
    path.write_text(HEADING + row("K1", "Larch") + row("K2", "Elm") + row("K3", "Larch"))
    ingest(home, path, find_contract("kitchens", home.mappings), NOON.date())
    return home


@pytest.fixture
def rights(concern, county):
    """Runs `concern rights` there; what is refused is not an error of the test."""
    return lambda *words: concern("rights", *words, "--home", county.root)


def ids(home) -> list[str]:
    return sorted(current_records(home)["record_id"])


def test_a_request_is_asked_listed_shown_and_decided(rights, county):
    said = rights("open", "restriction", "kitchens:K1", "--why", "accuracy is contested")
    assert said[0] == 0
    assert "Case 1 on kitchens:K1, to be answered by" in said[1]
    assert "restriction" in rights("list")[1]
    assert "accuracy is contested" in rights("show", 1)[1]
    decided = rights("decide", 1, "--grant", "--why", "being checked")
    assert "hidden from now on" in decided[1]
    assert ids(county) == ["kitchens:K2", "kitchens:K3"]
    assert "No case is open." in rights("list")[1]
    assert "granted" in rights("list", "--all")[1]
    assert "1 mark lifted" in rights("lift", "restriction", "kitchens:K1")[1]
    assert len(ids(county)) == 3


def test_what_was_noted_is_shown_to_whoever_answers_a_request(rights, county):
    assert "Nothing was noted." in rights("notes", "kitchens:K1")[1]
    with opened(county.state_url) as engine:
        noted = Noting("B1", ("kitchens:K2", "kitchens:K1"), "Closed on Mondays.", "everyone", NOON)
        note(engine, noted, Acting("inspector", "ada", "EPOL"))
    said = rights("notes", "kitchens:K1")
    assert said[0] == 0
    assert "Closed on Mondays." in said[1]
    assert "everyone" in said[1]
    assert "Nothing was noted." in rights("notes", "kitchens:K3")[1]


def test_a_refusal_says_that_nothing_changes(rights):
    rights("open", "rectification", "kitchens:K1", "--why", "w", "--field", "name", "--value", "X")
    assert "Nothing changes" in rights("decide", 1, "--refuse", "--why", "it is right")[1]


def test_what_cannot_be_is_refused_with_exit_code_1(rights):
    for words in (
        ("open", "erasure", "kitchens:K9", "--why", "w"),
        ("show", 7),
        ("schedule", "kitchens"),
        ("review", "kitchens:K1", "--why", "w"),
        ("erase", "kitchens:K1", "--yes"),
    ):
        code, _, error = rights(*words)
        assert code == 1, words
        assert error.startswith("concern:")
    assert rights("show", 1, "--purpose", " ")[0] == 1


def test_schedules_are_listed_and_decided(rights):
    assert "default" in rights("schedule")[1]
    said = rights("schedule", "kitchens", "--months", 12, "--basis", "policy 7")[1]
    assert "policy 7" in said
    assert "os:" in said


def test_records_past_their_time_are_listed_kept_or_erased(rights, county):
    assert "No record is past" in rights("review")[1]
    assert "3 records past their time" in rights("review", "--on", "2035-01-01", "--limit", 1)[1]
    kept = rights("review", "kitchens:K1", "--keep", "--why", "court", "--next", "2036-01-01")
    assert "reviewed again on 2036-01-01" in kept[1]
    assert "2 records past" in rights("review", "--on", "2035-01-01")[1]
    assert "hidden from now on" in rights("review", "kitchens:K2", "--erase", "--why", "past")[1]
    assert ids(county) == ["kitchens:K1", "kitchens:K3"]
    assert "waits to be erased" in rights("list")[1]
    assert "cases granted" in rights("resume")[1]
    assert "No erasure waits." in rights("resume")[1]


def test_erasing_a_business_only_says_what_it_would_do_until_it_is_told_to(rights, county):
    business = "B0000001"
    light_build(county, business, county="Essex")
    first = builds(county)[0].id
    path = county.root.parent / "more.csv"
    path.write_text(HEADING + row("K4"))
    ingest(county, path, find_contract("kitchens", county.mappings), NOON.date())
    assert len(ids(county)) == 4
    preview = rights("erase", business)[1]
    assert "Nothing was erased" in preview
    assert len(ids(county)) == 4
    (county.root / "backups.json").write_text(
        '[{"backup_id": "b1", "folder": "/srv/backups", "taken_at": "2026-01-01T00:00:00+00:00"}]'
    )
    (county.root / "sample").mkdir()
    done = rights("erase", business, "--why", "asked for", "--yes")
    assert done[0] == 0, done[2]
    assert "Backup b1 of 2026-01-01" in done[1]
    assert "'sample' were not touched" in done[1]
    assert [one.id for one in builds(county)] != [first]
    with open_build(county) as held:
        assert held.manifest.about["county"] == "Essex"
        assert [*held.table("records")[PlacedRecord.record_id]] == ["kitchens:K4"]


def test_with_the_last_record_the_last_build_goes_too(rights, county):
    light_build(county)
    for number in (1, 2, 3):
        rights("open", "erasure", f"kitchens:K{number}", "--why", "asked for")
        rights("decide", number, "--grant", "--why", "asked for")
    assert rights("resume")[0] == 0
    assert builds(county) == []
    assert not county.pointer.exists()

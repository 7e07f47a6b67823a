"""`concern model`: what is decided at the keyboard, by whom, and what is refused."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.viewer import Viewer
from records.audit import Asked, found, open_trail
from records.home import Home
from records.rights.actor import Actor
from records.state import opened
from risk import registry

ANIL = Actor("anil", datetime(2026, 11, 1, tzinfo=UTC), "analyst")
APPROVED = ("approve", "aa", "--dpia", "DPIA-7", "--why", "better")
FAILED = "district: Arden"


@pytest.fixture
def county(tmp_path):
    """A county with one model that fails a check, a board and an inspector."""
    home = Home.at(tmp_path / "county")
    home.root.mkdir()
    (home.root / "concern.toml").write_text("")
    with opened(home.state_url) as engine:
        trail = open_trail(engine, home)
        of = registry.Candidate(
            "aa11", "{}", "000001-aa", "f" * 64, {"shrink": 2}, date(2026, 11, 1)
        )
        registry.register(trail, of, ANIL)
        registry.evaluate(trail, "aa11", ('{"auc": 0.7}', (FAILED,)), ANIL)
        people = People(engine, trail, Viewer("boss", "Boss", "administrator", "", frozenset("P")))
        for user, role in (("bea", "board"), ("isla", "inspector")):
            people.add(Person(user, user.title(), role, "LA_EH"), datetime.now(UTC))
    return home


@pytest.fixture
def model(concern, county):
    return lambda *words: concern("model", *words, "--home", county.root)


def waived(model, *more):
    words = (
        "--failed",
        FAILED,
        "--why",
        "nine visits are too few to tell",
        "--named",
        "Bea Hollow",
    )
    return model("waive", "aa", *words, *more)


def test_a_model_goes_its_whole_way_at_the_keyboard(model, county):
    assert "fails the fairness gate: district: Arden" in model(*APPROVED)[2]
    assert "Bea Hollow answers for 'district: Arden'" in waived(model)[1]
    assert "Model aa11 is approved until" in model(*APPROVED)[1]
    assert "approved, until" in model("list")[1]
    assert "Model aa11 is promoted." in model("promote", "v2-aa", "--why", "agreed")[1]
    assert "Shown: v2-aa11." in model("list")[1]
    assert "Shown: v1." in model("switch", "off", "--why", "a complaint")[1]
    assert "Version two is switched off." in model("list")[1]
    assert "Shown: v2-aa11." in model("switch", "on", "--why", "answered")[1]
    assert "no model is promoted. Shown: v1." in model("rollback", "--why", "drifts")[1]
    assert "The approval of model aa11 has ended" in model("expire", "aa11", "--why", "old")[1]
    said = model("show", "aa11")[1]
    for part in ("approval ended", "Bea Hollow", "rolled back", "drifts", "setting shrink"):
        assert part in said
    with opened(county.state_url) as engine:
        told = found(engine, Asked(subject_kind="model"))
    assert {one.entry.role for one in told} == {"analyst", "operator"}


def test_lists_are_given_as_json_too(model):
    told = json.loads(model("list", "--json")[1])
    assert (told["shown"], told["switched_on"]) == ("v1", True)
    assert told["models"][0]["unanswered"] == [FAILED]
    one = json.loads(model("show", "aa11", "--json")[1])
    assert one["evaluation"] == {"auc": 0.7}
    assert [event["event"] for event in one["history"]] == ["evaluated", "registered"]


def test_who_decides_and_who_types_both_stand_in_the_audit(model, county):
    waived(model, "--as", "bea", "--until", f"{datetime.now(UTC).date() + timedelta(30)}")
    assert model(*APPROVED, "--as", "bea")[0] == 0
    with opened(county.state_url) as engine:
        (told,) = found(engine, Asked(subject_kind="model", user="bea"), most=1)
    assert told.entry.role == "board"
    assert "typed by os:" in told.entry.purpose


def test_nobody_decides_what_they_may_not(model):
    said = model(*APPROVED, "--as", "isla")
    assert said[0] == 1
    assert "'isla' is inspector, and may not approve a model" in said[2]
    assert "no active account 'tom'" in model("switch", "off", "--why", "x", "--as", "tom")[2]
    assert "may not promote an approved model" in model("promote", "aa", "--as", "bea")[2]


def test_what_cannot_be_is_refused_with_exit_code_1(model):
    for words in (
        ("show", "zz"),
        ("promote", "aa11"),
        ("rollback", "--why", "x"),
        ("expire", "aa11", "--why", "x"),
        ("switch", "on", "--why", "x"),
        ("switch", "off", "--why", " "),
        ("waive", "aa11", "--failed", "nothing", "--why", "a b c d e", "--named", "Bea Hollow"),
    ):
        code, _, error = model(*words)
        assert code == 1, words
        assert error.startswith("concern:")

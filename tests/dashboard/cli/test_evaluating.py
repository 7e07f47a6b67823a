"""Judging a model at the keyboard: what it says, what it keeps, and what it refuses."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from benchmarks.made_evaluation import made_evaluation
from dashboard.settings import make_home
from records.audit import open_trail
from records.rights.actor import Actor
from records.schema import Touchpoint
from records.state import opened
from records.store import publish
from risk import registry
from risk.evaluation.evaluation import Evaluation

WHO = Actor("ada", datetime(2026, 11, 22, 12, tzinfo=UTC), "analyst")
SHORT = ("--windows", 1, "--months", 1, "--draws", 5)


def published(root, **changed):
    home = make_home(root)
    tables = made_county(120, seed=3)
    boundaries = tables.pop(BOUNDARIES)
    about = {"as_of": AS_OF.isoformat(), "synthetic": True, "published_at": "2026-11-21T09:00:00"}
    publish(home, {**tables, **changed}, boundaries, about)
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = published(tmp_path_factory.mktemp("judged") / "county")
    candidate = registry.Candidate("0123456789ab", "{}", "b", "d", {}, date(2026, 11, 1))
    with opened(home.state_url) as engine:
        registry.register(open_trail(engine, home), candidate, WHO)
    return home


@pytest.mark.usefixtures("quick")
def test_the_county_held_is_judged_with_both_baselines_beside(concern, home):
    code, out, _ = concern("evaluate", "--home", home.root, *SHORT)
    assert code == 0
    for said in (
        "Version two, trained anew: 3 windows",
        "Version one: the checklist",
        "Who visits alone",
        "Window by window",
        "The final window is still unseen",
        "Fairness: ",
    ):
        assert said in out


def test_figures_of_a_model_are_kept_and_their_failed_checks_with_them(concern, home):
    code, out, _ = concern("evaluate", "--home", home.root, *SHORT, "--model", "0123", "--json")
    assert code == 0
    told = Evaluation.from_json(json.loads(out))
    assert told.model_id == "0123456789ab"
    assert told.as_of == AS_OF
    with opened(home.state_url) as engine:
        kept = registry.evaluation_of(engine, "0123456789ab")
    assert kept is not None
    assert kept.body == told.text()
    assert kept.failed == tuple(sorted(told.fairness.failed))


@pytest.fixture
def quick(monkeypatch):
    """Judges nothing: the command is given figures that were made before."""

    def made(_ground, about, settings, progress):
        found = made_evaluation(about[0], final=settings.final)
        return replace(found, looks=settings.looks)

    monkeypatch.setattr("dashboard.cli.evaluating.evaluate_county", made)


@pytest.mark.usefixtures("quick")
def test_the_final_window_is_looked_at_once(concern, home):
    code, out, _ = concern("evaluate", "--home", home.root, *SHORT, "--final")
    assert code == 0
    assert "(final)" in out
    assert "looked at for the first time" in out
    code, _, err = concern("evaluate", "--home", home.root, *SHORT, "--final")
    assert code == 1
    assert "stays honest only for one look" in err
    why = ("--again", "the first was a mistake")
    code, out, _ = concern("evaluate", "--home", home.root, *SHORT, "--final", *why)
    assert code == 0
    assert "was looked at 2 times" in out


def test_too_short_a_past_and_an_unknown_model_are_refused(concern, home):
    code, _, err = concern("evaluate", "--home", home.root, "--months", 99)
    assert (code, "too short a past" in err) == (1, True)
    code, _, err = concern("evaluate", "--home", home.root, "--model", "ffff")
    assert (code, "no model whose id begins with" in err) == (1, True)


@pytest.mark.parametrize(
    ("rows", "said"), [(0, "No visit held says"), (None, "found nothing serious")]
)
def test_without_outcomes_or_with_one_kind_the_answer_is_clear(concern, tmp_path, rows, said):
    contacts = made_county(120, seed=3)["touchpoints"]
    told = contacts[contacts[Touchpoint.is_visit]].head(rows)
    calm = told[(told[Touchpoint.severity] < 2)].reset_index(drop=True)
    home = published(tmp_path / "county", touchpoints=calm)
    code, _, err = concern("evaluate", "--home", home.root)
    assert (code, said in err) == (1, True)
    assert "version one scores" in err

"""`concern model train` and `drift`: what is learnt, kept, and said."""

import json

import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from records.home import Home
from records.schema import Touchpoint
from records.state import opened
from records.store import open_build, publish
from records.store.durable import sha256_of
from risk import registry
from risk.prediction.model import RiskModel
from risk.registry.keeping import whole


def made(root, **changed):
    home = Home.at(root)
    home.root.mkdir()
    (home.root / "concern.toml").write_text("")
    tables = made_county(120, seed=3)
    boundaries = tables.pop(BOUNDARIES)
    about = {"as_of": AS_OF.isoformat(), "synthetic": True}
    publish(home, {**tables, **changed}, boundaries, about)
    return home


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return made(tmp_path_factory.mktemp("made") / "county")


@pytest.fixture
def model(concern, county):
    return lambda *words: concern("model", *words, "--home", county.root)


def test_a_model_is_trained_kept_watched_and_not_shown(model, county):
    said = model("train", "--no-evaluation", "--challenge")
    assert said[0] == 0, said
    assert "A challenger that may bend more missed later findings by" in said[1]
    with opened(county.state_url) as engine:
        (kept,) = registry.held(engine)
        body = whole(engine, kept.model_id)
        assert registry.shown_version(engine, AS_OF) == "v1"
    assert f"Judge it: concern evaluate --model {kept.model_id}" in said[1]
    assert RiskModel.from_json(body).model_id == kept.model_id
    with open_build(county) as build:
        assert kept.build_id == build.id
        manifest = county.builds / build.id / "manifest.json"
    assert kept.data_sha256 == sha256_of(manifest)
    assert "The very same model is held already." in model("train", "--no-evaluation")[1]
    assert "not evaluated" in model("list")[1]
    assert "A challenger that may bend more" in model("show", kept.model_id)[1]
    told = json.loads(model("drift", kept.model_id[:5], "--json")[1])
    assert told["model"] == kept.model_id
    assert told["rate_now"] == [0, 0]
    assert "Keep. Nothing speaks against the model." in model("drift", kept.model_id)[1]
    assert "watched" in model("show", kept.model_id)[1]


def test_where_nothing_is_promoted_drift_asks_for_a_model(model):
    assert "No model is promoted: version one is shown" in model("drift")[2]


def test_a_county_whose_visits_say_nothing_teaches_nothing_and_version_one_goes_on(
    concern, tmp_path
):
    contacts = made_county(120, seed=3)["touchpoints"].assign(**{Touchpoint.result: None})
    home = made(tmp_path / "silent", touchpoints=contacts[contacts[Touchpoint.is_visit]])
    code, _, error = concern("model", "train", "--home", home.root)
    assert code == 1
    assert "version one scores" in error
    with opened(home.state_url) as engine:
        assert registry.held(engine) == []

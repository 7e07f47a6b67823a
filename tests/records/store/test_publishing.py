"""What is published comes back as it was; what breaks a promise is not published."""

import json
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from benchmarks.made_up import made_up_boundaries
from records.errors import BuildError
from records.home import Home
from records.schema import (
    BUILD_TABLES,
    WHERE_PREDICTED,
    Boundary,
    Fact,
    PlacedRecord,
    Prediction,
    Profile,
    Reason,
    ScoredProfile,
)
from records.store import open_build, publish

ABOUT = {"as_of": "2026-03-01"}


def test_every_table_comes_back_as_it_was_given(home, tables):
    build_id = publish(home, tables, made_up_boundaries(), ABOUT)
    with open_build(home) as build:
        assert build.id == build_id
        assert build.refused == ()
        for name, frame in tables.items():
            pd.testing.assert_frame_equal(build.table(name), frame)


def test_the_boundaries_come_back_as_they_were_given(home, tables):
    publish(home, tables, made_up_boundaries(), ABOUT)
    with open_build(home) as build:
        back = build.boundaries()
    assert back.crs.to_epsg() == 4326
    given_columns, back_columns = (
        Boundary.shape(pd.DataFrame(frame)) for frame in (made_up_boundaries(), back)
    )
    pd.testing.assert_frame_equal(given_columns, back_columns)
    assert back.geometry.geom_equals(made_up_boundaries().geometry).all()


def test_an_empty_county_is_published_too(home):
    empty = {name: table.empty() for name, table in BUILD_TABLES.items()}
    publish(home, empty, made_up_boundaries().iloc[:0], ABOUT)
    with open_build(home) as build:
        for name, frame in empty.items():
            pd.testing.assert_frame_equal(build.table(name), frame)
        assert len(build.boundaries()) == 0


def test_rows_are_numbered_anew_and_columns_put_in_order(home, tables):
    shuffled = {
        name: frame.iloc[::-1, ::-1].set_axis(range(7, 7 + len(frame)))
        for name, frame in tables.items()
    }
    publish(home, shuffled, made_up_boundaries(), ABOUT)
    with open_build(home) as build:
        back = build.table("profiles")
    pd.testing.assert_frame_equal(back, tables["profiles"].iloc[::-1].reset_index(drop=True))


def test_the_manifest_says_what_the_build_is(home, tables):
    about = {
        "as_of": date(2026, 3, 1),
        "weights": {"b": np.float64(1.5), "a": np.int64(2)},
        "sources": {"hse_notices", "fsa_fhrs"},
        "mappings": home.root / "mappings",
    }
    build_id = publish(home, tables, made_up_boundaries(), about)
    said = json.loads((home.builds / build_id / "manifest.json").read_bytes())
    assert said["as_of"] == "2026-03-01"
    assert said["about"] == {
        "as_of": "2026-03-01",
        "weights": {"a": 2, "b": 1.5},
        "sources": ["fsa_fhrs", "hse_notices"],
        "mappings": "mappings",
    }
    for file, entry in said["files"].items():
        assert entry["bytes"] == (home.builds / build_id / file).stat().st_size
    assert said["files"]["profiles.parquet"]["rows"] == 6


def test_the_same_tables_give_the_same_bytes(tmp_path, tables):
    ids = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        home = Home.at(tmp_path / name)
        ids.append(publish(home, tables, made_up_boundaries(), ABOUT))
    assert ids[0] == ids[1]


def test_numbers_rise_and_are_never_used_again(home, publish_one):
    first, second = publish_one(1), publish_one(1)
    assert (first[:7], second[:7]) == ("000001-", "000002-")
    for path in (home.builds / second).iterdir():
        path.unlink()
    (home.builds / second).rmdir()
    assert publish_one(1).startswith("000003-")


@pytest.mark.parametrize("name", ["records", "facts", "touchpoints", "reasons", "links"])
def test_rows_of_no_profile_are_refused(home, tables, name):
    ids = tables[name][Profile.profile_id].mask(tables[name].index == 3, "P9999999")
    refuse(home, tables, {name: {Profile.profile_id: ids}}, f"{name}: 1 rows belong to no profile")


def test_a_record_without_a_profile_is_refused(home, tables):
    ids = tables["records"][PlacedRecord.profile_id].mask(tables["records"].index < 2)
    refuse(home, tables, {"records": {Profile.profile_id: ids}}, "records: 2 rows belong to no")


def test_repeated_ids_are_refused(home, tables):
    profile_ids = tables["profiles"][Profile.profile_id].replace("P0000001", "P0000000")
    record_ids = tables["records"][PlacedRecord.record_id]
    changes = {
        "profiles": {Profile.profile_id: profile_ids},
        "records": {PlacedRecord.record_id: record_ids.mask(record_ids.index == 1, record_ids[0])},
    }
    message = refuse(home, tables, changes, "profiles: 1 rows repeat a profile_id")
    assert "records: 1 rows repeat a record_id" in message


@pytest.mark.parametrize(("apart", "held"), [(0.0099, True), (-0.01, True), (0.011, False)])
def test_reasons_sum_to_the_score_within_a_hundredth(home, tables, apart, held):
    score = tables["profiles"][ScoredProfile.score] + apart
    changed = {**tables, "profiles": tables["profiles"].assign(**{ScoredProfile.score: score})}
    if held:
        publish(home, changed, made_up_boundaries(), ABOUT)
    else:
        refuse(home, tables, {"profiles": {ScoredProfile.score: score}}, "points of 6 profiles")


def test_a_profile_without_reasons_scores_nothing(home, tables):
    bare = {**tables, "reasons": tables["reasons"].iloc[:0]}
    refuse(home, bare, {}, "the points of 6 profiles do not sum")
    nothing = bare["profiles"].assign(**{ScoredProfile.score: 0.0})
    publish(home, {**bare, "profiles": nothing}, made_up_boundaries(), ABOUT)


def test_a_build_without_predictions_has_tables_of_none(home, tables):
    bare = {name: tables[name] for name in tables if name not in WHERE_PREDICTED}
    publish(home, bare, made_up_boundaries(), ABOUT)
    with open_build(home) as build:
        assert all(build.table(name).empty for name in WHERE_PREDICTED)


def test_reasons_of_a_prediction_sum_to_its_score(home, tables):
    score = tables["predictions"][Prediction.score] + 1.0
    refuse(home, tables, {"predictions": {Prediction.score: score}}, "points of 6 profiles")


def test_a_missing_score_is_refused_before_anything_is_summed(home, tables):
    score = tables["profiles"][ScoredProfile.score].mask([True] + [False] * 5)
    refuse(home, tables, {"profiles": {ScoredProfile.score: score}}, "'score' is empty in 1 of 6")


def test_every_missing_and_unknown_table_is_named_at_once(home, tables):
    wrong = {name: tables[name] for name in tables if name not in ("facts", "links")}
    with pytest.raises(BuildError) as caught:
        publish(home, wrong | {"gossip": tables["facts"]}, made_up_boundaries(), ABOUT)
    for part in ("table 'facts' is missing", "table 'links' is missing", "'gossip' is not part"):
        assert part in str(caught.value)


def test_values_of_another_type_are_refused_without_being_shown(home, tables):
    counts = tables["profiles"][Profile.agency_count].astype(object).mask([True] * 6, "Jo Bloggs")
    message = refuse(home, tables, {"profiles": {Profile.agency_count: counts}}, "another type")
    assert "Jo Bloggs" not in message


def test_lists_of_anything_but_text_are_refused_without_being_shown(home, tables):
    ids = pd.Series([[8675309]] * len(tables["facts"]), dtype=object)
    message = refuse(
        home, tables, {"facts": {Fact.record_ids: ids}}, "Fact: column 'record_ids' .* not list"
    )
    assert "8675309" not in message


def test_no_message_holds_what_a_record_says(home, tables):
    points = tables["reasons"][Reason.points] + 3
    message = refuse(home, tables, {"reasons": {Reason.points: points}}, "do not sum")
    assert not any(name in message for name in tables["profiles"][Profile.name])


def test_a_build_that_does_not_say_as_of_when_is_refused(home, tables):
    with pytest.raises(BuildError, match="`as_of`"):
        publish(home, tables, made_up_boundaries(), {"settings": {}})


def test_a_build_that_says_what_cannot_be_written_is_refused_and_leaves_nothing(home, tables):
    with pytest.raises(BuildError, match="cannot say object about itself"):
        publish(home, tables, made_up_boundaries(), ABOUT | {"odd": object()})
    assert [path.name for path in home.builds.iterdir()] == [".lock"]


def test_boundaries_without_their_columns_are_refused(home, tables):
    with pytest.raises(BuildError, match="'attribution' is missing"):
        publish(home, tables, made_up_boundaries().drop(columns=Boundary.attribution), ABOUT)


def test_boundaries_on_another_grid_are_refused(home, tables):
    for boundaries in (
        made_up_boundaries().to_crs(27700),
        gpd.GeoDataFrame(made_up_boundaries().set_crs(None, allow_override=True)),
    ):
        with pytest.raises(BuildError, match="EPSG:4326"):
            publish(home, tables, boundaries, ABOUT)


def refuse(home, tables, changes, message):
    """Check that the changed tables are refused, nothing is written, and return the message."""
    changed = {name: frame.assign(**changes.get(name, {})) for name, frame in tables.items()}
    with pytest.raises(BuildError, match=message) as caught:
        publish(home, changed, made_up_boundaries(), ABOUT)
    assert not home.builds.exists()
    return str(caught.value)

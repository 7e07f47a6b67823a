"""`concern visits`: draw, list, take away, and what was found."""

import json
from datetime import date

import pytest

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from records.agreements import Agreement, record_agreement
from records.audit import IDS, Asked, found
from records.home import Home
from records.state import opened
from records.store import publish

SHARED = Agreement(
    *("county", "County partnership", "protect workers", "Crime and Disorder Act 1998 s.115"),
    *("ECC_TS", ("EPOL",), ("trading_standards",), date(2024, 1, 1), date(2099, 1, 1)),
    dpia="DPIA-7",
)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A made-up county with a build."""
    home = Home.at(tmp_path_factory.mktemp("home"))
    (home.root / "concern.toml").write_text("")
    tables = made_county(300, seed=7)
    boundaries = tables.pop(BOUNDARIES)
    for name in ("records", "touchpoints"):
        tables[name] = tables[name].assign(source="trading_standards", handling="P")
    publish(home, tables, boundaries, {"as_of": AS_OF.isoformat(), "synthetic": True})
    with opened(home.state_url) as engine:
        record_agreement(engine, SHARED, "steward")
    return home


@pytest.fixture
def visits(concern, county):
    return lambda *words: concern("visits", *words, "--home", county.root)


def test_a_list_is_drawn_listed_taken_and_told_of(visits, county, tmp_path):
    out = tmp_path / "visits.csv"
    said = visits("draw", "--capacity", 60, "--share", "0.1", "--on", "2024-03-01", "--seed", "a",
                  "--out", out, "--recipient", "the team")  # fmt: skip
    assert said[0] == 0, said
    assert "List 1, for 2024-03-01" in said[1]
    lines = out.read_text("utf-8-sig").splitlines()
    assert sum(",random check," in line for line in lines if not line.startswith(("#", '"#'))) == 6
    assert json.loads(visits("list", "--json")[1])[0]["seed"] == "a"
    assert "demo-analyst" in visits("list")[1]
    again = tmp_path / "again.csv"
    assert "60 visits written" in visits("show", 1, "--out", again, "--recipient", "HSE")[1]
    assert again.read_bytes() == out.read_bytes()
    told = visits("hits", "--days", 3650)
    assert "at random: the rest" in told[1]
    plain = json.loads(visits("hits", "--json", "--days", 3650)[1])
    assert plain["chosen"]["picks"] == 54
    assert plain["chosen"]["visited"] > 0
    assert plain["everyone"]["picks"] == 60
    with opened(county.state_url) as engine:
        entries = found(engine, Asked(operation="disclosure"))
    assert [one.entry.recipient for one in entries] == ["HSE", "the team"]
    assert len(entries[0].entry.detail[IDS]) == 60
    assert entries[0].entry.purpose.startswith("planning visits")


def test_the_same_seed_draws_the_same_list(visits, tmp_path):
    for name in ("one", "two"):
        said = visits("draw", "--capacity", 30, "--seed", "b", "--filter", "?known=from2",
                      "--out", tmp_path / name, "--recipient", "us")  # fmt: skip
        assert said[0] == 0, said
    first, second = ((tmp_path / name).read_text("utf-8-sig") for name in ("one", "two"))
    kept = [[x for x in text.splitlines() if "#" not in x[:2]] for text in (first, second)]
    assert kept[0] == kept[1]


def test_what_cannot_be_drawn_or_shown_is_refused(visits, tmp_path):
    out = tmp_path / "x.csv"
    for words, why in (
        (("draw", "--capacity", 5), "no room for a random check"),
        (("draw", "--capacity", 50, "--share", "0.5"), "expected 0.05 to 0.1"),
        (("draw", "--capacity", 50, "--district", "Nowhere"), "district=Nowhere"),
        (("draw", "--capacity", 50, "--as", "demo-inspector"), "may not take a list"),
        (("draw", "--capacity", 50, "--purpose", " "), "Say what it is for"),
        (("show", 1, "--out", out), "say who is given it"),
        (("hits", "--as", "demo-lead"), "demo-lead drew no list of visits yet"),
    ):
        code, _, error = visits(*words)
        assert code == 1, words
        assert why in error, words
    assert not out.exists()


def test_where_no_list_was_drawn_it_says_how(concern, tmp_path):
    home = Home.at(tmp_path / "bare")
    home.root.mkdir()
    (home.root / "concern.toml").write_text("")
    assert "No list was drawn yet" in concern("visits", "list", "--home", home.root)[1]

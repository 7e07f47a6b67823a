"""Each comparison rises with agreement, asks nobody's order, is silent where nothing is said."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.comparisons import Comparer
from linkage.prepare import prepare
from linkage.questions import COMPARISONS

PLACES = [c.name for c in COMPARISONS]


def compared(one: dict[str, Any], other: dict[str, Any]) -> dict[str, float]:
    """Return the comparisons of two records, by name; missing as NaN."""
    rows = [{"record_id": "a", "source": "x", **one}, {"record_id": "b", "source": "y", **other}]
    p = prepare(pd.DataFrame(rows), frozenset("*"))
    values = Comparer(p).compare(np.array([0]), np.array([1]))[0]
    return dict(zip(PLACES, values.tolist(), strict=True))


def named(one: str, other: str) -> dict[str, float]:
    return compared({"name": one}, {"name": other})


def placed(one: str, other: str) -> dict[str, float]:
    return compared({"name": "Eel", "address": one}, {"name": "Eel", "address": other})


def spot(metres: float) -> dict[str, float]:
    north = {"name": "Eel", "lat": 51.7 + metres / 111_320, "lon": 0.4}
    return compared({"name": "Eel", "lat": 51.7, "lon": 0.4}, north)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("Cafe Zoraya Marshwick", "Cafe Zoraya"),
        ("Brannick Bakery", "Brannick Bakeries"),
        ("Womankind Hair", "Wo Mankind Hair"),
        ("Quorble and Daughters", "Quorbel and Daughters"),
    ],
)
def test_a_name_that_says_more_or_slips_has_no_word_against_it(longer: str, shorter: str) -> None:
    assert named(longer, shorter)["name_against"] == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Marrowby Dining Room", "Marrowby Cocktail Lounge"), ("Zoraya Kebab", "Brannick Kebab")],
)
def test_names_with_words_of_their_own_each_have_one_against_them(one: str, other: str) -> None:
    assert named(one, other)["name_against"] < 0.6


def test_a_word_with_a_slip_is_shared_and_two_numbers_are_not() -> None:
    assert named("Quorble Eel", "Quorbel Eel")["name_words"] > 0.85
    assert named("Depot 10649", "Depot 10648")["name_words"] < 0.6


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Gull Hall B", "Gull Hall C", 0.0),
        ("Gull Plaza Two", "Gull Plaza 2", 1.0),
        ("Terminal 1 North Gull", "Terminal 1 Gull", 0.5),
        ("Gull Hall", "Gull Hall B", np.nan),
    ],
)
def test_numbers_in_names_must_agree(one: str, other: str, alike: float) -> None:
    assert named(one, other)["name_number"] == pytest.approx(alike, nan_ok=True)


def test_initials_stand_for_a_name_also_among_other_words() -> None:
    assert named("Kestrel Fried Chips", "KFC Marshwick")["initials"] == 1.0
    assert np.isnan(named("Kestrel Fried Chips", "Brannick")["initials"])


def test_kinds_that_are_taken_for_each_other_differ_less_than_others() -> None:
    near, far = named("Eel Cafe", "Eel Restaurant")["kind"], named("Eel Cafe", "Eel School")["kind"]
    assert (near, far) == (0.5, 0.0)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("12-14 High Street", "14 High Street", 1.0, 1.0),
        ("12a High Street", "12 High Street", 0.85, 0.95),
        ("12 High Street", "14 High Street", 0.3, 0.6),
        ("12 High Street", "98 High Street", 0.0, 0.05),
        ("12 High Street", "12 Quayside Wharf", 0.0, 0.3),
    ],
)
def test_house_numbers_agree_where_they_meet_and_only_in_one_street(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= placed(one, other)["house_number"] <= most


def test_two_numbered_streets_are_two() -> None:
    assert placed("125 7th Street", "125 8th Street")["street"] <= 0.3
    assert placed("125 7th Street", "125 7th St")["street"] == 1.0


def test_a_house_number_alone_is_no_word_of_an_address() -> None:
    assert np.isnan(placed("41", "12 High Street")["address_words"]) or (
        placed("41", "12 High Street")["address_words"] == 0.0
    )


def test_a_town_is_also_the_longer_name_of_it() -> None:
    found = compared({"name": "Eel", "town": "Marsh"}, {"name": "Eel", "town": "Marsh City"})
    other = compared({"name": "Eel", "town": "Marsh"}, {"name": "Eel", "town": "Dunling"})
    assert found["town"] >= 0.9 > other["town"]


def test_two_points_within_thirty_metres_are_one_spot() -> None:
    assert spot(25)["distance"] == pytest.approx(1.0)
    assert [spot(m)["distance"] for m in (60, 200, 900, 6_000)] == sorted(
        (spot(m)["distance"] for m in (60, 200, 900, 6_000)), reverse=True
    )
    assert spot(6_000)["distance"] == 0.0


def test_nothing_said_is_nothing_compared() -> None:
    assert all(np.isnan(value) for value in compared({}, {}).values())


texts = st.text("abcdeé 1&'", max_size=18)


@settings(max_examples=15, deadline=None)
@given(texts, texts, texts, texts)
def test_every_comparison_is_between_0_and_1_and_asks_nobodys_order(
    name: str, other_name: str, address: str, other_address: str
) -> None:
    one, other = (
        {"name": n, "address": a} for n, a in ((name, address), (other_name, other_address))
    )
    forth, back = compared(one, other), compared(other, one)
    assert forth == pytest.approx(back, nan_ok=True)
    assert all(np.isnan(value) or 0.0 <= value <= 1.0 for value in forth.values())


@settings(max_examples=10, deadline=None)
@given(st.text("abcde 12", min_size=1, max_size=18).filter(str.strip))
def test_a_name_agrees_with_itself(name: str) -> None:
    found = named(name, name)
    for asked in ("name_spelling", "name_start", "name_against"):
        assert found[asked] == pytest.approx(1.0)


def test_names_are_asked_about_at_one_door_only() -> None:
    here, next_door = "12 Alder Street", "14 Alder Street"
    one, other = {"name": "Zoraya Kebab"}, {"name": "Brannick Nails"}
    assert compared(one | {"address": here}, other | {"address": here})["name_at_door"] < 0.5
    assert compared(one | {"uprn": "100"}, other | {"uprn": "100"})["name_at_door"] < 0.5
    assert compared(one | {"address": here}, one | {"address": here})["name_at_door"] == 1.0
    assert np.isnan(compared(one | {"address": here}, one | {"address": next_door})["name_at_door"])
    assert np.isnan(compared(one, other)["name_at_door"])

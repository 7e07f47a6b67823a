import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.cleaning import phones, postcodes
from records.sample.noise import (
    as_phoned,
    misspelt,
    mistaken_postcodes,
    reworded_names,
    rewritten_streets,
)
from records.sample.settings import Noise

NEVER = Noise(
    **dict.fromkeys(Noise.__dataclass_fields__, 0.0)  # every share nought
)
SEEDS = st.integers(0, 2**32 - 1)
TEXTS = st.lists(st.text("abcdefgh -&'", max_size=30), min_size=1, max_size=20)


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def text(values: list[str]) -> "pd.Series[str]":
    return pd.Series(values, dtype="str")


@settings(max_examples=50)
@given(TEXTS, SEEDS)
def test_a_misspelling_is_one_sign_away_and_spares_short_texts(
    values: list[str], seed: int
) -> None:
    written = text(values)
    wrong = misspelt(written, np.ones(len(values)), rng(seed))
    assert ((wrong.str.len() - written.str.len()).abs() <= 1).all()
    short = written.str.len() < 5
    assert (wrong[short] == written[short]).all()


@settings(max_examples=50)
@given(TEXTS, SEEDS)
def test_without_noise_everything_is_written_as_it_is(values: list[str], seed: int) -> None:
    written = text(values)
    assert (misspelt(written, np.zeros(len(values)), rng(seed)) == written).all()
    assert (reworded_names(written, NEVER, rng(seed)) == written).all()
    assert (rewritten_streets(written, NEVER, rng(seed)) == written).all()
    same = mistaken_postcodes(written, np.ones(len(values)), NEVER, rng(seed))
    assert (same == written).all()


@settings(max_examples=50)
@given(st.lists(st.integers(100_000, 999_999), min_size=1, max_size=20), SEEDS)
def test_a_telephone_number_can_be_read_however_it_is_written(
    numbers: list[int], seed: int
) -> None:
    national = "01632" + text([str(number) for number in numbers])
    assert (phones(as_phoned(national, rng(seed))) == national).all()


@settings(max_examples=50)
@given(SEEDS)
def test_a_letter_o_for_a_nought_is_still_the_same_postcode(seed: int) -> None:
    every = Noise(**{**NEVER.__dict__, "postcode_letter_o": 1.0, "postcode_unspaced": 0.5})
    given_codes = text(["CM20 1AB", "CO10 0AB", "SS1 2NQ", "CB10 4HT"])
    written = mistaken_postcodes(given_codes, np.zeros(4), every, rng(seed))
    assert (postcodes(written) == given_codes).all()


@pytest.mark.parametrize(
    ("share", "name", "allowed"),
    [
        ("ampersand_changed", "Smoke & Salt Grill", {"Smoke and Salt Grill"}),
        ("name_shortened", "The Red Otter", {"Red Otter"}),
        ("name_shortened", "Oak Tree Care Home", {"Oak Tree Care"}),
        ("initials_only", "Oak Tree Care Home", {"OTCH"}),
        ("legal_suffix_changed", "Belton Foods Limited", None),
    ],
)
def test_a_name_is_reworded_as_its_kind_of_noise_says(
    share: str, name: str, allowed: set[str] | None
) -> None:
    noise = Noise(**{**NEVER.__dict__, share: 1.0})
    written = set(reworded_names(text([name] * 40), noise, rng(1)))
    endings = {f"Belton Foods{end}" for end in (" Ltd", " Limited", " Ltd.", " LTD", "")}
    assert written == (allowed or endings)


def test_roads_are_shortened_at_their_end_only() -> None:
    noise = Noise(**{**NEVER.__dict__, "street_shortened": 1.0})
    streets = text(["Street Lane", "High Street", "Oak Business Park"])
    assert list(rewritten_streets(streets, noise, rng(1))) == ["Street Ln", "High St", "Oak Bus Pk"]

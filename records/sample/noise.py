"""How do people spell things differently each time?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.sample.settings import Noise

__all__ = ["as_phoned", "misspelt", "mistaken_postcodes", "reworded_names", "rewritten_streets"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SUFFIXES = ("Ltd", "Limited", "Ltd.", "LTD", "")
_SHORT_ROADS = {
    "Street": "St",
    "Road": "Rd",
    "Avenue": "Ave",
    "Lane": "Ln",
    "Close": "Cl",
    "Drive": "Dr",
    "Gardens": "Gdns",
    "Crescent": "Cres",
    "Terrace": "Terr",
    "Place": "Pl",
    "Industrial Estate": "Ind Est",
    "Business Park": "Bus Pk",
    "Trading Estate": "Trdg Est",
}
_PHONE_FORMS = ("{0}{1}", "{0} {1}", "{0} {2} {3}", "+44 {4} {1}", "({0}) {1}", "{0}-{1}")
_FEWEST_WORDS = 3
_SHORTEST = 5


def misspelt(text: pd.Series[str], share: np.ndarray, rng: np.random.Generator) -> pd.Series[str]:
    """Return the texts, of `share` of them (0-1, for each) one letter lost, doubled, swapped
    with the next or mistaken; short texts are left alone."""  # noqa: D205, D209
    chosen = np.flatnonzero((rng.random(len(text)) < share) & (text.str.len() >= _SHORTEST))
    kinds, places, letters = rng.random((3, len(chosen)))
    values = text.to_numpy(dtype=object).copy()
    # Row by row: few rows, each with another letter.
    for row, kind, place, letter in zip(chosen, kinds, places, letters, strict=True):
        values[row] = _one_slip(values[row], kind, place, _LETTERS[int(letter * len(_LETTERS))])
    return pd.Series(values, index=text.index, dtype="str")


def _one_slip(text: str, kind: float, place: float, letter: str) -> str:
    at = 1 + int(place * (len(text) - 2))
    before, here, after = text[:at], text[at], text[at + 1 :]
    slips = (before + after, before + here + here + after, before + after[:1] + here + after[1:])
    return (*slips, before + letter + after)[int(kind * 4)]


def reworded_names(names: pd.Series[str], noise: Noise, rng: np.random.Generator) -> pd.Series[str]:
    """Return the names as others write them: Ltd for Limited, and for &, shortened, initials."""
    ending = names.str.extract(r"^(.*) (Limited|Ltd)$")
    suffix = np.array(_SUFFIXES, dtype=object)[rng.integers(0, len(_SUFFIXES), len(names))]
    other = (ending[0] + " " + suffix).str.strip()
    changed = other.notna() & (rng.random(len(names)) < noise.legal_suffix_changed)
    names = names.mask(changed, other)
    joined = names.str.replace(" & ", " and ", regex=False)
    names = names.mask(rng.random(len(names)) < noise.ampersand_changed, joined)
    words = names.str.count(" ") + 1
    long = (words >= _FEWEST_WORDS).to_numpy()
    shorter = names.str.replace(r"^The |(?<!^The) \S+$", "", n=1, regex=True)
    names = names.mask(long & (rng.random(len(names)) < noise.name_shortened), shorter)
    initials = names.str.replace(r"\b(\w)\w*[^\w]*", r"\1", regex=True).str.upper()
    return names.mask(long & (rng.random(len(names)) < noise.initials_only), initials)


def rewritten_streets(
    street: pd.Series[str], noise: Noise, rng: np.random.Generator
) -> pd.Series[str]:
    """Return the streets, some with their last word shortened: High St."""
    short = street
    for word, brief in _SHORT_ROADS.items():
        short = short.str.replace(rf"\b{word}$", brief, regex=True)
    return street.mask(rng.random(len(street)) < noise.street_shortened, short)


def mistaken_postcodes(
    postcode: pd.Series[str], careless: np.ndarray, noise: Noise, rng: np.random.Generator
) -> pd.Series[str]:
    """Return the postcodes: some empty, wrong in one sign, with O for 0, or without the blank.

    careless: how many times as often as usual each is empty.
    """
    chance = rng.random((4, len(postcode)))
    last = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), dtype=object)[rng.integers(0, 20, len(postcode))]
    written = postcode.mask(chance[0] < noise.postcode_wrong, postcode.str.slice(0, -1) + last)
    letter_o = written.str.replace("0", "O", regex=False)
    written = written.mask(chance[1] < noise.postcode_letter_o, letter_o)
    packed = written.str.replace(" ", "", regex=False)
    written = written.mask(chance[2] < noise.postcode_unspaced, packed)
    return written.mask(chance[3] < noise.postcode_missing * careless, "")


def as_phoned(phone: pd.Series[str], rng: np.random.Generator) -> pd.Series[str]:
    """Return the numbers of 11 digits in one of six ways of writing them."""
    forms = rng.integers(0, len(_PHONE_FORMS), len(phone))
    written = [
        _PHONE_FORMS[form].format(text[:5], text[5:], text[5:8], text[8:], text[1:5])
        for form, text in zip(forms, phone, strict=True)
    ]
    return pd.Series(written, index=phone.index, dtype="str")

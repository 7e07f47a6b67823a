import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import outcodes, postcodes, without_postcode

REAL = ["CM1 1AA", "SS0 7AY", "CO15 6QP", "RM17 5HH", "W1A 0AX", "EC1V 9HX", "E1W 3TD", "IG9 6AR"]


def one(text):
    return postcodes(pd.Series([text], dtype="str"))[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cm11aa", "CM1 1AA"),
        (" Cm1  1Aa ", "CM1 1AA"),
        ("C01 1AA", "CO1 1AA"),
        ("SSO 7AY", "SS0 7AY"),
        ("1G9 6AR", "IG9 6AR"),
        ("CMI 1AA", "CM1 1AA"),
        ("CM1 IAA", "CM1 1AA"),
        ("CM-1 1AA.", "CM1 1AA"),
    ],
)
def test_a_postcode_is_read_as_meant(written, meant):
    assert one(written) == meant


@pytest.mark.parametrize(
    "written", ["CM1", "ZZ1 1AA", "CM1 1A", "1 High Street", "CM1 1CC", "9999"]
)
def test_what_is_no_whole_postcode_is_missing(written):
    assert pd.isna(one(written))


def test_an_outcode_is_reachable_with_or_without_its_second_half():
    read = outcodes(pd.Series(["CM1", "cm1 1aa", "zz9", None, "E1 6", " e16 "], dtype="str"))
    assert read.fillna("").tolist() == ["CM1", "CM1", "", "", "E1", "E16"]


def test_an_address_gives_up_the_postcode_it_ends_in():
    written = pd.Series(
        ["1 High Street, Essex, cm1 1aa", "2 CM Road", "SS0 7AY", None], dtype="str"
    )
    address, postcode = without_postcode(written)
    assert address.fillna("").tolist() == ["1 High Street, Essex", "2 CM Road", "", ""]
    assert postcode.fillna("").tolist() == ["CM1 1AA", "", "SS0 7AY", ""]


@given(st.text(max_size=10))
def test_a_read_postcode_is_well_formed_and_reads_as_itself(written):
    read = one(written)
    assert pd.isna(read) or (
        re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", read) and one(read) == read
    )


@given(st.sampled_from(REAL), st.data())
def test_look_alikes_never_lead_to_another_postcode(real, data):
    signs = {"O": "0", "0": "O", "1": "I", "I": "1"}
    at = data.draw(st.sets(st.sampled_from(range(len(real))), max_size=2))
    written = "".join(signs.get(s, s) if n in at else s for n, s in enumerate(real))
    assert one(written) == real or pd.isna(one(written))

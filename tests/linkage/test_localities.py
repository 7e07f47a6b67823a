"""An address that names only a district or a town says nothing of the street."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from linkage.addresses import address_parts
from linkage.coded import Coded
from linkage.comparisons import Comparer
from linkage.localities import LEAST, Localities, Middles
from linkage.names import normal_name
from linkage.pipeline import ENTITY_ID, link
from linkage.prepare import prepare
from linkage.questions import COMPARISONS
from records.schema import PlacedRecord as R

ASKED = [c.name for c in COMPARISONS]
STREETS = [f"{n} Alder Street, Little Wend, Marshwick, Fenshire" for n in range(LEAST)]
CODES = [f"ZZ{n} {n}AA" for n in range(1, LEAST + 1)]


def localities(addresses: list[str], postcodes: list[str], towns: tuple[str, ...] = ()) -> set[str]:
    """Return those of `addresses` that are told to be localities."""
    told, posted = Coded.of(addresses), Coded.of(postcodes)
    lines = [address_parts(text) for text in told.texts]
    at = (told.codes, posted.codes)
    learnt = Localities.learn(lines, at, [address_parts(town) for town in towns])
    named = learnt.named(pa.array([*map(address_parts, addresses)], type=pa.string()))
    return {text for text, one in zip(addresses, named, strict=True) if one}


def found(*addresses: str, postcode: str = "", towns: tuple[str, ...] = ()) -> set[str]:
    every = [*STREETS, *addresses]
    return localities(every, [*CODES, *[postcode] * len(addresses)], towns)


@pytest.mark.parametrize(
    "text", ["Marshwick", "LITTLE WEND, FENSHIRE", "Little Wend Marshwick", "Marshwick, Fenshire"]
)
def test_words_in_which_other_addresses_end_are_a_locality(text: str) -> None:
    assert text in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "4 Marshwick",
        "Alder Street",
        "Alder Street, Marshwick",
        "Wend Hall, Marshwick",
        "Gorse Works",
        "Unit B, Marshwick",
        "",
        ",",
    ],
)
def test_an_address_with_a_street_a_building_or_a_number_is_none(text: str) -> None:
    assert text not in found(text, postcode="ZZ1 1AA")


def test_a_text_that_stands_at_many_postcodes_is_a_locality() -> None:
    texts = ["Castle Fen"] * LEAST
    assert set(localities(texts, CODES)) == {"Castle Fen"}
    assert not localities(texts, CODES[:1] * LEAST)
    assert not localities(["High Street"] * LEAST, CODES)


def test_a_town_given_as_town_is_a_locality() -> None:
    assert "Upper Quoy" in found("Upper Quoy", towns=("Upper Quoy",))
    assert "Upper Quoy" not in found("Upper Quoy")


def rows(*each: tuple[str, str, str, str]) -> pd.DataFrame:
    placed = zip(STREETS, CODES, strict=True)
    every = [*each, *(("gas", f"Filler {n}", a, c) for n, (a, c) in enumerate(placed))]
    frame = pd.DataFrame(every, columns=[R.source, R.name, R.address, R.postcode])
    return frame.assign(**{R.record_id: [f"r{n}" for n in range(len(frame))]})


def compared(frame: pd.DataFrame) -> dict[str, float]:
    p = prepare(frame, frozenset("*"))
    values = Comparer(p).compare(np.array([0]), np.array([1]))[0]
    return dict(zip(ASKED, values, strict=True))


def test_a_locality_is_no_evidence_about_street_or_door() -> None:
    frame = rows(
        ("food", "Wend Primary School", "Marshwick", "ZZ1 1ZZ"),
        ("fire", "Wend Primary School", "Bar Lane, Wend, Fenshire", "ZZ1 1ZZ"),
    )
    asked = compared(frame)
    assert all(np.isnan(asked[c]) for c in ("street", "address_words", "house_number"))
    entity = link(frame).entities.set_index(R.record_id)[ENTITY_ID]
    assert entity["r0"] == entity["r1"]


def test_two_localities_can_differ_but_agree_for_nothing() -> None:
    frame = rows(("food", "Wend", "Marshwick", ""), ("fire", "Wend", "Little Wend", ""))
    assert compared(frame)["address_words"] == 0.0
    frame = rows(("food", "Wend", "Marshwick", ""), ("fire", "Wend", "MARSHWICK", ""))
    assert np.isnan(compared(frame)["address_words"])


def points(*each: tuple[str, str, str, float]) -> list[bool]:
    source, postcode, what = (Coded.of([row[n] for row in each]) for n in range(3))
    point = np.array([(row[3], 0.5) for row in each])
    learnt = Middles.learn(source, postcode, what.codes, point)
    return list(learnt.hold(source, postcode, point).tolist())


COARSE = [("food", code, what, 51.0 + n) for n, code in enumerate(CODES) for what in ("a", "b")]


def test_a_source_with_one_point_a_postcode_gives_points_of_postcodes() -> None:
    assert all(points(*COARSE))
    true_points = [(s, p, w, lat + 0.001 * (w == "b")) for s, p, w, lat in COARSE]
    assert not any(points(*true_points))
    assert not any(points(*COARSE[:4]))


def test_a_point_equal_to_that_of_its_postcode_is_of_the_postcode() -> None:
    other = ("fire", CODES[0], "c", 51.0), ("fire", CODES[1], "c", 51.0), ("fire", "", "c", 51.0)
    assert points(*COARSE, *other)[-3:] == [True, False, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wend C of E (VC) School", "Wend Church of England Voluntary Controlled School"),
        ("Gt Wend C.E.V.A. School", "Great Wend Church of England (Voluntary Aided) School"),
        ("Wend R.C. Primary", "Wend Roman Catholic Primary"),
        ("Lt Wend C P School", "Little Wend County Primary School"),
        ("Wend Chemists", "Wend Chemist"),
    ],
)
def test_schools_and_trades_are_one_spelling(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)

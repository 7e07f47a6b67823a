"""A record without a name belongs to a business only where nothing else fits as well."""

from typing import Any

import numpy as np
import pandas as pd

from linkage.nameless import doubt_bits
from linkage.pipeline import ENTITY_ID, link
from linkage.settings import LinkageSettings
from records.schema import Judgement
from records.schema import PlacedRecord as R

COLUMNS = [R.source, R.name, R.address, R.postcode, R.company_number]
DOOR = ("4 Alder Street, Marshwick", "ZZ1 1AA")


def entities(*rows: tuple[Any, ...], **chosen: Any) -> list[str]:
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(
        record_id=[f"r{n}" for n in range(len(rows))]
    )
    found = link(frame, **chosen).entities.set_index(R.record_id)[ENTITY_ID]
    return [str(found[f"r{n}"]) for n in range(len(rows))]


NAMED = ("food", "Quill Bakery", *DOOR, None)
NAMELESS = ("fire", None, "4 Alder St, Marshwick", "ZZ1 1AA", None)
OTHER = ("gas", "Brannick Motors", *DOOR, None)


def test_a_record_without_a_name_joins_the_only_business_at_its_door() -> None:
    named, nameless = entities(NAMED, NAMELESS)
    assert named == nameless


def test_it_joins_none_of_two_businesses_at_its_door() -> None:
    found = entities(NAMED, NAMELESS, OTHER)
    assert len(set(found)) == 3


def test_a_company_number_tells_which_of_two_it_is() -> None:
    found = entities(
        (*NAMED[:4], "99000001"), (*NAMELESS[:4], "99000001"), (*OTHER[:4], "99000777")
    )
    assert found[0] == found[1] != found[2]


def test_a_person_may_say_which_of_two_it_is() -> None:
    said = pd.DataFrame(
        {Judgement.id_a: ["r0"], Judgement.id_b: ["r1"], Judgement.verdict: ["same"]}
    )
    found = entities(NAMED, NAMELESS, OTHER, judgements=said)
    assert found[0] == found[1] != found[2]


def test_companies_without_names_in_one_building_are_no_food_business_of_it() -> None:
    companies = [("company", None, *DOOR, f"9900000{n}") for n in range(4)]
    found = entities(*companies, NAMELESS)
    assert len(set(found)) == 5


def test_more_doubt_keeps_records_without_names_apart_and_no_others() -> None:
    settings = LinkageSettings(nameless_bits=30.0)
    again = ("gas", "Quill Bakery Ltd", *DOOR, None)
    named, nameless, other = entities(NAMED, NAMELESS, again, settings=settings)
    assert named == other != nameless
    equal = entities(NAMELESS, ("gas", *NAMELESS[1:]), settings=settings)
    assert len(set(equal)) == 2


def test_records_without_names_at_one_address_are_not_one_business_for_that() -> None:
    companies = [("company", None, place, "ZZ1 1AA", None) for place in (DOOR[0], "4 Alder St")]
    equal = [("company", None, *DOOR, None)] * 3
    for rows in (companies, equal, [*companies, *equal]):
        assert len(set(entities(*rows))) == len(rows)


def test_two_records_without_names_are_held_back_more_than_one() -> None:
    sides = np.array([True, True, False]), np.array([True, False, False])
    assert doubt_bits(*sides, LinkageSettings()).tolist() == [5.0, 0.5, 0.0]
    strict = LinkageSettings(nameless_bits=30.0)
    assert doubt_bits(*sides, strict).tolist() == [30.0, 30.0, 0.0]

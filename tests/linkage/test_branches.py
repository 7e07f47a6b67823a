"""Of one name under several postcodes a source lists several shops, unless more tells them one."""

import pandas as pd

from linkage.pipeline import ENTITY_ID, link
from records.schema import Judgement
from records.schema import PlacedRecord as R

COLUMNS = [R.source, R.name, R.address, R.postcode, R.phone]
NAME = "Quill and Thimble"


def entities(*rows: tuple[str | None, ...], judgements: pd.DataFrame | None = None) -> list[str]:
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(
        record_id=[f"r{n}" for n in range(len(rows))]
    )
    found = link(frame, judgements=judgements).entities.set_index(R.record_id)[ENTITY_ID]
    return [str(found[f"r{n}"]) for n in range(len(rows))]


def listed(source: str, postcode: str, phone: str | None = None) -> tuple[str | None, ...]:
    return source, NAME, None, postcode, phone


SHOP, BRANCH = listed("food", "ZZ1 1AA"), listed("food", "ZZ1 4QT")


def test_shops_that_one_source_lists_under_several_postcodes_stay_apart() -> None:
    shops = [listed("food", f"ZZ1 {code}") for code in ("1AA", "4QT", "7PX", "9LE")]
    assert len(set(entities(*shops))) == len(shops)


def test_two_sources_may_differ_about_a_postcode() -> None:
    one, other = entities(SHOP, listed("fire", "ZZ1 4QT"))
    assert one == other


def test_a_slip_in_a_postcode_makes_no_branch() -> None:
    one, other = entities(SHOP, listed("food", "ZZ1 1AB"))
    assert one == other


def test_a_telephone_in_common_outweighs_the_postcodes() -> None:
    one, other = entities(
        listed("food", "ZZ1 1AA", "01632 960123"), listed("food", "ZZ1 4QT", "01632 960123")
    )
    assert one == other


def test_a_person_may_say_that_two_branches_are_one() -> None:
    said = pd.DataFrame(
        {Judgement.id_a: ["r0"], Judgement.id_b: ["r1"], Judgement.verdict: ["same"]}
    )
    assert len(set(entities(SHOP, BRANCH, judgements=said))) == 1

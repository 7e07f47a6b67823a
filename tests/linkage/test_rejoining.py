import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.model import pretrained
from linkage.pipeline import ENTITY_ID, link
from linkage.rejoining import joining, parting
from records.schema import Judgement, PlacedRecord


def rows(prefix, name, street, count):
    return [
        {
            PlacedRecord.record_id: f"{prefix}:{at}",
            PlacedRecord.source: f"source{at}",
            PlacedRecord.name: name,
            PlacedRecord.address: f"{street}, Harlow",
            PlacedRecord.postcode: "CM20 1AA",
        }
        for at in range(count)
    ]


LARCH = rows("larch", "Larch Hand Car Wash", "4 High Street", 3)
NAILS = rows("nails", "Elmwater Nails", "91 Mill Lane", 3)
BOTH = pd.DataFrame(LARCH + NAILS)
NOTHING = Judgement.empty()


def words(pairs, verdict):
    rows = [(*pair, verdict) for pair in pairs]
    return pd.DataFrame(rows, columns=[str(c) for c in Judgement.columns()], dtype="str")


def parts(records, said=NOTHING):
    made = link(records, judgements=said, model=pretrained()).entities
    return made.groupby(ENTITY_ID)[PlacedRecord.record_id].agg(set).tolist()


@pytest.mark.parametrize("count", [1, 3])
def test_two_businesses_called_one_are_linked_as_one(count):
    both = pd.DataFrame(LARCH + NAILS[:count])
    assert len(parts(both)) == 2
    ids = [row[PlacedRecord.record_id] for row in LARCH]
    pairs = joining(both, ids, NOTHING, pretrained())
    assert {ends[0].partition(":")[0] for ends in pairs[:1]} == {"larch"}
    assert len(parts(both, words(pairs, "same"))) == 1


def test_records_said_to_belong_elsewhere_are_linked_with_none_of_the_others():
    larch = pd.DataFrame(LARCH)
    assert len(parts(larch)) == 1
    pairs = parting(["larch:0"], ["larch:1", "larch:2"])
    assert {"larch:0"} in parts(larch, words(pairs, "different"))


@given(st.sets(st.integers(0, 5), min_size=1, max_size=5))
def test_each_that_leaves_is_parted_from_each_that_stays(gone):
    names = list("abcdef")
    leave = [names[at] for at in gone]
    stay = [name for name in names if name not in leave]
    pairs = parting(leave, stay)
    assert len(set(pairs)) == len(leave) * len(stay)
    assert all(a < b and (a in leave) != (b in leave) for a, b in pairs)

"""Whatever people say of pairs, where it can hold it does; nothing of it contradicts silently."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.judgements import news
from linkage.pipeline import ENTITY_ID, link
from records.schema import Judgement, PlacedRecord

NAMES = ("Larch Hand Car Wash", "Larch Car Wash", "Elmwater Nails", "Quayside Cafe")
RECORDS = pd.DataFrame(
    {
        PlacedRecord.record_id: [f"{source}:{n}" for n in range(4) for source in ("fire", "food")],
        PlacedRecord.source: ["fire", "food"] * 4,
        PlacedRecord.name: [NAMES[n] for n in range(4) for _ in range(2)],
        PlacedRecord.address: [f"{1 + n // 2} High Street, Harlow" for n in range(4) for _ in "ab"],
        PlacedRecord.postcode: "CM20 1AA",
    }
)
IDS = sorted(RECORDS[PlacedRecord.record_id])
ALONE = link(RECORDS).entities
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] < pair[1])
WORDS = st.dictionaries(PAIRS, st.sampled_from(["same", "different", "unsure"]), max_size=6)
FEW = settings(max_examples=15, deadline=None, derandomize=True)


def frame(words):
    rows = [(a, b, verdict) for (a, b), verdict in words.items()]
    return pd.DataFrame(rows, columns=[str(c) for c in Judgement.columns()], dtype="str")


@given(WORDS)
@FEW
def test_people_are_believed_and_what_cannot_hold_is_told(words):
    found = link(RECORDS, judgements=frame(words))
    entity = found.entities.set_index(PlacedRecord.record_id)[ENTITY_ID]
    against = {tuple(pair) for pair in found.report["contradictions"]}
    assert against <= {pair for pair, verdict in words.items() if verdict == "different"}
    for (a, b), verdict in words.items():
        if verdict == "different":
            assert entity[a] != entity[b]
        if verdict == "same" and not against:
            assert entity[a] == entity[b]


@given(WORDS)
@FEW
def test_words_that_nobody_could_tell_change_nothing(words):
    unsure = frame(dict.fromkeys(words, "unsure"))
    pd.testing.assert_frame_equal(link(RECORDS, judgements=unsure).entities, ALONE)


@given(WORDS, WORDS)
def test_what_people_say_otherwise_is_counted_the_same_from_either_side(before, now):
    bound = [{p: v for p, v in some.items() if v != "unsure"} for some in (before, now)]
    expected = {p for p in {*bound[0], *bound[1]} if bound[0].get(p) != bound[1].get(p)}
    assert news(frame(before), frame(now)) == news(frame(now), frame(before)) == len(expected)

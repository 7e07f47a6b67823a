"""Whatever people say of pairs, where it can hold it does; nothing of it contradicts silently."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.adapting import TOO_FAR
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


def test_words_that_would_put_sure_links_asunder_move_no_weights():
    """Such as those of someone who decides without looking: they hold for their pairs alone."""
    count = 120
    made = pd.DataFrame(
        {
            PlacedRecord.record_id: [f"{source}:{n:03d}" for n in range(count) for source in "ab"],
            PlacedRecord.source: ["a", "b"] * count,
            PlacedRecord.name: [f"Larch{n}wick Elm{7 * n}ford" for n in range(count) for _ in "ab"],
            PlacedRecord.address: [
                f"{n + 1} High Street, Harlow" if source == "a" else None
                for n in range(count)
                for source in "ab"
            ],
            PlacedRecord.postcode: [f"CM{n % 9} {n % 7}AA" for n in range(count) for _ in "ab"],
        }
    )
    blind = {(f"a:{n:03d}", f"b:{n:03d}"): "different" for n in range(0, count, 3)}
    blind |= {(f"a:{n:03d}", f"b:{n + 40:03d}"): "same" for n in range(1, 60, 3)}
    found = link(made, judgements=frame(blind))
    told = found.report["adapted"]
    assert told["labels"] == len(blind)
    assert told["links_turned"] > TOO_FAR
    assert not told["labels_moved"]
    entity = found.entities.set_index(PlacedRecord.record_id)[ENTITY_ID]
    assert entity["a:002"] == entity["b:002"]
    assert entity["a:000"] != entity["b:000"]
    assert entity["a:001"] == entity["b:041"]

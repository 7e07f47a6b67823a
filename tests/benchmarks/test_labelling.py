"""Labels are drawn from some businesses and measured on others."""

import numpy as np
import pandas as pd

from benchmarks import labelling
from benchmarks.labelling import DRAWN, LABELS, with_labels, with_pair_labels
from linkage.pipeline import ENTITY_ID, link
from linkage.standalone import STANDALONE
from records.schema import Pair
from records.schema import PlacedRecord as R

WORDS = ("Quill", "Gorse", "Fenway", "Alder", "Brannick", "Zoraya", "Tansy", "Marsh")


def lists() -> tuple[pd.DataFrame, pd.Series]:
    """Return two lists of the same sixty businesses, and whose each record is."""
    number = np.arange(60)
    names = [f"{WORDS[n % 8]} {WORDS[n // 8]} Bakery" for n in number]
    first = pd.DataFrame({
        R.record_id: [f"a{n:02}" for n in number],
        R.source: "a",
        R.name: names,
        R.address: [f"{n + 1} Alder Street" for n in number],
        R.postcode: [f"ZZ{n % 5} 1AA" for n in number],
    })  # fmt: skip
    second = first.assign(**{R.record_id: [f"b{n:02}" for n in number], R.source: "b"})
    records = pd.concat([first, second], ignore_index=True)
    return records, pd.Series([*number, *number], index=records[R.record_id]).astype(str)


def test_labels_of_some_businesses_are_measured_on_others(monkeypatch) -> None:
    monkeypatch.setattr(labelling, "SEEDS", 1)
    records, truth = lists()
    linkage = link(records, STANDALONE)
    entities = linkage.entities.set_index(R.record_id)[ENTITY_ID]
    figures = with_labels(records, truth, entities, linkage.pairs[Pair.columns()])
    assert figures["f1_0"] > 0.9
    for way in DRAWN:
        assert figures["f1_0"] - 0.02 <= figures[f"f1_{way}_worst"] <= figures[f"f1_{way}"] <= 1


def test_labelled_pairs_are_drawn_from_those_for_training_and_measured_on_the_others(
    monkeypatch,
) -> None:
    monkeypatch.setattr(labelling, "SEEDS", 1)
    records, _ = lists()
    linkage = link(records, STANDALONE)
    entities = linkage.entities.set_index(R.record_id)[ENTITY_ID]
    rows = [(f"b{n:02}", f"a{n:02}", "1", "train" if n % 2 else "valid") for n in range(60)]
    labels = pd.DataFrame(rows, columns=["id_a", "id_b", "label", "split"])
    figures = with_pair_labels(records, labels, entities, linkage.pairs[Pair.columns()])
    assert figures["f1_0"] == figures["f1_random"] == 1.0


def test_as_many_labels_are_drawn_as_are_told_and_the_same_each_time() -> None:
    chance = np.linspace(0, 1, 400)
    pairs = pd.DataFrame({
        "id_a": [f"a{n}" for n in range(400)],
        "id_b": [f"b{n}" for n in range(400)],
        "probability": chance,
        "label": (chance > 0.5).astype(int),
    })  # fmt: skip
    for way, drawn in DRAWN.items():
        found = drawn(pairs, np.random.default_rng(1))
        assert len(found) == LABELS, way
        pd.testing.assert_frame_equal(found, drawn(pairs, np.random.default_rng(1)))
    assert DRAWN["half"](pairs, np.random.default_rng(1))["label"].mean() == 0.5
    doubted = DRAWN["uncertain"](pairs, np.random.default_rng(1))["probability"]
    assert (doubted - 0.5).abs().max() < 0.14

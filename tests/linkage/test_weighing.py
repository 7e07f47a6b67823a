"""What cannot be linked is not compared in full, and nothing else changes by that."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.comparisons import Comparer
from linkage.model import Model, pretrained
from linkage.naming import NameComparer
from linkage.prepare import Prepared, prepare
from linkage.questions import COMPARISONS
from linkage.settings import LinkageSettings
from linkage.weighing import Weigher
from records.progress import silent
from records.schema import PlacedRecord as R

WORDS = np.array(["quill", "quil", "gorse", "eel", "bar", "brannick", "motors", "cafe", "kitchen"])
STREETS = np.array(["Alder Street", "Aldre Street", "Fenway Road", "Station Rd"])


def made_up(seed: int, count: int = 40) -> Prepared:
    """Return records of which any field may be missing."""
    rng = np.random.default_rng(seed)

    def sometimes(values: object) -> pd.Series:
        return pd.Series(values, dtype="object").where(rng.random(count) < 0.75)

    number = rng.integers(1, 5, count)
    frame = pd.DataFrame(
        {
            R.record_id: [f"r{n:03}" for n in range(count)],
            R.source: rng.choice(["food", "fire"], count),
            R.name: sometimes([" ".join(rng.choice(WORDS, rng.integers(1, 4))) for _ in number]),
            R.address: sometimes([f"{n} {rng.choice(STREETS)}" for n in number]),
            R.town: sometimes(rng.choice(["Marshwick", "Marshwich", "Olderby"], count)),
            R.postcode: sometimes(rng.choice(["ZZ1 1AA", "ZZ1 1AB", "ZZ9 9ZZ"], count)),
            R.phone: sometimes(rng.choice(["01632960001", "01632960002", "960001"], count)),
            R.person: sometimes(rng.choice(["Ada Barlow", "Ida Barlow"], count)),
            R.company_number: sometimes(rng.choice(["99000001", "99000010", "99000777"], count)),
            R.lat: sometimes(51.5 + rng.normal(0, 0.01, count)).astype("float64"),
            R.lon: sometimes(0.5 + rng.normal(0, 0.01, count)).astype("float64"),
        }
    )
    return prepare(frame, frozenset("*"))


def weigher(p: Prepared, model: Model, **chosen: float) -> Weigher:
    how = replace(LinkageSettings(batch_pairs=97), **chosen)  # type: ignore[arg-type]
    return Weigher(Comparer(p), model, how, silent)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Return a model with any bits that never fall as agreement rises."""
    at = np.array([0.0, 0.3, 0.7, 1.0])
    bits = st.lists(st.floats(-6, 6), min_size=4, max_size=4).map(sorted)
    curves = {one.name: (at, np.array(draw(bits))) for one in COMPARISONS}
    return Model(draw(st.floats(-8, 2)), curves)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), models(), st.sampled_from([0.0, 0.01, 0.5, 0.99]))
def test_pairs_are_dropped_unseen_only_where_no_name_could_save_them(
    seed: int, model: Model, keep: float
) -> None:
    p = made_up(seed)
    left, right = np.triu_indices(len(p), 1)
    weighing = weigher(p, model, keep_probability=keep)
    every, some = weighing.bits(left, right), weighing.edges(left, right)
    kept = every >= weighing.least_bits
    assert (some.left == left[kept]).all()
    assert (some.right == right[kept]).all()
    assert (some.bits == every[kept]).all()


def test_most_pairs_far_apart_need_no_edit_distances(monkeypatch: pytest.MonkeyPatch) -> None:
    p = made_up(1)
    left, right = np.triu_indices(len(p), 1)
    weighing, seen = weigher(p, pretrained()), {"promises": 0, "scores": 0}

    def counting(step: str) -> None:
        whole = getattr(NameComparer, step)

        def counted(self: NameComparer, left: Any, right: Any, *told: Any) -> Any:
            seen[step] += len(left)
            return whole(self, left, right, *told)

        monkeypatch.setattr(NameComparer, step, counted)

    counting("promises")
    counting("scores")
    found = weighing.edges(left, right)
    assert len(found.left) > 0
    assert seen["promises"] < 0.8 * len(left)
    assert 0 < seen["scores"] < 0.8 * seen["promises"]


def test_what_weighs_is_told_as_it_is_made() -> None:
    p = made_up(2)
    left, right = np.triu_indices(len(p), 1)
    told: list[int] = []
    replace(weigher(p, pretrained()), progress=lambda what, done, of: told.append(done)).bits(
        left, right
    )
    assert told == list(range(0, len(left), 97))

"""What is learnt from all records is learnt once; two records need nothing else to be compared."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.explanation import explain
from linkage.prepare import prepare
from linkage.ties import weigh_ties
from records.schema import Learnt
from records.schema import PlacedRecord as R

ALONE = frozenset("*")
NAMES = ["Quill & Gorse Bakery", "Gorse Bakery Ltd t/a Quill", "Eel Bar", "Q.G.B.", ""]
PLACES = ["4 Alder Street, Marshwick", "Unit 4, 9 Fenway Rd, Marshwick", "Marshwick", ""]
rows = st.lists(
    st.fixed_dictionaries(
        {
            R.source: st.sampled_from(["fire", "food"]),
            R.name: st.sampled_from(NAMES),
            R.address: st.sampled_from(PLACES),
            R.postcode: st.sampled_from(["ZZ1 1AA", "zz11ab", "ZZ9", ""]),
            R.phone: st.sampled_from(["01632960001", "+44 1632 960001", ""]),
            R.lat: st.sampled_from([51.5, 51.50001, -70.25, np.nan]),
            R.lon: st.sampled_from([0.5, 179.9999, -179.9999]),
        }
    ),
    min_size=2,
    max_size=14,
).map(lambda each: pd.DataFrame(each).assign(record_id=[f"r{n:02}" for n in range(len(each))]))
few = settings(max_examples=40, deadline=None)


def compared(frame: pd.DataFrame, corpus: Corpus | None, a: str, b: str) -> list[Any]:
    p = prepare(frame, ALONE, corpus=corpus)
    place = {record_id: row for row, record_id in enumerate(p.record_ids)}
    left, right = (np.array([place[one]]) for one in (a, b))
    return Comparer(p).compare(left, right)[0].tolist()


@few
@given(rows)
def test_two_records_compare_alike_whatever_other_records_are_prepared(frame: pd.DataFrame) -> None:
    corpus = prepare(frame).corpus
    a, b = frame[R.record_id].iloc[[0, -1]]
    whole = compared(frame, corpus, a, b)
    assert repr(compared(frame.iloc[[0, -1]], corpus, a, b)) == repr(whole)
    assert repr(compared(frame, None, a, b)) == repr(whole)


@few
@given(rows)
def test_a_corpus_comes_back_from_its_file_as_it_was(frame: pd.DataFrame) -> None:
    corpus = prepare(frame).corpus
    again = Corpus.of(corpus.frame())
    pd.testing.assert_frame_equal(again.frame(), corpus.frame())
    assert again.places == corpus.places
    assert (again.names, again.addresses, again.phones) == (
        corpus.names,
        corpus.addresses,
        corpus.phones,
    )
    for one, other in zip(
        (again.name_letters, again.address_letters, again.letters),
        (corpus.name_letters, corpus.address_letters, corpus.letters),
        strict=True,
    ):
        np.testing.assert_array_equal(one.weights, other.weights)


@few
@given(rows, st.randoms(use_true_random=False))
def test_the_same_records_teach_the_same_in_any_order(frame: pd.DataFrame, random: Any) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = (prepare(each).corpus.frame() for each in (frame, frame.iloc[order]))
    pd.testing.assert_frame_equal(one, other)


@few
@given(rows)
def test_who_is_kept_apart_teaches_as_much(frame: pd.DataFrame) -> None:
    one = prepare(frame).corpus.frame()
    pd.testing.assert_frame_equal(prepare(frame, ALONE).corpus.frame(), one)
    named = prepare(frame, named=frozenset(["r00"])).corpus.frame()
    pd.testing.assert_frame_equal(named, one)


def many() -> pd.DataFrame:
    """Return records of five names, of which the first is common, that share a telephone."""
    count = 60
    names = [NAMES[n % 5 if n % 3 else 0] or "Fenn" for n in range(count)]
    return pd.DataFrame(
        {
            R.record_id: [f"r{n:02}" for n in range(count)],
            R.source: "food",
            R.name: names,
            R.address: [f"{n} Alder Street, Marshwick" for n in range(count)],
            R.phone: ["01632960001"] * 30 + ["01632960002"] * 30,
        }
    )


def test_a_corpus_is_written_to_a_file_and_read_again(tmp_path: Path) -> None:
    corpus = prepare(many()).corpus
    corpus.write(tmp_path / "corpus.parquet")
    again = Corpus.read(tmp_path / "corpus.parquet")
    pd.testing.assert_frame_equal(again.frame(), corpus.frame())
    Learnt.check(corpus.frame())
    corpus.write(tmp_path / "twice.parquet")
    assert (tmp_path / "twice.parquet").read_bytes() == (tmp_path / "corpus.parquet").read_bytes()


def test_a_telephone_counts_its_different_names() -> None:
    corpus = prepare(many()).corpus
    assert corpus.phones.of(["01632960001", "01632960002", "01632960009"]).tolist() == [5, 5, 1]


def test_a_locality_learnt_before_is_one_in_a_record_that_comes_later() -> None:
    corpus = prepare(many()).corpus
    later = many().iloc[:1].assign(**{R.record_id: "new", R.address: "MARSHWICK"})
    assert prepare(later, corpus=corpus).places.broad.all()
    assert not prepare(later).places.broad.any()


def test_an_explanation_needs_only_the_two_records_and_the_corpus() -> None:
    frame = many()
    corpus = prepare(frame).corpus
    told = explain(frame.iloc[[0, 3]], "r00", "r03", corpus=corpus)
    assert explain(frame, "r00", "r03", corpus=corpus) == told
    assert explain(frame, "r00", "r03") == told
    alone = explain(frame.iloc[[0, 3]], "r00", "r03")
    assert sum(part.bits for part in alone) != pytest.approx(sum(part.bits for part in told))


def test_ties_weigh_by_the_corpus_they_are_given() -> None:
    frame = many()
    one = pd.Series("e", index=frame.index)
    whole = weigh_ties(frame, one)
    some = weigh_ties(frame.iloc[:9], one.iloc[:9], corpus=prepare(frame).corpus)
    kept = whole.among(np.arange(len(frame)) < 9)
    assert some.bits.tolist() == kept.bits.tolist() != weigh_ties(frame.iloc[:9], one).bits.tolist()

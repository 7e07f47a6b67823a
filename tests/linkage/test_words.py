"""Words and runs of letters are counted once for each text that holds them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage import words
from linkage.words import RUNS, Letters, Shares, count_runs, grams, runs, weigh_words

texts = st.lists(
    st.lists(st.text("abz09\u6625\xe9", max_size=5).filter(bool), max_size=4).map(" ".join),
    max_size=12,
)


def written(text: str) -> set[str]:
    tight = f" {text.replace(' ', '')} "
    return {tight[at : at + 3] for at in range(len(tight) - 2)}


@given(texts)
def test_a_text_holds_the_runs_that_it_is_written_with(values: list[str]) -> None:
    held = runs(values)
    assert held.shape == (len(values), RUNS)
    assert held.has_sorted_indices
    # All signs but letters and digits count as one.
    plain = [text.replace("\u6625", "?").replace("\xe9", "?") for text in values]
    assert np.diff(held.indptr).tolist() == [len(written(text)) for text in plain]
    assert count_runs(values).tolist() == np.bincount(held.indices, minlength=RUNS).tolist()


@given(texts)
def test_runs_found_in_parts_are_those_found_at_once(values: list[str]) -> None:
    whole = runs(values)
    kept, words._TEXTS = words._TEXTS, 3
    try:
        parts = runs(values)
    finally:
        words._TEXTS = kept
    assert (whole != parts).nnz == 0


@given(texts)
def test_each_word_of_a_text_is_weighed_once(values: list[str]) -> None:
    weighed = weigh_words(values, Shares.learn(values, np.ones(len(values))))
    held = [
        {weighed.vocabulary[one] for one in weighed.weights[[row]].indices}
        for row in range(len(values))
    ]
    assert held == [set(text.split()) for text in values]
    assert np.diff(weighed.weights.indptr).tolist() == [len(words) for words in held]


@given(texts)
def test_a_word_counts_for_each_text_that_holds_it(values: list[str]) -> None:
    shares = Shares.learn(values, np.full(len(values), 2.0))
    for word in {word for text in values for word in text.split()}:
        assert shares.of([word])[0] == 2 * sum(word in text.split() for text in values)


def test_letters_that_fewer_texts_hold_weigh_more() -> None:
    letters = Letters.learn(["eel bar", "eel inn", "quince"])
    row = grams(["eel bar"], letters)
    weights = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
    common, rare = (int(runs([text]).indices[1]) for text in ("eel", "bar"))
    assert weights[rare] > weights[common]

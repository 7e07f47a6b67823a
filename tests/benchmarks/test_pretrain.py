"""The table of common words names no single company."""

import pandas as pd

from benchmarks.pretrain import LEAST_TEXTS, common_words

COUNT = 2 * LEAST_TEXTS
ADDRESSES = pd.Series([f"{n} Alder Street" for n in range(COUNT)])


def words(names: list[str]) -> set[str]:
    return set(common_words(pd.Series(names), ADDRESSES)["word"])


def test_a_word_of_many_names_is_kept_and_a_brand_is_not() -> None:
    found = words([f"Bakery {n}{n}" for n in range(LEAST_TEXTS)] + ["Quorble"] * LEAST_TEXTS)
    assert found == {"bakery", "alder", "street"}


def test_a_rare_word_is_not_kept() -> None:
    found = words([f"Bakery {n}{n}" for n in range(LEAST_TEXTS - 1)] + ["Eel"] * (LEAST_TEXTS + 1))
    assert found == {"alder", "street"}

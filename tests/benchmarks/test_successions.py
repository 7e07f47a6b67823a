import pandas as pd

from benchmarks.successions import judged

CHAINS = pd.DataFrame(
    {"chain": ["a", "a", "x"], "predecessor": ["a", "b", "x"], "successor": ["b", "c", "y"]}
)
HOME = {one: f"P{one}" for one in "abcxyz"}


def test_pairs_of_one_chain_are_right_and_others_are_not():
    made = judged({("Pa", "Pb"), ("Pa", "Pc"), ("Px", "Pz")}, HOME, CHAINS, {("Px", "Pz")})
    assert made.planted == 3
    assert made.recall == 1 / 3
    assert made.precision == 2 / 3
    assert made.decoys == 1


def test_the_wrong_way_round_is_wrong():
    made = judged({("Pb", "Pa")}, HOME, CHAINS, set())
    assert (made.recall, made.precision) == (0.0, 0.0)


def test_nothing_told_is_nothing_wrong():
    assert judged(set(), HOME, CHAINS, set()).precision == 1.0

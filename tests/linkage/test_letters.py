"""No edit distance finds two texts more alike than their letters, counted, allow."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from linkage.letters import Ends, LetterCounts

NONE = np.zeros(0, dtype=np.int64)
names = st.lists(st.text("abcé\U0001f600", min_size=1, max_size=9), max_size=6).map(" ".join)


def slipped(text: str, at: int) -> str:
    """Return `text` with two signs that changed places."""
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


@settings(deadline=None)
@given(st.lists(names, min_size=1, max_size=6))
def test_no_two_texts_are_more_alike_than_their_letters_allow(texts: list[str]) -> None:
    left, right = (side.ravel() for side in np.indices((len(texts), len(texts))))
    spelled, begun = LetterCounts.of(texts).most(left, right)
    for one, other, spelling, beginning in zip(left, right, spelled, begun, strict=True):
        a, b = texts[one], texts[other]
        tight = a.replace(" ", ""), b.replace(" ", "")
        ordered = " ".join(sorted(a.split())), " ".join(sorted(b.split()))
        assert max(fuzz.ratio(*tight), fuzz.ratio(*ordered)) / 100.0 <= spelling <= 1.0
        assert JaroWinkler.normalized_similarity(*tight) <= beginning <= 1.0


def test_texts_too_long_to_count_may_be_alike_in_all() -> None:
    counts = LetterCounts.of(["a" * 400, "a" * 300])
    assert [most.tolist() for most in counts.most(np.array([0]), np.array([1]))] == [[1.0], [1.0]]


def test_texts_that_share_no_letter_are_surely_not_alike() -> None:
    spelled, begun = LetterCounts.of(["eel", "bar"]).most(np.array([0]), np.array([1]))
    assert spelled[0] < 1e-5
    assert begun[0] < 1e-5


@settings(deadline=None)
@given(st.text("0123é", min_size=1, max_size=12), st.integers(0, 11), st.integers(0, 5))
def test_numbers_that_a_slip_parts_are_near(text: str, at: int, cut: int) -> None:
    texts = [text, slipped(text, at)[min(cut, len(text) - 1) :]]
    end = min(map(len, texts))
    assert OSA.distance(texts[0][-end:], texts[1][-end:]) <= 1
    assert Ends.of(texts).near(np.array([0]), np.array([1])).tolist() == [0]


def test_numbers_of_other_ends_are_not_near() -> None:
    ends = Ends.of(["01632960001", "01632960123", "960001"])
    assert ends.near(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == [1]


def test_of_no_texts_nothing_is_counted() -> None:
    assert LetterCounts.of([]).most(NONE, NONE)[0].size == 0
    assert Ends.of([]).near(NONE, NONE).size == 0

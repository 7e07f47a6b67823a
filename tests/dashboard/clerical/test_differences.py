import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.clerical.differences import likeness, marked

WORDS = ["Larch", "Hand", "Car", "Wash", "Ltd.", "wash", "Lurch", "12", "13"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


def kinds(one, other):
    return [word.kind for word in marked(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Larch Car Wash", "larch CAR wash.", "same"),
        ("Wash, Larch", "Larch Wash", "same"),
        ("Larch Car Wash", "Larch Nails", "similar"),
        ("Larch", "Elmwater", "differs"),
        ("Larch", " ", "one"),
        ("", "", "none"),
    ],
)
def test_two_texts_are_the_same_partly_so_or_different(one, other, found):
    assert likeness(one, other) == found


def test_a_word_is_marked_where_the_other_text_has_none_like_it():
    assert kinds("Larch Hand Car Wash", "Larch Car Wash") == ["same", "apart", "same", "same"]
    assert kinds("11 High Street", "12 High Street") == ["apart", "same", "same"]


def test_a_long_word_may_hold_one_typing_error_and_a_number_none():
    assert kinds("Chelmsford", "Chelmsfrod") == ["near"]
    assert kinds("01245000001", "01245000002") == ["apart"]
    assert kinds("Oak", "Oat") == ["apart"]


def test_where_the_other_says_nothing_nothing_is_marked():
    assert kinds("Larch Car Wash", "") == ["same"] * 3


@given(TEXTS, TEXTS)
def test_likeness_does_not_depend_on_which_comes_first(one, other):
    assert likeness(one, other) == likeness(other, one)


@given(TEXTS)
def test_no_word_is_lost_and_a_text_is_as_itself(text):
    assert " ".join(word.text for word in marked(text, "Larch")) == text
    assert likeness(text, text) in ("same", "none")

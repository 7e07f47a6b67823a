"""Names are compared in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.names import name_variants, normal_name, numbers_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("K.F.C.", "K F C"),
        ("The Four Seasons Ltd", "4 Seasons LIMITED"),
        ("Quill & Daughters", "Quill and Daughters"),
        ("Caf\u00e9 Zoraya", "cafe zoraya"),
        ("Brannick's Bakery", "Brannicks Bakery"),
        ("Saint Elfric Centre", "St. Elfric Ctr"),
        ("J.D. Marrowby plc", "J D Marrowby"),
        ("Quorble Limited Liability Partnership", "Quorble LLP"),
        ("Quorble Cyf", "Quorble Ltd"),
        ("The Twenty-One Club", "21 Club"),
        ("Eels@Home", "Eels at Home"),
        ("The Gull Public House", "The Gull P.H."),
        ("Wm Brannick", "William Brannick"),
    ],
)
def test_two_spellings_of_one_name_become_the_same(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


def test_a_name_of_nothing_but_its_legal_form_is_kept() -> None:
    assert normal_name("Limited Ltd") == "limited ltd"


def test_a_name_without_a_letter_is_nothing() -> None:
    assert name_variants(["---", ""]) == []


@pytest.mark.parametrize("word", ["t/a", "T/A", "trading as", "t.a.", "d/b/a"])
def test_a_trading_name_is_a_name_of_its_own(word: str) -> None:
    assert name_variants([f"Ada Barlow {word} Marsh Cafe"]) == ["ada barlow", "marsh cafe"]


def test_a_trading_name_after_a_legal_form_needs_no_sign() -> None:
    assert name_variants(["Barlow Ltd TA Marsh Cafe"]) == ["barlow", "marsh cafe"]
    assert name_variants(["Ta Da Nails"]) == ["ta da nails"]


def test_whom_letters_go_to_is_no_name_of_the_business() -> None:
    assert name_variants(["Marsh Cafe c/o Ada Barlow"]) == ["marsh cafe"]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("gull hall b", "b"), ("terminal 2", "2"), ("gull", ""), ("b and q", "q")],
)
def test_numbers_of_a_name_tell_it_from_its_like(name: str, numbers: str) -> None:
    assert numbers_of(name) == numbers


def test_aliases_are_names_too_and_each_is_kept_once() -> None:
    assert name_variants(["Marsh Cafe Ltd", "Marsh Caf\u00e9", "Eel Bar"]) == [
        "marsh cafe",
        "eel bar",
    ]


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    once = normal_name(name)
    assert normal_name(once).split() == normal_name(normal_name(once)).split()

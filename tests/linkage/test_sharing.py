"""Two records are at one door where the numbers of their addresses agree."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.coded import FEW
from linkage.sharing import doors_of

OTHERS = [f"{n} Alder Street" for n in range(FEW + 1)]
"""So many that they are not looked at one by one."""
WORDS = ["12", "14A", "1st", "a12", "12ab", "9_", "7,", "-", "Unit", "High,", "Caf\xe9", "3b"]
pieces = st.one_of(st.sampled_from(WORDS), st.text("ab19_,- \xe9", max_size=5))
address = st.lists(pieces, max_size=5).map(" ".join)


def test_a_door_is_the_numbers_of_an_address_or_else_its_first_line() -> None:
    texts = ["Unit 4, 12-14A High Street", "The Old Mill, Wend", ""]
    assert doors_of(texts) == ["4-12-14a", "theoldmill", ""]


@given(st.lists(address, max_size=6))
def test_doors_of_many_are_those_of_each(texts: list[str]) -> None:
    assert doors_of([*texts, *OTHERS])[: len(texts)] == doors_of(texts)

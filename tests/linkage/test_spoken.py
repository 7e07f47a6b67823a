"""Names looked at word by word, many at once."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.kinds import KINDS
from linkage.names import normal_name, numbers_of
from linkage.spoken import SpokenNames

WORDS = "the and of eel bar 7 2nd north hall b q first kestrel park hotel caf\xe9 \xb2 x9"
names = st.lists(st.sampled_from(WORDS.split()), max_size=5).map(" ".join)


def test_three_words_have_initials_and_two_have_none() -> None:
    told = SpokenNames.of(
        ["kestrel fried chips", "eel bar", "", "bread and of the roses", "a b c d"]
    )
    assert told.initials().to_pylist() == ["kfc", None, None, None, "abcd"]


def test_the_last_telling_word_says_the_kind() -> None:
    found = SpokenNames.of(["park hotel", "school lane cafe", "marrowby", ""]).kinds().tolist()
    places = {name: place for place, name in enumerate(KINDS)}
    assert found == [places["hotel"], places["cafe"], -1, -1]


@given(st.lists(names, max_size=6))
def test_names_together_say_what_each_says_alone(texts: list[str]) -> None:
    told = SpokenNames.of(texts)
    assert told.tight().tolist() == [text.replace(" ", "") for text in texts]
    assert told.ordered().tolist() == [" ".join(sorted(text.split())) for text in texts]
    assert told.numbers().tolist() == [numbers_of(text) for text in texts]


@given(st.lists(st.text(max_size=20), max_size=6))
def test_any_normal_name_can_be_looked_at(texts: list[str]) -> None:
    normal = [normal_name(text) for text in texts]
    told = SpokenNames.of(normal)
    assert told.numbers().tolist() == [numbers_of(text) for text in normal]
    assert len(told.kinds()) == len(told.initials()) == len(texts)

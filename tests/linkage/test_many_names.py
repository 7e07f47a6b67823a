"""Many names taken apart together are what each is by itself."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkage.coded import FEW
from linkage.many_names import SEPARATOR, many_normal, many_variants
from linkage.names import name_variants, normal_name

OTHERS = [f"Eel Bar {n}" for n in range(FEW + 1)]
"""So many that they are not looked at one by one."""
WORDS = (
    "the The ltd LLP t/a T / A trading as a/k/a d.b.a. & + ' ` ? \u2019 K.F.C. k f c st co"
    " saint o'neil's Ben's c of e (VC) church of england 21st 1 _ - . , ( ) / \xe9 \u6625 \xdf"
    " formerly known"
)
pieces = st.one_of(
    st.sampled_from(WORDS.split(" ")),
    st.text("abkT19'.&_ \t", max_size=6),
)
name = st.lists(st.tuples(pieces, st.sampled_from(["", " ", "  "])), max_size=6).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
names = st.lists(st.lists(name, min_size=1, max_size=3).map(SEPARATOR.join), max_size=8)


@given(names)
@example(["The Ltd", "Ltd", "the", "", "The The", "A B C", "A'B'C", "x.y.", "Quill & Gorse Ltd"])
def test_names_together_are_what_each_is_alone(texts: list[str]) -> None:
    texts = [*texts, *OTHERS]
    found = many_variants(texts)
    told = [found.names.texts[code] for code in found.names.codes]
    rows = [told[begin:end] for begin, end in zip(found.starts[:-1], found.starts[1:], strict=True)]
    assert rows == [name_variants(text.split(SEPARATOR)) for text in texts]
    assert many_normal(texts) == [normal_name(text) for text in texts]


@pytest.mark.parametrize("text", ["Ltd The", "the co", "J & S Cars", "R'n'B", "A.B.C. Ltd"])
def test_hard_names_are_no_different(text: str) -> None:
    found = many_variants([text, *OTHERS])
    assert found.names.texts[found.names.codes[0]] == name_variants([text])[0]

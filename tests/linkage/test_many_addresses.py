"""Many addresses taken apart together are what each is by itself."""

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkage.addresses import Address, address_parts, parse_address
from linkage.coded import FEW
from linkage.many_addresses import many_addresses

OTHERS = [f"{n} Alder Street" for n in range(FEW + 1)]
"""So many that they are not looked at one by one."""
WORDS = (
    "12 12a 120-24 120-124 9/11 7 & 8 12-14b5 123456 007 1st 21st 3rd floor unit 4 u12 flat b"
    " shop # 5 #7 st st. street st mary's road high the green rd hill 5b , , , ,, - outside"
    " opposite \xe9 \u2013 o'neil's . _ no.4 suite no. 3 a4 ground floor 5-5 99999"
)
pieces = st.one_of(
    st.sampled_from(WORDS.split(" ")),
    st.text("ab19'.,&-/# _", max_size=5),
)
address = st.lists(st.tuples(pieces, st.sampled_from(["", " ", " ", ", "])), max_size=7).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


def taken_apart(parsed: pa.RecordBatch) -> list[Address]:
    return [*map(Address, *(column.to_pylist() for column in parsed.columns))]


@given(st.lists(address, max_size=8))
@example(
    ["12 High St, Wend", "Outside 13 St Mary St", "", ",", "Wend", "The Green 5", "5, 1st Row"]
)
@example(["7-9 & 11 Mill Lane", "120-24 Alder Rd", "9-4 Alder Rd", "12 St", "5 Hill", "St Hill"])
@example(["Unit 4, 9 Fen Rd", "Flat B, Wend Hall", "u12 fen", "Unit 1234567890", "#7 Fen, shop 2"])
@example(["Suite no. 3, first floor, Fen Rd", "units 4 Fen St", "unit no.4b", "floor 2nd floor"])
@example(["Wend Hall, 5 Hill, Fen Road 1 2nd Street Close Road", "12-14b5 9 Fen", "-4 Fen", "_4 b"])
def test_addresses_together_are_what_each_is_alone(texts: list[str]) -> None:
    texts = [*texts, *OTHERS]
    parsed, lines = many_addresses(texts)
    assert taken_apart(parsed) == [parse_address(text) for text in texts]
    assert lines.to_pylist() == [address_parts(text) for text in texts]


@pytest.mark.parametrize("text", ["4-6 High St", "Unit 4, 9 Fen Rd", "Caf\xe9 Row 5", "12/14 A St"])
def test_an_address_among_others_is_no_different(text: str) -> None:
    parsed, lines = many_addresses(["1 Alder Street", text, *OTHERS])
    assert taken_apart(parsed)[1] == parse_address(text)
    assert lines[1].as_py() == address_parts(text)

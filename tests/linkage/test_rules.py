"""A key says the same in whatever records it is met, and a rule needs both of its halves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.keys import NONE, both, numbered, of_texts
from linkage.prepare import prepare
from linkage.rules import RULES, rule_keys

ROWS = [
    ("Eel Bar", "4 Alder Street, Marshwick", "Marshwick", "ZZ1 1AA", "01632 960001"),
    ("Quill & Gorse", "Unit 3, Fenway Mill, 77 Fenway Road", "Olderby-on-the-Fen", "ZZ9 9ZZ", None),
    (None, "77 Fenway Road, Olderby on the Fen", None, None, None),
    ("Brannick Motors", None, None, "ZZ1 1AB", "960001"),
    ("Brannick Motors", "4 Alder Street", None, "60601-0123", None),
]
COLUMNS = ["name", "address", "town", "postcode", "phone"]


def keyed(rows: list[tuple[str | None, ...]]) -> dict[str, dict[str, set[int]]]:
    """Return by rule the keys of each record."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.assign(record_id=[f"r{row}" for row in range(len(rows))], source="food")
    p = prepare(frame, frozenset("*"))
    return {
        name: {str(p.record_ids[g]): set(key[group == g].tolist()) for g in range(len(p))}
        for name, (group, key) in rule_keys(p)
    }


def test_keys_mean_the_same_whatever_records_stand_beside() -> None:
    # Which words are rare is learnt from all records; what a key means is not.
    few, many = keyed(ROWS[:1]), keyed(ROWS)
    for rule in RULES:
        if "word" not in rule.name:
            assert few[rule.name]["r0"] == many[rule.name]["r0"]


def test_every_rule_says_which_groups_have_which_keys() -> None:
    found = keyed(ROWS)
    assert set(found) == {rule.name for rule in RULES}
    assert all(NONE not in keys for groups in found.values() for keys in groups.values())
    assert not found["same postcode"]["r2"]
    assert len(found["same name and area"]["r0"]) == 1


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("same number, street, word", {"town": "Elm-on-Ay"}, {"address": "9 Fenway Rd, Elm on Ay"}),
        ("same number, mistyped street", {"address": "9 Fenawy Road"}, {"address": "9 Fenway Rd"}),
        ("same number, mistyped street", {"address": "9 Fenwy Road"}, {"address": "9 Fenway Rd"}),
        ("same name or person", {"name": "Ada Barlow Ltd"}, {"person": "BARLOW, Ada"}),
        ("mistyped postcode, same number", {"postcode": "ZZ1 1AA"}, {"postcode": "ZZ1 7AA"}),
    ],
)  # fmt: skip
def test_a_slip_or_another_field_does_not_hide_what_is_shared(
    rule: str, one: dict[str, str], other: dict[str, str]
) -> None:
    base = {"record_id": "r0", "source": "food", "address": "9 Fenway Road"}
    p = prepare(pd.DataFrame([base | one, base | {"record_id": "r1"} | other]), frozenset("*"))
    group, key = dict(rule_keys(p))[rule]
    assert set(key[group == 0].tolist()) & set(key[group == 1].tolist())


@given(st.lists(st.text(max_size=5), max_size=30))
def test_texts_have_one_key_each_and_only_the_empty_none(texts: list[str]) -> None:
    keys = of_texts(texts)
    assert ((keys == NONE) == np.array([text == "" for text in texts], dtype=bool)).all()
    assert len(set(keys.tolist())) == len(set(texts))


@given(st.lists(st.tuples(st.integers(-1, 40), st.integers(-1, 40)), max_size=60))
def test_two_keys_make_one_unless_either_is_missing(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    made = both(numbered(first), numbered(second))
    assert ((made == NONE) == ((first < 0) | (second < 0))).all()
    known = {pair for pair in pairs if min(pair) >= 0}
    assert len(set(made[made != NONE].tolist())) == len(known)

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.listing import listing
from dashboard.queries import cards, ordered
from dashboard.row_texts import RowTexts, as_json


def made(rows):
    return [{"id": f"B{row}", "row": row} for row in rows]


@given(st.lists(st.lists(st.integers(0, 30), max_size=12)), st.integers(1, 20))
def test_every_row_is_told_in_its_place_and_no_more_are_kept_than_may_be(pages, most):
    kept = RowTexts(most)
    for rows in pages:
        told = kept.of(rows, made)
        assert [id for id, _ in told] == [f"B{row}" for row in rows]
        assert [json.loads(text) for _, text in told] == made(rows)
        assert len(kept) <= most


def test_a_row_is_written_once():
    kept, asked = RowTexts(), []

    def make(rows):
        asked.extend(rows)
        return made(rows)

    kept.of([3, 4], make)
    kept.of([4, 5, 3], make)
    assert asked == [3, 4, 5]


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"score": float("nan")})


@pytest.mark.parametrize("query", ["", "sort=name", "band=low&sort=visit", "known=3"])
def test_a_page_says_of_each_row_what_its_card_says(small, query):
    view, filters = seen(small), Filters.from_query(query)
    page = listing(view, filters, {"page": 2})
    told = json.loads(page.text)["cards"]
    assert told == json.loads(json.dumps(cards(view, ordered(view, filters)[50:100])))
    assert [card["id"] for card in told] == list(page.ids)

"""Going through a list business by business: the order on screen, and nothing beyond the view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from benchmarks.served import served_home, signed_in
from dashboard import ids
from dashboard.app import create_app
from dashboard.components.walk import walk
from dashboard.filters import SORTS, Filters
from dashboard.queries import ordered_ids
from dashboard.walking import Walk, walk_of
from records.domain import BANDS
from tests.dashboard.test_dossier import hrefs, texts

STATES = st.builds(
    Filters,
    band=st.lists(st.sampled_from(BANDS), max_size=2).map(
        lambda some: tuple(band for band in BANDS if band in some)
    ),
    sort=st.sampled_from(list(SORTS)),
)


@given(filters=STATES)
def test_walking_on_from_the_first_shows_the_whole_list_in_its_order(small, filters):
    view = seen(small)
    listed = ordered_ids(view, filters)
    walked, here = [], listed[0] if listed else ""
    while here:
        walked.append(here)
        found = walk_of(view, filters, here)
        assert (found.place, found.total) == (len(walked), len(listed))
        assert found.before == (walked[-2] if len(walked) > 1 else "")
        here = found.after
    assert walked == listed


def test_a_business_that_is_not_in_the_list_has_no_place_in_it(small):
    view = seen(small)
    low = ordered_ids(view, Filters(band=("low",)))[0]
    assert walk_of(view, Filters(band=("severe",)), low) is None
    assert walk_of(view, Filters(), "nobody") is None


def test_the_ways_on_carry_the_filters_and_end_where_the_list_does():
    shown = walk(Walk(1, 1204, "", "B2"), "band=severe&sort=name")
    assert hrefs(shown) == ["/business/B2?band=severe&sort=name"]
    assert "1 of 1,204 in the list" in texts(shown)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return signed_in(create_app(served_home(tmp_path_factory.mktemp("county"))))


@pytest.mark.parametrize("drawn", [None, [], "x", {"query": None}, {"query": 7}])
def test_who_came_from_no_list_is_shown_none(client, drawn):
    answer = asked(client, drawn, {"id": "M0000001", "key": "x"})
    assert answer.status_code in (200, 204)
    assert "in the list" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("opened", [None, {}, {"id": 7, "key": "x"}, {"id": "x" * 101, "key": ""}])
def test_what_is_none_of_ours_is_refused(client, opened):
    assert asked(client, {"query": "", "text": ""}, opened).status_code == 400


def asked(client, drawn, opened):
    body = {
        "output": f"{ids.WALK}.children",
        "outputs": {"id": ids.WALK, "property": "children"},
        "inputs": [{"id": ids.DRAWN, "property": "data", "value": drawn}],
        "state": [{"id": ids.OPENED, "property": "data", "value": opened}],
        "changedPropIds": [f"{ids.DRAWN}.data"],
    }
    return client.post("/_dash-update-component", json=body)

import json

import pytest

from benchmarks.seeing import seen
from dashboard import ids
from dashboard.app import create_app
from dashboard.filters import Filters
from dashboard.insights import CHARTS, insights
from dashboard.live import Fixed
from dashboard.queries import ordered
from records.audit import Asked as Looking
from records.audit import found


@pytest.fixture(scope="module")
def app(small):
    return create_app(Fixed(small), "Essex")


@pytest.fixture(scope="module")
def client(app, signed_in):
    return signed_in(app)


def parts():
    return [(one.id, part) for one in CHARTS for part in ("said", "table")]


def told(client, build, query="", text=""):
    outputs = [
        {"id": ids.INSIGHTS, "property": "data"},
        {"id": ids.INSIGHTS_WINDOW, "property": "children"},
        *({"id": ids.insight(*one), "property": "children"} for one in parts()),
    ]
    asked = {
        "output": f"..{'...'.join(one['id'] + '.' + one['property'] for one in outputs)}..",
        "outputs": outputs,
        "inputs": [
            {"id": ids.QUERY, "property": "data", "value": query},
            {"id": ids.TEXT, "property": "value", "value": text},
        ],
        "state": [{"id": ids.BUILD, "property": "data", "value": build}],
        "changedPropIds": [f"{ids.QUERY}.data"],
    }
    answer = client.post("/_dash-update-component", json=asked)
    return answer.get_json()["response"] if answer.status_code == 200 else None


def test_every_chart_has_its_place_in_the_page(client):
    text = client.get("/_dash-layout", headers={"Referer": "http://localhost/insights"}).text
    for chart in CHARTS:
        assert chart.title in text
        assert json.dumps(chart.counted)[1:-1] in text
        assert ids.insight(chart.id, "said") in text


def test_the_page_tells_what_the_queries_do(client, small):
    filters = Filters(band=("high", "severe"))
    answer = told(client, seen(small).key, filters.to_query())
    want = insights(seen(small), filters)
    for chart in CHARTS:
        assert answer[ids.insight(chart.id, "said")]["children"] == want[chart.id].said
        table = answer[ids.insight(chart.id, "table")]["children"]["props"]
        assert table["data-total"] == str(want[chart.id].table.total)
    assert set(answer[ids.INSIGHTS]["data"]) == {one.id for one in CHARTS if one.drawn}


def test_words_that_are_looked_for_narrow_the_charts_too(client, small):
    text = "mill"
    answer = told(client, seen(small).key, "", text)
    total = answer[ids.insight("known", "table")]["children"]["props"]["data-total"]
    assert int(total) == len(ordered(seen(small), Filters(text=text))) < len(small)


def test_what_was_shown_is_noted(app, client, small):
    told(client, seen(small).key, "district=Harlow")
    noted = [
        one.entry.detail for one in found(app._desk.trail.engine, Looking(operation="consultation"))
    ]
    count = len(ordered(seen(small), Filters(district=("Harlow",))))
    assert {"shown": "insights", "count": count, "ids": []} in noted


def test_what_is_gone_is_said_to_be(client):
    answer = told(client, "000001.gone")
    assert answer == {
        ids.INSIGHTS_WINDOW: {
            "children": "What this page was drawn from is gone. Load the page anew."
        }
    }

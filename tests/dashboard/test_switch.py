"""One switch shows version one everywhere within one request, and back."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re

import pytest

from benchmarks.leak_world import made_model
from benchmarks.promoted import promoted_app, switched, who
from dashboard.export import CAUTION
from records.errors import RegistryError
from risk import registry
from tests.dashboard.test_app import layout, turned

TWO = "Score: version two (prediction), model "
ONE = "Score: version one (checklist)"


@pytest.fixture(scope="module")
def app():
    """The application in front of a build that a promoted model has scored."""
    return promoted_app(21)


@pytest.fixture
def client(app, signed_in):
    switched(app, on=True)
    return signed_in(app)


def key_of(client):
    document = client.get("/").get_data(as_text=True)
    return re.search(r'<meta name="build" content="([^"]+)">', document)[1]


def scores_on_the_map(client, key):
    block = gzip.decompress(client.get(f"/county/{key}/columns").data)
    length = int.from_bytes(block[:4], "little")
    heading = json.loads(block[4 : 4 + length])
    at = 4 + length
    for name, size in heading["columns"]:
        if name == "score":
            return list(block[at : at + heading["rows"]])
        at += size * heading["rows"]
    raise AssertionError("no score is sent")


def file_of(client, key):
    form = {"build": key, "query": "", "as": "marked", "purpose": "visits", "recipient": "a team"}
    token = client.get_cookie("_csrf_token").value
    answer = client.post("/county/export", data={**form, "_csrf_token": token})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    text = answer.get_data(as_text=True)
    lines = [line for line in text.splitlines() if not line.lstrip('\ufeff"').startswith("#")]
    return text, list(csv.DictReader(io.StringIO("\n".join(lines))))


def shown(client):
    """What each part says: its scores by business, and which version gave them."""
    key = key_of(client)
    text, rows = file_of(client, key)
    scores = {row["profile_id"]: float(row["score"]) for row in rows}
    cards = {
        card["id"]: card["score"]
        for card in client.get(
            f"/county/{key}/cards?rows={','.join(map(str, range(len(rows))))}"
        ).get_json()
    }
    best = rows[0]["profile_id"]
    page = layout(client, f"/business/{best}")
    label = TWO if TWO in text else ONE
    return {
        "key": key,
        "file": (label, {row["score_version"] for row in rows}, scores),
        "cards": cards,
        "map": sorted(scores_on_the_map(client, key)),
        "header": label in layout(client),
        "page": (page.count(label), f'"{scores[best]:.1f}"' in page),
        "best": best,
    }


def agree(found, label, signed):
    """Say that every part shows this version, and the same scores."""
    said, versions, scores = found["file"]
    assert (said, versions) == (label, {signed})
    assert {one: scores[one] for one in found["cards"]} == found["cards"]
    assert found["map"] == sorted(round(one) for one in scores.values())
    assert found["header"]
    # In the heading, on the score's card, and on the sheet that is printed.
    assert found["page"] == (3, True)


def test_turned_off_version_one_is_everywhere_at_the_next_request(app, client):
    two = shown(client)
    agree(two, TWO, made_model().version)
    switched(app, on=False)
    one = shown(client)
    agree(one, ONE, "v1")
    assert one["file"][2] != two["file"][2]
    switched(app, on=True)
    assert shown(client) == two


def test_a_page_drawn_before_the_switch_is_told_so_and_sent_nothing_of_the_other(app, client):
    key = key_of(client)
    switched(app, on=False)
    assert client.get(f"/county/{key}/columns").status_code == 404
    assert client.get(f"/county/{key}/cards?rows=1").status_code == 404
    assert client.post("/county/export", data={"build": key}).status_code in (400, 403, 404)


def test_turning_to_another_page_brings_the_heading_with_it(app, client):
    best = shown(client)["best"]
    switched(app, on=False)
    answer = json.loads(turned(client, f"/business/{best}", "/").data)["response"]
    assert answer["version"]["children"] == f"{ONE}; version two is switched off"
    assert ONE in json.dumps(answer["main"])
    assert TWO not in json.dumps(answer)


def test_figures_of_the_county_say_which_version_gave_the_bands(app, client, signed_in):
    board = signed_in(app, "demo-board")
    assert TWO in board.get("/office/figures/").get_data(as_text=True)
    switched(app, on=False)
    assert ONE in board.get("/office/figures/").get_data(as_text=True)


def test_a_pair_under_review_is_shown_with_the_version_of_its_scores(app, client):
    page = client.get("/review/").get_data(as_text=True)
    assert TWO in page
    switched(app, on=False)
    assert ONE in client.get("/review/").get_data(as_text=True)


def test_an_expired_approval_shows_version_one_and_says_so(app, client):
    id = made_model().model_id
    registry.expire(app._desk.trail, id, "drifted", who())
    text = layout(client)
    assert f"the approval of model {id} has run out" in text
    registry.approve(app._desk.trail, id, registry.Approval("DPIA-1", "again"), who("bea"))
    assert TWO in layout(client)


def test_a_model_that_is_not_what_was_registered_is_not_shown(app, client, monkeypatch):
    def torn(*_):
        raise RegistryError("another digest")

    switched(app, on=False)
    monkeypatch.setattr("dashboard.seeing.registry.in_force", torn)
    switched(app, on=True)
    text = layout(client)
    assert "is not what was registered" in text
    monkeypatch.undo()
    switched(app, on=False)
    switched(app, on=True)
    assert TWO in layout(client)


def test_the_caution_stands_in_the_file_of_either_version(app, client):
    assert CAUTION in file_of(client, key_of(client))[0]

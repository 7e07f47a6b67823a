import gzip
import json
from datetime import UTC, datetime

import pytest

from benchmarks.seeing import seen
from dashboard import seeing
from dashboard.app import create_app
from dashboard.filters import Filters
from dashboard.live import Fixed
from dashboard.queries import cards, ordered
from dashboard.viewer import DEMO, DEMO_PEOPLE
from records.audit import IDS, Asked, Trail, found
from records.errors import StateError
from records.rights.actor import Actor
from records.rights.cases import set_mark
from records.schema import PlacedRecord, ScoredProfile
from records.state import writing
from records.state.marks import Marks

INSPECTOR = DEMO_PEOPLE[0]
WHY = {"purpose": "joint", "words": "Operation Heron", "recipient": "the joint team"}


@pytest.fixture(scope="module")
def desk_of(small):
    """The application's desk, caught where a request asks for a view."""
    held = []
    viewed = seeing.viewed

    def catch(desk, viewer, build=None):
        held[:] = [desk]
        return viewed(desk, viewer, build)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(seeing, "viewed", catch)
        yield held


@pytest.fixture(scope="module")
def app(small, desk_of):
    return create_app(Fixed(small), "Essex")


@pytest.fixture
def analyst(app, signed_in):
    return signed_in(app, DEMO.user)


@pytest.fixture
def inspector(app, signed_in):
    return signed_in(app, INSPECTOR.user)


@pytest.fixture
def entries(desk_of, analyst):
    analyst.get("/")
    engine = desk_of[0].state

    def said(**asked):
        return [one.entry for one in found(engine, Asked(**asked))]

    return said


def test_two_viewers_of_one_build_are_sent_other_columns(small, analyst, inspector):
    keys = seen(small).key, seen(small, INSPECTOR).key
    blocks = [
        one.get(f"/county/{key}/columns")
        for one, key in zip((analyst, inspector), keys, strict=True)
    ]
    assert [one.status_code for one in blocks] == [200, 200]
    rows = [len(gzip.decompress(one.data)) for one in blocks]
    assert keys[0] != keys[1]
    assert blocks[0].data != blocks[1].data
    assert rows[0] != rows[1]


@pytest.mark.parametrize("part", ["columns", "districts", "cards?rows=1"])
def test_the_key_of_another_is_not_found(small, analyst, inspector, part):
    assert analyst.get(f"/county/{seen(small).key}/{part}").status_code == 200
    assert inspector.get(f"/county/{seen(small).key}/{part}").status_code == 404
    assert analyst.get(f"/county/{seen(small, INSPECTOR).key}/{part}").status_code == 404
    assert analyst.get(f"/county/{small.about.build_id}/{part}").status_code == 404


def test_what_may_be_kept_is_kept_by_one_browser_only(small, analyst):
    for part in ("columns", "districts"):
        headers = analyst.get(f"/county/{seen(small).key}/{part}").headers
        assert headers["Cache-Control"].startswith("private")
        assert "Cookie" in headers["Vary"]
    assert (
        "no-store"
        in analyst.get(f"/county/{seen(small).key}/cards?rows=1").headers["Cache-Control"]
    )


def test_after_signing_out_nothing_is_served(small, analyst):
    address = f"/county/{seen(small).key}/columns"
    assert analyst.get(address).status_code == 200
    assert analyst.post("/sign-out").status_code in (302, 303)
    assert analyst.get(address).status_code == 401
    assert analyst.get("/_dash-layout").status_code == 401
    assert listed(analyst, seen(small).key).status_code == 401


def listed(client, key):
    body = {
        "output": "listing.data",
        "outputs": {"id": "listing", "property": "data"},
        "inputs": [
            {"id": "county-query", "property": "data", "value": "sort=name"},
            {"id": "filter-text", "property": "value", "value": ""},
            {"id": "focus", "property": "data", "value": None},
        ],
        "state": [{"id": "build", "property": "data", "value": key}],
        "changedPropIds": ["county-query.data"],
    }
    return client.post("/_dash-update-component", json=body)


def cards_of(answer):
    return answer.get_json()["response"]["listing"]["data"].get("cards")


def test_nobody_is_listed_what_was_made_for_another(small, analyst, inspector):
    keys = seen(small).key, seen(small, INSPECTOR).key
    for _ in range(2):  # the second time everything is kept
        for client, viewer, mine, other in (
            (analyst, DEMO, *keys),
            (inspector, INSPECTOR, *reversed(keys)),
        ):
            view = seen(small, viewer)
            rows = ordered(view, Filters(sort="name"))[:50]
            told = json.loads(json.dumps(cards(view, rows)))
            assert cards_of(listed(client, mine)) == told
            assert cards_of(listed(client, other)) is None


def test_a_record_restricted_between_two_lists_is_gone_from_the_second(small, signed_in, desk_of):
    client = signed_in(create_app(Fixed(small), "Essex"), DEMO.user)
    key, record = seen(small).key, small.table("records")[PlacedRecord.record_id].iloc[0]
    assert cards_of(listed(client, key))
    kept = {"record_id": record, "case_id": None}
    with writing(desk_of[0].state) as connection:
        set_mark(
            connection, "restricted", kept, Actor("officer", datetime(2026, 11, 2, tzinfo=UTC))
        )
    assert cards_of(listed(client, key)) is None
    marked = seen(small, marks=Marks(restricted=frozenset({record}))).key
    assert key != marked
    assert cards_of(listed(client, marked))


def test_a_list_is_in_the_audit_each_time_it_is_shown(small, analyst, entries):
    def lists():
        told = [one.detail for one in entries(subject_kind="list")]
        return [one for one in told if one.get("shown") == "list"]

    before, key = len(lists()), seen(small).key
    pages = [[card["id"] for card in cards_of(listed(analyst, key))] for _ in range(2)]
    assert len(lists()) == before + 2
    assert {"shown": "list", "count": 50, IDS: pages[0]} in lists()
    assert pages[0] == pages[1]


def layout(client, path):
    return client.get("/_dash-layout", headers={"Referer": f"http://localhost{path}"})


def test_opening_a_business_is_in_the_audit(small, analyst, entries):
    id = str(small.profiles[ScoredProfile.profile_id].iloc[3])
    assert layout(analyst, f"/business/{id}").status_code == 200
    (entry,) = entries(subject_kind="profile", subject=id)
    assert (entry.operation, entry.user, entry.agency) == ("consultation", DEMO.user, DEMO.agency)
    assert entry.purpose


def test_cards_and_columns_are_in_the_audit_by_id_and_count(small, analyst, entries):
    key = seen(small).key
    analyst.get(f"/county/{key}/cards?rows=0,1")
    analyst.get(f"/county/{key}/columns")
    told = [one.detail for one in entries(subject_kind="list")]
    ids = list(small.profiles[ScoredProfile.profile_id].iloc[:2])
    assert {"shown": "cards", "count": 2, IDS: ids} in told
    assert {"shown": "columns", "count": len(small), IDS: []} in told


def searched(client, key, text):
    body = {
        "output": "text-found.data",
        "outputs": {"id": "text-found", "property": "data"},
        "inputs": [
            {"id": "filter-text", "property": "value", "value": text},
            {"id": "filter-period", "property": "data", "value": ""},
        ],
        "state": [{"id": "build", "property": "data", "value": key}],
        "changedPropIds": ["filter-text.value"],
    }
    return client.post("/_dash-update-component", json=body)


def test_a_search_is_in_the_audit_without_its_words(small, analyst, entries, desk_of):
    assert searched(analyst, seen(small).key, "Quernmill Row").status_code == 200
    told = [json.dumps(dict(one.detail)) for one in entries(subject_kind="list")]
    assert not [one for one in told if "uernmill" in one.lower()]
    assert [one for one in told if '"text"' in one]


def test_an_export_says_what_for_and_who_is_given_it(small, analyst, entries):
    form = {"build": seen(small).key, "query": "band=severe", **WHY}
    rows = analyst.post("/county/export", data={**form, "as": "bare"}).data.count(b"\n") - 1
    (entry,) = entries(operation="disclosure")
    assert (entry.purpose, entry.recipient) == (
        "Plan a joint operation: Operation Heron",
        "the joint team",
    )
    assert entry.detail["count"] == len(entry.detail[IDS]) == rows


@pytest.mark.parametrize(
    "lacking",
    [
        {"purpose": ""},
        {"purpose": "nosiness"},
        {"recipient": "  "},
        {"purpose": "other", "words": ""},
        {"words": "x" * 201},
    ],
)
def test_an_export_without_purpose_or_recipient_is_refused(small, analyst, lacking):
    form = {"build": seen(small).key, **WHY, **lacking}
    assert analyst.post("/county/export", data=form).status_code == 400


def test_an_inspector_has_no_way_to_export(small, inspector):
    assert "export-form" not in layout(inspector, "/").get_data(as_text=True)
    form = {"build": seen(small, INSPECTOR).key, **WHY}
    assert inspector.post("/county/export", data=form).status_code == 403


def test_where_the_audit_cannot_be_written_nothing_is_shown(small, analyst, monkeypatch):
    def refuse(self, *entries):
        raise StateError("the disk is full")

    monkeypatch.setattr(Trail, "append", refuse)
    name = str(small.profiles[ScoredProfile.name].iloc[3])
    id = str(small.profiles[ScoredProfile.profile_id].iloc[3])
    key = seen(small).key
    answers = [
        layout(analyst, f"/business/{id}"),
        analyst.get(f"/county/{key}/cards?rows=3"),
        analyst.get(f"/county/{key}/columns"),
        analyst.post("/county/export", data={"build": key, **WHY}),
        searched(analyst, key, "mill"),
    ]
    assert {one.status_code for one in answers} == {503}
    assert not [one for one in answers if name in one.get_data(as_text=True)]


def test_the_board_sees_figures_and_no_business(app, signed_in, small):
    board = signed_in(app, "demo-board")
    page = board.get("/office/figures/").get_data(as_text=True)
    assert "By district" in page
    assert not [name for name in small.profiles[ScoredProfile.name].unique() if name in page]
    assert layout(board, "/").status_code == 403
    assert board.get(f"/county/{seen(small).key}/columns").status_code == 403

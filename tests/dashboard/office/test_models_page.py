"""The board approves, the administrator promotes, both switch; analyst and officer look on."""

import html
import json
from datetime import UTC, date, datetime

import pytest

from dashboard.app import create_app
from dashboard.live import Fixed
from records.audit import Asked, found
from records.rights.actor import Actor
from records.schema import ScoredProfile
from risk import registry

PAGE = "/office/models/"
ANIL = Actor("demo-analyst", datetime(2026, 11, 1, tzinfo=UTC), "analyst")
APPROVAL = {"dpia": "DPIA-7", "why": "better than the checklist", "until": ""}
WAIVER = {
    "failed": "district: Arden",
    "named": "Bea Hollow, chair",
    "why": "Nine visits are too few to tell; looked at again in spring.",
    "until": "2099-01-01",
}


@pytest.fixture
def app(small):
    return create_app(Fixed(small), "Essex")


@pytest.fixture
def trail(app):
    return app._desk.trail


def model(trail, name="aa11", *failed, evaluated=True):
    of = registry.Candidate(name, "{}", "000001-aa", "f" * 64, {"shrink": 20.0}, date(2026, 11, 1))
    registry.register(trail, of, ANIL)
    if evaluated:
        registry.evaluate(trail, name, (json.dumps({"format": 0}), failed), ANIL)


def text(answer):
    return html.unescape(answer.get_data(as_text=True))


def shown(app):
    return registry.shown_version(app._desk.state, datetime.now(UTC).date())


def test_no_business_is_named_to_board_or_administrator(app, trail, signed_in, small):
    model(trail)
    names = set(small.profiles[ScoredProfile.name].dropna())
    for user in ("demo-board", "demo-administrator"):
        client = signed_in(app, user)
        for path in (PAGE, f"{PAGE}aa11"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert not [name for name in names if name in text(answer)]
    assert client.get(f"{PAGE}zz").status_code == 404


def test_a_model_goes_its_way_from_the_board_to_the_administrator(app, trail, signed_in):
    model(trail)
    board, administrator = signed_in(app, "demo-board"), signed_in(app, "demo-administrator")
    assert "Not approved" in text(board.get(PAGE))
    assert board.post(f"{PAGE}aa11/promote", data={"why": "so"}).status_code == 403
    assert administrator.post(f"{PAGE}aa11/approve", data=APPROVAL).status_code == 403
    assert board.post(f"{PAGE}aa11/approve", data=APPROVAL).status_code == 303
    assert "Approved, until" in text(board.get(f"{PAGE}aa11"))
    assert administrator.post(f"{PAGE}aa11/promote", data={"why": "agreed"}).status_code == 303
    assert shown(app) == "v2-aa11"
    said = text(administrator.get(PAGE))
    assert "Version two is shown: model" in said
    assert "resting on DPIA-7" in said
    assert administrator.post(f"{PAGE}roll-back", data={"why": "drifts"}).status_code == 303
    assert shown(app) == "v1"


def test_one_switch_shows_version_one_in_the_next_request(app, trail, signed_in):
    model(trail)
    board, administrator = signed_in(app, "demo-board"), signed_in(app, "demo-administrator")
    board.post(f"{PAGE}aa11/approve", data=APPROVAL)
    administrator.post(f"{PAGE}aa11/promote", data={"why": "agreed"})
    for client, turn, version in (
        (board, "off", "v1"),
        (administrator, "on", "v2-aa11"),
        (administrator, "off", "v1"),
    ):
        answer = client.post(f"{PAGE}switch", data={"turn": turn, "why": "a complaint"})
        assert answer.status_code == 303
        assert shown(app) == version
    assert "Version two is switched off." in text(board.get(PAGE))
    told = found(trail.engine, Asked(subject_kind="model", subject="version two"))
    assert {one.entry.user for one in told} == {"demo-board", "demo-administrator"}


def test_a_failing_model_is_approved_with_a_waiver_only(app, trail, signed_in):
    model(trail, "aa11", "district: Arden")
    board = signed_in(app, "demo-board")
    said = text(board.get(f"{PAGE}aa11"))
    assert "It fails 1 check that nobody answers for." in said
    assert f"{PAGE}aa11/approve" not in said
    refused = board.post(f"{PAGE}aa11/approve", data=APPROVAL)
    assert refused.status_code == 422
    assert "fails the fairness gate: district: Arden" in text(refused)
    assert board.post(f"{PAGE}aa11/waive", data={**WAIVER, "why": "fine"}).status_code == 422
    assert board.post(f"{PAGE}aa11/waive", data=WAIVER).status_code == 303
    assert "Bea Hollow, chair" in text(board.get(f"{PAGE}aa11"))
    assert board.post(f"{PAGE}aa11/approve", data=APPROVAL).status_code == 303
    assert board.post(f"{PAGE}aa11/expire", data={"why": " "}).status_code == 422
    assert board.post(f"{PAGE}aa11/expire", data={"why": "wrong data"}).status_code == 303
    assert "Approval ended" in text(board.get(f"{PAGE}aa11"))


def test_what_cannot_be_decided_says_why(app, trail, signed_in):
    model(trail, "bb22", evaluated=False)
    board, administrator = signed_in(app, "demo-board"), signed_in(app, "demo-administrator")
    assert "It was not evaluated, and cannot be approved." in text(board.get(f"{PAGE}bb22"))
    cases = (
        (board, "bb22/approve", APPROVAL, "was not evaluated"),
        (administrator, "bb22/promote", {"why": "so"}, "no approval in force"),
        (administrator, "roll-back", {"why": "so"}, "No model is promoted"),
        (administrator, "roll-back", {"why": ""}, "Say why"),
        (board, "switch", {"turn": "off", "why": ""}, "Say why"),
        (board, "switch", {"turn": "on", "why": "so"}, "switched on already"),
    )
    for client, act, form, why in cases:
        answer = client.post(PAGE + act, data=form)
        assert answer.status_code == 422, act
        assert why in text(answer)


def test_an_evaluation_this_version_cannot_read_is_said_to_be_one(app, trail, signed_in):
    model(trail)
    assert "An evaluation of format 0" in text(signed_in(app, "demo-officer").get(f"{PAGE}aa11"))


def test_without_a_model_the_page_says_how_to_come_by_one(app, signed_in):
    said = text(signed_in(app, "demo-board").get(PAGE))
    assert "Version one is shown: the checklist." in said
    assert "concern model train" in said

"""A lead draws a list with random checks, takes it away, and sees what was found."""

import csv
import html
import io

import pytest

from dashboard.app import create_app
from dashboard.live import Fixed
from records.audit import Asked, found
from records.schema import ScoredProfile
from risk.visits import lists, picks_of

PAGE = "/office/visits/"
FORM = {"capacity": "40", "share": "10", "on": "2024-01-02", "within": "place", "agency": ""}
TAKEN = {"purpose": "visits", "words": "", "recipient": "the food team"}


@pytest.fixture(scope="module")
def app(small):
    return create_app(Fixed(small), "Essex")


@pytest.fixture
def lead(app, signed_in):
    return signed_in(app, "demo-lead")


def text(answer):
    return html.unescape(answer.get_data(as_text=True))


def newest(app):
    return lists(app._desk.state)[0]


def rows_of(answer):
    lines = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    names, *rows = [line for line in lines if not line[0].startswith("#")]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_list_is_drawn_kept_and_taken_away_with_what_each_pick_is(app, lead, small):
    assert lead.post(PAGE, data=FORM).status_code == 303
    held = newest(app)
    assert (held.capacity, held.at_random, held.drawn_by) == (40, 4, "demo-lead")
    assert f"List {held.list_id}: 40 visits, 4 of them a random check." in text(lead.get(PAGE))
    answer = lead.post(f"{PAGE}{held.list_id}", data=TAKEN)
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="visits-{held.list_id}'
    )
    rows = rows_of(answer)
    picks = picks_of(app._desk.state, [held.list_id])
    assert [row["profile_id"] for row in rows] == list(picks["profile_id"])
    random = [row for row in rows if row["picked"] == "random check"]
    assert len(random) == 4
    names = small.profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.name]
    for row in random:
        assert (row["score"], row["band"], row["top_reason"]) == ("", "", "random check")
        assert row["name"].lstrip("'") == names[row["profile_id"]]
        assert float(row["propensity"]) == pytest.approx(4 / (held.frame - 36))
    chosen = [float(row["score"]) for row in rows if row["picked"] == "by score"]
    assert chosen == sorted(chosen, reverse=True)
    told = found(app._desk.state, Asked(operation="disclosure"))
    assert told[0].entry.recipient == "the food team"
    assert told[0].entry.detail["count"] == 40


def test_only_businesses_that_trade_and_the_filters_let_through_are_drawn(app, lead, small):
    profiles = small.profiles.set_index(ScoredProfile.profile_id)
    sector = profiles[ScoredProfile.sector].value_counts().index[0]
    assert lead.post(PAGE, data={**FORM, "capacity": "10", "sector": sector}).status_code == 303
    drawn = profiles.loc[picks_of(app._desk.state, [newest(app).list_id])["profile_id"]]
    assert set(drawn[ScoredProfile.sector]) == {sector}
    assert set(drawn[ScoredProfile.status]) == {"trading"}


def test_a_list_that_cannot_be_is_refused_and_says_why(lead):
    cases = (
        ({"capacity": "4"}, "no room for a random check"),
        ({"capacity": "many"}, "no room for a random check"),
        ({"capacity": "99999"}, "10,000 visits at most"),
        ({"share": "50"}, "expected 0.05 to 0.1"),
        ({"on": "soon"}, "Say which day"),
        ({"within": "owner"}, "Strata of 'owner'"),
        ({"agency": "NOBODY"}, "There is no agency 'NOBODY'"),
        ({"district": "Nowhere"}, "0 businesses may be visited"),
    )
    for change, why in cases:
        answer = lead.post(PAGE, data={**FORM, **change})
        assert answer.status_code == 422, change
        assert why in text(answer)


def test_a_list_is_taken_by_who_drew_it_for_a_purpose(app, lead, signed_in):
    lead.post(PAGE, data=FORM)
    number = newest(app).list_id
    assert signed_in(app, "demo-analyst").post(f"{PAGE}{number}", data=TAKEN).status_code == 404
    assert lead.post(f"{PAGE}{number}", data={**TAKEN, "recipient": ""}).status_code == 400
    assert lead.post(f"{PAGE}999", data=TAKEN).status_code == 404
    assert f"CSV of list {number}" not in text(signed_in(app, "demo-analyst").get(PAGE))


def test_what_the_visits_found_is_told_for_the_chosen_the_drawn_and_anywhere(app, lead, signed_in):
    assert "You drew no list yet." in text(signed_in(app, "demo-analyst").get(f"{PAGE}found"))
    lead.post(PAGE, data={**FORM, "capacity": "300"})
    said = text(lead.get(f"{PAGE}found"))
    for part in ("Chosen by score", "By lot: all the rest", "Anywhere"):
        assert part in said
    (told, *_) = found(app._desk.state, Asked(subject_kind="visits", operation="consultation"))
    assert told.entry.detail["shown"] == "hit rates"

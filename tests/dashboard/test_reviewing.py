"""Who is told that an agreement must be reviewed?"""

from datetime import date, timedelta

import pytest

from benchmarks.agreed import agree, made_up_home
from dashboard.app import create_app
from dashboard.viewer import DEMO_PEOPLE

TODAY = date.today()  # noqa: DTZ011
LINE = "Agreement soon must be reviewed by"
PLACES = {
    "demo-steward": "/office/deliveries/",
    "demo-officer": "/office/audit/",
    "demo-analyst": "/office/agreements/",
    "demo-inspector": "/office/agreements/",
    "demo-lead": "/office/agreements/",
    "demo-police": "/office/agreements/",
    "demo-board": "/office/figures/",
    "demo-administrator": "/office/accounts/",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    home = made_up_home(tmp_path_factory.mktemp("reviewing") / "county")
    agree(home, agreement_id="soon", review_on=TODAY + timedelta(days=30))
    return create_app(home)


def test_every_demo_person_is_tried():
    assert {person.user for person in DEMO_PEOPLE} == set(PLACES)


@pytest.mark.parametrize("user", PLACES)
def test_those_whose_work_it_is_are_told_and_no_one_else(app, signed_in, user):
    shown = signed_in(app, user).get(PLACES[user])
    told = {"demo-steward", "demo-officer", "demo-analyst"}
    assert shown.status_code == 200
    assert (LINE in shown.text) == (user in told)


@pytest.mark.parametrize(("user", "told"), [("demo-analyst", True), ("demo-inspector", False)])
def test_the_county_page_tells_analysts(app, signed_in, user, told):
    client = signed_in(app, user)
    layout = client.get("/_dash-layout", headers={"Referer": "http://localhost/"})
    assert layout.status_code == 200
    assert (LINE in layout.text) == told

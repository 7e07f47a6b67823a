import base64
import csv
import io
import json
import stat

import pytest
from werkzeug.exceptions import Unauthorized

from benchmarks.seeing import seen
from dashboard.app import PAGES, create_app
from dashboard.asking import asking
from dashboard.columns import NEVER
from dashboard.components.header import DEMO_LINE, marking
from dashboard.county import About, County
from dashboard.export import COLUMNS, CONTACTS, EXTRA, MORE
from dashboard.filtering import found_bits
from dashboard.filters import Filters, mask
from dashboard.guard import open_to_all
from dashboard.live import Fixed, Loaded
from dashboard.map_data import row_bits
from dashboard.routing import asked_address
from dashboard.signin.accounts import Person
from records.errors import BuildError
from records.home import Home
from records.schema import BUILD_TABLES, ScoredProfile

SECRET = "the path and the trace"
WHY = {"purpose": "visits", "recipient": "the visiting team"}


@pytest.fixture(scope="module")
def client(small, signed_in):
    return signed_in(create_app(Fixed(small), "Essex"))


@pytest.fixture
def build(small):
    return seen(small).key


class Nothing:
    """A county where nothing was published, or what was is torn."""

    def __init__(self, id=None):
        self.id = id

    def current(self):
        return self.id

    def load(self):
        raise BuildError(SECRET)


def layout(client, path="/"):
    answer = client.get("/_dash-layout", headers={"Referer": f"http://localhost{path}"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_two_applications_live_in_one_process(small):
    assert create_app(Fixed(small)) is not create_app(Fixed(small))


def test_every_answer_carries_its_promises(client, build):
    for path in ("/", "/_dash-layout", f"/county/{build}/columns", "/nowhere/at/all", "/county/x"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_document_asks_nothing_of_other_hosts_and_names_its_build(client, build):
    text = client.get("/").get_data(as_text=True)
    assert f'<meta name="build" content="{build}">' in text
    assert 'src="http' not in text
    assert 'href="http' not in text
    assert "<script>" not in text


def test_the_county_is_in_the_first_layout(client):
    text = layout(client)
    assert '"OFFICIAL-SENSITIVE"' in text
    assert DEMO_LINE in text
    assert "Build 000007" in text
    assert "as of 21 Nov 2026" in text
    assert "prediction, not evidence" in text
    assert "Hand car wash" in text
    assert "GeoNames" in text


def test_real_data_bear_no_demo_mark(small):
    about = About("000001", small.about.as_of, "", "v1", synthetic=False)
    assert marking(about) == marking(None) == "OFFICIAL-SENSITIVE"


def test_an_address_of_nothing_is_a_page_that_says_so(client):
    assert "Page not found" in layout(client, "/nowhere")
    assert "Page not found" in layout(client, "/business/nobody")


def test_without_a_build_the_page_says_how_to_begin(signed_in):
    text = layout(signed_in(create_app(Nothing())))
    assert "No county to show yet" in text
    assert "concern ingest" in text
    assert "concern demo" in text


def test_a_build_that_cannot_be_read_is_told_of_without_its_reason(signed_in):
    text = layout(signed_in(create_app(Nothing("000001"))))
    assert "could not be read" in text
    assert SECRET not in text


def test_a_newer_torn_build_is_told_of_above_the_old_one(small, signed_in):
    class Torn(Fixed):
        def load(self):
            return Loaded(self.county, refused=True)

    text = layout(signed_in(create_app(Torn(small))))
    assert "A newer build could not be read" in text


def test_a_home_without_settings_is_served_under_its_default_name(tmp_path, with_account):
    someone = Person("ada@example.org", "Ada Reed", "analyst", "EPOL")
    text = layout(with_account(create_app(Home.at(tmp_path)), someone))
    assert "Essex" in text
    assert "No county to show yet" in text


def test_an_error_page_tells_nothing(small):
    app = create_app(Fixed(small))
    app.server.logger.disabled = True

    @app.server.get("/broken")
    @open_to_all
    def broken():
        raise RuntimeError(SECRET)

    answer = app.server.test_client().get("/broken")
    assert answer.status_code == 500
    assert SECRET not in answer.get_data(as_text=True)
    assert "Something went wrong" in answer.get_data(as_text=True)


def test_columns_belong_to_a_build_and_are_kept(client, build):
    answer = client.get(f"/county/{build}/columns")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/county/000001-0000000000000000/columns").status_code == 404


def test_outlines_are_geojson(client, build):
    answer = client.get(f"/county/{build}/districts")
    assert answer.mimetype == "application/geo+json"


def test_cards_are_given_for_rows_and_nothing_else(client, build, small):
    names = small.profiles[ScoredProfile.name]
    answer = client.get(f"/county/{build}/cards?rows=3,0,-1,x,99999,%27,1e3")
    assert [card["name"] for card in answer.json] == [names[3], names[0]]
    assert client.get(f"/county/{build}/cards").json == []
    many = ",".join(["0"] * 500)
    assert len(client.get(f"/county/{build}/cards?rows={many}").json) == 100


def test_the_export_is_what_the_form_asks_for(client, build, small):
    query = "band=high&band=low&sort=name"
    form = {"build": build, "query": query, "text": "mill", "as": "bare", **WHY}
    answer = client.post("/county/export", data=form)
    assert (
        'attachment; filename="businesses-2026-11-21.csv"' in answer.headers["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    kept = mask(small.columns, Filters(band=("low", "high"), text="mill"), small.about.as_of)
    assert len(rows) == kept.sum()
    assert client.post("/county/export", data={**form, "as": ""}).data.decode("utf-8-sig")[0] == "#"
    assert client.get("/county/export").status_code != 200 or b"attachment" not in answer.data


def test_an_export_of_a_build_that_is_gone_is_refused(client):
    assert client.post("/county/export", data={"build": "000001", **WHY}).status_code == 404


def test_the_columns_are_explained_in_a_file_of_their_own(client):
    text = client.get("/county/columns.csv").data.decode("utf-8-sig")
    assert text.count("\r\n") == len((*COLUMNS, *MORE, *EXTRA, *CONTACTS)) + 1


def listed(client, inputs):
    """Ask for the list as the page does."""
    body = {
        "output": "listing.data",
        "outputs": {"id": "listing", "property": "data"},
        "inputs": [
            {"id": "county-query", "property": "data", "value": inputs["query"]},
            {"id": "filter-text", "property": "value", "value": inputs["text"]},
            {"id": "focus", "property": "data", "value": inputs.get("focus")},
        ],
        "state": [{"id": "build", "property": "data", "value": inputs["build"]}],
        "changedPropIds": [inputs.get("changed", "county-query.data")],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)["response"]["listing"]["data"]


def test_the_list_follows_the_filter_state(client, build):
    found = listed(client, {"query": "band=severe", "text": "", "build": build})
    assert {card["band"] for card in found["cards"]} == {"severe"}
    assert found["newer"] is False
    second = {"query": "", "text": None, "build": build, "focus": {"page": 2}}
    assert listed(client, {**second, "changed": "focus.data"})["page"] == 2
    assert listed(client, second)["page"] == 1


def test_a_page_of_a_build_that_is_gone_is_told_so(client):
    found = listed(client, {"query": "", "text": "", "build": "000001"})
    assert found == {"gone": True, "newer": True}


def found(client, text, build, period=""):
    body = {
        "output": "text-found.data",
        "outputs": {"id": "text-found", "property": "data"},
        "inputs": [
            {"id": "filter-text", "property": "value", "value": text},
            {"id": "filter-period", "property": "data", "value": period},
        ],
        "state": [{"id": "build", "property": "data", "value": build}],
        "changedPropIds": ["filter-text.value"],
    }
    answer = client.post("/_dash-update-component", json=body)
    return json.loads(answer.data)["response"]["text-found"]["data"]


def test_the_text_is_looked_for_in_the_pages_own_build(client, build, small):
    assert found(client, "brook", build) == found_bits(seen(small), "brook", "")
    assert found(client, None, build) is None
    assert found(client, "brook", "000001") is None


def turned(client, path, shown):
    body = {
        "output": "..main.children...shown.data...version.children...version-short.children..",
        "outputs": [
            {"id": "main", "property": "children"},
            {"id": "shown", "property": "data"},
            {"id": "version", "property": "children"},
            {"id": "version-short", "property": "children"},
        ],
        "inputs": [{"id": "url", "property": "pathname", "value": path}],
        "state": [
            {"id": "url", "property": "search", "value": ""},
            {"id": "shown", "property": "data", "value": {"path": shown, "title": ""}},
        ],
        "changedPropIds": ["url.pathname"],
    }
    return client.post("/_dash-update-component", json=body)


def test_turning_to_another_address_draws_its_page(client):
    assert json.loads(turned(client, "/", "/").data)["response"] == {}
    answer = json.loads(turned(client, "/", "/nowhere").data)["response"]
    assert answer["shown"]["data"] == {"path": "/", "title": "County - Businesses of concern"}
    answer = json.loads(turned(client, "/no%20where", "/").data)["response"]
    assert answer["shown"]["data"]["title"] == "Page not found - Businesses of concern"


def test_the_address_is_the_referrer_of_the_same_host_only():
    assert asked_address("http://here/business/1?a=b", "here") == ("/business/1", "a=b")
    assert asked_address("http://here", "here") == ("/", "")
    assert asked_address("http://here/a%20b", "here") == ("/a b", "")
    assert asked_address("http://elsewhere/", "here") == ("", "")
    assert asked_address(None, "here") == ("", "")


def test_an_untold_address_draws_no_page_yet(client):
    text = client.get("/_dash-layout").get_data(as_text=True)
    assert "filter-band" not in text


def test_each_page_answers_its_own_addresses():
    county, business = PAGES[0], PAGES[1]
    assert county.answers("/")
    assert not county.answers("/business/1")
    assert business.answers("/business/1")
    assert not business.answers("/")


def test_text_bits_are_one_for_each_row(small):
    assert found_bits(seen(small), " ", "") is None
    assert len(found_bits(seen(small), "brook", "")["text"]) >= len(small) / 6


def test_the_months_are_looked_up_in_the_pages_own_build(client, build, small):
    months = "2026-02..2026-04"
    said = found(client, None, build, months)
    assert said == {"text": None, "months": said["months"], "period": months}
    kept = mask(small.columns, Filters(period=months), small.about.as_of)
    assert base64.b64decode(said["months"]) == row_bits(kept)
    assert found(client, None, build, "2026-04..2026-02") is None
    assert found(client, None, "000001", months) is None


def test_a_district_without_attribution_or_boundaries_needs_no_note(small, signed_in):
    tables = {name: table.empty() for name, table in BUILD_TABLES.items()}
    for boundaries in (small.boundaries.iloc[:0], small.boundaries.assign(attribution=None)):
        county = County(small.about, {**tables, "profiles": small.profiles}, boundaries)
        assert layout(signed_in(create_app(Fixed(county))))


def test_never_fits_the_column():
    assert NEVER == 2**16 - 1


def test_who_asks_is_known_nowhere_where_nobody_does(small):
    with create_app(Fixed(small)).server.test_request_context("/"), pytest.raises(Unauthorized):
        asking()


def test_all_processes_of_a_county_seal_their_pages_alike_and_keep_the_key_to_themselves(tmp_path):
    keys = [create_app(Home.at(tmp_path)).server.secret_key for _ in range(2)]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 32
    assert stat.S_IMODE((tmp_path / "pages.key").stat().st_mode) == 0o600
    assert list(tmp_path.glob(".pages.key*")) == []

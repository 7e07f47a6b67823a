"""The steward sends files through the page and sees what became of them."""

import io
import re

import pytest

from benchmarks.agreed import agree, made_up_home
from dashboard.app import create_app
from dashboard.live import Fixed
from records.audit.searching import Asked, found
from records.contracts import find_contract
from records.errors import HomeError
from records.history import deliveries
from records.state import open_state

PAGE = "/office/deliveries/"
HEADING = "Case Number,Trader Name,Trader Postcode,Date Received,Case Type,Outcome\n"
GOOD = "T1,Larch Hand Car Wash,CM1 1AA,03/05/2026,Complaint,\n"
BAD = "T2,Mistral <script>Motors,CM1 1AA,99/05/2026,Complaint,\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A made-up county: trading standards has agreed to share, the police have not."""
    home = made_up_home(tmp_path_factory.mktemp("deliveries") / "county")
    (home.root / "concern.toml").write_text("upload_mb = 1\n")
    agree(home, find_contract("trading_standards", home.mappings))
    return home


@pytest.fixture(scope="module")
def app(home):
    return create_app(home)


@pytest.fixture(scope="module")
def steward(app, signed_in):
    return signed_in(app, "demo-steward")


def send(client, text, name="cases.csv", source="trading_standards"):
    content = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return client.post(PAGE, data={"source": source, "file": (content, name)})


def left_aside(home):
    """Files that an upload left in the county's folder."""
    spool = home.deliveries / ".spool"
    return [path for path in spool.rglob("*") if path.name != ".lock"] if spool.exists() else []


def collected(home, **asked):
    engine = open_state(home.state_url)
    written = found(engine, Asked(operation="collection", subject_kind="delivery", **asked))
    engine.dispose()
    return [one.entry for one in written]


def test_a_file_is_taken_in_and_every_row_of_it_told(steward, home):
    answer = send(steward, HEADING + GOOD + BAD)
    assert answer.status_code == 303
    shown = steward.get(answer.headers["Location"])
    assert "The file was taken in." in shown.text
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)", shown.text))
    assert facts == {"Rows in": "2", "Loaded": "1", "Set aside": "1", "Known before": "0"}
    assert "Date Received" in shown.text
    assert "expected day/month/year" in shown.text
    assert left_aside(home) == []
    assert deliveries(home)["file_name"].tolist() == ["cases.csv"]


def test_who_sent_a_file_is_in_the_audit(steward, home):
    answer = send(steward, HEADING + "T3,Elmwater Nails,CM1 1AB,04/05/2026,Complaint,\n")
    delivery_id = answer.headers["Location"].rpartition("/")[2]
    (entry,) = collected(home, subject=delivery_id)
    assert entry.user == "demo-steward"


def test_the_same_file_twice_changes_nothing_and_says_so(steward, home):
    send(steward, HEADING + GOOD)
    before = len(deliveries(home))
    answer = send(steward, HEADING + GOOD)
    assert (
        "was taken in before; nothing was changed" in steward.get(answer.headers["Location"]).text
    )
    assert len(deliveries(home)) == before


def test_the_ledger_lists_what_came_newest_first_and_by_source(steward):
    send(steward, HEADING + "T4,A,CM1 1AA,04/05/2026,Complaint,\n", name="newest.csv")
    listed = steward.get(PAGE).text
    names = re.findall(r'<a href="/office/deliveries/2[^"]+">([^<]+)</a>', listed)
    assert names[0] == "newest.csv"
    assert "Nothing was taken in yet" in steward.get(PAGE + "?source=fire").text


def test_a_source_without_an_agreement_is_refused_and_greyed_out(steward, home):
    before = len(deliveries(home))
    answer = send(steward, HEADING + GOOD, source="police_incidents")
    assert answer.status_code == 422
    assert "No sharing agreement in force covers source &#39;police_incidents&#39;" in answer.text
    assert "concern agreements add" in answer.text
    assert len(deliveries(home)) == before
    assert re.search(r'<option value="police_incidents"[^>]* disabled>', answer.text)
    assert not re.search(r'<option value="trading_standards"[^>]* disabled>', answer.text)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (("", "empty.csv", "trading_standards"), "empty.csv"),
        ((HEADING + GOOD, "cases.csv", "no_such_source"), "No source is called"),
        ((HEADING + GOOD, "../../concern.toml", "trading_standards"), "names no folder"),
        ((HEADING + GOOD, "sub/cases.csv", "trading_standards"), "names no folder"),
        (
            (HEADING.replace("Outcome", "Ethnicity") + GOOD, "c.csv", "trading_standards"),
            "ethnicity",
        ),
        ((b"\x00\x01\x02 not a table", "cases.xlsx", "trading_standards"), "cases.xlsx"),
    ],
)
def test_what_cannot_be_taken_in_is_told_and_leaves_nothing(steward, home, sent, said):
    before = sorted(path.name for path in home.root.iterdir())
    count = len(deliveries(home))
    answer = send(steward, *sent)
    assert answer.status_code == 422
    assert "Not taken in" in answer.text
    assert said in answer.text
    assert len(deliveries(home)) == count
    assert left_aside(home) == []
    assert sorted(path.name for path in home.root.iterdir()) == before


def test_no_file_at_all_is_told(steward):
    assert "No file was chosen" in steward.post(PAGE, data={"source": "fire"}).text


class Counted(io.BytesIO):
    """Counts what is read of it."""

    read_bytes = 0

    def read(self, size=-1):
        self.read_bytes += len(given := super().read(size))
        return given

    readinto = None


def send_length(client, length, **headers):
    body = Counted(b"0" * 2_000_000)
    answer = client.post(
        PAGE,
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": length, "wsgi.input_terminated": True},
        **headers,
    )
    return answer, body.read_bytes


@pytest.mark.parametrize("length", ["900000000000", "1000001"])
def test_a_file_over_the_limit_is_refused_before_it_is_read(steward, home, length):
    answer, read_bytes = send_length(steward, length)
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.text
    assert read_bytes == 0
    assert left_aside(home) == []


def test_the_limit_holds_where_the_guard_looks_into_the_form_first(steward):
    answer, read_bytes = send_length(steward, "1000001", headers={"X-CSRFToken": ""})
    assert answer.status_code == 413
    assert read_bytes == 0


def test_a_file_that_does_not_say_its_length_is_refused(steward):
    headers = {"Transfer-Encoding": "chunked"}
    answer, read_bytes = send_length(steward, "", headers=headers)
    assert answer.status_code == 411
    assert read_bytes == 0


def test_a_full_disk_tells_no_path_and_leaves_nothing(steward, home, monkeypatch):
    def full(*_, **__):
        raise HomeError(f"{home.deliveries}: the delivery cannot be kept: No space left")

    monkeypatch.setattr("dashboard.office.uploading.ingest", full)
    answer = send(steward, HEADING + GOOD)
    assert answer.status_code == 507
    assert "cannot keep the file now" in answer.text
    assert str(home.root) not in answer.text
    assert left_aside(home) == []


def test_rows_as_delivered_are_shown_when_asked_for_by_who_sent_them_and_that_is_noted(
    steward, home
):
    answer = send(steward, HEADING + BAD.replace("T2", "T5"))
    address = answer.headers["Location"]
    assert "Mistral" not in steward.get(address).text
    shown = steward.get(address + "?raw=yes").text
    assert "Mistral &lt;script&gt;Motors" in shown
    engine = open_state(home.state_url)
    (noted,) = found(engine, Asked(operation="consultation", subject_kind="delivery"))
    engine.dispose()
    assert (noted.entry.user, noted.entry.subject) == ("demo-steward", address.rpartition("/")[2])


def test_rows_another_agency_sent_are_never_shown_as_delivered(steward, home):
    heading = "Notice Number,Recipient's Name,Notice Type,Issue Date\n"
    answer = send(steward, heading + "N1,Mistral,Improvement,99/05/2026\n", source="hse_notices")
    address = answer.headers["Location"]
    assert "Only HSE, who sent them" in steward.get(address).text
    assert steward.get(address + "?raw=yes").status_code == 403


def test_a_delivery_that_is_not_there_is_not_found(steward):
    assert steward.get(PAGE + "2026-01-01-fire-0123456789").status_code == 404
    assert steward.get(PAGE + ".lock").status_code == 404


def test_the_quality_of_each_source_is_told_and_told_anew_when_something_came(steward):
    send(steward, HEADING + GOOD)
    first = steward.get(PAGE + "quality").text
    assert "trading_standards" in first
    assert "Date Received" in first
    send(steward, HEADING + "T9,B,CM1 1AA,04/05/2026,Complaint,\n")
    assert steward.get(PAGE + "quality").text != first


@pytest.mark.parametrize("user", ["demo-inspector", "demo-analyst", "demo-board", "demo-officer"])
def test_only_a_steward_may_see_deliveries_or_send_them(app, signed_in, user):
    other = signed_in(app, user)
    for path in ("", "quality", "2026-01-01-fire-0123456789"):
        assert other.get(PAGE + path).status_code == 403
    assert send(other, HEADING + GOOD).status_code == 403


def test_builds_without_a_countys_folder_have_no_deliveries(signed_in, small):
    app = create_app(Fixed(small), "Essex")
    assert signed_in(app, "demo-steward").get(PAGE).status_code == 404

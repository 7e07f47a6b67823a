"""concern agreements: the register at the command line."""

import datetime as dt

import pytest

from benchmarks.agreed import agree
from dashboard.settings import make_home
from records.agreements import (
    TEMPLATE,
    Agreement,
    Sharing,
    known_sources,
    published_sources,
    read_agreement,
    sound_contracts,
    versions,
)
from records.audit.searching import Asked, found
from records.contracts import find_contract
from records.errors import AgreementError
from records.sample import sample_agreements
from records.state import open_state

TODAY = dt.datetime.now().astimezone().date()
CASES = "Case Number,Trader Name,Trader Postcode,Date Received,Case Type,Outcome\n"


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "county")


@pytest.fixture
def state(home):
    engine = open_state(home.state_url)
    yield engine
    engine.dispose()


@pytest.fixture
def agreements(concern, home):
    return lambda *words: concern("agreements", *words, "--home", home.root)


@pytest.fixture
def write(tmp_path):
    def write(text=TEMPLATE, **changes):
        for key, value in changes.items():
            lines = [line for line in text.splitlines() if not line.startswith(f"{key} =")]
            text = "\n".join([*lines, f"{key} = {value}", ""])
        path = tmp_path / "agreement.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_template_is_an_agreement_that_can_be_recorded(concern, agreements, tmp_path):
    code, out, _ = concern("agreements", "template")
    assert (code, out) == (0, TEMPLATE)
    file = tmp_path / "mine.toml"
    file.write_text(out)
    assert agreements("add", file)[0] == 0
    listed = agreements("list")[1]
    assert "county-partnership" in listed
    assert agreements("add", file)[0] == 1


def test_nothing_recorded_is_said_in_words(agreements):
    assert "There is no agreement yet" in agreements("list")[1]
    assert agreements("check")[0] == 0


def test_who_recorded_what_is_in_the_audit(agreements, write, state):
    agreements("add", write())
    agreements("amend", write(dpia='"DPIA-3"'))
    agreements("end", "county-partnership")
    entries = found(state, Asked(operation="alteration", subject="county-partnership"))
    assert [one.entry.detail["did"] for one in entries] == [
        f"ended on {TODAY}",
        "version 2",
        "version 1",
    ]
    by = {one.recorded_by for one in versions(state, "county-partnership")}
    assert {one.entry.user for one in entries} == by


def test_an_amendment_keeps_the_version_before(agreements, write, state):
    agreements("add", write())
    assert "version 2" in agreements("amend", write(sources='["fire"]'))[1]
    first, second = versions(state, "county-partnership")
    assert (len(first.sources), second.sources) == (3, ("fire",))
    shown = agreements("show", "county-partnership")[1]
    assert "recorded by" in shown
    assert "Crime and Disorder Act" in shown


def test_an_ended_agreement_is_ended(agreements, write, state):
    agreements("add", write(starts_on="2026-01-01"))
    assert agreements("end", "county-partnership", "--on", "2026-06-01")[0] == 0
    assert versions(state, "county-partnership")[-1].ended_on == dt.date(2026, 6, 1)
    assert "ended" in agreements("list")[1]
    code, _, err = agreements("amend", write())
    assert code == 0
    assert err == ""
    assert versions(state, "county-partnership")[-1].ended_on == dt.date(2026, 6, 1)


def test_faults_are_all_told_and_nothing_is_recorded(agreements, write):
    code, _, err = agreements("add", write(lead='"ECC"', sources='["fyre"]', title='""'))
    assert code == 1
    for part in ("title: is empty", "Did you mean ECC_TS?", "Did you mean fire?"):
        assert part in err
    assert "There is no agreement yet" in agreements("list")[1]


def test_what_is_no_agreement_is_told_by_its_key(tmp_path):
    path = tmp_path / "a.toml"
    with pytest.raises(AgreementError, match="cannot be read"):
        read_agreement(path)
    path.write_text("title =")
    with pytest.raises(AgreementError, match="not a TOML file"):
        read_agreement(path)
    path.write_text('colour = "red"\nnotice = "loud"\nstarts_on = "soon"\n')
    with pytest.raises(AgreementError) as refused:
        read_agreement(path)
    for key in ("id: field required", "colour: extra inputs", "notice: input", "starts_on: input"):
        assert key in str(refused.value)


def test_an_unknown_agreement_is_refused(agreements):
    for words in (("show", "nobody"), ("end", "nobody")):
        code, _, err = agreements(*words)
        assert (code, "There is no agreement 'nobody'" in err) == (1, True)


def test_the_check_fails_where_one_has_lapsed_and_warns_before(agreements, home):
    agree(home, agreement_id="soon", review_on=TODAY + dt.timedelta(days=59))
    code, out, _ = agreements("check")
    assert (code, "Agreement soon must be reviewed by" in out) == (0, True)
    agree(home, agreement_id="gone", review_on=TODAY)
    code, out, _ = agreements("check")
    assert (code, "Agreement gone lapsed on" in out) == (1, True)


def test_ingest_and_build_tell_of_reviews_and_what_was_left_out(concern, home, tmp_path):
    words = ("--home", home.root)
    contract = find_contract("trading_standards", home.mappings)
    agree(home, contract, agreement_id="soon", review_on=TODAY + dt.timedelta(days=9))
    file = tmp_path / "cases.csv"
    file.write_text(CASES + "T1,Larch Hand Car Wash,CM1 1AA,03/05/2026,Complaint,\n")
    code, out, _ = concern("ingest", file, "--source", "trading_standards", *words)
    assert (code, "Agreement soon must be reviewed by" in out) == (0, True)
    notices = tmp_path / "notices.csv"
    notices.write_text(
        "Notice Number,Recipient's Name,Notice Type,Issue Date\n"
        "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026\n"
    )
    concern("ingest", notices, "--source", "hse_notices", *words)
    concern("agreements", "end", "soon", *words)
    code, out, _ = concern("build", "--as-of", "2026-11-01", *words)
    assert code == 0
    assert "Records left out" in out
    assert "trading_standards" in out
    code, _, err = concern("ingest", file, "--source", "trading_standards", *words)
    assert (code, "No sharing agreement in force" in err) == (1, True)


def test_the_synthetic_county_agrees_on_every_source_and_the_police_on_all():
    first, on = dt.date(2025, 7, 31), dt.date(2026, 11, 22)
    agreed = sample_agreements(first, on)
    assert all(isinstance(one, Agreement) and one.is_in_force(first) for one in agreed)
    assert {one.standing(on) for one in agreed} == {"in force", "review due"}
    assert {one.notice for one in agreed} == {"contact", "silent"}
    (due,) = [one for one in agreed if one.standing(on) == "review due"]
    others = [one for one in agreed if one is not due]
    assert all(any(source in one.sources for one in others) for source in due.sources)
    assert all("EPOL" in one.parties for one in agreed)


def test_the_demos_analyst_sees_every_source_and_the_inspector_of_a_council_less():
    first, on = dt.date(2025, 7, 31), dt.date(2026, 11, 22)
    sharing = Sharing(on, sample_agreements(first, on), published_sources())
    everything = frozenset(known_sources())
    careful = {one.name for one in sound_contracts() if one.handling == "C"}
    analyst, inspector = sharing.shared_with("EPOL"), sharing.shared_with("LA_EH")
    assert analyst.plain == everything
    assert analyst.restricted >= careful | {"nmw_naming", "glaa_register", "easi"}
    assert inspector.restricted == frozenset()
    assert not inspector.plain & {"police_intelligence", "police_incidents", "public_reports"}

from datetime import date
from io import BytesIO

import pandas as pd
import pytest

from benchmarks.agreed import agree
from linkage.corpus import CORPUS, Corpus
from linkage.explanation import explain
from records.agreements import end_agreement
from records.contracts import find_contract
from records.errors import BuildError
from records.home import Home
from records.ingest import ingest
from records.schema import PlacedRecord, Reason, ScoredProfile
from records.state import open_state, tables, writing
from records.store import current_id, open_build
from risk.pipeline import STEPS, make_build

HEADING = (
    "Notice Number,Recipient's Name,Notice Type,Issue Date,Local Authority,Main Activity,"
    "Compliance Date,Result,Breach\n"
)
TODAY = date(2026, 11, 1)
ROWS = (
    "N1,Larch Hand Car Wash Ltd,Improvement,03/05/2026,Basildon,45200,01/07/2026,Complied,A\n"
    "N2,Elmwater Nails,Improvement,03/06/2026,Harlow,96020,01/08/2026,Complied,A\n"
)


@pytest.fixture
def home(tmp_path):
    home = Home.at(tmp_path / "county")
    home.root.mkdir()
    return home


@pytest.fixture
def held(home, tmp_path):
    path = tmp_path / "notices.csv"
    path.write_text(HEADING + ROWS, encoding="utf-8")
    ingest(home, path, find_contract("hse_notices", home.mappings), date(2026, 10, 1))
    return home


def built(home: Home) -> dict[str, pd.DataFrame]:
    with open_build(home) as build:
        return {name: build.table(name) for name in ("records", "profiles", "reasons")}


def test_nothing_held_is_refused_with_what_to_do(home):
    with pytest.raises(BuildError, match="concern ingest"):
        make_build(home, date(2026, 11, 1), {}, on=TODAY)


def test_a_build_says_what_it_holds_and_how_long_each_step_took(held):
    report = make_build(held, date(2026, 11, 1), {"county": "Essex"}, on=TODAY)
    assert report.counts["records"] == 2
    assert set(report.seconds) == set(STEPS)
    with open_build(held) as build:
        assert build.id == report.build_id
        assert build.manifest.about["county"] == "Essex"


def test_a_record_of_the_day_of_the_build_is_not_known_yet(held):
    make_build(held, date(2026, 6, 3), {}, on=TODAY)
    assert built(held)["records"][PlacedRecord.source_record_id].str.contains("N1").all()


def test_scores_are_the_sum_of_their_reasons(held):
    make_build(held, date(2026, 11, 1), {}, on=TODAY)
    tables_of = built(held)
    summed = tables_of["reasons"].groupby(Reason.profile_id)[Reason.points].sum()
    scores = tables_of["profiles"].set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    assert (scores - summed.reindex(scores.index).fillna(0)).abs().max() < 0.01


def test_ids_stay_from_build_to_build(held):
    make_build(held, date(2026, 11, 1), {}, on=TODAY)
    before = built(held)["records"][PlacedRecord.profile_id].tolist()
    make_build(held, date(2026, 11, 2), {}, on=TODAY)
    assert built(held)["records"][PlacedRecord.profile_id].tolist() == before


def test_a_persons_word_joins_what_the_engine_keeps_apart(held):
    make_build(held, date(2026, 11, 1), {}, on=TODAY)
    records = built(held)["records"]
    assert records[PlacedRecord.profile_id].nunique() == 2
    one, two = sorted(records[PlacedRecord.record_id])
    engine = open_state(held.state_url)
    with writing(engine) as connection:
        connection.execute(
            tables.judgements.insert().values(
                id_a=one, id_b=two, verdict="same", why="seen", judged_by="A. Tester",
                judged_at=pd.Timestamp("2026-10-02", tz="UTC").to_pydatetime(),
            )
        )  # fmt: skip
    engine.dispose()
    make_build(held, date(2026, 11, 1), {}, on=TODAY)
    assert built(held)["records"][PlacedRecord.profile_id].unique().size == 1


CASES = "Case Number,Trader Name,Trader Postcode,Date Received,Case Type,Outcome\n"


@pytest.fixture
def shared(held, tmp_path):
    """A public register, and cases that trading standards share until 30 September 2026."""
    contract = find_contract("trading_standards", held.mappings)
    agree(held, contract, review_on=date(2026, 10, 1))
    path = tmp_path / "cases.csv"
    path.write_text(CASES + "T1,Larch Hand Car Wash,CM1 1AA,03/05/2026,Complaint,\n")
    ingest(held, path, contract, date(2026, 9, 1))
    return held


def sources(home: Home) -> set[str]:
    return set(built(home)["records"][PlacedRecord.source])


def test_what_was_agreed_on_is_combined_and_nothing_is_left_out(shared):
    report = make_build(shared, date(2026, 11, 1), {}, on=date(2026, 9, 30))
    assert sources(shared) == {"hse_notices", "trading_standards"}
    assert report.left_out == {}


def test_a_lapsed_agreement_leaves_its_records_out_whatever_the_day_of_the_facts(shared):
    report = make_build(shared, date(2026, 9, 15), {}, on=date(2026, 10, 1))
    assert sources(shared) == {"hse_notices"}
    assert report.left_out == {"trading_standards": 1}
    with open_build(shared) as build:
        assert build.manifest.about["left_out"] == {"trading_standards": 1}


def test_an_ended_agreement_leaves_its_records_out_and_a_new_one_takes_them_back(shared):
    make_build(shared, date(2026, 11, 1), {}, on=date(2026, 9, 30))
    ids = set(built(shared)["profiles"][ScoredProfile.profile_id])
    engine = open_state(shared.state_url)
    end_agreement(engine, "everything", date(2026, 9, 30), "steward")
    engine.dispose()
    make_build(shared, date(2026, 11, 1), {}, on=date(2026, 9, 30))
    assert sources(shared) == {"hse_notices"}
    agree(shared, find_contract("trading_standards", shared.mappings), agreement_id="anew")
    make_build(shared, date(2026, 11, 1), {}, on=date(2026, 9, 30))
    assert sources(shared) == {"hse_notices", "trading_standards"}
    assert len(set(built(shared)["profiles"][ScoredProfile.profile_id])) == len(ids)


def test_restricted_records_of_a_public_register_are_combined_under_an_agreement_only(
    home, tmp_path
):
    contract = find_contract("nmw_naming", home.mappings)
    path = tmp_path / "naming.csv"
    path.write_text(
        "Employer,Place,Round date,Case type\n"
        "Larch Hand Car Wash Ltd,Basildon,03/05/2026,naming\n"
        "Elmwater Nails Ltd,Harlow,03/05/2026,pay complaint\n"
    )
    ingest(home, path, contract, date(2026, 9, 1))
    report = make_build(home, date(2026, 11, 1), {}, on=TODAY)
    assert report.left_out == {"nmw_naming": 1}
    assert built(home)["records"][PlacedRecord.handling].tolist() == ["P"]
    agree(home, contract)
    make_build(home, date(2026, 11, 1), {}, on=TODAY)
    assert sorted(built(home)["records"][PlacedRecord.handling]) == ["C", "P"]


def test_where_nothing_may_be_combined_the_build_is_refused_and_the_old_one_stays(home, tmp_path):
    contract = find_contract("trading_standards", home.mappings)
    agree(home, contract, review_on=date(2026, 10, 1))
    path = tmp_path / "cases.csv"
    path.write_text(CASES + "T1,Larch Hand Car Wash,CM1 1AA,03/05/2026,Complaint,\n")
    ingest(home, path, contract, date(2026, 9, 1))
    before = make_build(home, date(2026, 11, 1), {}, on=date(2026, 9, 30)).build_id
    with pytest.raises(BuildError, match="in force on 2026-10-01 covers trading_standards"):
        make_build(home, date(2026, 11, 1), {}, on=date(2026, 10, 1))
    assert current_id(home) == before


def test_a_build_keeps_what_explains_any_two_of_its_records(held):
    make_build(held, date(2026, 11, 1), {}, on=TODAY)
    with open_build(held) as build:
        records, kept = build.table("records"), build.beside(CORPUS)
    a, b = sorted(records[PlacedRecord.record_id])
    told = explain(records, a, b, corpus=Corpus.read(BytesIO(kept)))
    assert told == explain(records, a, b)

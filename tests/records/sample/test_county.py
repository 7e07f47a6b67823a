import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kruskal, spearmanr

from records.contracts import contracts
from records.domain import agencies, event_types
from records.sample import SampleSettings, write_sample
from records.sample.tables import parts
from records.schema import Record
from tests.records.sample.conftest import County, Read, cleaned

COMMITTED = Path(__file__).parents[3] / "data" / "sample"
REAL_CHAINS = (
    "aldi asda argos boots burger king coral costa dominos greggs halfords harvester iceland kfc "
    "kwik fit ladbrokes lidl marstons mcdonalds morrisons nandos nisa paddy power pizza hut "
    "pizza express poundland premier inn pret sainsburys screwfix spar specsavers starbucks "
    "subway superdrug tesco timpson toby carvery travelodge waitrose wetherspoon wickes wilko "
    "william hill wimpy zizzi marks & spencer holland & barrett john lewis slug & lettuce"
)
TWO_WORDS = (
    "burger king|kwik fit|paddy power|pizza hut|pizza express|premier inn|toby carvery|"
    "william hill|marks & spencer|holland & barrett|john lewis|slug & lettuce|costa coffee"
)


def contacts(delivered: Read, settings: SampleSettings) -> pd.DataFrame:
    records = delivered.records
    day = records[Record.event_on]
    inside = (day >= pd.Timestamp(settings.starts_on)) & (day <= pd.Timestamp(settings.ends_on))
    return records[inside & records[Record.event_code].notna()]


@pytest.mark.slow
def test_exactly_14_300_businesses_are_known(county: County, delivered: Read) -> None:
    assert county.truth.counts["businesses"] == 14_300
    assert delivered.records["business_id"].nunique() == 14_300


@pytest.mark.slow
def test_there_are_120_000_records(county: County, delivered: Read) -> None:
    assert len(delivered.records) == pytest.approx(120_000, rel=0.005)
    assert county.truth.counts["records"] == len(delivered.records)


@pytest.mark.slow
def test_an_average_working_day_brings_245_contacts(county: County, delivered: Read) -> None:
    a_day = len(contacts(delivered, county.settings)) / county.settings.working_days
    assert a_day == pytest.approx(245, rel=0.03)


@pytest.mark.slow
def test_few_contacts_fall_on_weekends(county: County, delivered: Read) -> None:
    weekday = contacts(delivered, county.settings)[Record.event_on].dt.day_of_week
    assert 0 < (weekday >= 5).mean() < 0.10


@pytest.mark.slow
def test_39_percent_are_known_to_more_than_three_authorities(delivered: Read) -> None:
    authorities = agencies().query("authority == 'yes'").index
    held = delivered.records[delivered.records[Record.agency].isin(authorities)]
    many = held.groupby("business_id")[Record.agency].nunique() > 3
    assert many.sum() / 14_300 == pytest.approx(0.39, abs=0.015)


@pytest.mark.slow
def test_the_busiest_5_percent_make_about_a_quarter_of_complaints_and_enforcement(
    county: County, delivered: Read
) -> None:
    inside = contacts(delivered, county.settings)
    category = inside[Record.event_code].map(event_types()["category"])
    of_interest = inside[category.isin(["complaint", "enforcement"])]
    counts = of_interest.groupby("business_id").size().sort_values(ascending=False)
    assert 0.22 <= counts.iloc[: 14_300 // 20].sum() / counts.sum() <= 0.28


@pytest.mark.slow
def test_a_business_in_a_retail_area_is_five_times_likelier_to_need_support(
    county: County, delivered: Read
) -> None:
    inside = contacts(delivered, county.settings)
    visits = inside[inside[Record.event_code].map(event_types()["category"]) == "inspection"]
    serious = set(visits.loc[visits[Record.result] == "serious", "business_id"])
    truth = county.truth.businesses
    share = truth["business_id"].isin(serious).groupby(truth["retail_area"]).mean()
    assert 4.0 < share[True] / share[False] < 6.0


@pytest.mark.slow
def test_every_source_delivers(county: County, delivered: Read) -> None:
    built_in = {contract.name for contract in contracts(county.folder) if contract.columns}
    assert set(delivered.records[Record.source]) == built_in


@pytest.mark.slow
def test_every_row_is_accepted_but_the_planted_ones(county: County, delivered: Read) -> None:
    refused = delivered.faults.groupby(["file", "row_number"]).ngroups
    assert refused == len(county.truth.faults)
    assert not delivered.records["business_id"].isna().any()


@pytest.mark.slow
def test_rows_in_a_file_are_as_many_as_the_manifest_says(county: County, delivered: Read) -> None:
    assert delivered.rows == sum(d["rows"] for d in county.manifest["deliveries"])


@pytest.mark.slow
def test_fifty_chains_of_phoenixes_reopen_within_a_year_sharing_a_person_or_phone(
    county: County,
) -> None:
    pairs = county.truth.successions
    after = pd.to_datetime(pairs["reopened_on"]) - pd.to_datetime(pairs["closed_on"])
    assert pairs["chain"].nunique() == 50
    assert after.dt.days.between(1, 365).all()
    assert pairs["shared"].str.len().gt(0).all()


@pytest.mark.slow
def test_some_chains_are_of_three_and_some_moved_with_person_and_phone(county: County) -> None:
    pairs = county.truth.successions
    assert (pairs["chain"].value_counts() == 2).sum() == 10
    assert pairs["moved"].sum() == 12
    assert (pairs.loc[pairs["moved"], "shared"] == "person and phone").all()


@pytest.mark.slow
def test_decoys_share_what_says_nothing_of_who_runs_them(county: County) -> None:
    decoys = county.truth.decoys
    chained = set(county.truth.successions["predecessor"])
    chained |= set(county.truth.successions["successor"])
    size = decoys.groupby("kind")["group"].value_counts()
    assert (size["change_of_hands"] == 2).all()
    assert len(size["change_of_hands"]) == 150
    assert size["registered_office"].sum() >= 100
    assert size["nominee_director"].min() >= 30
    assert size["shared_telephone"].min() >= 4
    hidden = decoys["kind"] != "registered_office"
    assert (
        not decoys.loc[hidden & (decoys["kind"] != "nominee_director"), "business_id"]
        .isin(chained)
        .any()
    )


@pytest.mark.slow
def test_no_business_is_called_like_a_known_chain(county: County) -> None:
    single = set(REAL_CHAINS.split()) - set(re.split(r"[ |]", TWO_WORDS))
    names = county.truth.businesses["name"].str.lower().str.replace("'", "")
    assert not names.str.contains(rf"\b(?:{'|'.join(sorted(single))})\b").any()
    assert not names.str.contains(TWO_WORDS).any()


@pytest.mark.slow
def test_two_businesses_of_one_district_share_a_name_only_as_a_chain(county: County) -> None:
    truth = county.truth.businesses
    alone = truth[~truth["chain"] & truth["predecessor"].isna()]
    twice = alone.duplicated(["name", "district"]).mean()
    assert twice < 0.002


def residual_risk(county: County) -> pd.DataFrame:
    """Hidden risk with what kind of trade and retail area tell taken out."""
    truth = county.truth.businesses
    alone = truth[~truth["chain"] & truth["predecessor"].isna()]
    group = alone.groupby(["kind", "retail_area"])["risk_at_end"]
    return alone.assign(rest=alone["risk_at_end"] - group.transform("mean"))


@pytest.mark.slow
@pytest.mark.parametrize("slot", ["given", "surname", "colour", "creature", "tree"])
def test_the_words_of_a_name_tell_nothing_of_the_risk(county: County, slot: str) -> None:
    risks = residual_risk(county)
    risks = risks[risks["kind"] != "hmo"]
    flavour = risks["name"].str.extract(rf"\b({'|'.join(parts()[slot])})\b", expand=False)
    groups = [rest for _, rest in risks.groupby(flavour)["rest"] if len(rest) >= 8]
    assert len(groups) > 5
    assert kruskal(*groups).pvalue > 0.001


@pytest.mark.slow
def test_a_sole_traders_name_tells_nothing_of_the_risk(county: County) -> None:
    risks = residual_risk(county)
    surname = risks["legal_name"].str.extract(r"^\w+ (\w+)$", expand=False)
    known = surname.where(surname.isin(parts()["surname"]))
    groups = [rest for _, rest in risks.groupby(known)["rest"] if len(rest) >= 8]
    assert kruskal(*groups).pvalue > 0.001


@pytest.mark.slow
def test_serious_findings_follow_the_hidden_risk_but_not_perfectly(county: County) -> None:
    visited = county.truth.businesses.query("visits > 0")
    serious = visited["serious_findings"] > 0
    rank = visited["risk_at_end"].rank()
    positives, negatives = serious.sum(), (~serious).sum()
    auc = (rank[serious].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    assert 0.70 < auc < 0.95


@pytest.mark.slow
def test_the_hidden_risk_drifts(county: County) -> None:
    truth = county.truth.businesses
    assert 0.85 < spearmanr(truth["risk_at_start"], truth["risk_at_end"]).statistic < 0.99
    assert np.isfinite(truth["risk_at_end"]).all()
    assert truth["risk_at_end"].between(0, 1).all()


@pytest.mark.slow
def test_the_full_county_takes_seconds(county: County) -> None:
    assert county.cpu_seconds < 20


def test_the_same_seed_writes_the_same_bytes(hamlet: County, tmp_path: Path) -> None:
    write_sample(tmp_path, hamlet.settings)
    assert contents(tmp_path) == contents(hamlet.folder)


def test_another_seed_writes_another_county(hamlet: County, tmp_path: Path) -> None:
    write_sample(tmp_path, SampleSettings(seed=8, businesses=300))
    ours, theirs = contents(hamlet.folder), contents(tmp_path)
    assert ours["truth/truth_businesses.csv"] != theirs["truth/truth_businesses.csv"]


def test_the_committed_county_is_what_its_settings_write(tmp_path: Path) -> None:
    manifest = json.loads((COMMITTED / "sample.json").read_text(encoding="utf-8"))
    about = manifest["settings"]
    settings = SampleSettings(
        seed=about["seed"],
        businesses=about["businesses"],
        ends_on=date.fromisoformat(about["ends_on"]),
    )
    write_sample(tmp_path, settings)
    committed = contents(COMMITTED)
    readme = committed.pop("README.md")
    assert contents(tmp_path) == committed
    assert sum(map(len, committed.values())) + len(readme) < 5_000_000


def test_the_day_kept_aside_is_the_first_working_day_after_the_window(hamlet: County) -> None:
    after = hamlet.settings.next_working_day
    assert after == date(2026, 11, 2)
    records = [
        result.records
        for delivery in hamlet.manifest["daily"]
        for _, result in cleaned(hamlet.folder, delivery)
    ]
    every = pd.concat(records)
    assert (every[Record.event_on] == pd.Timestamp(after)).all()
    assert len(every) == hamlet.truth.counts["daily records"]


def test_deliveries_are_listed_in_the_order_they_came_and_none_after_as_of(
    hamlet: County,
) -> None:
    days = [delivery["delivered_on"] for delivery in hamlet.manifest["deliveries"]]
    assert days == sorted(days)
    assert days[-1] < hamlet.manifest["as_of"]


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    settings = SampleSettings(seed=3, businesses=200)
    write_sample(tmp_path, settings, lambda _, done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

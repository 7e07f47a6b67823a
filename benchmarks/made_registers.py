"""Registers of invented businesses, of any size, whose truth is known.

`python -m benchmarks.made_registers --records 1000000 --out FILE.csv --seed 1` writes the records
as `concern link` reads them, and FILE.truth.csv: record_id and entity_id. About 1.5 records a
business.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.made_hands import pick, where, written
from benchmarks.made_stock import SOURCES, brands, streets, surnames, towns, trades

__all__ = ["COLUMNS", "TRUTH", "made_registers", "write_registers"]

Random = np.random.Generator
Ints = np.ndarray[Any, np.dtype[np.int64]]

TRUTH = ("record_id", "entity_id")
COLUMNS = (
    "record_id", "source", "name", "address", "city", "postcode", "phone", "type", "person", "lat",
    "lon", "company_number", "uprn",
)  # fmt: skip
TIMES_LISTED = (0.64, 0.24, 0.09, 0.03)
"""Share of the businesses that are listed once, twice, ..."""
TOWN_SIZE = 700
PER_STREET = 9
CHAIN_SHARE = 0.06
SHARED_PREMISES = 0.08
COMPANIES = 0.45
UNITS = 0.12
HEAD_OFFICE = 0.5
TWICE = 0.01
"""Shares: of businesses in a unit, of branches that give the chain's telephone, of records that a
register holds twice."""
COMMON_STREETS = 8


def made_registers(count: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `count` records in no order of business, and their truth; the same for the same seed.

    Every field is text, missing where the source does not give it.
    """
    rng = np.random.default_rng(seed)
    businesses = _businesses(rng, int(1.02 * count / np.dot(TIMES_LISTED, range(1, 5))) + 10)
    times = rng.choice(range(1, 5), len(businesses), p=TIMES_LISTED)
    owner = np.repeat(np.arange(len(businesses)), times)
    start = rng.integers(len(SOURCES), size=len(businesses))
    turn = np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
    source = (start[owner] + turn) % len(SOURCES)
    # Now and then a register lists a business twice.
    source = np.where(rng.random(len(owner)) < TWICE, start[owner], source)
    chosen = rng.permutation(len(owner))[:count]
    owner, source = owner[chosen], source[chosen]
    parts = [
        written(rng, one, businesses.iloc[owner[source == n]], np.flatnonzero(source == n))
        for n, one in enumerate(SOURCES)
    ]
    records = pd.concat(parts).sort_index().reset_index(drop=True)
    ids = records["source"] + "/" + _digits(np.arange(len(records)), 7)
    truth = pd.DataFrame({TRUTH[0]: ids, TRUTH[1]: "B" + _digits(owner, 7)})
    return records.assign(record_id=ids)[list(COLUMNS)], truth


def write_registers(count: int, seed: int, out: Path) -> None:
    """Write `out` and, beside it, its truth."""
    records, truth = made_registers(count, seed)
    records.to_csv(out, index=False, lineterminator="\n")
    truth.to_csv(out.with_suffix(".truth.csv"), index=False, lineterminator="\n")


def _digits(values: Ints, width: int) -> pd.Series[str]:
    return pd.Series(values).astype("str").str.zfill(width)


def _skewed(rng: Random, count: int, size: int, power: float = 2.0) -> Ints:
    """Return numbers below `count`, low ones more often."""
    found: Ints = (count * rng.random(size) ** power).astype(np.int64)
    return found


# Businesses ---------------------------------------------------------------------------------------


def _businesses(rng: Random, count: int) -> pd.DataFrame:
    kinds = trades()
    trade = rng.integers(len(kinds), size=count)
    premises = _premises(rng, count)
    named = _names(rng, [word for _, word in kinds], trade, premises["city"])
    company = rng.random(count) < COMPANIES
    number = _digits(rng.integers(10**7, 10**8, size=count), 8)
    phone = (
        "0" + (1200 + premises["town"]).astype("str") + _digits(rng.integers(10**6, size=count), 6)
    )
    people = pick(surnames(), _skewed(rng, len(surnames()), count))
    first = pick(list("ABCDEFGHJKLMPRST"), rng.integers(16, size=count))
    made = premises.assign(
        name=named["name"],
        legal=where(company, named["name"] + " Ltd", named["name"]),
        company_number=number.where(company),
        phone=phone,
        person=first + " " + people,
        type=pick([kind for kind, _ in kinds], trade),
    )
    return _of_chains(rng, made, named["chain"].to_numpy())


def _of_chains(rng: Random, made: pd.DataFrame, chain: Ints) -> pd.DataFrame:
    """Return businesses of which those of one chain share the company and some the telephone."""
    number = _digits(10**7 + 7_919 * chain, 8)
    head = "0800" + _digits(100_000 + chain, 6)
    shared = (chain >= 0) & (rng.random(len(made)) < HEAD_OFFICE)
    return made.assign(
        company_number=made["company_number"].mask(chain >= 0, number),
        legal=made["legal"].mask(chain >= 0, made["name"] + " Ltd"),
        phone=made["phone"].mask(shared, head),
    )


def _names(rng: Random, words: list[str], trade: Ints, city: pd.Series[str]) -> pd.DataFrame:
    """Return each business's name, and its chain (-1: none)."""
    size = len(trade)
    word = pick(words, trade)
    person = pick(surnames(), _skewed(rng, len(surnames()), size, 1.5))
    brand = pick(brands(), _skewed(rng, len(brands()), size, 1.2))
    letters = pick(list("ABCDEFGHJKLMPRST"), rng.integers(16, size=size))
    other = pick(surnames(), rng.integers(len(surnames()), size=size))
    ways = np.select(
        [rng.random(size) < share for share in (0.3, 0.35, 0.2, 0.25, 0.5)],
        [0, 1, 2, 3, 4],
        5,
    )
    made = [
        person + " " + word,
        brand + " " + word,
        city + " " + word,
        letters + " " + person + " & Son " + word,
        person + " & " + other + " " + word,
        person + "'s " + word,
    ]
    name = pd.Series(np.select([ways == n for n in range(6)], made), dtype="str")
    chains = max(size // 2_000, 5)
    chain = np.where(rng.random(size) < CHAIN_SHARE, _skewed(rng, chains, size), -1)
    leads = surnames()[:: max(len(surnames()) // chains, 1)]
    of_chain = pick(leads, chain % len(leads)) + " " + pick(words, chain % len(words))
    return pd.DataFrame({"name": name.mask(chain >= 0, of_chain), "chain": chain})


def _premises(rng: Random, count: int) -> pd.DataFrame:
    """Return where each business is; some share their premises with another."""
    known = towns()
    number_of_towns = int(np.clip(count // TOWN_SIZE, 8, len(known)))
    town = _skewed(rng, number_of_towns, count, 1.6)
    in_town = np.bincount(town, minlength=number_of_towns)
    street = (rng.random(count) ** 1.3 * np.maximum(in_town // PER_STREET, 3)[town]).astype(
        np.int64
    )
    number = 1 + _skewed(rng, 180, count, 1.5)
    unit = np.where(rng.random(count) < UNITS, rng.integers(1, 30, size=count), 0)
    other = np.where(
        rng.random(count) < SHARED_PREMISES, rng.integers(count, size=count), np.arange(count)
    )
    town, street, number, unit = (part[other] for part in (town, street, number, unit))
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    area = pd.Series(letters[town // 20 % 20]) + letters[town // 400 % 20]
    end = street * 3 + number % 3
    postcode = area + (1 + town % 20).astype(str) + " " + (end % 9 + 1).astype(str)
    postcode = postcode + letters[end // 9 % 20] + letters[end // 180 % 20]
    lat = 50.5 + 0.11 * (town % 37) + 0.0011 * (street % 23) + 0.000_05 * number
    lon = -4.5 + 0.13 * (town // 37) + 0.0017 * (street // 23) + 0.000_01 * unit
    names = streets()
    line = (
        pd.Series(number).astype("str")
        + " "
        + pick(names, (street + 31 * (street >= COMMON_STREETS) * town) % len(names))
    )
    premises = pd.factorize((town * 100_000 + street) * 20_000 + number * 100 + unit)[0]
    return pd.DataFrame(
        {
            "town": town,
            "city": pick(known, town),
            "address": where(unit > 0, _numbered(unit) + line, line),
            "postcode": postcode,
            "uprn": _digits(100_000_000_000 + premises, 12),
            "lat": lat,
            "lon": lon,
        }
    )  # fmt: skip


def _numbered(unit: Ints) -> pd.Series[str]:
    return "Unit " + pd.Series(unit).astype("str") + ", "


def main() -> None:
    """Write the files that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000, help="how many")
    parser.add_argument("--out", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other businesses")
    chosen = parser.parse_args()
    began = time.perf_counter()
    write_registers(chosen.records, chosen.seed, chosen.out)
    print(f"{chosen.records:,} records in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()

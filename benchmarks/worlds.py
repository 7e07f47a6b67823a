"""How would several agencies write down the same real premises?

Pretraining needs pairs whose truth is known. Openly licensed registers hold real names, addresses
and points, but each only once; here every premises is written down several times, with the slips,
gaps and habits of different agencies. Two premises of a register are different businesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.habits import (
    FIRST,
    KIND_WORDS,
    LAST,
    drop_generic,
    one_of,
    slip,
    write_address,
    write_name,
    write_postcode,
)
from records.schema import PlacedRecord as R

__all__ = ["ENTITY", "WORLDS", "World", "write_down"]

ENTITY = "entity_id"
Random = np.random.Generator

METRE = 1 / 111_320


@dataclass(frozen=True)
class World:
    """A layout: how often (0-1) each field is given, and how careless its writers are.

    slips: share of names with a typing error. metres: usual error of a point. renamed: share of
    records under a wholly other name. successors: share of premises that change hands. namesakes:
    share that have another kind of business of nearly the same name close by. districts: share of
    addresses that are only the name of the district.
    """

    name: str
    given: dict[str, float]
    views: tuple[int, int] = (1, 4)
    slips: float = 0.12
    metres: float = 30.0
    renamed: float = 0.03
    successors: float = 0.06
    namesakes: float = 0.08
    districts: float = 0.0


WORLDS = (
    World(
        "county",
        {R.name: 0.88, R.address: 0.9, R.town: 0.6, R.postcode: 0.85, R.phone: 0.35, R.lat: 0.5,
         R.company_number: 0.3, R.uprn: 0.2, R.person: 0.3, R.sector: 0.8},
        (1, 6),
    ),
    World("places", {R.name: 1.0, R.address: 0.6, R.postcode: 0.55, R.lat: 1.0}, metres=45.0,
          renamed=0.01, successors=0.03),
    World("directory", {R.name: 1.0, R.address: 0.97, R.town: 0.95, R.phone: 0.9}),
    World("register", {R.name: 1.0, R.address: 0.95, R.postcode: 0.97, R.sector: 0.5},
          districts=0.2),
)  # fmt: skip


def _point(lat: float, lon: float, world: World, random: Random) -> tuple[float, float]:
    far = world.metres * random.exponential() * (8 if random.random() < 0.06 else 1)  # noqa: PLR2004
    return _off(lat, lon, far, random)


def _off(lat: float, lon: float, far: float, random: Random) -> tuple[float, float]:
    """Return the point `far` metres off in any direction."""
    turn = random.uniform(0, 2 * np.pi)
    return (
        lat + far * METRE * np.sin(turn),
        lon + far * METRE * np.cos(turn) / np.cos(np.deg2rad(lat)),
    )


def _numbers(premises: pd.DataFrame, random: Random) -> pd.DataFrame:
    """Return premises with invented numbers and persons; chains share company and some phone."""
    count = len(premises)
    chain = premises[R.name].str.lower().str.split().str[:2].str.join(" ")
    codes, names = pd.factorize(chain)
    company = random.integers(10_000_000, 99_999_999, len(names))[codes]
    head_office = random.integers(10**8, 10**9, len(names))[codes]
    own = random.integers(10**8, 10**9, count)
    shared = random.random(count) < 0.15  # noqa: PLR2004
    places = pd.factorize(premises[R.address].str.lower() + premises[R.postcode])[0]
    people = [f"{one_of(random, FIRST)} {one_of(random, LAST)}" for _ in range(count)]
    return premises.assign(
        **{
            R.company_number: company.astype(str),
            R.phone: [f"01{digits}" for digits in np.where(shared, head_office, own)],
            R.uprn: (100_000_000_000 + places).astype(str),
            R.person: people,
        }
    )


def _succeeded(premises: pd.DataFrame, world: World, random: Random) -> pd.DataFrame:
    """Return premises and, for some, another business that trades there later."""
    taken = premises[random.random(len(premises)) < world.successors]
    others = premises.sample(len(taken), random_state=int(random.integers(2**31)))
    kept = (R.address, R.postcode, R.town, R.lat, R.lon, R.uprn)
    after = others.assign(**{column: taken[column].to_numpy() for column in kept})
    return pd.concat([premises, after], ignore_index=True)


def _with_namesakes(premises: pd.DataFrame, world: World, random: Random) -> pd.DataFrame:
    """Return premises and, near some, another business that bears part of its name.

    A hotel's bar, a school's nursery, two shops named after one square: often in the same street,
    sometimes in the same house.
    """
    chosen = premises[random.random(len(premises)) < world.namesakes]
    rows = []
    for one in chosen.to_dict("records"):
        words = drop_generic(one[R.name].split(), random)[:2]
        same_house = random.random() < 0.3  # noqa: PLR2004
        lat, lon = one[R.lat], one[R.lon]
        if not same_house:
            lat, lon = _off(lat, lon, float(random.uniform(20, 400)), random)
        rows.append(
            one
            | {
                R.name: " ".join([*words, str(one_of(random, KIND_WORDS))]),
                R.address: one[R.address] if same_house else _next_door(one[R.address], random),
                R.lat: lat,
                R.lon: lon,
            }
        )
    return pd.concat([premises, pd.DataFrame(rows)], ignore_index=True)


def _next_door(address: str, random: Random) -> str:
    """Return `address` with another house number."""
    words = [
        str(int(word) + 2 * int(random.integers(1, 20))) if word.isdigit() else word
        for word in address.split(" ")
    ]
    return " ".join(words)


def write_down(premises: pd.DataFrame, world: World, seed: int) -> pd.DataFrame:
    """Return records of `premises` as `world` writes them, with the column entity_id.

    premises: name, address, town, postcode, lat, lon, sector; one row for each business.
    """
    random = np.random.default_rng(seed)
    premises = _with_namesakes(premises, world, random)
    all_of = _succeeded(_numbers(premises, random), world, random)
    rows = []
    # Each row is written by its own draw of habits; there is nothing to vectorise.
    for number, one in enumerate(all_of.to_dict("records")):
        phone = one[R.phone]
        for view in range(int(random.integers(*world.views))):
            row = _written(one, world, random)
            if row.get(R.phone) and random.random() < 0.12:  # noqa: PLR2004
                row[R.phone] = phone[:4] + str(random.integers(10**6, 10**7))
            rows.append({R.source: f"source{view}", ENTITY: str(number), **row})
    frame = pd.DataFrame(rows)
    frame[R.record_id] = frame[R.source] + "/" + frame.index.astype(str)
    return frame


def _written(one: dict[Any, Any], world: World, random: Random) -> dict[str, Any]:
    given = {field for field, share in world.given.items() if random.random() < share}
    row = {str(field): one[field] for field in given if field in one}
    if R.name in row:
        renamed = random.random() < world.renamed
        other = (
            f"{one_of(random, LAST)} {one_of(random, ('Trading', 'Foods', 'Care', 'Leisure'))} Ltd"
        )
        row[R.name] = (
            other if renamed else write_name(one[R.name], one[R.town] or "", world.slips, random)
        )
    if R.address in row:
        broad = one[R.town] and random.random() < world.districts
        row[R.address] = one[R.town] if broad else write_address(one[R.address], random)
    if R.postcode in row:
        row[R.postcode] = write_postcode(one[R.postcode], random)
    if R.person in row and random.random() < 0.3:  # noqa: PLR2004
        row[R.person] = slip(row[R.person], random)
    if R.lat in row:
        row[R.lat], row[R.lon] = _point(one[R.lat], one[R.lon], world, random)
    return row

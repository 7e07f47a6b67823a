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
    LAST,
    one_of,
    slip,
    write_address,
    write_name,
    write_phone,
    write_postcode,
    write_town,
)
from benchmarks.neighbourhood import METRE, peopled
from benchmarks.premises import OTHER_NAME
from records.schema import PlacedRecord as R

__all__ = ["ENTITY", "WORLDS", "World", "write_down"]

ENTITY = "entity_id"
Random = np.random.Generator


@dataclass(frozen=True)
class World:
    """A layout: how often (0-1) each field is given, and how careless its writers are.

    premises: which real premises are written down, london (with Essex) or us. faithful: share of
    names written as the register has them. slips: share of others with a typing error. metres:
    usual error of a point. renamed: share of records under a wholly other name. successors: share
    of premises that change hands. hosts: share that house other businesses. places: share of
    places after which several businesses nearby are named. districts: share of addresses that are
    only the name of the district.
    """

    name: str
    given: dict[str, float]
    premises: str = "london"
    views: tuple[int, int] = (1, 4)
    faithful: float = 0.45
    slips: float = 0.12
    metres: float = 30.0
    renamed: float = 0.015
    successors: float = 0.05
    hosts: float = 0.03
    places: float = 0.02
    districts: float = 0.0


_POINTS = {R.name: 1.0, R.address: 0.6, R.postcode: 0.55, R.lat: 1.0}
_LISTED = {R.name: 1.0, R.address: 0.97, R.town: 0.95, R.phone: 0.9}
WORLDS = (
    World(
        "county",
        {R.name: 0.88, R.address: 0.9, R.town: 0.6, R.postcode: 0.85, R.phone: 0.35, R.lat: 0.5,
         R.company_number: 0.3, R.uprn: 0.2, R.person: 0.3, R.sector: 0.8},
        views=(1, 6),
    ),
    World("places", _POINTS, faithful=0.6, metres=20.0, renamed=0.01, successors=0.02, places=0.03),
    World("us_places", _POINTS | {R.address: 0.4}, "us", faithful=0.6, metres=20.0, renamed=0.01,
          successors=0.02, places=0.03),
    World("directory", _LISTED),
    World("us_directory", _LISTED, "us", faithful=0.25),
    World("register", {R.name: 1.0, R.address: 0.95, R.postcode: 0.97, R.sector: 0.5},
          districts=0.2),
)  # fmt: skip


def _point(lat: float, lon: float, world: World, random: Random) -> tuple[float, float]:
    draw = random.random()
    usual = world.metres * (1 if draw < 0.85 else 4 if draw < 0.98 else 15)  # noqa: PLR2004
    far = usual * random.exponential()
    turn = random.uniform(0, 2 * np.pi)
    return (
        lat + far * METRE * np.sin(turn),
        lon + far * METRE * np.cos(turn) / np.cos(np.deg2rad(lat)),
    )


def write_down(premises: pd.DataFrame, world: World, seed: int) -> pd.DataFrame:
    """Return records of `premises` as `world` writes them, with the column entity_id.

    premises: as `benchmarks.premises` returns them; one row for each business.
    """
    random = np.random.default_rng(seed)
    shares = (world.hosts, world.places, world.successors)
    all_of = peopled(premises, shares, random)
    corner = all_of[R.address].sample(frac=1.0, random_state=seed).to_numpy()
    rows = []
    # Each row is written by its own draw of habits; there is nothing to vectorise.
    for number, one in enumerate(all_of.to_dict("records")):
        one["corner"] = corner[number]
        for view in range(int(random.integers(*world.views))):
            row = _written(one, world, random)
            rows.append({R.source: f"source{view}", ENTITY: str(number), **row})
    frame = pd.DataFrame(rows)
    frame[R.record_id] = frame[R.source] + "/" + frame.index.astype(str)
    return frame


def _name(one: dict[Any, Any], world: World, random: Random) -> str:
    if random.random() < world.renamed:
        of = one_of(random, ("Trading", "Foods", "Care", "Leisure"))
        return f"{one_of(random, LAST)} {of} Ltd"
    other = one[OTHER_NAME] and random.random() < 0.4  # noqa: PLR2004
    name = one[OTHER_NAME] if other else one[R.name]
    if random.random() < world.faithful:
        return str(name)
    return write_name(name, (one[R.town] or "", one[R.address]), world.slips, random)


def _written(one: dict[Any, Any], world: World, random: Random) -> dict[str, Any]:
    given = {field for field, share in world.given.items() if random.random() < share}
    row = {str(field): one[field] for field in sorted(given) if field in one}
    if R.name in row:
        row[R.name] = _name(one, world, random)
    if R.address in row:
        broad = one[R.town] and random.random() < world.districts
        # A corner house has two addresses.
        side = random.random() < 0.03  # noqa: PLR2004
        told = one["corner"] if side else one[R.address]
        row[R.address] = one[R.town] if broad else write_address(told, random)
    if R.town in row and one[R.town]:
        row[R.town] = write_town(one[R.town], one[R.address], random)
    if R.postcode in row:
        row[R.postcode] = write_postcode(one[R.postcode], random)
    if R.phone in row:
        row[R.phone] = write_phone(one[R.phone], random)
    if R.person in row and random.random() < 0.3:  # noqa: PLR2004
        row[R.person] = slip(row[R.person], random)
    if R.lat in row:
        row[R.lat], row[R.lon] = _point(one[R.lat], one[R.lon], world, random)
    return row

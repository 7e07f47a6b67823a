"""Which other businesses stand in, next to or after real premises, and how are they alike?

Registers hold few of the neighbours that are hardest to tell apart: restaurants of one hotel,
which share address and switchboard; a station, a bar and a pharmacy named after one place; a
school's canteen; who traded in the same shop before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.habits import FIRST, KIND_WORDS, LAST, PARTS, core, one_of
from benchmarks.premises import OTHER_NAME
from linkage.addresses import parse_address, street_stem
from records.schema import PlacedRecord as R

__all__ = ["METRE", "peopled"]

Random = np.random.Generator

METRE = 1 / 111_320
_HERE = (R.address, R.postcode, R.town, R.lat, R.lon)


def peopled(
    premises: pd.DataFrame, shares: tuple[float, float, float], random: Random
) -> pd.DataFrame:
    """Return premises with numbers, persons and neighbours; one row for each business.

    shares (0-1) of premises: hosts of other businesses, namesakes of a place, changing hands.
    """
    spread = _numbered(_spread(premises, random), random)
    parts = [
        spread,
        _tenants(spread, shares[0], random),
        _namesakes(spread, shares[1], random),
        _successors(spread, shares[2], random),
    ]
    return pd.concat(parts, ignore_index=True)


def _off(lat: float, lon: float, far: float, random: Random) -> tuple[float, float]:
    """Return the point `far` metres off in any direction."""
    turn = random.uniform(0, 2 * np.pi)
    return (
        lat + far * METRE * np.sin(turn),
        lon + far * METRE * np.cos(turn) / np.cos(np.deg2rad(lat)),
    )


def _spread(premises: pd.DataFrame, random: Random) -> pd.DataFrame:
    """Return premises each at a point of its own: registers give many that of their postcode."""
    address = pd.factorize(premises[R.address].str.lower() + premises[R.postcode])[0]
    far = random.exponential(25.0, address.max() + 1)[address] * METRE
    turn = random.uniform(0, 2 * np.pi, address.max() + 1)[address]
    lat = premises[R.lat] + far * np.sin(turn)
    lon = premises[R.lon] + far * np.cos(turn) / np.cos(np.deg2rad(premises[R.lat]))
    return premises.assign(**{R.lat: lat, R.lon: lon})


def _numbered(premises: pd.DataFrame, random: Random) -> pd.DataFrame:
    """Return premises with invented numbers and persons; chains share company and some phone."""
    count = len(premises)
    chain = premises[R.name].str.lower().str.split().str[:2].str.join(" ")
    codes, names = pd.factorize(chain)
    company = random.integers(10_000_000, 99_999_999, len(names))[codes]
    head_office = random.integers(10**8, 10**9, len(names))[codes]
    shared = random.random(count) < 0.15  # noqa: PLR2004
    places = pd.factorize(premises[R.address].str.lower() + premises[R.postcode])[0]
    own = random.integers(10**8, 10**9, count)
    return premises.assign(
        **{
            R.company_number: company.astype(str),
            R.phone: [f"01{digits}" for digits in np.where(shared, head_office, own)],
            R.uprn: (100_000_000_000 + places).astype(str),
            R.person: [_person(random) for _ in range(count)],
        }
    )


def _person(random: Random) -> str:
    return f"{one_of(random, FIRST)} {one_of(random, LAST)}"


def _fresh(one: dict[Any, Any], random: Random) -> dict[Any, Any]:
    """Return `one` with numbers of its own."""
    own = {
        R.company_number: str(random.integers(10_000_000, 99_999_999)),
        R.phone: f"01{random.integers(10**8, 10**9)}",
        R.person: _person(random),
        OTHER_NAME: "",
    }
    return one | own


def _chosen(premises: pd.DataFrame, share: float, random: Random) -> list[dict[Any, Any]]:
    rows: list[dict[Any, Any]] = premises[random.random(len(premises)) < share].to_dict("records")
    return rows


def _tenants(premises: pd.DataFrame, share: float, random: Random) -> pd.DataFrame:
    """Return businesses inside others: hotels' restaurants, malls' shops, schools' canteens."""
    hosts = _chosen(premises, share, random)
    strangers = premises.sample(
        3 * len(hosts), replace=True, random_state=int(random.integers(2**31))
    )
    others = iter(strangers.to_dict("records"))
    rows = []
    for host in hosts:
        switchboard = random.random() < 0.6  # noqa: PLR2004
        named = core(host[R.name], random)
        inside = f"{host[R.name]}, {host[R.address]}" if random.random() < 0.3 else host[R.address]  # noqa: PLR2004
        for _ in range(int(random.integers(1, 4))):
            one = _fresh(next(others), random)
            part = str(one_of(random, PARTS))
            draw = random.random()
            if draw < 0.5:  # noqa: PLR2004
                one[R.name] = f"{named} {part}" if draw < 0.4 else f"{part} at {named}"  # noqa: PLR2004
            elif draw < 0.6:  # noqa: PLR2004
                one[R.name] = f"The {part}"
            one |= {column: host[column] for column in _HERE} | {R.address: inside}
            one[R.uprn] = host[R.uprn]
            one[R.lat], one[R.lon] = _off(host[R.lat], host[R.lon], random.exponential(15), random)
            if switchboard:
                one[R.phone] = host[R.phone]
            if draw < 0.5 and random.random() < 0.5:  # noqa: PLR2004
                one[R.company_number] = host[R.company_number]
            rows.append(one)
    return pd.DataFrame(rows, columns=premises.columns)


def _namesakes(premises: pd.DataFrame, share: float, random: Random) -> pd.DataFrame:
    """Return businesses named after a place, a street or another business near by."""
    rows = []
    for one in _chosen(premises, share, random):
        street = street_stem(parse_address(one[R.address]).street).title()
        word = street if street and random.random() < 0.5 else core(one[R.name], random)  # noqa: PLR2004
        for _ in range(int(random.integers(1, 4))):
            kind = "" if random.random() < 0.12 else f" {one_of(random, KIND_WORDS)}"  # noqa: PLR2004
            other = _fresh(one, random) | {R.name: word + kind}
            far = float(random.uniform(40, 900))
            other[R.lat], other[R.lon] = _off(one[R.lat], one[R.lon], far, random)
            other[R.address] = _next_door(one[R.address], random)
            other[R.postcode] = _near_postcode(one[R.postcode], random)
            other[R.uprn] = str(random.integers(10**11, 10**12))
            rows.append(other)
    return pd.DataFrame(rows, columns=premises.columns)


def _next_door(address: str, random: Random) -> str:
    """Return `address` with another house number."""
    words = [
        str(int(word) + 2 * int(random.integers(1, 20))) if word.isdigit() else word
        for word in address.split(" ")
    ]
    return " ".join(words)


def _near_postcode(postcode: str, random: Random) -> str:
    """Return another postcode of the same street or district, sometimes the same."""
    if postcode.isdigit() or random.random() < 0.3:  # noqa: PLR2004
        return postcode
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return postcode[:-2] + str(one_of(random, letters)) + str(one_of(random, letters))


def _successors(premises: pd.DataFrame, share: float, random: Random) -> pd.DataFrame:
    """Return businesses that trade in premises of others later; some keep the telephone."""
    taken = _chosen(premises, share, random)
    others = premises.sample(len(taken), random_state=int(random.integers(2**31)))
    rows = []
    for before, after in zip(taken, others.to_dict("records"), strict=True):
        one = _fresh(after, random) | {column: before[column] for column in (*_HERE, R.uprn)}
        if random.random() < 0.3:  # noqa: PLR2004
            one[R.phone] = before[R.phone]
        rows.append(one)
    return pd.DataFrame(rows, columns=premises.columns)

"""Where in the county does each business stand?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from records.sample.columns import Premises
from records.sample.tables import happens, parts, stream, words

__all__ = ["draw_premises"]

_GEOGRAPHY = Path(__file__).parents[1] / "geography"

# Premises to one postcode, and how far from the place's centre in km per root of its population.
_SITES = {
    "centre": (9, 0.0011),
    "parade": (5, 0.0060),
    "estate": (8, 0.0075),
    "rural": (2, 0.0350),
    "home": (4, 0.0065),
}
_TOWN_POPULATION = 8_000
_ESTATE_POPULATION = 1_500
_VILLAGE_POPULATION = 4_000
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def draw_premises(sites: pd.Series[str], seed: int) -> pd.DataFrame:
    """Return one premises of the wanted site for each row of `sites`.

    Sites: centre (of a town), parade, estate, rural or home. The index is that of `sites`.
    """
    rng = stream(seed, "premises")
    places = _places()
    place = _choose_places(sites, places, rng)
    site = sites.to_numpy()
    rank = pd.Series(place).groupby([place, site]).cumcount().to_numpy()
    capacity = np.array([_SITES[s][0] for s in site])
    keys = pd.MultiIndex.from_arrays(
        [place, site, rank // capacity], names=["place", "site", "block"]
    )
    codes, blocks = keys.factorize()
    blocks_frame = pd.DataFrame(list(blocks), columns=["place", "site", "block"])
    streets = _draw_streets(blocks_frame, places, rng)
    found = streets.iloc[codes].reset_index(drop=True)
    return _number(found, site, rank % capacity, rng).set_index(sites.index)


@cache
def _places() -> pd.DataFrame:
    places = pd.read_csv(_GEOGRAPHY / "places.csv")
    places = places[places["district"].isin(list(_districts()))].reset_index(drop=True)
    return places.assign(population=places["population"].fillna(0).clip(lower=300))


@cache
def _districts() -> dict[str, Any]:
    frame = gpd.read_file(_GEOGRAPHY / "districts.geojson")
    return dict(zip(frame["district"], frame.geometry, strict=True))


def _choose_places(
    sites: pd.Series[str], places: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    people = places["population"].to_numpy()
    weights = {
        "centre": np.where(people >= _TOWN_POPULATION, people, 0),
        "parade": people,
        "estate": np.where(people >= _ESTATE_POPULATION, people, 0),
        "rural": np.where(people < _VILLAGE_POPULATION, 1, 0),
        "home": people,
    }
    chosen = np.zeros(len(sites), dtype="int64")
    for site, weight in weights.items():
        here = (sites == site).to_numpy()
        chosen[here] = rng.choice(len(places), size=here.sum(), p=weight / weight.sum())
    return chosen


def _draw_streets(
    blocks: pd.DataFrame, places: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    town = places.iloc[blocks["place"]].reset_index(drop=True)
    spread = blocks["site"].map({site: km for site, (_, km) in _SITES.items()}).to_numpy()
    lat, lon = _scatter(town, spread * np.sqrt(town["population"].to_numpy()), rng)
    areas = words("outcodes")
    nearest = _nearest(lat, lon, areas)
    outcode = areas["outcode"].to_numpy()[nearest]
    post_town = areas["town"].to_numpy()[nearest]
    name = town["place"].to_numpy()
    centre = (blocks["site"] == "centre").to_numpy()
    return pd.DataFrame(
        {
            Premises.street: _street_names(blocks, rng),
            Premises.estate: _estate_names(blocks, rng),
            Premises.locality: pd.Series(np.where((name == post_town) | centre, "", name)),
            Premises.town: np.where(centre, name, post_town),
            Premises.postcode: _unit_postcodes(outcode, rng),
            Premises.district: town["district"].to_numpy(),
            Premises.lat: lat,
            Premises.lon: lon,
            Premises.retail_area: centre,
            "first": np.where(
                centre, blocks["block"] // 8 * 40 + 1, rng.integers(1, 90, len(blocks))
            ),
        }
    )


def _scatter(
    town: pd.DataFrame, km: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return points about the towns' centres that lie in the towns' own districts."""
    lat, lon = town["lat"].to_numpy().copy(), town["lon"].to_numpy().copy()
    outside = np.ones(len(town), dtype=bool)
    for closer in (1.0, 0.5, 0.25, 0.05):
        step = rng.normal(size=(2, len(town))) * km * closer
        near_lat = town["lat"].to_numpy() + step[0] / 111.2
        near_lon = town["lon"].to_numpy() + step[1] / 69.0
        inside = outside & _inside(near_lat, near_lon, town["district"])
        lat[inside], lon[inside] = near_lat[inside], near_lon[inside]
        outside &= ~inside
    return lat, lon


def _inside(lat: np.ndarray, lon: np.ndarray, district: pd.Series[str]) -> np.ndarray:
    inside = np.zeros(len(lat), dtype=bool)
    for name, area in _districts().items():
        here = (district == name).to_numpy()
        inside[here] = shapely.contains_xy(area, lon[here], lat[here])
    return inside


def _nearest(lat: np.ndarray, lon: np.ndarray, areas: pd.DataFrame) -> np.ndarray:
    north = (lat[:, None] - areas["lat"].to_numpy()) * 111.2
    east = (lon[:, None] - areas["lon"].to_numpy()) * 69.0
    nearest: np.ndarray = (north**2 + east**2).argmin(axis=1)
    return nearest


def _pick(slot: str, rng: np.random.Generator, size: int) -> np.ndarray:
    return np.array(parts()[slot], dtype=object)[rng.integers(0, len(parts()[slot]), size)]


def _street_names(blocks: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    size, site = len(blocks), blocks["site"].to_numpy()
    slots = ("tree", "surname", "noble", "thing")
    first = np.choose(rng.integers(0, len(slots), size), [_pick(s, rng, size) for s in slots])
    main = np.array(parts()["mainstreet"], dtype=object)[blocks["block"].to_numpy() % 8]
    road = np.where(site == "rural", "Lane", _pick("road", rng, size))
    return np.where(site == "centre", main, first + " " + road)


def _estate_names(blocks: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    size, site = len(blocks), blocks["site"].to_numpy()
    estate = (
        _pick("tree", rng, size)
        + _pick("ending_soft", rng, size)
        + " "
        + _pick("estate", rng, size)
    )
    farm = _pick("tree", rng, size) + np.where(happens(rng, size, 0.5), " Farm", " Hall Farm")
    mall = "The " + _pick("tree", rng, size) + _pick("ending_soft", rng, size) + " Centre"
    is_mall = (site == "centre") & happens(rng, size, 0.2)
    return np.select([site == "estate", site == "rural", is_mall], [estate, farm, mall], "")


def _unit_postcodes(outcode: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return an invented postcode for each street, no two alike."""
    rank = pd.Series(outcode).groupby(outcode).cumcount().to_numpy()
    inward = rng.permutation(10 * len(_LETTERS) ** 2)
    # Each outcode begins elsewhere in the row, or all would use the same few endings.
    begin = rng.integers(0, len(inward), len(outcode))[pd.factorize(outcode)[0]]
    inward = inward[(begin + rank) % len(inward)]
    pair = inward // 10
    letters = np.array(list(_LETTERS), dtype=object)
    ends = letters[pair // len(_LETTERS)] + letters[pair % len(_LETTERS)]
    codes: np.ndarray = (
        outcode.astype(object) + " " + (inward % 10).astype(str).astype(object) + ends
    )
    return codes


def _number(
    found: pd.DataFrame, site: np.ndarray, position: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    size = len(found)
    in_units = (found[Premises.estate] != "").to_numpy() & (site != "rural")
    unit_number = (position + 1).astype(str).astype(object)
    unit = np.select(
        [in_units, (site == "rural") & (position > 0)],
        ["Unit " + unit_number, "Barn " + unit_number],
        "",
    )
    number = (found["first"].to_numpy() + 2 * position).astype(str).astype(object)
    lat = found[Premises.lat] + rng.normal(0, 0.00025, size)
    lon = found[Premises.lon] + rng.normal(0, 0.0004, size)
    easting, northing = Transformer.from_crs(4326, 27700, always_xy=True).transform(lon, lat)
    ids = pd.Series(np.arange(size)).astype("str")
    return found.drop(columns="first").assign(
        **{
            Premises.premises_id: "P" + ids.str.zfill(5),
            Premises.unit: unit,
            Premises.number: np.where(in_units | (site == "rural"), "", number),
            Premises.lat: lat.round(6),
            Premises.lon: lon.round(6),
            Premises.easting: np.round(easting).astype("int64"),
            Premises.northing: np.round(northing).astype("int64"),
            Premises.uprn: "99" + ids.str.zfill(10),
        }
    )

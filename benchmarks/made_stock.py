"""What are invented businesses of many towns made of, and who lists them?"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SOURCES", "Source", "brands", "streets", "surnames", "towns", "trades"]

_STARTS = """
Abb Ald Amb Arn Ash Bar Bel Ben Bir Bos Bram Bren Brock Bur Cal Car Chal Clav Cob Cor Cran Dag Dal
Dar Den Dor Dun Eag East Ed Elm Ems Fal Far Fen Fern Fos Gal Gar Gled Gor Grav Had Hal Ham Har Hav
Hel Hol Horn Hur Ing Kel Ken Kin Lam Lang Lar Led Lin Lo Mal Mar Mel Mid Mor Nor Oak Ot Pel Pen Pil
Quar Rad Ram Red Ris Rod Ros Run Sal Sand Sel Shal Sil Stan Stur Sut Tal Tam Thor Til Tor Tun Up Vel
Wal War Wel Wes Whit Wil Win Wor Yal Yar
"""
_PEOPLE = (
    "ard bert by combe den ell er ett field ford gate ing kin land ley low man mer son ter ton win"
)
_PLACES = (
    "bourne bridge bury church combe cote dale den don ey field ford ham hurst ley mere mouth port"
)
_MORE_PLACES = "sea stead stoke ston thorpe ton well wich wick wold worth"
_LEADS = """
Golden Silver Royal Little Old New Red White Blue Green Happy Lucky Grand Crystal Amber Ivory Jade
Coral Velvet Copper Country Harbour Village Corner Riverside Sunny Bright Swift Prime First Best
"""
_THINGS = """
Eel Heron Lion Swan Plough Crown Anchor Bell Star Moon Lotus Dragon Palace Garden Rose Oak Willow
Lantern Spice Olive Pepper Saffron Mango Tandoor Wok Mill Barn Forge Wheel Compass Feather Thistle
"""
_TRADES = {
    "restaurant": "Restaurant;Kitchen;Bistro;Brasserie;Grill;Diner",
    "takeaway": "Takeaway;Fish Bar;Pizza;Kebab House;Fried Chicken",
    "pub": "Inn;Arms;Tavern;Bar",
    "cafe": "Cafe;Coffee House;Tea Room;Bakery",
    "retail": "Stores;Supermarket;Mini Market;Off Licence;Newsagents;Convenience Store",
    "car wash": "Hand Car Wash;Car Wash;Valeting",
    "nail bar": "Nails;Nail Bar;Beauty;Hair & Beauty",
    "hairdresser": "Hair Studio;Barbers;Salon",
    "garage": "Motors;Garage;Autos;Tyres & Exhausts;MOT Centre",
    "care home": "Care Home;Residential Home;Lodge;Nursing Home",
    "school": "Primary School;Day Nursery;Academy;Pre-School",
    "health": "Dental Practice;Pharmacy;Surgery;Opticians",
    "construction": "Builders;Roofing;Plumbing & Heating;Electrical;Scaffolding",
    "taxi": "Cars;Taxis;Minicabs",
    "farm": "Farm;Growers;Nurseries;Farm Shop",
    "cleaning": "Cleaning Services;Laundry;Dry Cleaners",
    "recruitment": "Recruitment;Employment Agency;Staffing",
    "manufacturing": "Engineering;Packaging;Foods;Joinery",
    "office": "Solicitors;Accountants;Estate Agents;Consulting",
    "hotel": "Hotel;Guest House;Bed & Breakfast",
}
_STREET_NAMES = """
High Station Church Mill Park Victoria London Queens Kings School North South East West Chapel Manor
Grange Albert Bridge Market New George Alexandra York Richmond Springfield The Green Windsor Broad
Meadow Orchard Lodge Grove Cross Castle Priory Abbey Wharf Quay Fore Union Water Bath Pound Hill
Rectory Vicarage Warren Heath Common Forest Field Brook Pond Well Spring Stable Forge Tanner Weaver
"""
_STREET_TYPES = (
    "Street Street Road Road Road Lane Avenue Close Drive Way Terrace Parade Court Place"
)


def surnames() -> list[str]:
    """Return some thousand invented surnames."""
    return [start + end for start in _STARTS.split() for end in _PEOPLE.split()]


def towns() -> list[str]:
    """Return some thousand invented towns, neighbours in the list unlike each other."""
    ends, starts = f"{_PLACES} {_MORE_PLACES}".split(), _STARTS.split()
    every = range(len(starts) * len(ends))
    return [starts[n % len(starts)] + ends[(n + n // len(starts)) % len(ends)] for n in every]


def streets() -> list[str]:
    """Return streets, those that are in every town first."""
    kinds = _STREET_TYPES.split()
    common = [f"{name} {kinds[n % len(kinds)]}" for n, name in enumerate(_STREET_NAMES.split())]
    rare = [f"{name} {kind}" for name in surnames()[::7] for kind in sorted(set(kinds))]
    return common + rare


def trades() -> list[tuple[str, str]]:
    """Return every trade's type and word."""
    return [(kind, word) for kind, words in _TRADES.items() for word in words.split(";")]


def brands() -> list[str]:
    """Return names without a trade, such as `Golden Eel`."""
    return [f"{lead} {thing}" for lead in _LEADS.split() for thing in _THINGS.split()]


@dataclass(frozen=True)
class Source:
    """An agency's register and its habits.

    given: share (0-1) of its records that have the field. upper: writes all in capitals. short:
    share of addresses with short words. slips: share of names with a typing error. legal: share of
    companies named in full. metres: usual error of a point.
    """

    name: str
    given: dict[str, float]
    upper: bool = False
    short: float = 0.1
    slips: float = 0.05
    legal: float = 0.3
    metres: float = 15.0


SOURCES = (
    Source("food", {"address": 0.97, "city": 0.4, "postcode": 0.95, "type": 0.95, "lat": 0.85}),
    Source("licences", {"address": 0.98, "city": 0.7, "postcode": 0.97, "phone": 0.4, "person": 0.6,
                        "type": 0.8}, upper=True, legal=0.6),
    Source("fire", {"name": 0.92, "address": 0.95, "postcode": 0.85, "uprn": 0.7, "lat": 0.9},
           short=0.7, slips=0.12, legal=0.1, metres=40.0),
    Source("companies", {"address": 0.99, "city": 0.9, "postcode": 0.99, "company_number": 1.0},
           upper=True, slips=0.01, legal=1.0),
    Source("directory", {"address": 0.9, "city": 0.95, "postcode": 0.6, "phone": 0.97, "type": 0.7,
                         "lat": 0.5}, short=0.4, slips=0.08, legal=0.15, metres=60.0),
)  # fmt: skip

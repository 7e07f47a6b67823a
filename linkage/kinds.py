"""What kind of business does a name say it is?"""

from __future__ import annotations

__all__ = ["KINDS", "kind_of", "likeness"]

KINDS = {
    "pub": "pub bar inn arms tavern tap brewery alehouse taproom winebar",
    "food": "restaurant bistro brasserie grill kitchen diner pizzeria pizza kebab tandoori takeaway"
    " chippy fryer noodle sushi buffet eatery balti burger chicken canteen steakhouse trattoria",
    "cafe": "cafe coffee tearoom tearooms deli bakery patisserie sandwich espresso tea",
    "hotel": "hotel hostel guesthouse suites motel",
    "school": "school academy primary secondary infant junior elementary",
    "college": "college university campus institute",
    "nursery": "nursery preschool playgroup kindergarten creche childminder",
    "church": "church chapel cathedral mosque temple synagogue kirk parish",
    "club": "club nightclub association society",
    "sport": "gym fitness leisure swim pool golf sports stadium rugby football bowling",
    "shop": "shop store stores newsagent newsagents convenience minimarket mart offlicence wines",
    "supermarket": "supermarket superstore cash",
    "butcher": "butcher butchers fishmonger fishmongers greengrocer greengrocers",
    "clothes": "clothing fashion boutique shoes jewellers tailor tailors",
    "books": "books bookshop library",
    "flowers": "florist florists flowers garden nurseries",
    "pharmacy": "pharmacy chemist chemists",
    "doctor": "surgery clinic hospital medical practice hospice physiotherapy",
    "dentist": "dental dentist dentists orthodontics",
    "vet": "vet vets veterinary kennels cattery",
    "optician": "optician opticians optical eyecare",
    "hair": "hair hairdresser hairdressers barber barbers salon",
    "beauty": "nail nails beauty tanning spa massage",
    "garage": "garage garages motors motor tyres tyre autos mot bodyshop",
    "wash": "wash valeting valet",
    "fuel": "petrol filling fuels",
    "bank": "bank bookmakers credit exchange building",
    "office": "solicitors accountants estates lettings insurance consultants architects",
    "museum": "museum gallery theatre cinema castle",
    "park": "park playground gardens cemetery recreation allotments",
    "stop": "stop station halt airport taxis cars",
    "street": "street road lane avenue square terrace close",
    "parking": "parking carpark",
    "care": "care nursing residential hospice",
    "farm": "farm farms growers dairy orchard",
    "builder": "builders construction roofing plumbing scaffolding joinery",
    "cleaner": "cleaning laundry launderette dry cleaners",
    "transport": "haulage transport logistics couriers removals",
    "waste": "recycling waste skip skips scrap salvage",
    "staff": "recruitment staffing personnel",
    "centre": "centre center",
}
"""Kinds of business, and the words of names that say so."""

_NEAR = (
    "pub food cafe hotel club",
    "school college nursery",
    "shop supermarket butcher flowers books clothes",
    "pharmacy doctor dentist care optician",
    "garage wash fuel",
    "hair beauty",
    "builder cleaner",
    "park sport",
    "church centre",
    "stop street",
)
"""Kinds that are often taken for each other."""
_KIN = {name: number for number, names in enumerate(_NEAR) for name in names.split()}

_KIND_OF = {word: code for code, words in enumerate(KINDS.values()) for word in words.split()}


def kind_of(word: str) -> int:
    """Return the kind of business that a word says, as its place; -1 for none."""
    return _KIND_OF.get(word, -1)


def likeness(one: int, other: int) -> float:
    """Return 1 for the same kind, 0.5 for two that are often taken for each other, else 0."""
    if one == other:
        return 1.0
    names = list(KINDS)
    near = _KIN.get(names[one], -1), _KIN.get(names[other], -2)
    return 0.5 if near[0] == near[1] else 0.0

"""What is asked of two records, and how do the answers read?"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COMPARISONS", "SOURCE", "Comparison"]

SOURCE = "source"
"""The comparison that is not learnt beforehand: whether sources repeat businesses differs."""


@dataclass(frozen=True)
class Comparison:
    """One question about two records, and how its answer reads.

    same, similar, different: what to say at 0.95 and more, between, and at 0.3 and less.
    """

    name: str
    same: str
    similar: str
    different: str

    def phrases(self) -> tuple[str, str, str]:
        """Return what to say when they differ, are similar, agree."""
        return self.different, self.similar, self.same


COMPARISONS = (
    Comparison("name_spelling", "names spelled alike", "similar spelling", "names spelled apart"),
    Comparison("name_start", "names begin alike", "names begin similarly", "names begin apart"),
    Comparison("name_words", "same words", "some words alike", "hardly a word alike"),
    Comparison("name_rarity", "share a rare name", "share an uncommon word", "share no rare word"),
    Comparison("name_against", "no word against it", "a word against it", "a rare word against it"),
    Comparison("name_letters", "same letters", "similar letters", "different letters"),
    Comparison("name_number", "same number in the name", "numbers overlap", "other number in name"),
    Comparison("initials", "initials of the other name", "initials", "not its initials"),
    Comparison("kind", "names of one kind of business", "similar kind", "names of other kinds"),
    Comparison("person", "same person", "similar person", "different person"),
    Comparison("house_number", "same house number", "near house number", "other house number"),
    Comparison("unit", "same unit", "similar unit", "other unit"),
    Comparison("street", "same street", "similar street", "other street"),
    Comparison("address_words", "same address words", "shared address words", "other address"),
    Comparison("postcode", "same postcode", "nearly the same postcode", "other postcode"),
    Comparison("distance", "same spot on the map", "near on the map", "far apart"),
    Comparison(
        "distance_rough", "same spot, by postcode", "near, by postcode", "far apart, by postcode"
    ),
    Comparison("uprn", "same UPRN", "similar UPRN", "other UPRN"),
    Comparison("town", "same town", "similar town", "other town"),
    Comparison("phone", "same phone", "phone nearly the same", "other phone"),
    Comparison(
        "company_number", "same company number", "company number nearly the same", "other company"
    ),
    Comparison("sector", "same sector", "similar sector", "other sector"),
    Comparison(
        "name_and_address", "name and address agree", "name, address close", "name or address off"
    ),
    Comparison(
        "name_and_postcode",
        "name and postcode agree",
        "name, postcode close",
        "name or postcode off",
    ),
    Comparison(
        "name_and_distance", "like names on one spot", "like names near", "names or spots apart"
    ),
    Comparison(
        "name_and_phone", "name and phone agree", "name and phone close", "name or phone off"
    ),
    Comparison(
        "name_alone", "same rare name, all there is", "like name, all there is", "common name"
    ),
    Comparison(
        "distance_alone", "same spot, all of the place", "near, all of the place", "far, all of it"
    ),
    Comparison("phone_own", "a telephone of its own", "a shared telephone", "many share the phone"),
    Comparison(
        "town_inside", "town of the other address", "town like it", "address ends in another town"
    ),
    Comparison(
        "name_at_door", "one name at the door", "like names at the door", "another name at the door"
    ),
    Comparison("place_alone", "same place, no name", "near place, no name", "other place, no name"),
    Comparison(SOURCE, "two sources", "two sources", "one source, and those here seldom repeat"),
)
"""Every comparison, in the order of a comparer's columns."""

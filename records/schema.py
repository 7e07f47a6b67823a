"""Every table's columns, named once.

A `Column` is its own name, so it indexes a frame directly: `frame[Record.postcode]`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

from records.errors import SchemaError

__all__ = [
    "BUILD_TABLES",
    "WHERE_PREDICTED",
    "Boundary",
    "Column",
    "Doubt",
    "Fact",
    "IdEvent",
    "Judgement",
    "Learnt",
    "Link",
    "Pair",
    "PlacedRecord",
    "Prediction",
    "PredictionReason",
    "Profile",
    "Reason",
    "Record",
    "Redirect",
    "Relation",
    "ScoredProfile",
    "Shift",
    "Table",
    "Tie",
    "Touchpoint",
    "Ward",
    "Weight",
]

Kind = Literal["text", "date", "number", "integer", "flag", "list"]

DTYPES: dict[Kind, Any] = {
    "text": "str",
    "date": "datetime64[s]",
    "number": "float64",
    "integer": "int64",
    "flag": "bool",
    "list": "object",
}


class Column(str):
    """A column's name, with what is known of its values."""

    __slots__ = ("help", "kind", "required")

    kind: Kind
    help: str
    required: bool

    def __new__(cls, name: str, kind: Kind, help: str, *, required: bool = False) -> Column:
        """Make the column called `name`."""
        self = super().__new__(cls, name)
        self.kind, self.help, self.required = kind, help, required
        return self


class Table:
    """A named set of columns; subclasses list them as attributes.

    Missing values are NaN in text and number columns and NaT in date columns; flag and integer
    columns are never missing; a list column holds a list of text, empty rather than missing.
    """

    @classmethod
    def columns(cls) -> list[Column]:
        """Return the columns, inherited ones first, in the order they are declared."""
        return [
            value
            for kind in reversed(cls.__mro__)
            for value in vars(kind).values()
            if isinstance(value, Column)
        ]

    @classmethod
    def check(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` unchanged, or raise `SchemaError` naming every fault at once."""
        faults = [f"column {c!r} is missing" for c in cls.columns() if c not in frame]
        faults += [
            f"column {c!r} is empty in {frame[c].isna().sum()} of {len(frame)} rows"
            for c in cls.columns()
            if c.required and c in frame and frame[c].isna().any()
        ]
        if faults:
            raise SchemaError(f"{cls.__name__}: " + "; ".join(faults))
        return frame

    @classmethod
    def shape(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with exactly this table's columns, in order and of their types.

        A column that `frame` lacks is added, all missing (flag: false, integer: 0, list: empty).
        """
        shaped = {column: cls._values(frame, column) for column in cls.columns()}
        return pd.DataFrame(shaped, index=frame.index)

    @classmethod
    def empty(cls) -> pd.DataFrame:
        """Return a frame of no rows with this table's columns and types."""
        return cls._empty().copy(deep=False)

    @classmethod
    @cache
    def _empty(cls) -> pd.DataFrame:
        return cls.shape(pd.DataFrame(index=pd.RangeIndex(0)))

    @staticmethod
    def _values(frame: pd.DataFrame, column: Column) -> pd.Series[Any]:
        kind, index = column.kind, frame.index
        if column in frame:
            values: pd.Series[Any] = frame[column].astype(DTYPES[kind])
        elif kind == "list":
            values = pd.Series([[] for _ in index], index=index, dtype="object")
        else:
            nothing: Any = {"flag": False, "integer": 0}.get(kind, np.nan)
            values = pd.Series(nothing, index=index, dtype=DTYPES[kind])
        return values


class Record(Table):
    """One row for each row an agency delivered, after cleaning."""

    record_id = Column(
        "record_id", "text", "source and the source's own key; unique in a build", required=True
    )
    source = Column("source", "text", "contract that read it, such as hse_notices", required=True)
    agency = Column("agency", "text", "agency that holds it, such as HSE", required=True)
    delivery_id = Column("delivery_id", "text", "delivery that brought it", required=True)
    row_number = Column("row_number", "integer", "its row in the delivered file, heading is 1")
    received_on = Column("received_on", "date", "day the delivery came in")
    source_record_id = Column("source_record_id", "text", "the source's own key as written")

    name = Column("name", "text", "business name as written")
    aliases = Column("aliases", "list", "other names the same row gives: trading as, former")
    address = Column("address", "text", "address lines joined by comma, without the postcode")
    town = Column("town", "text", "post town, where the source keeps it apart")
    postcode = Column("postcode", "text", "upper case with one space, such as CM1 1AA")
    local_authority = Column("local_authority", "text", "council as the source names it")
    phone = Column("phone", "text", "digits only, national form, such as 01245123456")
    company_number = Column("company_number", "text", "Companies House number, 8 characters")
    uprn = Column("uprn", "text", "Unique Property Reference Number, 12 digits")
    person = Column("person", "text", "responsible person named by the source: personal data")
    is_personal = Column("is_personal", "flag", "the name is a person's: a sole trader")
    activity = Column("activity", "text", "what the business does, in the source's words")
    sic = Column("sic", "text", "SIC 2007 code, 5 digits")
    lat = Column("lat", "number", "latitude as delivered, WGS 84 degrees")
    lon = Column("lon", "number", "longitude as delivered, WGS 84 degrees")

    event_code = Column("event_code", "text", "touchpoint type of event_types.csv, or missing")
    event_on = Column("event_on", "date", "day of the contact")
    result = Column("result", "text", "clean, minor, serious, no_access or closed; or missing")
    team = Column("team", "text", "team that made the contact; never a person")
    reason = Column(
        "reason", "text", "why it came: routine, complaint, follow_up, new, intelligence or other"
    )
    premises_class = Column("premises_class", "text", "class of premises of the source's own list")
    inherent_risk = Column(
        "inherent_risk", "number", "0-1: risk class of what is done there, whoever does it; 1 worst"
    )
    rating = Column("rating", "text", "food hygiene rating 0-5, AwaitingInspection or Exempt")
    score_hygiene = Column("score_hygiene", "number", "FHRS hygiene score 0-25, 0 is best")
    score_structural = Column("score_structural", "number", "FHRS structural score 0-25")
    score_management = Column("score_management", "number", "FHRS confidence score 0-30")
    role = Column("role", "text", "role of the premises: suspect, scene or victim")
    grade_source = Column("grade_source", "text", "3x5x2 source evaluation: 1, 2 or 3")
    grade_information = Column("grade_information", "text", "3x5x2 assessment: A to E")
    handling = Column("handling", "text", "handling code: P permitted, C conditions", required=True)
    handling_conditions = Column("handling_conditions", "text", "conditions, where handling is C")
    due_on = Column("due_on", "date", "day by which a notice must be complied with")
    revised_due_on = Column("revised_due_on", "date", "later compliance day, where it was revised")
    complied = Column("complied", "text", "yes, no or withdrawn; or missing")
    amount_gbp = Column("amount_gbp", "number", "fine, arrears or costs in pounds")
    quantity = Column("quantity", "number", "workers, infringements or persons counted")
    faults = Column("faults", "number", "faults that a visit counted; missing: it counts none")
    status = Column("status", "text", "status of the licence or company: active, ended or refused")
    started_on = Column("started_on", "date", "licence granted, company incorporated")
    ended_on = Column("ended_on", "date", "licence lapsed, company dissolved")
    details = Column("details", "text", "short description in the source's words, sanitised")


class PlacedRecord(Record):
    """A record with its place on the map, its sector and the profile it belongs to."""

    map_lat = Column("map_lat", "number", "latitude used on the map, WGS 84; missing: unplaced")
    map_lon = Column("map_lon", "number", "longitude used on the map, WGS 84")
    located_by = Column("located_by", "text", "source, postcode, outcode or none", required=True)
    district = Column("district", "text", "district that holds the point, or missing")
    in_county = Column("in_county", "flag", "the point lies in the county; false where unplaced")
    place_fault = Column("place_fault", "text", "why a delivered point was set aside, or missing")
    sector = Column("sector", "text", "sector of sectors.csv; other where not known")
    profile_id = Column("profile_id", "text", "profile the record belongs to")


class Pair(Table):
    """One row for each compared pair of records."""

    id_a = Column("id_a", "text", "record_id that sorts first", required=True)
    id_b = Column("id_b", "text", "record_id that sorts second", required=True)
    probability = Column("probability", "number", "0-1 that both are one business", required=True)
    weight_bits = Column("weight_bits", "number", "match weight in bits", required=True)


class Link(Pair):
    """A pair inside one profile, with the reasons that joined it."""

    profile_id = Column("profile_id", "text", "profile that holds both", required=True)
    because = Column("because", "list", "sentences, strongest first, such as 'same phone (+6.1)'")


class Tie(Table):
    """Two records of one profile that are one business by what the two say alone.

    Records are counted from 0 in the order of their record_ids.
    """

    row_a = Column("row_a", "integer", "place of the record that sorts first", required=True)
    row_b = Column("row_b", "integer", "place of the record that sorts second", required=True)
    weight_bits = Column("weight_bits", "number", "match weight in bits", required=True)
    because = Column("because", "text", "sentences, strongest first, one a line", required=True)


class Doubt(Pair):
    """Two records of which a person should say whether they are one business.

    All that is said of them follows from the two alone, but for `moved`, `score_then` and
    `band_then`, which are missing where a viewer's businesses are others than the build's.
    """

    because = Column("because", "list", "sentences, strongest first, without their bits")
    bits = Column("bits", "list", "bits that each sentence adds; they sum to the weight")
    moved = Column("moved", "list", "records that would leave one business; empty: two")
    score_then = Column("score_then", "number", "highest score if a person said otherwise")
    band_then = Column("band_then", "text", "band of that score")


class Profile(Table):
    """One row for each business as users see it."""

    profile_id = Column("profile_id", "text", "stable over builds", required=True)
    name = Column("name", "text", "name most sources use", required=True)
    legal_name = Column("legal_name", "text", "name registered at Companies House")
    other_names = Column("other_names", "list", "every other spelling its records use")
    address = Column("address", "text", "fullest address its records give")
    postcode = Column("postcode", "text", "postcode most records give")
    district = Column("district", "text", "district that holds the point, or missing")
    lat = Column("lat", "number", "latitude on the map, WGS 84; missing: not on the map")
    lon = Column("lon", "number", "longitude on the map, WGS 84")
    located_by = Column("located_by", "text", "source, postcode, outcode or none", required=True)
    in_county = Column("in_county", "flag", "the point lies in the county")
    sector = Column("sector", "text", "sector of sectors.csv", required=True)
    company_number = Column("company_number", "text", "Companies House number")
    uprn = Column("uprn", "text", "Unique Property Reference Number")
    phone = Column("phone", "text", "telephone most records give")
    status = Column("status", "text", "trading or ceased", required=True)
    is_personal = Column("is_personal", "flag", "a sole trader: the name is personal data")
    record_count = Column("record_count", "integer", "records joined")
    sources = Column("sources", "list", "sources that know it")
    agencies = Column("agencies", "list", "agencies that know it, reference registers left out")
    agency_count = Column("agency_count", "integer", "agencies that know it")
    first_contact_on = Column("first_contact_on", "date", "first dated contact before as_of")
    last_contact_on = Column("last_contact_on", "date", "latest dated contact before as_of")
    last_visit_on = Column("last_visit_on", "date", "latest visit by anyone; missing: never")
    last_visit_agency = Column("last_visit_agency", "text", "agency of that visit")
    weakest_link = Column("weakest_link", "number", "0-1, lowest link that holds it; one record: 1")
    rating = Column("rating", "text", "latest food hygiene rating before as_of")


class ScoredProfile(Profile):
    """A profile with its score."""

    score = Column("score", "number", "0-100; higher asks for attention sooner", required=True)
    band = Column("band", "text", "low, moderate, high or severe", required=True)
    top_reason = Column("top_reason", "text", "sentence that adds most; missing: none")
    score_version = Column(
        "score_version", "text", "model that scored it, such as v1", required=True
    )


class Fact(Table):
    """One row for each value a profile was given, and the records that gave it."""

    profile_id = Column("profile_id", "text", "profile described", required=True)
    field = Column("field", "text", "profile column the value is for", required=True)
    value = Column("value", "text", "value as shown", required=True)
    chosen = Column("chosen", "flag", "this value is the one shown in the header")
    record_ids = Column("record_ids", "list", "records that say so, at least one")


class Touchpoint(Table):
    """One dated contact of an agency with a business."""

    touchpoint_id = Column("touchpoint_id", "text", "the record it comes from", required=True)
    profile_id = Column("profile_id", "text", "profile contacted", required=True)
    agency = Column("agency", "text", "agency that made the contact", required=True)
    source = Column("source", "text", "source of the record", required=True)
    event_code = Column("event_code", "text", "type of event_types.csv", required=True)
    category = Column("category", "text", "inspection, complaint, enforcement ...", required=True)
    event_on = Column("event_on", "date", "day of the contact", required=True)
    is_visit = Column("is_visit", "flag", "someone went there")
    severity = Column("severity", "integer", "0 none to 5 gravest, of this contact's result")
    result = Column("result", "text", "clean, minor, serious, no_access, closed; or missing")
    role = Column("role", "text", "role of the premises in a police record")
    handling = Column("handling", "text", "handling code P or C", required=True)
    summary = Column("summary", "text", "one sentence for the timeline", required=True)


class Reason(Table):
    """One row for each part of a score; the points of a profile sum to its score."""

    profile_id = Column("profile_id", "text", "profile scored", required=True)
    factor = Column("factor", "text", "factor of the checklist, such as RF05", required=True)
    points = Column("points", "number", "points added; below 0 lowers", required=True)
    because = Column("because", "text", "sentence a person can check", required=True)
    touchpoint_ids = Column("touchpoint_ids", "list", "touchpoints that are its evidence")


class Prediction(Table):
    """What version two says of a profile; a build has rows only where a model is in force.

    `low` and `high` hold the score with a chance of 90%: they carry what the outcomes leave open,
    what no factor tells of the business, and what a doubtful link puts in question.
    """

    profile_id = Column("profile_id", "text", "profile scored", required=True)
    score = Column("score", "number", "0-100; higher asks for attention sooner", required=True)
    band = Column("band", "text", "low, moderate, high or severe", required=True)
    low = Column("low", "number", "score below which it lies once in 20 times", required=True)
    high = Column("high", "number", "score above which it lies once in 20 times", required=True)
    doubt = Column("doubt", "text", "what a doubtful link puts in question; missing: nothing")
    top_reason = Column("top_reason", "text", "sentence that adds most; missing: none")
    score_version = Column(
        "score_version", "text", "v2 and the id of the model that scored it", required=True
    )
    probability = Column(
        "probability",
        "number",
        "0-1, chance that a visit by the usual visitor finds something serious",
        required=True,
    )
    probability_low = Column("probability_low", "number", "its lower end, as `low`", required=True)
    probability_high = Column("probability_high", "number", "its upper end", required=True)


class PredictionReason(Reason):
    """One row for each part of a score of version two; those of a profile sum to its score."""


class Relation(Table):
    """What one profile has to do with another, as seen from the first.

    The path between them: each sentence of `because` rests on the record of the same place in
    `own_records` and in `other_records`.
    """

    profile_id = Column("profile_id", "text", "profile whose page shows it", required=True)
    other_id = Column("other_id", "text", "profile it is related to", required=True)
    kind = Column(
        "kind",
        "text",
        "follows or followed_by (the same people), took_over or made_way_for (others), neighbour, "
        "same_operator, shares",
        required=True,
    )
    probability = Column("probability", "number", "0-1 that the same people run both")
    weight_bits = Column("weight_bits", "number", "match weight of that in bits", required=True)
    ended_on = Column("ended_on", "date", "last known day of the earlier one")
    began_on = Column("began_on", "date", "first known day of the later one")
    because = Column("because", "list", "evidence, strongest first: 'same telephone ... (+7.0)'")
    own_records = Column("own_records", "list", "records of profile_id that say so")
    other_records = Column("other_records", "list", "records of other_id that say so")
    chain = Column("chain", "list", "profile ids of the chain of successors, earliest first")


class Redirect(Table):
    """A profile id of an earlier build that now points to another."""

    old_id = Column("old_id", "text", "profile id that is no longer used", required=True)
    new_id = Column("new_id", "text", "profile id that took it over", required=True)


class IdEvent(Table):
    """Something that became of a profile id in a build."""

    about_id = Column("about_id", "text", "profile id it happened to", required=True)
    event = Column("event", "text", "made, merged, split, ended, returned or known", required=True)
    other_id = Column("other_id", "text", "merged: into which; split: from which; else missing")
    build = Column("build", "integer", "number of the build that did it")
    on = Column("on", "date", "day of that build", required=True)


class Judgement(Table):
    """A person's word on a pair; a hard constraint on linkage."""

    id_a = Column("id_a", "text", "record_id that sorts first", required=True)
    id_b = Column("id_b", "text", "record_id that sorts second", required=True)
    verdict = Column("verdict", "text", "same, different or unsure", required=True)


class Learnt(Table):
    """Something that is learnt from all records together, such as how many names hold a word.

    Made of hidden records too: it weighs pairs and is never shown.
    """

    kind = Column("kind", "text", "what is said of the text, such as name word", required=True)
    text = Column("text", "text", "what it is said of; missing: of all together")
    count = Column("count", "number", "how many; missing where there is nothing to count")


class Weight(Table):
    """What one comparison adds to a match weight at one similarity, in bits."""

    comparison = Column("comparison", "text", "comparison, or prior", required=True)
    similarity = Column("similarity", "number", "0-1; missing for the prior")
    bits = Column("bits", "number", "bits it adds in this build", required=True)
    before = Column("before", "number", "bits it added in the build before", required=True)
    shipped = Column("shipped", "number", "bits it adds in the weights shipped", required=True)


class Shift(Table):
    """Two records that people's decisions, or weights fitted to them, put on the other side."""

    id_a = Column("id_a", "text", "record_id that sorts first", required=True)
    id_b = Column("id_b", "text", "record_id that sorts second", required=True)
    decided = Column("decided", "flag", "a person decided on the pair since the build before")
    weight_before = Column("weight_before", "number", "match weight of the two alone, bits, before")
    weight_bits = Column("weight_bits", "number", "match weight of the two alone now, bits")
    one_before = Column("one_before", "flag", "both were in one profile of the build before")
    one_now = Column("one_now", "flag", "both are in one profile now")


class Boundary(Table):
    """A district; the frame carries a geometry column beside these, EPSG:4326."""

    district = Column("district", "text", "district name", required=True)
    code = Column("code", "text", "official code, or missing where indicative")
    indicative = Column("indicative", "flag", "derived by us, not an official boundary")
    attribution = Column("attribution", "text", "who must be named beside the picture")


class Ward(Boundary):
    """A small area within a district, or the part of one; geometry as for a district.

    Indicative ones are the land nearer to one named place than to any other of its district.
    """

    ward = Column("ward", "text", "name, unique in the county", required=True)


BUILD_TABLES: dict[str, type[Table]] = {
    "records": PlacedRecord,
    "profiles": ScoredProfile,
    "facts": Fact,
    "touchpoints": Touchpoint,
    "reasons": Reason,
    "links": Link,
    "relations": Relation,
    "ties": Tie,
    "doubts": Doubt,
    "weights": Weight,
    "shifts": Shift,
    "redirects": Redirect,
    "histories": IdEvent,
    "predictions": Prediction,
    "prediction_reasons": PredictionReason,
}
"""The tables of a build, by name; a build also holds boundaries as GeoParquet."""

WHERE_PREDICTED = ("predictions", "prediction_reasons")
"""Tables that have rows only where a model is in force; one who has none may leave them out."""

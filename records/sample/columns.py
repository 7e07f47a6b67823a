"""What are the columns of the county's own tables?"""

from __future__ import annotations

from records.schema import Column, Table

__all__ = ["Business", "Contact", "Premises"]


class Premises(Table):
    """A place of business."""

    premises_id = Column("premises_id", "text", "premises", required=True)
    unit = Column("unit", "text", "unit, such as Unit 3; or missing")
    number = Column("number", "text", "house number, or missing")
    estate = Column("estate", "text", "estate, centre or farm; or missing")
    street = Column("street", "text", "street", required=True)
    locality = Column("locality", "text", "village or part of town, or missing")
    town = Column("town", "text", "post town", required=True)
    postcode = Column("postcode", "text", "invented unit postcode", required=True)
    district = Column("district", "text", "district", required=True)
    lat = Column("lat", "number", "WGS 84 degrees")
    lon = Column("lon", "number", "WGS 84 degrees")
    easting = Column("easting", "integer", "British National Grid, metres")
    northing = Column("northing", "integer", "British National Grid, metres")
    uprn = Column("uprn", "text", "invented, 12 digits")
    retail_area = Column("retail_area", "flag", "in a town centre")


class Business(Premises):
    """One business at one premises, under one operator."""

    business_id = Column("business_id", "text", "business", required=True)
    operator_id = Column("operator_id", "text", "company or person that runs it", required=True)
    kind = Column("kind", "text", "kind of words/kinds.csv", required=True)
    sector = Column("sector", "text", "sector of sectors.csv", required=True)
    name = Column("name", "text", "trading name", required=True)
    former_name = Column("former_name", "text", "trading name before it was rebranded")
    renamed_on = Column("renamed_on", "date", "day of the new name")
    legal_name = Column("legal_name", "text", "name of the company or sole trader", required=True)
    company_number = Column("company_number", "text", "invented; missing: a sole trader")
    person = Column("person", "text", "director or owner: invented", required=True)
    phone = Column("phone", "text", "11 digits", required=True)
    old_phone = Column("old_phone", "text", "earlier number", required=True)
    activity = Column("activity", "text", "what it does", required=True)
    sic = Column("sic", "text", "SIC 2007", required=True)
    food = Column("food", "text", "FHRS business type; empty: no food")
    chain = Column("chain", "flag", "a branch of several under one name")
    main_branch = Column("main_branch", "flag", "its operator's first site")
    shared = Column("shared", "flag", "another business is or was at the same premises")
    footfall = Column("footfall", "number", "log exposure to the public")
    opened_on = Column("opened_on", "date", "first day of trading", required=True)
    closed_on = Column("closed_on", "date", "last day of trading; missing: still trading")
    predecessor = Column("predecessor", "text", "business it continues as a phoenix, or missing")
    risk = Column("risk", "number", "hidden risk in log-odds at the middle of the window")
    drift = Column("drift", "number", "change of the hidden risk over the window, log-odds")
    exploits = Column("exploits", "flag", "labour exploitation takes place")


class Contact(Table):
    """One row of a delivery, before it is written down by its source."""

    source = Column("source", "text", "contract", required=True)
    code = Column("code", "text", "touchpoint type, or missing")
    category = Column("category", "text", "visit, complaint, notice, other or register")
    business = Column("business", "integer", "row of the business")
    day = Column("day", "integer", "days since 1970-01-01; 0: undated")
    result = Column("result", "text", "clean, minor, serious, no_access or closed; or missing")
    wording = Column("wording", "text", "type in the source's words")
    outcome = Column("outcome", "text", "result in the source's words")
    ended = Column("ended", "integer", "day a licence or company ended, or 0")
    rating = Column("rating", "text", "food hygiene rating")
    case = Column("case", "text", "reference that rows of one licence share, or missing")


class Written(Table):
    """What a source may write down of a contact: all text, empty where it is left out."""

    name = Column("name", "text", "business name")
    alias = Column("alias", "text", "trading name beside a registered one")
    legal_name = Column("legal_name", "text", "registered name")
    person = Column("person", "text", "responsible person")
    given = Column("given", "text", "given name of the licence holder")
    surname = Column("surname", "text", "surname of the licence holder")
    line1 = Column("line1", "text", "first line of the address")
    line2 = Column("line2", "text", "second line of the address")
    town = Column("town", "text", "town")
    postcode = Column("postcode", "text", "postcode")
    address = Column("address", "text", "address in one line")
    place = Column("place", "text", "address as an officer notes it")
    unnamed_address = Column("unnamed_address", "text", "address, but for public naming")
    unnamed_postcode = Column("unnamed_postcode", "text", "postcode, but for public naming")
    phone = Column("phone", "text", "telephone")
    company_number = Column("company_number", "text", "Companies House number")
    uprn = Column("uprn", "text", "property number")
    lat = Column("lat", "text", "latitude")
    lon = Column("lon", "text", "longitude")
    easting = Column("easting", "text", "grid metres")
    northing = Column("northing", "text", "grid metres")
    council = Column("council", "text", "council")
    activity = Column("activity", "text", "what the business does")
    food = Column("food", "text", "FHRS business type")
    sic_text = Column("sic_text", "text", "SIC code and words")
    reference = Column("reference", "text", "the source's own key")
    council_reference = Column("council_reference", "text", "the council's key")
    record_type = Column("record_type", "text", "kind of row of a public protection export")
    wording = Column("wording", "text", "type of contact")
    outcome = Column("outcome", "text", "what a visit found")
    date = Column("date", "text", "day first")
    datetime = Column("datetime", "text", "day first, with the time")
    iso_date = Column("iso_date", "text", "year first")
    due = Column("due", "text", "day to comply by")
    revised = Column("revised", "text", "later day to comply by")
    complied = Column("complied", "text", "whether a notice was complied with")
    ended = Column("ended", "text", "day a licence or company ended")
    extract_date = Column("extract_date", "text", "day of the extract")
    amount = Column("amount", "text", "pounds")
    quantity = Column("quantity", "text", "people, infringements or indicators counted")
    beds = Column("beds", "text", "beds of a care home")
    notes = Column("notes", "text", "short description")
    breach = Column("breach", "text", "law or rule broken")
    function = Column("function", "text", "what the Environment Agency regulates")
    role = Column("role", "text", "role of the premises")
    ho_code = Column("ho_code", "text", "Home Office offence code")
    grade_source = Column("grade_source", "text", "source evaluation")
    grade_information = Column("grade_information", "text", "information assessment")
    handling = Column("handling", "text", "handling code")
    conditions = Column("conditions", "text", "conditions of handling")
    rating = Column("rating", "text", "food hygiene rating")
    score_hygiene = Column("score_hygiene", "text", "FHRS part score")
    score_structural = Column("score_structural", "text", "FHRS part score")
    score_management = Column("score_management", "text", "FHRS part score")
    licensed_for = Column("licensed_for", "text", "licensable activities")
    licence_type = Column("licence_type", "text", "kind of personal licence")
    linked = Column("linked", "text", "business whose workers live in the house")
    inspection_score = Column("inspection_score", "text", "GLAA points, 30 fails")
    status = Column("status", "text", "status of a company")

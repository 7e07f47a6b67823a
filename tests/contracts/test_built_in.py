"""Each built-in contract on rows as its source writes them."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from records.contracts import apply, contracts, find_contract
from records.domain import agencies, event_types
from records.errors import SourceError
from records.schema import Record

RECEIVED = date(2026, 6, 1)
NO_MAPPINGS = Path("no such folder")
NAMES = [contract.name for contract in contracts(NO_MAPPINGS)]


def read(source, **cells):
    """The one record of a row; _ in a keyword is a blank in the heading."""
    rows = pd.DataFrame([cells["cells"]], index=[2], dtype="str")
    cleaned = apply(find_contract(source, NO_MAPPINGS), rows, RECEIVED)
    assert cleaned.faults.empty, cleaned.faults.to_dict("records")
    assert cleaned.unread == ()
    return cleaned.records.iloc[0]


def said(record):
    """The columns that hold something, as plain values."""
    kept = {}
    for column in Record.columns():
        value = record[column]
        if isinstance(value, list):
            kept[str(column)] = value
        elif not pd.isna(value):
            kept[str(column)] = str(value.date()) if isinstance(value, pd.Timestamp) else value
    return kept


CASES = [
    (
        "police_incidents",
        {
            "Incident URN": "EP-1",
            "Incident type / closing code": "Drugs - possession with intent",
            "Reported datetime": "03/04/2025 22:15",
            "Location text": "Rear of 12 High Street, Chelmsford CM1 1AA",
            "Premises name": "Quayside Fryer",
            "Easting": "570800",
            "Northing": "206800",
            "UPRN": "",
            "Role of premises": "Suspect",
            "HO code": "",
        },
        {"event_code": "CRIME_DRUG", "role": "suspect", "event_on": "2025-04-03", "handling": "C",
         "postcode": "CM1 1AA", "address": "Rear of 12 High Street, Chelmsford"},
    ),
    (
        "police_incidents",
        {
            "Incident URN": "EP-2",
            "Incident type / closing code": "Burglary",
            "Reported datetime": "03/04/2025",
            "Premises name": "Quayside Fryer",
            "Role of premises": "Victim",
            "HO code": "N200/02",
        },
        {"event_code": "CRIME_MS", "role": "victim"},
    ),
    (
        "police_intelligence",
        {
            "Intel reference": "I-1",
            "Source evaluation": "B",
            "Information assessment": "2",
            "Handling code": "5",
            "Conditions": "Ask the originator",
            "Sanitised text": "Staff seen sleeping above the shop",
            "Date": "01/02/2025",
            "Location": "12 High Street, Chelmsford",
        },
        {"grade_source": "1", "grade_information": "A", "handling": "C", "event_code": "INTEL",
         "details": "Staff seen sleeping above the shop"},
    ),
    (
        "police_intelligence",
        {
            "Intel reference": "I-2",
            "Source evaluation": "2",
            "Information assessment": "E",
            "Handling code": "P",
            "Date": "01/02/2025",
            "Location": "12 High Street, Chelmsford",
        },
        {"grade_source": "2", "grade_information": "E", "handling": "P"},
    ),
    (
        "food_hygiene",
        {
            "FHRSID": "101",
            "LocalAuthorityBusinessID": "PI/1",
            "BusinessName": "Quayside Fryer",
            "BusinessType": "Takeaway/sandwich shop",
            "BusinessTypeID": "7844",
            "AddressLine1": "Unit 1",
            "AddressLine2": "12 High Street",
            "AddressLine4": "Essex",
            "PostCode": "CM1 1AA",
            "RatingValue": "1",
            "RatingKey": "fhrs_1_en-GB",
            "RatingDate": "2025-04-03",
            "LocalAuthorityName": "Chelmsford",
            "Scores.Hygiene": "15",
            "Scores.Structural": "10",
            "Scores.ConfidenceInManagement": "20",
            "Geocode.Longitude": "0.4722",
            "Geocode.Latitude": "51.7339",
            "SchemeType": "FHRS",
        },
        {"event_code": "FHRS_LOW", "rating": "1", "score_hygiene": 15.0, "score_management": 20.0,
         "address": "Unit 1, 12 High Street, Essex", "lat": 51.7339, "lon": 0.4722,
         "record_id": "food_hygiene:101", "local_authority": "Chelmsford", "handling": "P"},
    ),
    (
        "food_hygiene",
        {"FHRSID": "102", "BusinessName": "New Place", "RatingValue": "AwaitingInspection",
         "RatingDate": "1901-01-01T00:00:00"},
        {"rating": "AwaitingInspection", "name": "New Place"},
    ),
    (
        "food_inspections",
        {"Record Type": "Inspection", "Reference": "F1", "Premises Name": "Quayside Fryer",
         "Date": "03/04/2025", "Outcome": "Written warning", "Hygiene Score": "15"},
        {"event_code": "INSP_FOOD", "result": "minor", "score_hygiene": 15.0,
         "source_record_id": "Inspection|F1"},
    ),
    (
        "food_inspections",
        {"Record Type": "Inspection", "Reference": "F1", "Premises Name": "Quayside Fryer",
         "Date": "03/04/2025", "Outcome": "Satisfactory", "Team": "North", "Purpose": "Revisit",
         "Premises Class": "Takeaway", "Risk Category": "B", "Contraventions": "4"},
        {"result": "clean", "team": "North", "reason": "follow_up",
         "premises_class": "Takeaway", "inherent_risk": 0.75, "faults": 4.0},
    ),
    (
        "food_inspections",
        {"Record Type": "Inspection", "Reference": "F2", "Premises Name": "Quayside Fryer",
         "Date": "03/04/2025", "Outcome": "Ceased trading"},
        {"event_code": "CLOSED", "result": "closed"},
    ),
    (
        "food_inspections",
        {"Record Type": "Service Request", "Reference": "F3", "Premises Name": "Quayside Fryer",
         "Date": "03/04/2025", "Action Type": "Noise from extractor"},
        {"event_code": "COMPL_NOISE"},
    ),
    (
        "food_inspections",
        {"Record Type": "Notice", "Reference": "F4", "Premises Name": "Quayside Fryer",
         "Date": "03/04/2025", "Action Type": "Hygiene emergency prohibition",
         "Compliance Due": "10/04/2025", "Complied": "No"},
        {"event_code": "NOTICE_HYG_PROH", "due_on": "2025-04-10", "complied": "no"},
    ),
    (
        "health_safety",
        {"Case Ref": "H1", "Business Name": "Quayside Fryer", "Case Type": "Inspection",
         "Visit Date": "03/04/2025", "Outcome": "No access"},
        {"event_code": "VISIT_NOACCESS", "result": "no_access"},
    ),
    (
        "health_safety",
        {"Case Ref": "H2", "Business Name": "Quayside Fryer", "Case Type": "Improvement notice",
         "Visit Date": "03/04/2025", "Outcome": "", "Complied": "Yes"},
        {"event_code": "NOTICE_HSE_IN", "complied": "yes", "agency": "LA_EH"},
    ),
    (
        "licensing",
        {"ExtractDate": "01/05/2025", "OrganisationLabel": "Chelmsford", "CaseReference": "L1",
         "CaseDate": "03/04/2025", "ServiceTypeLabel": "Premises licence", "ServiceTypeURI": "x",
         "PremisesName": "The Old Mill", "LocationText": "12 High Street, CM1 1AA",
         "Postcode": "CM1 1AA", "EntertainmentTypeLabel": "Late night refreshment"},
        {"event_code": "LIC_GRANT", "status": "active", "started_on": "2025-04-03",
         "address": "12 High Street"},
    ),
    (
        "licensing",
        {"CaseReference": "L1", "CaseDate": "03/05/2025", "PremisesName": "The Old Mill",
         "ServiceTypeLabel": "Premises licence revoked"},
        {"event_code": "LIC_REVIEW", "status": "ended"},
    ),
    (
        "licensing",
        {"CaseReference": "L2", "CaseDate": "03/05/2025", "PremisesName": "The Old Mill",
         "ServiceTypeLabel": "Licensing visit", "Outcome": "Breach of condition"},
        {"event_code": "INSP_LIC", "result": "serious"},
    ),
    (
        "licensing_personal",
        {"Reference number": "P1", "Title": "Ms", "Surname": "Tolliver", "Forename(s)": "Ann",
         "Address line 1": "2 Low Road", "Address Postcode": "CM1 1AA",
         "Date of birth": "01/02/1980", "Home telephone number": "01245 123456",
         "Licence start date": "03/04/2025"},
        {"name": "Ann Tolliver", "person": "Ann Tolliver", "is_personal": True,
         "phone": "01245123456", "event_code": "LIC_GRANT"},
    ),
    (
        "trading_standards",
        {"Case Number": "T1", "Case Type": "Test purchase", "Trader Name": "Corner Wines",
         "Date Received": "03/04/2025", "Outcome": "Sale made", "Detriment": "\u00a31,200"},
        {"event_code": "INSP_TS", "result": "serious", "amount_gbp": 1200.0},
    ),
    (
        "trading_standards",
        {"Case Number": "T2", "Case Type": "Consumer complaint", "Trader Name": "Corner Wines",
         "Date Received": "03/04/2025", "Outcome": "Referred"},
        {"event_code": "COMPL_TS"},
    ),
    (
        "planning_enforcement",
        {"Enforcement Reference": "E1", "Notice Type": "Enforcement Notice", "Status": "Complied",
         "Site Address": "Land rear of 3 Low Road", "Date Issued": "03/04/2025"},
        {"event_code": "NOTICE_PLAN", "complied": "yes"},
    ),
    (
        "housing",
        {"licence number": "HM1", "address of HMO": "3 Low Road, Chelmsford, CM1 1AA",
         "licence holder name and address": "Ann Tolliver, 2 Low Road",
         "commencement date": "03/04/2025", "linked business": "Quayside Fryer",
         "maximum persons or households": "6", "short description": "Above a shop"},
        {"event_code": "HMO_LINK", "name": "Quayside Fryer", "quantity": 6.0, "handling": "C",
         "postcode": "CM1 1AA"},
    ),
    (
        "housing",
        {"licence number": "HM2", "address of HMO": "4 Low Road",
         "commencement date": "03/04/2025"},
        {"event_code": "LIC_GRANT", "status": "active"},
    ),
    (
        "housing_visits",
        {"Case Reference": "V1", "Property Address": "3 Low Road", "Date": "03/04/2025",
         "Action": "HMO inspection", "Outcome": "Overcrowded", "Occupants": "14"},
        {"event_code": "INSP_HOUS", "result": "serious", "quantity": 14.0},
    ),
    (
        "glaa_register",
        {"URN": "G1", "Business name": "Fieldhands Ltd", "Trading name(s)": "FH Labour; Pickers",
         "Business location": "1 Farm Lane", "Licence status": "ALC", "Company number": "1812016",
         "Decision date": "03/04/2025", "Authorised individuals": "x"},
        {"event_code": "GLAA_ALC", "status": "active", "aliases": ["FH Labour", "Pickers"],
         "company_number": "01812016", "agency": "GLAA"},
    ),
    (
        "glaa_register",
        {"URN": "G2", "Business name": "Fieldhands Ltd", "Licence status": "Inspection",
         "Decision date": "03/04/2026", "Inspection score": "38"},
        {"event_code": "INSP_GLAA", "result": "serious", "handling": "C", "agency": "FWA"},
    ),
    (
        "glaa_register",
        {"URN": "G3", "Business name": "Fieldhands Ltd", "Licence status": "Revoked"},
        {"status": "ended"},
    ),
    (
        "hse_notices",
        {"Notice Number": "N1", "Recipient's Name": "Brightwater Ltd t/a Quayside Fryer",
         "Notice Type": "Immediate Prohibition Notice", "Issue Date": "03/04/2025",
         "Local Authority": "Chelmsford", "Main Activity": "56103 - Takeaway food shops",
         "Industry": "x", "HSE Directorate": "x", "Compliance Date": "10/04/2025",
         "Revised Compliance Date": "17/04/2025", "Description": "unguarded mixer",
         "Result": "Complied with", "Breach": "PUWER / 11"},
        {"event_code": "NOTICE_HSE_PN", "sic": "56103", "activity": "Takeaway food shops",
         "name": "Quayside Fryer", "aliases": ["Brightwater Ltd"], "complied": "yes",
         "due_on": "2025-04-10", "revised_due_on": "2025-04-17",
         "details": "PUWER / 11: unguarded mixer", "source_record_id": "N1|PUWER / 11"},
    ),
    (
        "hse_cases",
        {"Case Number": "C1", "Defendant's Name": "Brightwater Ltd",
         "Offence/Action Date": "03/04/2020", "Hearing Date": "03/04/2025",
         "Total Fine": "\u00a320,000.00", "Total Costs": "\u00a31", "Result": "Convicted"},
        {"event_code": "PROSECUTION", "event_on": "2025-04-03", "amount_gbp": 20000.0},
    ),
    (
        "hse_cases",
        {"Case Number": "C2", "Defendant's Name": "Brightwater Ltd",
         "Hearing Date": "03/04/2025", "Result": "Acquitted", "Total Fine": ""},
        {"result": "clean"},
    ),
    (
        "easi",
        {"Case reference": "A1", "Agency name": "Swift Staff Ltd", "Agency type": "Drivers",
         "Case type": "Targeted inspection", "Date received": "03/04/2025",
         "Infringements": "2", "Action": "No action"},
        {"event_code": "INSP_EAS", "result": "clean", "quantity": 2.0,
         "activity": "Employment agency: Drivers"},
    ),
    (
        "easi",
        {"Case reference": "A2", "Agency name": "Swift Staff Ltd", "Case type": "Complaint",
         "Date received": "03/04/2025", "Action": "Prohibition order"},
        {"event_code": "EAS_PROHIB", "handling": "C"},
    ),
    (
        "nmw_naming",
        {"Employer": "Brightwater Ltd", "trading as": "Quayside Fryer", "Place": "Harwich",
         "Arrears": "\u00a31,234.50", "Workers": "7", "Round date": "03/04/2025"},
        {"event_code": "NMW_NAMED", "amount_gbp": 1234.5, "quantity": 7.0, "town": "Harwich",
         "aliases": ["Quayside Fryer"], "agency": "HMRC_NMW"},
    ),
    (
        "fire",
        {"Job Reference": "R1", "Job Type": "Fire safety audit", "Premises Name": "The Old Mill",
         "Audit Date": "03/04/2025", "Outcome": "Sleeping on premises"},
        {"event_code": "INSP_FIRE", "result": "serious"},
    ),
    (
        "fire",
        {"Job Reference": "R2", "Job Type": "Prohibition notice", "Premises Name": "The Old Mill",
         "Audit Date": "03/04/2025", "Notice Status": "In force"},
        {"event_code": "NOTICE_FIRE", "complied": "no"},
    ),
    (
        "environment_agency",
        {"Offender Name": "Brightwater Ltd", "Action Type": "Court Case",
         "Offence Type": "Depositing waste", "Agency Function": "Waste",
         "Action Date": "03/04/2025", "Fine": "\u00a35,000"},
        {"event_code": "PROSECUTION", "activity": "Regulated for: Waste", "amount_gbp": 5000.0},
    ),
    (
        "cqc",
        {"Location ID": "1-1", "Location Name": "Seaview", "Provider Name": "Brightwater Ltd",
         "Record Type": "Inspection", "Latest Overall Rating": "Inadequate",
         "Publication Date": "03/04/2025", "Location Postal Code": "SS0 7AY", "Provider ID": "x"},
        {"event_code": "INSP_CQC", "result": "serious", "aliases": ["Brightwater Ltd"]},
    ),
    (
        "cqc",
        {"Location ID": "1-2", "Location Name": "Hillview", "Care homes beds": "20"},
        {"name": "Hillview", "quantity": 20.0},
    ),
    (
        "company_officers",
        {"appointment_id": "aB3x", "company_number": "01812016",
         "company_name": "BRIGHTWATER LIMITED",
         "name": "BRIGHT, Alan John", "officer_role": "director", "appointed_on": "1985-04-03",
         "resigned_on": "", "date_of_birth.year": "1950", "links.self": "x"},
        {"company_number": "01812016", "person": "BRIGHT, Alan John", "details": "director",
         "started_on": "1985-04-03", "event_code": None, "event_on": None},
    ),
    (
        "company_officers",
        {"appointment_id": "aB3x", "company_number": "01812016",
         "company_name": "BRIGHTWATER LIMITED",
         "name": "BRIGHT, Alan John", "officer_role": "director", "appointed_on": "1985-04-03",
         "resigned_on": "2026-01-31"},
        {"event_code": "CO_OFFCHG", "event_on": "2026-01-31", "ended_on": "2026-01-31"},
    ),
    (
        "companies_house",
        {"CompanyName": "BRIGHTWATER LIMITED", " CompanyNumber": "01812016",
         "RegAddress.CareOf": "", "RegAddress.AddressLine1": "1 HIGH STREET",
         " RegAddress.AddressLine2": "THE QUAY", "RegAddress.PostTown": "HARWICH",
         "RegAddress.PostCode": "CO12 3AA", "CompanyStatus": "Active - Proposal to Strike off",
         "IncorporationDate": "03/04/1985", "DissolutionDate": "",
         "SICCode.SicText_1": "56103 - Take-away food shops and mobile food stands",
         "PreviousName_1.CONDATE": "01/01/1990", "PreviousName_1.CompanyName": "OLDWATER LIMITED",
         "PreviousName_10.CompanyName": "OLDESTWATER LIMITED", "Accounts.NextDueDate": "x",
         "Mortgages.NumMortCharges": "0", "URI": "x"},
        {"company_number": "01812016", "status": "active", "event_code": "CO_INC",
         "details": "Active - Proposal to Strike off",
         "aliases": ["OLDWATER LIMITED", "OLDESTWATER LIMITED"], "sic": "56103",
         "address": "1 HIGH STREET, THE QUAY", "started_on": "1985-04-03",
         "activity": "Take-away food shops and mobile food stands"},
    ),
    (
        "public_reports",
        {"Report reference": "S1", "Site name": "Shine Hand Car Wash", "Report date": "03/04/2025",
         "Latitude": "0.4722", "Longitude": "51.7339", "Indicators ticked": "6"},
        {"event_code": "REPORT_PUBLIC", "lat": 51.7339, "lon": 0.4722, "handling": "C"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "cells", "expected"), CASES)
def test_a_row_is_read_as_its_source_means_it(source, cells, expected):
    record = said(read(source, cells=cells))
    assert {column: record.get(column) for column in expected} == expected
    assert record["source"] == source


@pytest.mark.parametrize(
    ("source", "absent"),
    [("food_hygiene", "event_code"), ("glaa_register", "event_code"), ("cqc", "event_code"),
     ("hse_cases", "event_code"), ("planning_enforcement", "result")],
)  # fmt: skip
def test_what_a_row_does_not_tell_is_missing(source, absent):
    last = [cells for name, cells, _ in CASES if name == source][-1]
    assert pd.isna(read(source, cells=last)[absent])


def test_intelligence_its_force_may_not_share_is_kept_out():
    row = {"Intel reference": "I-3", "Source evaluation": "B", "Information assessment": "2",
           "Handling code": "4", "Date": "01/02/2025", "Location": "12 High Street"}  # fmt: skip
    rows = pd.DataFrame([row], index=[2], dtype="str")
    cleaned = apply(find_contract("police_intelligence", NO_MAPPINGS), rows, RECEIVED)
    assert cleaned.records.empty
    assert cleaned.faults["field"].tolist() == ["handling"]


@pytest.mark.parametrize("heading", ["Source identity", "Unsanitised text"])
def test_intelligence_that_names_its_source_is_refused(heading):
    rows = pd.DataFrame({"Intel reference": ["I-4"], heading: ["x"]}, dtype="str")
    with pytest.raises(SourceError, match="may not send"):
        apply(find_contract("police_intelligence", NO_MAPPINGS), rows, RECEIVED)


def test_every_built_in_contract_has_a_case():
    assert {source for source, _, _ in CASES} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_delivery_gives_empty_records_of_the_right_types(name):
    contract = find_contract(name, NO_MAPPINGS)
    rows = pd.DataFrame(columns=[*contract.headings], dtype="str")
    cleaned = apply(contract, rows, RECEIVED)
    pd.testing.assert_series_equal(cleaned.records.dtypes, Record.empty().dtypes)
    assert cleaned.faults.empty


def test_every_agency_and_touchpoint_of_an_agency_with_a_source_can_be_made():
    made = set()
    for contract in contracts(NO_MAPPINGS):
        for take in contract.columns.get("event_code", ()):
            made |= {take.constant, take.otherwise, *take.words.values()}
    types = event_types()
    made_by_none = set(types["code"]) - made
    assert made_by_none == set()
    assert {c.agency for c in contracts(NO_MAPPINGS)} <= set(agencies()["agency"])

import pandas as pd
import pytest

from records.cleaning import disclosures


def told(text):
    found = disclosures(pd.Series([text], dtype="str"))[0]
    return None if pd.isna(found) else found


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Two Vietnamese males asleep upstairs", "nationality or ethnicity"),
        ("workers believed to be Romanian", "nationality or ethnicity"),
        ("staff are Polish.", "nationality or ethnicity"),
        ("five Albanian nationals", "nationality or ethnicity"),
        ("suspect is IC4", "nationality or ethnicity"),
        ("one is an overstayer", "immigration status"),
        ("expired visa", "immigration status"),
        ("claimed asylum", "immigration status"),
        ("NRM referral made", "a victim"),
        ("potential victim spoken to", "a victim"),
        ("victim stated she slept on site", "a victim"),
        ("cook is pregnant", "health"),
        ("suffers from asthma", "health"),
        ("DOB 01/02/1980", "a date of birth or age"),
        ("male aged 17", "a date of birth or age"),
        ("20 year old female", "a date of birth or age"),
        ("NHS no: 943 476 5919", "an NHS number"),
        ("number 943 476 5919 on card", "an NHS number"),
        ("QQ 12 34 56 C or AB123456C", "a National Insurance number"),
        ("ring 07700 900123", "a telephone number"),
        ("ring +44 7700 900123", "a telephone number"),
        ("write to a.b@example.org", "an e-mail address"),
    ],
)
def test_text_that_may_not_be_loaded_is_told(text, what):
    assert told(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "Indian restaurant, kitchen dirty",
        "Polish delicatessen",
        "Chinese takeaway owner refused access",
        "health and safety poster missing",
        "Environmental Health attended",
        "Turkish barber: workers sleeping on site",
        "shop was the victim of burglary",
        "20 year old boiler",
        "right to work checks not carried out",
        "French windows blocked",
        "white powder in store room",
        "British Standard BS 5839 not met",
        "Thai massage",
        "card machine for visa broken",
        "reference 943 476 5918",
        "order 12345 of 01/02/2024, 300 m",
        "Health and Safety at Work etc Act 1974 / 2(1)",
        "joint visit with Immigration Enforcement",
    ],
)
def test_ordinary_text_passes(text):
    assert told(text) is None


def test_missing_text_tells_nothing():
    assert disclosures(pd.Series([None, None], dtype="str")).isna().all()

import pytest

from records.contracts.forbidden import forbidden_headings
from records.errors import SourceError

ROW = {"Ref": "1", "Name": "The Old Mill", "Address": "1 Low Road", "Day": "01/02/2025"}


@pytest.mark.parametrize(
    "heading",
    ["Ethnicity", "ethnic_origin", "Self Defined Ethnicity", "Nationality", "Country of birth",
     "Immigration Status", "Visa type", "Asylum claim", "Health", "Health conditions", "Disability",
     "Medical history", "NHS number", "Victim name", "victim_dob", "Date Of Birth", "DOB", "d.o.b",
     "Religion", "Sexual orientation", "National Insurance Number", "Passport no",
     "Complainant name"],
)  # fmt: skip
def test_a_delivery_with_such_a_heading_is_refused_whole(read, heading):
    with pytest.raises(SourceError) as caught:
        read([ROW | {heading: ""}])
    assert heading in str(caught.value)
    assert "Drop these columns" in str(caught.value)


def test_every_refused_heading_is_named_at_once(read):
    with pytest.raises(SourceError) as caught:
        read([ROW | {"Ethnicity": "", "DOB": "", "Victim": ""}])
    for part in ("'Ethnicity' (ethnicity)", "'DOB' (date of birth)", "'Victim' (victims)"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    "heading",
    ["Environmental Health Officer", "Health and Safety visit", "Healthcare setting", "Role",
     "Race course licence", "Registered country", "Country of incorporation", "Trace", "Doberman",
     "Gender pay gap", "Healthy eating award", "Supervisor"],
)  # fmt: skip
def test_a_heading_that_only_sounds_so_passes(heading):
    assert forbidden_headings([heading]) == {}


def test_a_dropped_heading_is_never_loaded_and_does_not_refuse(read):
    cleaned = read([ROW | {"Date of birth": "01/02/1980"}], above='drop = ["Date of birth"]')
    assert len(cleaned.records) == 1
    assert cleaned.unread == ()
    assert "1980" not in cleaned.records.astype("str").to_csv()


def test_a_source_may_forbid_more(read):
    with pytest.raises(SourceError, match=r"'Source Name' \(what this source may not send\)"):
        read([ROW | {"Source Name": "x"}], above='forbid = ["source name"]')

import re

from records.sample.tables import parts, words
from tests.records.sample.conftest import County


def test_every_kind_has_patterns_and_every_slot_has_words() -> None:
    patterns = words("patterns")
    assert set(patterns["kind"]) == set(words("kinds")["kind"])
    slots = set(re.findall(r"\{(\w+)\}", " ".join(patterns["patterns"])))
    assert slots <= {*parts(), "place", "road_name", "no"}


def test_telephone_and_company_numbers_can_belong_to_nobody(hamlet: County) -> None:
    text = (hamlet.folder / "deliveries" / "companies_house.csv").read_text(encoding="utf-8")
    numbers = re.findall(r",(\d{8}),", text)
    assert numbers
    assert all(number.startswith(("97", "98")) for number in numbers)

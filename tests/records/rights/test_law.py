"""Whatever is delivered and decided, in whatever order."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from records.audit import open_trail
from records.history import current_records
from records.home import Home
from records.rights.deciding import lift
from records.rights.tombstones import erased_here
from records.schema import Record
from records.state import open_state
from tests.records.rights.conftest import MAPPING, OFFICER, County, row

REFS = st.sampled_from(["1", "2", "3"])
ROWS = st.tuples(REFS, st.sampled_from("AB"))
STEPS = st.one_of(
    st.tuples(
        st.just("deliver"), st.lists(st.tuples(REFS, st.sampled_from("AB")), min_size=1, max_size=3)
    ),
    st.tuples(st.sampled_from(["restrict", "lift", "erase"]), REFS),
    st.tuples(st.just("correct"), REFS),
)


class Model:
    """What should be held: a name for each reference."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.corrected: dict[str, str] = {}
        self.restricted: set[str] = set()
        self.erased: set[str] = set()
        self.files: set[tuple[tuple[str, str], ...]] = set()

    def erase(self, ref: str) -> None:
        self.erased.add(ref)
        self.restricted.discard(ref)
        for known in (self.said, self.corrected):
            known.pop(ref, None)

    @property
    def held(self) -> dict[str, str]:
        return {
            f"kitchens:{ref}": self.corrected.get(ref, name)
            for ref, name in self.said.items()
            if ref not in self.restricted
        }


def deliver(county: County, model: Model, about: list[tuple[str, str]], day: int) -> None:
    rows = [row(ref, name=f"Cafe {name}") for ref, name in about]
    receipt = county.take_in(*rows, received=date(2025, 6, day))
    kept = receipt.loaded + receipt.quarantined + receipt.duplicate
    assert receipt.rows_in == kept + receipt.erased
    if tuple(about) not in model.files:
        model.said |= {r: f"Cafe {n}" for r, n in about if r not in model.erased}
        model.files.add(tuple(about))


def decided(county: County, model: Model, what: str, ref: str, day: int) -> None:
    record = f"kitchens:{ref}"
    if what == "erase":
        county.erase(record)
        model.erase(ref)
    elif what == "restrict":
        county.grant("restriction", record)
        model.restricted.add(ref)
    elif what == "correct":
        county.grant("rectification", record, field="name", value=f"Right {day}")
        model.corrected[ref] = f"Right {day}"
    elif ref in model.restricted:
        lift(county.trail, record, "restriction", OFFICER)
        model.restricted.discard(ref)


@settings(max_examples=8, deadline=None)
@given(steps=st.lists(STEPS, min_size=2, max_size=7))
def test_whatever_is_delivered_and_decided_what_is_held_is_what_a_simple_model_says(
    tmp_path_factory, steps
):
    folder = tmp_path_factory.mktemp("law")
    home = Home.at(folder / "county")
    home.mappings.mkdir(parents=True)
    (home.mappings / "kitchens.toml").write_text(MAPPING)
    engine = open_state(home.state_url)
    county, model = County(home, open_trail(engine, home), folder), Model()
    for day, step in enumerate(steps, start=1):
        what, about = step
        if what == "deliver":
            deliver(county, model, about, day)
        elif about in model.said:
            decided(county, model, what, about, day)
        held = current_records(home)
        assert dict(zip(held[Record.record_id], held[Record.name], strict=True)) == model.held
        assert set(erased_here(engine, home).hashes) == {
            county.trail.keyed(f"kitchens:{ref}") for ref in model.erased
        }
    engine.dispose()

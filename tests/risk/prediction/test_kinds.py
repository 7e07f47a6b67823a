import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.prediction.kinds import found_in_kind


def visits(made, kind, team, results):
    """A business for each visit."""
    return [
        made.record(
            f"{kind}{team}{at}", "INSP_FOOD", 10 + at, result=result, premises_class=kind, team=team
        )
        for at, result in enumerate(results)
    ]


def by_profile(made, rows, occasions=None, **sectors):
    known = made.known(rows, occasions, **sectors)
    return pd.Series(found_in_kind(known).values, known.occasions["profile_id"])


def test_a_kind_is_as_risky_as_is_found_in_it_beside_what_its_teams_find_anywhere(made):
    bad, good = ["serious"] * 30 + ["clean"] * 30, ["serious"] * 5 + ["clean"] * 55
    rows = visits(made, "Takeaway", "T", bad) + visits(made, "School", "T", good)
    found = by_profile(made, rows)
    assert found["TakeawayT0"] > 0.2
    assert found["SchoolT0"] < -0.2


def test_a_strict_team_makes_no_kind_risky(made):
    strict, mild = ["serious"] * 30 + ["clean"] * 30, ["serious"] * 5 + ["clean"] * 55
    rows = visits(made, "Takeaway", "Strict", strict) + visits(made, "School", "Mild", mild)
    assert by_profile(made, rows).abs().max() < 0.35


def test_nothing_known_of_a_kind_is_as_usual(made):
    rows = [made.record("A", "ADVICE", 3)]
    assert by_profile(made, rows).tolist() == [0.0]


def test_only_what_was_told_before_the_day_counts(made):
    rows = visits(made, "Takeaway", "T", ["serious"] * 20) + visits(
        made, "Pub", "T", ["clean"] * 20
    )
    early = made.asked(("TakeawayT0", 400))
    assert by_profile(made, rows, early).tolist() == [0.0]


def test_what_is_restricted_tells_nothing_of_others(made):
    rows = visits(made, "Takeaway", "T", ["serious"] * 20) + visits(
        made, "Pub", "T", ["clean"] * 20
    )
    hidden = [row | {"handling": "C"} for row in rows]
    assert np.allclose(by_profile(made, hidden), 0.0)


RESULTS = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.sampled_from("XY"), st.integers(2, 900),
        st.sampled_from(["clean", "serious"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(RESULTS, st.sampled_from("AB"), st.sampled_from("XY"), st.integers(2, 900))
def test_a_clean_visit_never_makes_its_own_kind_riskier(made, drawn, kind, team, days):
    def record(at, kind, team, days, result):
        values = {"premises_class": kind, "team": team, "result": result, "record_id": f"r{at}"}
        return made.record(f"{kind}{at % 2}", "INSP_FOOD", days, **values)

    rows = [record(at, *one) for at, one in enumerate(drawn)]
    sectors = {f"{kind}{at}": kind for kind in "AB" for at in range(2)}
    clean = record(100, kind, team, days, "clean")
    # A visit may also tell the class for the first time; here it is known already.
    told = record(102, kind, team, 901, "clean")
    before = by_profile(made, [*rows, told], made.asked((f"{kind}0", 0)), **sectors)
    after = by_profile(made, [*rows, told, clean], made.asked((f"{kind}0", 0)), **sectors)
    assert after.iloc[0] <= before.iloc[0] + 1e-12

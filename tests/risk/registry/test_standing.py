"""Laws: whatever was decided in whatever order, only what was approved for the day is shown."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from records.audit import Trail
from records.errors import RegistryError
from records.state.tables import metadata
from risk.registry import (
    Approval,
    approve,
    evaluate,
    expire,
    in_force,
    promote,
    register,
    roll_back,
    shown_version,
    standing,
    switch,
)
from tests.risk.registry.conftest import ANIL, BEA, DAY, NOON, candidate, later

NAMES = ("aa", "bb", "cc")
ACTS = st.one_of(
    st.tuples(st.sampled_from(["approve", "promote", "expire"]), st.sampled_from(NAMES)),
    st.tuples(st.just("approve for a day"), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(["roll back", "off", "on", "wait"]), st.just("")),
)


class Told:
    """The same, told by hand: what is promoted, until when each is approved, is it switched on."""

    def __init__(self):
        self.stack, self.until, self.is_on, self.days = [], {}, True, 0

    def holds(self, name):
        return self.until.get(name, 0) > self.days

    def shown(self):
        top = self.stack[-1] if self.stack else None
        return f"v2-{top}" if self.is_on and top and self.holds(top) else "v1"

    def act(self, what, name):
        """Take the act as given; only acts that were not refused are told."""
        if what.startswith("approve"):
            self.until[name] = self.days + (1 if "day" in what else 365)
        elif what == "promote":
            self.stack.append(name)
        elif what == "expire":
            self.until.pop(name)
        elif what == "roll back":
            self.stack.pop()
        elif what in ("on", "off"):
            self.is_on = what == "on"
        else:
            self.days += 1

    def allows(self, what, name):
        top = self.stack[-1:]
        rules = {
            "promote": self.holds(name) and top != [name],
            "expire": self.holds(name),
            "roll back": bool(self.stack),
            "on": not self.is_on,
            "off": self.is_on,
        }
        return rules.get(what, True)


def do(trail, what, name, who):
    until = who.at.date() + timedelta(1 if "day" in what else 365)
    acts = {
        "promote": lambda: promote(trail, name, "so", who),
        "expire": lambda: expire(trail, name, "so", who),
        "roll back": lambda: roll_back(trail, "so", who),
        "on": lambda: switch(trail, True, "so", who),
        "off": lambda: switch(trail, False, "so", who),
        "wait": lambda: None,
    }
    acts.get(what, lambda: approve(trail, name, Approval("DPIA-7", "so", until), who))()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACTS, max_size=12))
def test_what_is_shown_follows_from_what_was_decided(acts):
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    trail = Trail(engine, b"k" * 32, clock=lambda: NOON)
    for name in NAMES:
        register(trail, candidate(name), ANIL)
        evaluate(trail, name, ("{}", ()), ANIL)
    told = Told()
    for what, name in acts:
        who = later(BEA, told.days)
        try:
            do(trail, what, name, who)
        except RegistryError:
            assert not told.allows(what, name)
        else:
            assert told.allows(what, name)
            told.act(what, name)
        day = DAY + timedelta(told.days)
        assert shown_version(engine, day) == told.shown()
        now = in_force(engine, day)
        assert standing(engine, day).in_force == (now and now.model_id)
        if now is not None:
            assert told.stack[-1] == now.model_id
            assert told.holds(now.model_id)
    engine.dispose()

"""Every address of the application, who may ask for it, and what a browser may keep of it.

A new address or callback without a line here fails test_addresses.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import ids
from dashboard.insights import CHARTS
from dashboard.viewer import Capability

__all__ = ["ADDRESSES", "CALLBACKS", "LISTING", "Address"]

OPEN = "open"
SIGNED_IN = "signed in"
FILE = "file"
"""Scripts and styles: the same for everyone, looked at by no guard."""
REFUSED = "refused"
"""Made by a library and opened to nobody."""
CALLBACK = "callback"
"""Each needs what its page does: see CALLBACKS."""
PAGE = "page"
"""The document of the dashboard: whoever is signed in is led to a page of theirs."""
BROWSE_PAGE = "page of businesses"

NO_STORE = "no-store"
KEPT = "kept"
"""Kept by the browser of who asked: its address names the view of a build."""


@dataclass(frozen=True)
class Address:
    """One address: its rule, its methods, and what is expected of it.

    sample: the address with something in its variable parts. may: OPEN, SIGNED_IN, a capability...
    keeps: what a browser may keep. form: what its form sends, where it is posted to.
    """

    rule: str
    methods: str
    may: Capability | str
    keeps: str = NO_STORE
    sample: str = ""
    form: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """An address to ask for."""
        return self.sample or self.rule


ADDRESSES: tuple[Address, ...] = (
    Address("/", "GET", PAGE),
    Address("/<path:path>", "GET", PAGE, sample="/nowhere/at/all"),
    Address("/static/<path:filename>", "GET", REFUSED, sample="/static/anything.css"),
    Address("/assets/<path:filename>", "GET", FILE, KEPT, sample="/assets/base.css"),
    Address(
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "GET",
        FILE,
        KEPT,
        sample="/_dash-component-suites/dash/dcc/dash_core_components.js",
    ),
    Address("/_favicon.ico", "GET", FILE, KEPT),
    Address("/bundle/<name>", "GET", FILE, KEPT, sample="/bundle/none.js"),
    Address("/_dash-layout", "GET", BROWSE_PAGE),
    Address("/_dash-dependencies", "GET", BROWSE_PAGE),
    Address("/_reload-hash", "GET", REFUSED),
    Address("/_dash-update-component", "POST", CALLBACK),
    Address("/healthz", "GET", OPEN),
    Address("/readyz", "GET", OPEN),
    Address("/metrics", "GET", OPEN),
    Address("/county/<key>/columns", "GET", Capability.BROWSE, KEPT, sample="/county/KEY/columns"),
    Address(
        "/county/<key>/districts", "GET", Capability.BROWSE, KEPT, sample="/county/KEY/districts"
    ),
    Address(
        "/county/<key>/contacts", "GET", Capability.BROWSE, KEPT, sample="/county/KEY/contacts"
    ),
    Address("/county/<key>/wards", "GET", Capability.BROWSE, KEPT, sample="/county/KEY/wards"),
    Address("/county/<key>/index", "GET", Capability.BROWSE, KEPT, sample="/county/KEY/index"),
    Address(
        "/map/tiles/<int:z>/<int:x>/<int:y>", "GET", Capability.BROWSE, sample="/map/tiles/0/0/0"
    ),
    Address("/county/<key>/cards", "GET", Capability.BROWSE, sample="/county/KEY/cards?rows=1,2"),
    Address(
        "/county/<key>/place",
        "POST",
        Capability.BROWSE,
        sample="/county/KEY/place",
        form=(("text", "CM1 1AA"),),
    ),
    Address("/county/export", "POST", Capability.EXPORT),
    Address("/views/", "GET", Capability.BROWSE),
    Address("/views/", "POST", Capability.BROWSE, form=(("name", ""),)),
    Address("/views/<int:view_id>", "POST", Capability.BROWSE, sample="/views/7"),
    Address("/views/<int:view_id>/delete", "POST", Capability.BROWSE, sample="/views/7/delete"),
    Address("/county/columns.csv", "GET", Capability.BROWSE),
    Address(
        "/business/<profile_id>/links", "POST", Capability.JUDGE, sample="/business/M0000001/links"
    ),
    Address(
        "/business/<profile_id>/notes", "POST", Capability.NOTE, sample="/business/M0000001/notes"
    ),
    Address("/review/", "GET", Capability.JUDGE),
    Address("/review/pair/<path:token>", "GET", Capability.JUDGE, sample="/review/pair/0123456789"),
    *(
        Address(f"/review/{what}", method, Capability.JUDGE)
        for what in ("join", "part")
        for method in ("GET", "POST")
    ),
    Address("/review/changes", "GET", Capability.JUDGE),
    Address("/review/decisions", "POST", Capability.JUDGE),
    Address("/sign-in", "GET", OPEN),
    Address("/sign-in", "POST", OPEN, form=(("user", "nobody"), ("password", "nothing"))),
    Address("/sign-in/provider", "GET", OPEN),
    Address("/sign-in/back", "GET", OPEN),
    Address("/sign-in/demo", "POST", OPEN, form=(("user", "nobody"),)),
    Address("/sign-out", "POST", SIGNED_IN),
    Address("/account", "GET", SIGNED_IN),
    Address("/account/purpose", "POST", SIGNED_IN),
    Address("/account/password", "POST", SIGNED_IN),
    Address("/office/deliveries/", "GET", Capability.DELIVER),
    Address("/office/deliveries/", "POST", Capability.DELIVER, form=(("source", "none"),)),
    Address(
        "/office/deliveries/<delivery_id>",
        "GET",
        Capability.DELIVER,
        sample="/office/deliveries/2026-01-01-hse_notices-0123456789",
    ),
    Address("/office/deliveries/quality", "GET", Capability.DELIVER),
    Address("/office/agreements/", "GET", Capability.FIGURES),
    Address(
        "/office/agreements/<agreement_id>",
        "GET",
        Capability.FIGURES,
        sample="/office/agreements/everything",
    ),
    Address("/office/agreements/new", "GET", Capability.AGREE),
    Address("/office/agreements/new", "POST", Capability.AGREE),
    Address(
        "/office/agreements/<agreement_id>/amend",
        "GET",
        Capability.AGREE,
        sample="/office/agreements/everything/amend",
    ),
    Address(
        "/office/agreements/<agreement_id>/amend",
        "POST",
        Capability.AGREE,
        sample="/office/agreements/everything/amend",
    ),
    Address(
        "/office/agreements/<agreement_id>/end",
        "POST",
        Capability.AGREE,
        sample="/office/agreements/nothing/end",
    ),
    Address("/office/figures/", "GET", Capability.FIGURES),
    Address("/office/evaluation/", "GET", Capability.FIGURES),
    Address("/office/evaluation/plotly.js", "GET", Capability.FIGURES, KEPT),
    Address("/office/models/", "GET", Capability.MODELS),
    Address("/office/models/switch", "POST", Capability.SWITCH),
    Address("/office/models/roll-back", "POST", Capability.RELEASE),
    Address("/office/models/<model_id>", "GET", Capability.MODELS, sample="/office/models/3f0c"),
    *(
        Address(
            f"/office/models/<model_id>/{act}",
            "POST",
            needed,
            sample=f"/office/models/3f0c/{act}",
        )
        for act, needed in (
            ("approve", Capability.APPROVE),
            ("waive", Capability.APPROVE),
            ("expire", Capability.APPROVE),
            ("promote", Capability.RELEASE),
        )
    ),
    Address("/office/visits/", "GET", Capability.EXPORT),
    Address("/office/visits/", "POST", Capability.EXPORT),
    Address("/office/visits/<int:list_id>", "POST", Capability.EXPORT, sample="/office/visits/7"),
    Address("/office/visits/found", "GET", Capability.EXPORT),
    Address("/office/transparency/", "GET", Capability.EXPLAIN),
    Address(
        "/office/transparency/<name>",
        "GET",
        Capability.EXPLAIN,
        sample="/office/transparency/model-card",
    ),
    Address("/office/transparency/pack.zip", "GET", Capability.EXPLAIN),
    Address("/office/rights/", "GET", Capability.RIGHTS),
    Address("/office/rights/", "POST", Capability.RIGHTS),
    Address(
        "/office/rights/case/<int:case_id>",
        "GET",
        Capability.RIGHTS,
        sample="/office/rights/case/7",
    ),
    Address(
        "/office/rights/case/<int:case_id>",
        "POST",
        Capability.RIGHTS,
        sample="/office/rights/case/7",
    ),
    Address(
        "/office/rights/case/<int:case_id>/lift",
        "POST",
        Capability.RIGHTS,
        sample="/office/rights/case/7/lift",
    ),
    Address("/office/rights/review", "GET", Capability.RIGHTS),
    Address("/office/rights/review", "POST", Capability.RIGHTS),
    Address("/office/rights/schedules", "GET", Capability.RIGHTS),
    Address("/office/rights/schedules", "POST", Capability.RIGHTS),
    Address("/office/audit/", "GET", Capability.AUDIT),
    Address("/office/audit/words", "POST", Capability.AUDIT),
    Address("/office/audit/verify", "POST", Capability.AUDIT),
    Address("/office/audit/business", "GET", Capability.AUDIT),
    Address("/office/audit/export", "POST", Capability.AUDIT),
    Address("/office/accounts/", "GET", Capability.ACCOUNTS),
    Address("/office/accounts/", "POST", Capability.ACCOUNTS),
    Address("/office/accounts/<user>", "GET", Capability.ACCOUNTS, sample="/office/accounts/ada"),
    Address("/office/accounts/<user>", "POST", Capability.ACCOUNTS, sample="/office/accounts/ada"),
    *(
        Address(
            f"/office/accounts/<user>/{what}",
            "POST",
            Capability.ACCOUNTS,
            sample=f"/office/accounts/ada/{what}",
        )
        for what in ("disable", "enable", "reset")
    ),
)

LISTING = {
    "output": "listing.data",
    "outputs": {"id": "listing", "property": "data"},
    "inputs": [
        {"id": "county-query", "property": "data", "value": ""},
        {"id": "filter-text", "property": "value", "value": ""},
        {"id": "focus", "property": "data", "value": None},
    ],
    "state": [{"id": "build", "property": "data", "value": "000001-0000000000000000"}],
    "changedPropIds": ["county-query.data"],
}
"""What the county page's script sends for its list."""

_INSIGHTS = (
    ids.INSIGHTS + ".data",
    ids.INSIGHTS_WINDOW + ".children",
    *(f"{ids.insight(one.id, part)}.children" for one in CHARTS for part in ("said", "table")),
)

CALLBACKS = {
    f"..{'...'.join(_INSIGHTS)}..": Capability.BROWSE,
    "..main.children...shown.data...version.children...version-short.children..": PAGE,
    "text-found.data": Capability.BROWSE,
    "find-found.data": Capability.BROWSE,
    "listing.data": Capability.BROWSE,
    "county-told.children": Capability.BROWSE,
    "sheet-told.data": Capability.BROWSE,
    "reviews-waiting.children": Capability.BROWSE,
    "profile-walk.children": Capability.BROWSE,
    '{"kind":"part","name":["MATCH"]}.children': Capability.BROWSE,
}
"""Callbacks that the server answers, by their output."""

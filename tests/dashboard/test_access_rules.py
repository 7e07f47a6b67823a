"""There is no way round: whatever tells of a business asks for a view, or is named here."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

import dashboard
from dashboard.app import create_app
from dashboard.guard import rule_of
from dashboard.insights import CHARTS
from dashboard.live import Fixed

ROOT = Path(dashboard.__file__).parent
HERE = {path: path.relative_to(ROOT).as_posix() for path in sorted(ROOT.rglob("*.py"))}

QUERIES = (
    "briefing",
    "clerical.changes",
    "clerical.consequences",
    "clerical.pair",
    "clerical.queue",
    "coverage",
    "dossier",
    "export.businesses",
    "export.cells",
    "export.columns",
    "export.contacts",
    "export.csv_file",
    "export.formats",
    "export.geojson",
    "export.geopackage",
    "export.heading",
    "export.taking",
    "export.workbook",
    "insights.contacts",
    "insights.ledger",
    "insights.spread",
    "insights.telling",
    "insights.wards",
    "listing",
    "map_data",
    "noting",
    "queries",
    "sheet",
    "visiting",
    "whereabouts",
)
"""Modules that answer questions of a county."""

WITHOUT = {
    "clerical.queue.token_of": "digests two ids it is given",
    "briefing.more_held": "says the names it is given",
    "briefing.only_a_victim": "reads contacts that a dossier holds",
    "coverage.narrowed": "writes a query string",
    "export.cells.as_text": "changes texts",
    "export.cells.cells": "changes texts",
    "export.cells.plain": "changes texts",
    "export.cells.safe": "changes texts",
    "export.columns.chosen": "chooses columns",
    "export.csv_file.csv_pieces": "writes a table that was made of a view",
    "export.csv_file.dictionary_of": "explains columns",
    "export.formats.format_of": "reads the name of a file",
    "export.geojson.geojson_pieces": "writes a table that was made of a view",
    "export.geopackage.write_geopackage": "writes tables that were made of a view",
    "export.heading.meanings": "explains columns",
    "export.workbook.write_workbook": "writes tables that were made of a view",
    "insights.contacts.last_month": "counts months",
    "insights.contacts.working_days_of": "counts days",
    "insights.spread.top_count": "counts rows it is told of",
    "insights.wards.prior_strength": "weighs counts it is given",
    "insights.wards.shares": "weighs counts it is given",
    "map_data.row_bits": "packs flags",
    "map_data.zipped": "zips bytes",
    "queries.page_of": "counts rows it is given",
    "queries.working_days": "counts days",
    "sheet.column_names": "chooses columns",
    "visiting.of_viewer": "lists what an account drew, no business",
    "visiting.refuse_none": "counts lists",
}
"""Functions that take no view, and why they need none."""

SEEING = {
    "/county/<key>/columns",
    "/county/<key>/districts",
    "/county/<key>/contacts",
    "/county/<key>/wards",
    "/county/<key>/index",
    "/county/<key>/cards",
    "/county/<key>/place",
    "/county/export",
    "/business/<profile_id>/links",
    "/business/<profile_id>/notes",
    "/review/",
    "/review/pair/<path:token>",
    "/review/decisions",
    "/review/changes",
    "/review/join",
    "/review/part",
    "/_dash-layout",
    "/_dash-update-component",
    "/",
    "/<path:path>",
    "/office/figures/",
    "/office/visits/",
    "/office/visits/<int:list_id>",
    "/office/visits/found",
}
"""Addresses that tell of the county, all of them by a view of who asks, or by its census."""

TELLING_NOTHING = (
    "/_dash-component-suites/",
    "/_dash-dependencies",
    "/_favicon.ico",
    "/_reload-hash",
    "/account",
    "/assets/",
    "/bundle/",
    "/county/columns.csv",
    "/healthz",
    "/map/tiles/",
    "/metrics",
    "/office/accounts/",
    "/office/agreements/",
    "/office/audit/",
    "/office/deliveries/",
    "/office/evaluation/",
    "/office/models/",
    "/office/rights/",
    "/office/transparency/",
    "/readyz",
    "/sign-in",
    "/sign-out",
    "/static/",
    "/views/",
)
"""Beginnings of addresses that tell of no business as pages do: files, accounts, the office."""

INSIGHTS = [f"insight-{one.id}-{part}.children" for one in CHARTS for part in ("said", "table")]

CALLBACKS = {
    "county-told.children": "tells of a view",
    "reviews-waiting.children": "counts the cases of a view",
    "sheet-told.data": "tells of a view",
    f"..insights.data...insights-window.children...{'...'.join(INSIGHTS)}..": "tells of a view",
    "..main.children...shown.data...version.children...version-short.children..": (
        "turns to a page, drawn of a view"
    ),
    "listing.data": "lists what a view holds",
    "find-found.data": "finds what a view holds, and public places",
    "text-found.data": "searches what a view holds",
    "profile-walk.children": "places a business in a list of a view",
    '{"kind":"part","name":["MATCH"]}.children': "tells a part of a business that a view holds",
}
"""Callbacks that the server answers."""

OPENING = {
    "access/sealed.py",
    "access/census.py",
    "access/viewing.py",
}
"""Modules that may open a sealed build."""

MAKING = {
    "access/narrowing.py",
    "builds.py",
}
"""Modules that may make a county of tables."""


def public(name: str):
    module = importlib.import_module(f"dashboard.{name}")
    for one in module.__all__:
        value = getattr(module, one)
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            yield f"{name}.{one}", value


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_takes_a_view_or_what_was_made_of_one(name):
    for full, function in public(name):
        kinds = {kind for name, kind in function.__annotations__.items() if name != "return"}
        assert kinds & {"View", "Dossier"} or full in WITHOUT, f"{full} takes no view"


def test_what_is_said_to_take_no_view_is_still_there():
    known = {full for name in QUERIES for full, _ in public(name)}
    assert set(WITHOUT) <= known


@pytest.fixture(scope="module")
def app(small):
    return create_app(Fixed(small))


def test_every_address_is_declared_here(app):
    for rule in app.server.url_map.iter_rules():
        assert rule.rule in SEEING or rule.rule.startswith(TELLING_NOTHING), rule.rule
    assert {rule.rule for rule in app.server.url_map.iter_rules()} >= SEEING


def test_no_address_of_the_county_is_open_to_all(app):
    ours = [
        rule
        for rule in app.server.url_map.iter_rules()
        if rule.rule in SEEING
        and rule.rule.startswith(("/county", "/business", "/office", "/review"))
    ]
    assert len(ours) == 23
    assert all(rule_of(app.server.view_functions[rule.endpoint]) for rule in ours)


def test_every_callback_that_the_server_answers_is_declared_here(app):
    answered = {
        output
        for output, one in app.callback_map.items()
        if not any(
            part.get("output") == output and part.get("clientside_function")
            for part in app._callback_list
        )
    }
    assert answered == set(CALLBACKS)


def calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {name.id for name in names if isinstance(name, ast.Name)}


def imported(path: Path) -> set[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_only_the_door_opens_a_sealed_build():
    opening = {
        name
        for path, name in HERE.items()
        if ("dashboard.access.sealed", "opened") in imported(path)
    }
    assert opening | {"access/sealed.py"} == OPENING


def test_only_the_door_makes_a_county():
    assert {name for path, name in HERE.items() if "County" in calls(path)} == MAKING


def test_nobody_makes_a_view_but_the_door():
    assert {name for path, name in HERE.items() if "View" in calls(path)} == {"access/viewing.py"}


def test_a_build_is_read_into_memory_in_one_place():
    reading = {
        name for path, name in HERE.items() if ("records.store", "open_build") in imported(path)
    }
    # The audit's reads redirects, the command line's what a build says of itself.
    assert reading == {
        "auditing.py",
        "builds.py",
        "cli/builds.py",
        "cli/evaluating.py",
        "cli/model_making.py",
        "cli/running.py",
        "cli/sample.py",
        "demonstrating.py",
        "exporting.py",
        "transparency/held.py",
    }


def test_who_asks_is_learnt_only_from_the_session():
    demo = {name for path, name in HERE.items() if ("dashboard.viewer", "DEMO") in imported(path)}
    assert demo == {"exporting.py"}

"""SECURITY.md and the threat model say what the code does: its roles, its tests, its guards."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from benchmarks.guards import FOLDER, guards_in
from dashboard.viewer import MAY, ROLES, WHAT

ROOT = Path(__file__).parents[2]
SECURITY = ROOT / "SECURITY.md"
MODEL = ROOT / "docs" / "threat-model.md"
BEGIN, END = "<!-- roles -->\n", "<!-- /roles -->"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINK = re.compile(r"\]\(([\w./-]+)\)")
ITEMS = (
    "1 viewer", "2 agreements", "3 OIDC", "3 local accounts", "3 sessions", "3 demo mode",
    "4 audit", "5 rights", "6 CSRF on callbacks and forms", "6 Origin check", "6 CSP", "6 headers",
    "6 secure cookies", "6 session fixation", "6 brute force", "6 path traversal", "6 oversize",
    "6 zip and XML bombs", "6 SQL injection", "6 XSS", "6 open redirect", "6 host header",
    "6 cache headers", "6 error pages", "6 formula-safe exports", "6 no debug",
    "6 deny by default for every route", "6 deny by default for every callback", "8 kill -9",
    "8 disk full", "8 torn build", "8 clock set back", "8 10 GB stream",
)  # fmt: skip
"""What of the checklist must have a guard that is shown to be needed."""


def matrix() -> str:
    """The table of roles and capabilities that `dashboard.viewer` makes."""
    lines = [
        "| | " + " | ".join(ROLES.values()) + " |",
        "|---|" + ":-:|" * len(ROLES),
        *(
            f"| {said[0].upper()}{said[1:]} | "
            + " | ".join("yes" if what in MAY[role] else "" for role in ROLES)
            + " |"
            for what, said in WHAT.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def test_the_matrix_of_roles_is_that_of_the_code():
    written = SECURITY.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert written == matrix(), "paste what is expected between the marks of SECURITY.md"


def test_every_role_is_in_the_matrix_once():
    assert set(MAY) == set(ROLES)


@pytest.mark.parametrize("paper", [SECURITY, MODEL], ids=lambda path: path.name)
def test_every_test_a_paper_names_is_there(paper):
    named = NAMED_TEST.findall(paper.read_text(encoding="utf-8"))
    assert named
    absent = [f"{file}::{test}" for file, test in named if not holds(ROOT / file, test)]
    assert absent == []


def holds(path: Path, test: str) -> bool:
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return not test or test in names


@pytest.mark.parametrize("paper", [SECURITY, MODEL], ids=lambda path: path.name)
def test_every_link_of_a_paper_leads_somewhere(paper):
    links = LINK.findall(paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_every_guard_stands_once_in_its_file_and_names_a_test_that_is_there():
    faults = []
    for guard in guards_in(FOLDER):
        path = ROOT / guard.file
        found = path.read_text(encoding="utf-8").count(guard.find) if path.is_file() else 0
        file, _, test = guard.test.partition("::")
        if found != 1:
            faults.append(f"{guard.name}: found {found} times in {guard.file}")
        if not holds(ROOT / file, test.partition("[")[0]):
            faults.append(f"{guard.name}: no test {guard.test}")
    assert faults == []


def test_every_item_of_the_checklist_has_a_guard_that_is_shown_to_be_needed():
    shown = {guard.item for guard in guards_in(FOLDER)}
    assert [item for item in ITEMS if item not in shown] == []

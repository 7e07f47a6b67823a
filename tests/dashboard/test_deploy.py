"""What is handed to an administrator fits the program: units, web server, container."""

import configparser
import re
from pathlib import Path

import pytest
from typer.main import get_command

from dashboard.cli.main import command_line
from dashboard.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
DOCS = Path(__file__).parents[2] / "docs"
UNITS = sorted(DEPLOY.glob("*.service"))


def known(words: list[str]) -> bool:
    """Say whether the words are a command of ours."""
    command = get_command(command_line())
    for word in words:
        commands = getattr(command, "commands", None)
        if commands is None:
            return True
        if word not in commands:
            return False
        command = commands[word]
    return True


def unit(path: Path) -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str
    parsed.read(path)
    return parsed


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_every_unit_runs_a_command_of_ours(path):
    command = unit(path)["Service"]["ExecStart"].split()
    assert command[0] == "/opt/concern/venv/bin/concern"
    assert known(command[1:])


def test_every_job_has_its_timer_and_the_pages_come_back_by_themselves():
    jobs = {path.stem for path in UNITS} - {"concern"}
    assert {path.stem for path in DEPLOY.glob("*.timer")} == jobs
    assert jobs == {"concern-build", "concern-backup", "concern-audit", "concern-agreements"}
    assert unit(DEPLOY / "concern.service")["Service"]["Restart"] == "on-failure"


def test_no_unit_runs_as_root_or_writes_elsewhere():
    held = unit(DEPLOY / "hardening.conf")["Service"]
    assert held["User"] == "concern"
    assert (held["NoNewPrivileges"], held["ProtectSystem"]) == ("yes", "strict")
    assert held["CapabilityBoundingSet"] == ""
    assert all("User" not in unit(path)["Service"] for path in UNITS)


def test_the_web_server_logs_neither_addresses_of_pages_nor_queries():
    text = (DEPLOY / "nginx.conf").read_text()
    (form,) = re.findall(r"log_format concern '([^']*)'", text)
    for word in ("$request ", "$request_uri", "$uri", "$args", "$http_referer", "$remote_addr"):
        assert word not in f"{form} "
    assert "error_log /var/log/nginx/concern.error.log crit" in text


def test_the_web_server_takes_as_much_as_the_page_for_deliveries():
    (size,) = re.findall(r"client_max_body_size (\d+)m", (DEPLOY / "nginx.conf").read_text())
    assert int(size) >= Settings().upload_mb


def test_what_a_browser_claims_of_itself_is_not_passed_on():
    text = (DEPLOY / "nginx.proxy").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    for name in ("Forwarded", "X-Forwarded-Host", "X-Forwarded-Prefix"):
        assert f'proxy_set_header {name} "";' in text


def test_the_container_holds_every_package_and_does_not_run_as_root():
    text = (DEPLOY / "Containerfile").read_text()
    for package in ("records", "linkage", "risk", "dashboard"):
        assert f"COPY {package} {package}" in text
    assert text.rindex("\nUSER concern") < text.rindex("\nENTRYPOINT")


@pytest.mark.parametrize("page", ["deploy.md", "operations.md", "upgrading.md"])
def test_the_commands_the_pages_tell_one_to_type_are_there(page):
    text = (DOCS / page).read_text()
    told = re.findall(r"(?:sudo -u concern |^ +|`)concern ([a-z]+(?: [a-z]+)?)", text, re.MULTILINE)
    assert len(told) >= 3
    assert [words for words in told if not known([words.split()[0]])] == []


def test_every_setting_the_pages_name_is_one():
    told = set()
    for page in ("deploy.md", "operations.md"):
        told |= set(
            re.findall(r"^    (?:# )?([a-z_]+) = ", (DOCS / page).read_text(), re.MULTILINE)
        )
    assert {"hosts", "behind_tls", "oidc_issuer"} <= told
    assert told <= set(Settings.model_fields)

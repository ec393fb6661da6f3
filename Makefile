# Everything that is done with this repository, by name. `make help` prints the list.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
READY := .venv/.ready
BROWSER := browser or stack
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: help
help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' \
		| awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

.PHONY: up
up: $(READY) ## Start everything and load the demo organisation (options: make up ARGS="--port 9000")
	@exec $(BIN)/backoffice up $(ARGS)

.PHONY: test
test: check ## Check the code, then run every test that needs no browser and no running stack
	$(BIN)/pytest -n $(WORKERS) -m 'not ($(BROWSER))' $(ARGS)

.PHONY: check
check: $(READY) ## Check format, lint, types, dependencies and that every import goes the right way
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

.PHONY: browser
browser: $(READY) ## Run the tests that drive Chromium against the running stack
	$(BIN)/pytest -m '$(BROWSER)' $(ARGS)

.PHONY: races
races: $(READY) ## Let whatever can meet on one subscription meet fifty times, and live many lives
	BACKOFFICE_MEETINGS=50 BACKOFFICE_LIVES=200 $(BIN)/pytest -n $(WORKERS) \
		tests/activities/test_meetings.py tests/activities/test_machines.py \
		tests/activities/test_money_life.py $(ARGS)

.PHONY: docs
docs: $(READY) ## Draw the lifecycles into docs/processes, and the journal's tables
	$(BIN)/python -m tests.support.diagrams
	$(BIN)/python -m tests.support.journal_table

.PHONY: words
words: $(READY) ## Bring the catalogues in order: every text of ours, none that nobody says any more
	@mkdir -p build
	$(BIN)/pybabel -q extract --strip-comments --sort-output --no-location -F frontend/babel.cfg -k N_ -o build/backoffice.pot .
	$(BIN)/pybabel -q update -N --no-wrap --ignore-obsolete --ignore-pot-creation-date \
		-i build/backoffice.pot -d frontend/locales -D backoffice

.PHONY: bench
bench: $(READY) ## Measure what design promises about speed; results go to bench/results
	$(BIN)/python -m bench $(ARGS)

.PHONY: format
format: $(READY) ## Format the code and repair what lint can repair
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: lock
lock: $(READY) ## Write both locks anew from pyproject.toml (newer versions: make lock ARGS=--upgrade)
	$(COMPILE) --extra dev --output-file requirements.lock $(ARGS)
	$(COMPILE) --extra build --constraint requirements.lock --output-file requirements.runtime.lock

.PHONY: env
env: $(READY) ## Build the environment in .venv from requirements.lock

.PHONY: clean
clean: ## Remove the environment and all caches; the data folder stays
	rm -rf .venv build *.egg-info .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last, so that an interrupted installation is done again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@echo "Building the environment in .venv …"
	@rm -f $@
	@$(PYTHON) -m venv .venv
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

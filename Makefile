# The one door for people.  Needs nothing but make and Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench docs lock sbom clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

setup: $(READY)  ## the program, its libraries and a browser, in .venv

# Newer than the locks and the project's description: nothing to do.
$(READY): requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "snapshotter needs Python 3.11 or newer; '$(PYTHON)' is not installed." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "snapshotter needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1).  Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	$(BIN)/snapshotter doctor --mend
	@touch $(READY)

demo: setup  ## a tour on a small web that the program serves itself
	@$(BIN)/snapshotter demo

# Tests of pages mostly wait, so that there is room for one process more than there are cores.
TESTERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1 )))

test: setup  ## all tests
	$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile --no-loadscope-reorder

lint: setup  ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## rewrite the sources in the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## measure
	$(BIN)/python -m bench
	$(BIN)/python -m bench.visits
	$(BIN)/python -m bench.citations
	$(BIN)/python -m bench.replay
	$(BIN)/python -m bench.lookups
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.soak.audits
	$(BIN)/python -m bench.soak.imports

docs: setup  ## write docs/reference/cli.md anew from the commands themselves
	$(BIN)/python -m tests.docs.cli_page
	$(BIN)/python -m tests.docs.conformance_page
	$(BIN)/python -m tests.docs.limits_page

lock: setup  ## resolve the newest versions into requirements/
	$(BIN)/uv pip compile pyproject.toml --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/runtime.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements/dev.txt

sbom: setup  ## write sbom.cdx.json anew from the lock and what is installed
	$(BIN)/python -m supply.sbom

clean:  ## remove what was made; warcs/ stays
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

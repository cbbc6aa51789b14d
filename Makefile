# Everything happens in .venv; PYTHON chooses the interpreter that makes it.
PYTHON ?= python3
UV ?= $(firstword $(wildcard .venv/bin/uv) uv)

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench docs clients generate pins clean

help:
	@echo "make run      start a workspace, run the demo against it, stop it"
	@echo "make test     the whole test suite"
	@echo "make check    lint, types, generated files"
	@echo "make bench    speed and size"
	@echo "make docs     write the generated pages of docs/"
	@echo "make clients  unmodified clients for the client tests, into .clients"
	@echo "make format | generate | pins | setup | clean"

setup: $(READY)

# A .venv whose interpreter is gone, too old or without pip is made anew.
$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Boathouse needs Python 3.11 or newer; '$(PYTHON)' is" \
			"$$($(PYTHON) --version 2>&1). Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@$(BIN)/python scripts/run_demo.py

# In three processes; then what looks back at the answers that all of them saw.
test: setup
ifdef PYTEST_ARGS
	$(BIN)/python -m pytest $(PYTEST_ARGS)
else
	@$(BIN)/python scripts/run_tests.py
endif

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --strict scripts
	$(BIN)/python scripts/generate_wire.py --check
	$(BIN)/python scripts/generate_surface.py --check
	$(BIN)/python scripts/generate_coverage.py --check

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m bench

docs: setup generate
	$(BIN)/python scripts/generate_coverage.py

clients: setup
	@$(BIN)/python scripts/fetch_clients.py $(CLIENTS)

generate: setup
	$(BIN)/python scripts/generate_wire.py
	$(BIN)/python scripts/generate_surface.py

# Pins anew: the newest of everything that pyproject.toml and the clients allow.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-strip-extras --upgrade
pins:
	$(COMPILE) --extra dev --output-file constraints.txt pyproject.toml
	for pins in scripts/clients/*.in; do \
		$(COMPILE) --no-annotate --output-file "$${pins%.in}.txt" "$$pins" || exit 1; \
	done

clean:
	rm -rf $(VENV) .clients build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.egg-info' -type d -prune -exec rm -rf {} +

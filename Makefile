# iamd: everything a newcomer needs is `make demo` and `make test`.
# Needs GNU Make 4.3, bash and Python 3.11 or later; `make help` lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
UV := $(BIN)/uv
CODE := src tests $(wildcard benchmarks examples) docs/conf.py
FAST := not slow
INTERPRETED := not slow and not jit_only

.PHONY: help demo test check docs bench format clean lock lint pytest-compiled pytest-interpreted wheel system-tools

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

demo: $(VENV)/.core  ## install what a run needs, run the shipped scenario turkey-2019, say where the report is
	@$(BIN)/iamd run turkey-2019 --runs 500 --seed 1
	@echo
	@echo "The report: $(CURDIR)/results/turkey-2019/report.html (open it in a browser)"

test: $(VENV)/.all system-tools  ## everything: lint, types, imports, docs, wheel, tests with the compiler on and off
	@$(MAKE) --no-print-directory lint docs wheel pytest-interpreted pytest-compiled

check: $(VENV)/.all  ## under a minute, before each commit: lint, types, imports, the fast tests
	@$(MAKE) --no-print-directory lint
	@$(PY) -m pytest -q -n 2 -m "$(FAST)"

docs: $(VENV)/.all  ## build the documentation into docs/_build/html; a warning is an error
	@echo "== docs"
	@$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html

bench: $(VENV)/.core  ## measure speed, start-up times and memory on this machine
	@$(BIN)/iamd bench

format: $(VENV)/.all  ## put code into the project's format and fix what can be fixed
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

lint: $(VENV)/.all
	@echo "== ruff"
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@echo "== mypy"
	@$(PY) -m mypy
	@echo "== import contracts"
	@$(BIN)/lint-imports

pytest-compiled: $(VENV)/.all
	@echo "== tests, compiler on"
	@$(PY) -m pytest

pytest-interpreted: $(VENV)/.all
	@echo "== tests, compiler off"
	@NUMBA_DISABLE_JIT=1 $(PY) -m pytest -m "$(INTERPRETED)"

wheel: $(VENV)/.all
	@echo "== wheel"
	@rm -rf build/wheel
	@$(PY) -m hatchling build -t wheel -d build/wheel
	@$(PY) -m zipfile -t build/wheel/iamd-*.whl

# --- environment ---------------------------------------------------------------------------------------------------
# The environment comes first, from the standard library; uv is installed inside it and does the rest from the
# hash-checked lock files. Where uv cannot be had, pip installs the same lock files. Stamps make reruns quick.

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "iamd needs Python 3.11 or later")'
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install -q --disable-pip-version-check 'uv>=0.5,<1' || echo "uv could not be installed: using pip"
	@touch $@

define install_project
	if [ -x $(UV) ]; then $(UV) pip install -q --python $(PY) --no-deps --no-build-isolation -e .; \
	else $(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; fi
endef

$(VENV)/.core: requirements-core.lock pyproject.toml | $(VENV)/.uv
	@echo "installing what a run needs"
	@if [ -x $(UV) ]; then $(UV) pip install -q --python $(PY) --require-hashes -r requirements-core.lock; \
	else $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-core.lock; fi
	@$(install_project)
	@touch $@

$(VENV)/.all: requirements.lock pyproject.toml | $(VENV)/.uv
	@echo "installing everything that the tests, the checks and the documentation need"
	@if [ -x $(UV) ]; then $(UV) pip sync -q --python $(PY) --require-hashes requirements.lock; \
	else $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(install_project)
	@touch $(VENV)/.core $@

# Chromium draws the report in tests and GDAL is the terrain oracle. Both come from the system. Where they cannot be
# installed, the tests that need them are skipped by name, or fail if IAMD_REQUIRE names the tool.
system-tools:
	@missing=(); \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || missing+=(chromium); \
	command -v gdal_viewshed >/dev/null || missing+=(gdal-bin); \
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi; \
	if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing $${missing[*]}"; export DEBIAN_FRONTEND=noninteractive; \
	  { apt-get update -qq -o DPkg::Lock::Timeout=400 && \
	    apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=400 "$${missing[@]}" >/dev/null; } \
	  || echo "could not install $${missing[*]}"; \
	else echo "not here, and not root with apt-get: $${missing[*]}; tests that need them are skipped"; fi

lock: $(VENV)/.uv  ## resolve the dependencies anew and write both lock files
	@options=(--quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade); \
	$(UV) pip compile "$${options[@]}" --group test --group lint --group docs --group build --extra notebook \
	  pyproject.toml -o requirements.lock >/dev/null; \
	$(UV) pip compile "$${options[@]}" --group build -c requirements.lock pyproject.toml \
	  -o requirements-core.lock >/dev/null

clean:  ## remove what was built and cached; keeps .venv and results
	@rm -rf build dist docs/_build .cache .hypothesis .import_linter_cache .mypy_cache .numba_cache .pytest_cache .ruff_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

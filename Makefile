# Everything here needs Python 3.11 or newer and make; `make lock` alone needs uv.

PYTHON ?= python3
VENV ?= .venv
DEMO_ARGS ?=
TEST_ARGS ?= -n 3 --dist worksteal
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed

.PHONY: help install demo test check format bench docs lock clean

help:
	@echo 'make install   the locked dependencies and Chatbrush itself, into $(VENV)'
	@echo 'make demo      the playground, offline and without keys: http://127.0.0.1:8765'
	@echo 'make test      every test, and complete branch coverage of core/'
	@echo 'make check     format, lint, types, layers, generated documents'
	@echo 'make bench     the figures of docs/benchmarks.md'
	@echo 'make docs      write config.yaml, docs/settings.md and docs/commands.md anew'
	@echo 'make lock      resolve the dependencies anew (needs uv)'

install: $(INSTALLED)

$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chatbrush needs Python 3.11 or newer; try: make PYTHON=python3.11 install")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

demo: $(INSTALLED)
	$(BIN)/chatbrush demo $(DEMO_ARGS)

test: $(INSTALLED)
	$(BIN)/python -m pytest $(TEST_ARGS) --cov --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=100

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bots.settings_docs --check

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

docs: $(INSTALLED)
	$(BIN)/python -m bots.settings_docs

UV_COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --extra all

lock:
	$(UV_COMPILE) -o requirements.lock
	$(UV_COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

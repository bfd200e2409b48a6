# Everything here needs Python 3.11 or newer and make; `make lock` alone needs uv.

PYTHON ?= python3
VENV ?= .venv
DEMO_ARGS ?=
TEST_ARGS ?= -n 5 --dist worksteal
CRASH_ARGS ?=
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed

.PHONY: help install demo test test-long crash check format bench docs lock clean

help:
	@echo 'make install   the locked dependencies and Chatbrush itself, into $(VENV)'
	@echo 'make demo      the playground, offline and without keys: http://127.0.0.1:8765'
	@echo 'make test      the tests, and complete branch coverage of core/'
	@echo 'make test-long those that take long: many processes, ten thousand jobs, scenarios on every profile'
	@echo 'make crash     kill the bot at every step and at 200 random moments; see docs/decisions/0012-crash-suite.md'
	@echo 'make check     format, lint, types, layers, generated documents'
	@echo 'make bench     the figures of docs/benchmarks.md'
	@echo 'make docs      write config.yaml, docs/settings.md and docs/commands.md anew'
	@echo 'make lock      resolve the dependencies anew (needs uv)'

install: $(INSTALLED)

$(INSTALLED): requirements-dev.lock requirements-s3.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chatbrush needs Python 3.11 or newer; try: make PYTHON=python3.11 install")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade \
		--target $(VENV)/s3 -r requirements-s3.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

demo: $(INSTALLED)
	$(BIN)/chatbrush demo $(DEMO_ARGS)

test: $(INSTALLED)
	$(BIN)/python -m pytest $(TEST_ARGS) -m 'not long' --cov --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=100

crash: $(INSTALLED)
	$(BIN)/python -m tests.crash $(CRASH_ARGS)

test-long: $(INSTALLED)
	$(BIN)/python -m pytest -n 3 --dist worksteal -m long

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
	--no-emit-index-url --no-header --extra all --extra heic

lock:
	$(UV_COMPILE) -o requirements.lock
	$(UV_COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --group s3 --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o requirements-s3.lock

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The commands of this project. Each one installs what it needs into .venv first, and only once.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test wheels prove lint format check bench soak load sbom licences audit lock clean

run: $(VENV)/.run
	@$(BIN)/velocity-chart serve $(ARGS)

test: $(VENV)/.dev
	@sh .ci/browser
	@sh .ci/node
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile $(ARGS)

# Installs the wheel for every other Python on this machine, with its dependencies from the network.
wheels: $(VENV)/.dev
	@$(BIN)/python -m pytest tests/packaging/pythons.py $(ARGS)

# Disables each guard in turn, in copies of the tree, and expects a test to fail; ARGS="WORD ..." selects some.
prove: $(VENV)/.dev
	@sh .ci/browser
	@$(BIN)/python -m tests.trust.prove $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@sh .ci/script check

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@sh .ci/script fix

check: $(VENV)/.run
	@$(BIN)/velocity-chart check $(ARGS)

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.dev
	@$(BIN)/python -m tests.soak

load: $(VENV)/.dev
	@$(BIN)/python -m tests.load

sbom: $(VENV)/.audit
	@$(BIN)/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible requirements.txt

licences: $(VENV)/.audit
	@$(BIN)/pip-licenses --from=mixed --order=license

audit: $(VENV)/.audit
	@$(BIN)/python .ci/audit.py requirements.txt

# Locks versions that have been out for a week, so that a release withdrawn within days is never used.
lock: $(VENV)/.audit
	@week=$$($(BIN)/python -c "import datetime as d; print((d.datetime.now(d.UTC) - d.timedelta(days=7)).date())"); \
	lock() { $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --exclude-newer "$$week" --upgrade "$$@"; }; \
	lock pyproject.toml -o requirements.txt && \
	lock pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt && \
	lock pyproject.toml --extra audit --extra lock -c requirements.txt -o requirements-audit.txt && \
	echo 'hatchling>=1.27' | lock - -c requirements-dev.txt -o requirements-build.txt

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or give its path: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian and Ubuntu, 'apt install python3-venv' installs it."; exit 1; }

$(VENV)/.run: requirements.txt requirements-build.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) (once)..."
	@$(PIP) -r requirements-build.txt -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing the test tools into $(VENV) (once)..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.audit: requirements-audit.txt $(VENV)/.run
	@echo "Installing the audit tools into $(VENV) (once)..."
	@$(PIP) -r requirements-audit.txt
	@touch $@

clean:
	@rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

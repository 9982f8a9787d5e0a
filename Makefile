.DEFAULT_GOAL := sheets
.PHONY: sheets test lab check format setup browser-tools lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

sheets: $(STAMP)  ## make every sheet of params/ from the demonstration data
	$(BIN)/impact run

test: $(STAMP)  ## every test; those that need a browser say so when they skip
	$(BIN)/python -m pytest -n auto --dist loadfile

lab: $(STAMP)  ## open JupyterLab on the whole workspace, at the notebook to begin with
	$(BIN)/jupyter lab --notebook-dir=. notebooks/start.ipynb

check: $(STAMP)  ## format, lint and types, as the gate runs them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser-tools: tests/browser/node_modules  ## axe and vnu, for the tests that open pages

tests/browser/node_modules: tests/browser/package.json
	npm install --prefix tests/browser --ignore-scripts --no-package-lock --no-audit --no-fund --silent
	touch $@

lock:  ## resolve again, with hashes and without addresses
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml --all-extras -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache

# `make run` serves the site, `make test` checks everything. Both make the virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench guide messages schema

run: $(VENV)/.run
	@DEMO=$${DEMO-1} $(BIN)/python -m config.run

test: $(VENV)/.dev lint
	$(BIN)/python -m tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	ENV_FILE=/dev/null DEMO=1 $(BIN)/python manage.py makemigrations --check --dry-run

# Times as ratios. For the peer that they are compared with: pip install -r requirements-bench.txt.
bench: $(VENV)/.dev
	BENCH=1 $(BIN)/python -m pytest -m benchmark -p no:randomly -s

# Take the pictures of the user guide anew, from the demo (needs Chromium).
guide: $(VENV)/.dev
	UPDATE_GUIDE=1 $(BIN)/python -m pytest tests/browser/test_guide.py -p no:randomly

# Collect the strings of the code into locale/ (needs GNU gettext), then compile.
messages: $(VENV)/.dev
	DEMO=1 $(BIN)/python manage.py makemessages
	$(BIN)/python -m config.catalogues

# What other systems may call, written down: schema.yml is renewed with every change of the API.
schema: $(VENV)/.dev
	ENV_FILE=/dev/null DEMO=1 $(BIN)/python manage.py spectacular --lang en --validate --fail-on-warn --file schema.yml

$(VENV)/.run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing requirements (a minute or so) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing requirements (a minute or so) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run

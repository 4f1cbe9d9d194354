# `make run` serves the console, `make test` runs every test, `make lint` reads the code.
# All three need Python 3.11 or newer and make, nothing else.

VENV := .venv
PY := $(VENV)/bin/python
# The first that starts, is new enough and can make virtual environments.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python /usr/bin/python3; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

.PHONY: help run test test-fast bench lint format clean

help:
	@echo "make run     serve the console on http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL change that)"
	@echo "make run DEMO=1  the same, with made-up people and a month of events to look at"
	@echo "make test    run every test, on SQLite and on PostgreSQL, the browser's included"
	@echo "make test-fast  in a minute: SQLite, no browser, nothing that starts servers, waits or searches"
	@echo "make bench   measure the endpoint beside a plain django-scim2, in ten minutes"
	@echo "make bench QUICK=1  in two: beside the last tag, for whoever changes the way of a request"
	@echo "make lint    check formatting, code, types, templates, migrations and deployment settings"
	@echo "make format  format code and templates"
	@echo "make clean   remove the virtual environment and what the tools left behind"

run: $(VENV)/run.stamp
	@DEMO="$(DEMO)" $(PY) -m promapp_console.serve

test: $(VENV)/dev.stamp
	@$(PY) -m tests

test-fast: $(VENV)/dev.stamp
	@$(PY) -m tests --fast

bench: $(VENV)/dev.stamp
	@$(PY) -m bench

# A complete production environment, for what the checks below look at.
SAMPLE := env -u DEBUG SECRET_KEY=a-sample-of-fifty-characters-or-more-0123456789-abcdef \
	ALLOWED_HOSTS=promapp.example PUBLIC_URL=https://promapp.example TRUSTED_PROXY_COUNT=1 \
	EMAIL_URL=smtp://localhost DATABASE_URL=sqlite:///:memory:

lint: $(VENV)/dev.stamp
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 --check {} +
	$(SAMPLE) $(PY) manage.py makemigrations --check --dry-run
	$(SAMPLE) $(PY) manage.py check --deploy --fail-level WARNING

format: $(VENV)/dev.stamp
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results

$(PY):
	@test -n "$(PYTHON)" || { echo >&2 "Found no Python 3.11 or newer that can make virtual environments." \
		"Install one (on Debian and Ubuntu: apt install python3-venv), or name it: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

# A stamp is written last, so that an interrupted installation is taken up again.
$(VENV)/run.stamp: requirements.txt | $(PY)
	@echo "Installing what the console needs into $(VENV); this takes about a minute."
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

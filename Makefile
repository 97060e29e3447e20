# What this project is made with; `make` lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up live journeys install install-all test lint types bench format messages reference clean

# What one process compiled is kept for the next; container images often switch that off.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin

help:
	@echo "make up      start the demo on http://localhost:8000 (the first run installs)"
	@echo "make test    everything .ci/run checks: format, lint, types, layers, facts, tests"
	@echo "make journeys  people's ways through a whole demo, in Chromium, without the other tests"
	@echo "make lint    the same without the tests"
	@echo "make types   mypy alone"
	@echo "make bench   speed and memory, as a table"
	@echo "make format  write the files as make lint wants them"
	@echo "make messages   collect new words for the English catalogue, compile it"
	@echo "make reference  write docs/reference from the facts and the API"

up: install
	@exec $(BIN)/haidang up --demo

install:
	@.ci/bootstrap run

install-all:
	@.ci/bootstrap all

lint: install-all
	@.ci/lint

types: install-all
	@$(BIN)/mypy

# What fails is tried once more, alone. The names of xdist's groups are no part of a test's own.
AGAIN = sed -i 's/@[a-z_]*"/"/' .pytest_cache/v/cache/lastfailed; $(BIN)/pytest -q --last-failed --last-failed-no-failures=none
TWO = -n 2 --dist=loadgroup

test: lint
	@echo "==> tests"
	@$(BIN)/pytest -q $(TWO) --ignore=tests/live || { echo "==> what failed, once more and alone"; $(AGAIN) --ignore=tests/live; }
	@$(MAKE) --no-print-directory live

live:
	@echo "==> journeys in browsers, through a whole demo"
	@$(BIN)/pytest -q $(TWO) tests/live || { echo "==> what failed, once more and alone"; $(AGAIN) tests/live; }

journeys: install-all live

bench: install-all
	@$(BIN)/python -m bench

format: install-all
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

messages: install-all
	@$(BIN)/python tools/messages.py

reference: install-all
	@$(BIN)/python tools/reference.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Shortcuts for those who change the program. `make help` lists them.
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)
PYTEST = $(PYTHON) -m pytest -q

.PHONY: help run test fast lint docs pictures bench pythons fuzz storm

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## open the explorer with the bundled dossier
	@$(PYTHON) -m peace_tui

test:  ## all tests, on all processors
	$(PYTEST)

fast:  ## the tests without those that need a terminal or a browser
	$(PYTEST) tests/core tests/ui

lint:  ## everything that CI checks besides tests
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m codespell_lib
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
	$(PYTHON) docs/generate.py --check

docs:  ## bring the generated tables in docs/ and the schema up to date
	$(PYTHON) docs/generate.py
	$(PYTHON) -m peace_tui schema >data/dossier.schema.json

pictures:  ## take the pictures and the recording in screenshots/ again
	$(PYTHON) screenshots/take.py
	$(PYTHON) screenshots/record.py

bench:  ## measure speed, bytes and memory: a quarter of an hour
	$(PYTHON) tests/bench/run.py

pythons:  ## the tests of core and screens on every Python that is installed
	tests/every_python.sh

fuzz:  ## bad input by the thousand, for a minute or SECONDS=…; SEED=… has a run again
	$(PYTHON) tests/fuzz.py $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom)) $(or $(SECONDS),60)

storm:  ## keys, sizes, signals and lost connections, for an hour or SECONDS=…; SEED=… has a run again
	$(PYTHON) tests/storm.py $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom)) $(or $(SECONDS),3600)

PYTHON ?= python

.PHONY: help install test quick lint format check

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install:  ## editable install with everything for development
	$(PYTHON) -m pip install -e '.[test,dev]'

test:  ## all tests
	$(PYTHON) -m pytest -n auto

quick:  ## the tests that need no compiled code and no long sweep; stops at the first failure
	$(PYTHON) -m pytest -q -x -m "not slow" tests/layout tests/ir

lint:  ## ruff, mypy, pyright, import-linter
	ruff check
	ruff format --check
	mypy --strict
	pyright
	lint-imports

format:  ## rewrite the files in the project's style
	ruff check --fix
	ruff format

check: lint test  ## what has to pass before a commit

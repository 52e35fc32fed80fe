# make run    set everything up and run the operations centre
# make test   set everything up and pass the tests
# make check  style, types, import directions, tests
# make screenshot  make docs/wall.png anew from a running centre

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export CAMERAS
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt

.PHONY: run test check browser screenshot clean
.DEFAULT_GOAL := run

run: $(VENV)/ready-to-run
	@$(BIN)/ioc up

test: $(VENV)/ready-to-test browser
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/ready-to-test browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(ARGS)

screenshot: $(VENV)/ready-to-test browser
	$(BIN)/python -m tests.browser.screenshot

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "making the Python environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is incomplete; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/ready-to-run: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing the operations centre and its libraries (the first time about a minute) …"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/ready-to-test: $(VENV)/ready-to-run
	@echo "installing the tools for tests and checks …"
	@$(PIP) install --editable '.[dev]'
	@touch $@

# The browser tests drive Debian's Chromium: installed where we may, said where we may not.
browser:
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "installing Debian's chromium for the browser tests …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	  else \
	    echo "chromium is not here and cannot be installed without root and apt: the browser tests will be skipped"; \
	  fi; }

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache *.egg-info

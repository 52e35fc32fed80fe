# make run    set everything up and run the operations centre
# make test   set everything up and pass the tests
# make check  style, types, import directions, tests
# make faults kills, cuts and poison, done to real processes; prints what became of every message
# make bench  measure speed; make bench-peers measures others beside it
# make screenshot  make docs/wall.png anew from a running centre

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Every file of the working tree in one number: make check does not repeat the tests that make test has just passed.
TREE = git ls-files -z --cached --others --exclude-standard | xargs -0 sha256sum 2>/dev/null | sha256sum
TESTED := .cache/tested
# Processes share the tests by files; kills and cuts come after them, with nothing else on the machine.
ALONE := tests/faults
export CAMERAS
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt

.PHONY: run test check faults bench bench-peers browser screenshot clean
.DEFAULT_GOAL := run

run: $(VENV)/ready-to-run
	@$(BIN)/ioc up

test: $(VENV)/ready-to-test browser
	@rm -f $(TESTED)
	$(if $(ARGS),$(BIN)/python -m pytest $(ARGS),$(BIN)/python -m pytest --numprocesses=3 --dist=loadfile --ignore=$(ALONE))
	$(if $(ARGS),,$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile $(ALONE))
	@mkdir -p $(dir $(TESTED)) && test -n "$(ARGS)" || $(TREE) > $(TESTED)

check: $(VENV)/ready-to-test browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --threads 2
	$(BIN)/lint-imports
	@if [ -f $(TESTED) ] && [ "$$($(TREE))" = "$$(cat $(TESTED))" ]; then echo "pytest: this very tree has passed already"; \
	  else $(MAKE) --no-print-directory test; fi

faults: $(VENV)/ready-to-test
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile $(ALONE) $(ARGS)

bench: $(VENV)/ready-to-test
	$(BIN)/python -m bench.telemetry
	$(BIN)/python -m bench.frames
	$(BIN)/python -m bench.store 10 1
	$(BIN)/python -m bench.vision
	$(BIN)/python -m bench.screens
	test -x .cache/geopandas/bin/python || $(PYTHON) -m venv .cache/geopandas
	PIP_CONSTRAINT= .cache/geopandas/bin/python -m pip install --quiet geopandas==1.2.0
	$(BIN)/python -m bench.coverage --peer .cache/geopandas/bin/python

# The peers are never dependencies: an environment of their own, beside ours.
bench-peers: $(VENV)/ready-to-test
	test -x .cache/peers/bin/python || $(PYTHON) -m venv .cache/peers
	PIP_CONSTRAINT= .cache/peers/bin/python -m pip install --quiet quixstreams==3.28.1 psycopg2-binary==2.9.13 pathway==0.33.0
	$(BIN)/python -m bench.telemetry --peers .cache/peers/bin/python

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

$(VENV)/ready-to-test: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing the operations centre, its libraries, and the tools for tests and checks (the first time about a minute) …"
	@$(PIP) install --editable '.[dev]'
	@touch $(VENV)/ready-to-run $@

# The browser tests drive Debian's Chromium, its headless shell where there is one: installed where we may, said where not.
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fonts-noto-core
browser:
	@command -v chromium-headless-shell >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "installing Debian's chromium for the browser tests …"; apt-get update -qq; \
	    $(APT) chromium-headless-shell >/dev/null || command -v chromium >/dev/null || $(APT) chromium >/dev/null; \
	  elif ! command -v chromium >/dev/null 2>&1; then \
	    echo "chromium is not here and cannot be installed without root and apt: the browser tests will be skipped"; \
	  fi; }

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache *.egg-info

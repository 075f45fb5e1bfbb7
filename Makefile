# Everything here sets itself up: a virtual environment in .venv, held to the versions in constraints.txt.
#
#   make run          the panel                      make run ARGS="--language en"
#   make test         all checks and tests           make test PYTEST_ARGS="-k sheet"
#   make check        style, types and import contracts
#   make test-peers   the tests with foreign clients and servers; what they need: tests/peers/install system, as root
#   make bench        the measurements, beside their peers
#   make pictures     the pictures in docs/, made by the program
#   make clean        removes what was built, the environment included

# The first of these that is 3.11 or newer is used; say PYTHON=... for another one.
PYTHON ?=
PYTHONS = $(PYTHON) python3 python3.13 python3.12 python3.11
ARGS ?=
PYTEST_ARGS ?=
WORKERS ?= auto

BIN = .venv/bin

.PHONY: run test check test-peers bench pictures clean set-up
.NOTPARALLEL:

run: set-up
	@$(BIN)/panel-sim $(ARGS)

test: check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(PYTEST_ARGS)

check: set-up
	$(BIN)/ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

test-peers: set-up
	@tests/peers/install packages
	$(BIN)/python -m pytest -m peers $(PYTEST_ARGS)

bench: set-up
	$(BIN)/python -m benchmarks.run $(ARGS)

pictures: set-up
	$(BIN)/python tools/make_pictures.py $(ARGS)

# The stamp says what the environment was made for: dependencies, versions and place. While that holds, nothing is
# installed and no network is needed. An environment that was moved or lost its Python is made anew.
set-up:
	@want="$$(cat pyproject.toml constraints.txt | cksum) $(CURDIR)"; \
	if test "$$(cat .venv/set-up-for 2>/dev/null)" = "$$want" && $(BIN)/python -c '' 2>/dev/null; then exit 0; fi; \
	set -e; \
	if ! grep -qF " $(CURDIR)/.venv" .venv/pyvenv.cfg 2>/dev/null \
		|| ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		found=; \
		for python in $(PYTHONS); do \
			if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
		done; \
		if test -z "$$found"; then \
			echo "panel-sim needs Python 3.11 or newer, and none was found as: $(strip $(PYTHONS))." >&2; exit 3; \
		fi; \
		if ! $$found -c 'import venv, ensurepip' >/dev/null 2>&1; then \
			echo "panel-sim needs the venv module of $$found: install it (on Debian and Ubuntu the package python3-venv)." >&2; exit 3; \
		fi; \
		$$found -m venv --clear .venv; \
	fi; \
	echo "Setting up .venv (once, a minute or two) ..." >&2; \
	rm -f .venv/set-up-for; \
	pip="$(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet --constraint constraints.txt"; \
	$$pip hatchling editables && $$pip --no-build-isolation --editable '.[dev]' || { \
		echo "panel-sim could not be set up: pip's message above says why; with the network back, run make again." >&2; exit 3; \
	}; \
	echo "$$want" > .venv/set-up-for

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist .cache/peers tests/peers/node/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

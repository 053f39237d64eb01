# Needs Python 3.11 or newer, make and a package index; everything else is installed into .venv.
# Plain GNU make 3.81 is enough (macOS ships no newer one). `make` alone lists the targets.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check

# Passed on as they are: make build BUILD_ARGS="--sources my-records", make test TEST_ARGS="-k dates"
BUILD_ARGS ?=
TEST_ARGS  ?=

# make bench SIZES="1000 10000" BENCH_ARGS="--only 3"; the default sizes need 40 GB of disk.
SIZES      ?=
BENCH_ARGS ?=

# make mutants PART=validator/engine MUTANTS="datapackage.validator.engine.proofs.*"; docs/testing.md
PART       ?= normalise
MUTANTS    ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help build test test-ckan ckan validators bench bench-quick fuzz faults kills mutants check lint format-check types imports format lock clean

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
	  /^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

build: $(VENV)/.ready ## Build the data package into output/
	$(PY) build_dataset.py $(BUILD_ARGS)

test: $(VENV)/.ready ## Run all tests
	$(PY) -m pytest --numprocesses auto $(TEST_ARGS)

bench: $(VENV)/.ready ## Measure speed and memory into benchmarks/RESULTS.md (hours)
	$(PY) -m benchmarks $(if $(SIZES),--sizes "$(SIZES)") $(BENCH_ARGS)

bench-quick: $(VENV)/.ready ## Measure the ratios that a change may spoil (five minutes)
	$(PY) -m benchmarks --quick

fuzz: $(VENV)/.ready ## Hurt packages by chance (WHAT=read: sources), and see that what is wrong is told
	$(PY) -m tests.$(or $(WHAT),validator).fuzz --minutes $(or $(MINUTES),10) $(if $(FIRST),--first $(FIRST))

faults: $(VENV)/.ready ## Let each call of a build fail in every way, and look at what is left (hours)
	$(PY) -m tests.faults --every $(or $(EVERY),1)

kills: $(VENV)/.ready ## Kill a build at N instants, and look at what is left
	$(PY) -m tests.faults --kinds kill-at-swap,kill --runs $(or $(N),1000)

# CKAN wants libraries of other versions than ours, so it has an environment of its own.
test-ckan: $(VENV)/.ready ckan ## Publish on a real CKAN; needs PostgreSQL and Redis
	$(PY) -m pytest tests/portals $(TEST_ARGS)

ckan: build/ckan/.ready ## Install a CKAN for the tests of publishing

build/ckan/.ready: tests/portals/ckan.in
	@echo "Installing CKAN into build/ckan: a minute or two, once."
	@$(PYTHON) -m venv --clear build/ckan
	@build/ckan/bin/python -m pip --disable-pip-version-check install --quiet --requirement $<
	@touch $@

# Works on a copy, so that an edit of yours meanwhile changes nothing; a second run goes on.
mutants: $(VENV)/.ready build/mutmut/.ready ## Change code line by line, find what no test sees (hours)
	@mkdir -p build/mutants/$(PART)
	git ls-files -z | tar --null -T - -cf - | tar -xf - -C build/mutants/$(PART)
	printf '%s\n' '[mutmut]' 'source_paths=datapackage' 'only_mutate=datapackage/$(PART)/*.py' \
	  'pytest_add_cli_args_test_selection=tests/$(PART)' 'pytest_add_cli_args=' ' -m' ' not slow' \
  'track_dependencies=false' \
	  'also_copy=' ' schemas' ' sources' ' output' ' docs' ' README.md' \
	  > build/mutants/$(PART)/setup.cfg
	cd build/mutants/$(PART) && nice $(CURDIR)/build/mutmut/bin/mutmut run --max-children 1 $(MUTANTS)

build/mutmut/.ready: $(VENV)/.ready
	$(PYTHON) -m venv --clear build/mutmut
	build/mutmut/bin/python -m pip --disable-pip-version-check install --quiet mutmut
	where='import sysconfig; print(sysconfig.get_path("purelib"))'; \
	  $(PY) -c "$$where" > "$$(build/mutmut/bin/python -c "$$where")/project.pth"
	@touch $@

validators: $(VENV)/.validators ## Install the standards' own validators, for the tests that run them

check: lint format-check types imports ## Lint, formatting, types and imports, without changing a file

lint: $(VENV)/.ready ## Find likely mistakes in the code
	$(PY) -m ruff check .

format-check: $(VENV)/.ready ## Say which files are not in the common format
	$(PY) -m ruff format --check .

types: $(VENV)/.ready ## Check the type hints
	$(PY) -m mypy

imports: $(VENV)/.ready ## Check that imports run downwards, and past no front door
	$(VENV)/bin/lint-imports --no-cache

format: $(VENV)/.ready ## Bring all Python files into the common format
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

# cffconvert asks for an old jsonschema, and works with the one that everything else uses. ckanapi
# has a command line that nobody here calls, and needs docopt for it alone, which has no wheel.
# Keeps the versions that the lock names where pyproject.toml allows them, so that a new
# dependency does not move all the others. Universal: one lock for every platform and Python.
lock: ## Renew requirements.lock from pyproject.toml (UPGRADE=1: with the newest versions)
	@$(require_python)
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet uv
	echo 'docopt; python_version < "0"' > build/lock/left-out.txt
	build/lock/bin/uv pip compile pyproject.toml --all-extras --group dev --group bench \
	  --override build/lock/left-out.txt --universal --python-version 3.11 \
	  --only-binary :all: --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --quiet $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	grep -E "^[a-z]" requirements.lock | tr -d '\\' > build/lock/versions.txt
	grep -E "^jsonschema==" build/lock/versions.txt > build/lock/overrides.txt
	build/lock/bin/uv pip compile validators.in --constraint build/lock/versions.txt \
	  --override build/lock/overrides.txt --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	  --quiet $(if $(UPGRADE),--upgrade) --output-file validators.lock
	rm -rf build/lock

clean: ## Remove the environment and all caches (output/ stays)
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps lie inside .venv: whatever removes it removes them. A changed lock makes a new
# environment, so that nothing stays behind of the old one; a changed pyproject.toml only
# installs the package itself again. Wheels only: building one would run code that no hash covers.
$(VENV)/.locked: requirements.lock
	@$(require_python)
	@echo "Installing what requirements.lock names into $(VENV): a minute or two, once."
	@$(PYTHON) -m venv --clear $(VENV)
	@[ -t 1 ] || quiet=--quiet; $(PIP) install $$quiet \
	  --require-hashes --no-deps --only-binary :all: --requirement requirements.lock
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Some of these come as source only, so that pip builds them: never needed for a build of data.
$(VENV)/.validators: $(VENV)/.ready validators.lock
	@echo "Installing what validators.lock names into $(VENV)."
	@$(PIP) install --quiet --require-hashes --no-deps --requirement validators.lock
	@touch $@

# A shell command that ends with a clear message where $(PYTHON) cannot make the environment.
define require_python
$(PYTHON) -c "" 2>/dev/null || { \
  echo "make: $(PYTHON) does not run. Install Python 3.11 or newer, or name one you have:" \
    "make build PYTHON=python3.12" >&2; exit 1; }; \
$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
  echo "make: Python 3.11 or newer is needed, but $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
    "Name a newer one if you have it: make build PYTHON=python3.12" >&2; exit 1; }; \
$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { \
  echo "make: $(PYTHON) cannot make virtual environments, because venv or ensurepip is missing." \
    "On Debian and Ubuntu: apt-get install python3-venv (python3.12-venv for Python 3.12," \
    "and so on)." >&2; exit 1; }
endef

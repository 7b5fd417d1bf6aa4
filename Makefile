# `make` lists what can be done. Everything is installed below this folder: .venv and .tools.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
SAM := SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam
UV ?= uv

# The first Python that is recent enough. Evaluated only by what installs.
PYTHON = $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# The locks are complete, so pip has nothing to resolve: it installs what they list, with these very hashes.
INSTALL = pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement

# The end-to-end tests in one process, all others in another: see tests/conftest.py.
TOGETHER := -n 2 --dist loadgroup --no-loadscope-reorder

.PHONY: help setup demo playground sam-local down test test-unit test-e2e examples faults bench check format schemas docs build sbom validate deploy lock clean python

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  %-12s %s\n", $$1, $$2 }'

setup: .venv/.installed .tools/sam/.installed .tools/embedded-aws/.installed ## Install everything, once

demo: setup ## Run the whole on this machine: the deployed template, and simulators of the other software
	@$(BIN)/python -m local.demo

playground: setup ## The same with nothing published, for the walk of docs/start.md
	@$(BIN)/python -m local.demo --empty

sam-local: setup ## Run what `sam local` needs on this machine, see docs/sam-local.md (a container engine must run)
	@$(BIN)/python -m local.sam_local up

down: ## Stop what the demo left running
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m local.processes stop; fi

test: setup ## Run all tests; the end-to-end ones deploy the template on an embedded AWS
	@$(BIN)/pytest $(TOGETHER)

test-unit: .venv/.installed ## Run the tests that need nothing running
	@$(BIN)/pytest -m "not e2e"

test-e2e: setup ## Run the end-to-end tests only
	@$(BIN)/pytest tests/e2e

examples: setup ## Run every automation that ships on a deployed stack of its own: six minutes
	@EXAMPLES=1 $(BIN)/pytest tests/e2e/test_examples.py

faults: setup ## Prove that nothing is lost or done twice (EVENTS=1000 FAULT=killed, or URL=https://... CHECK='command')
	@$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(EVENTS),--events $(EVENTS)) \
		$(foreach fault,$(FAULT),--fault $(fault)) $(if $(URL),--url $(URL) --checker "$$CHECK") $(FAULTS)

bench: setup .tools/bench/.installed ## Measure how long a first caller waits for each function (make bench BENCH="--rounds 5")
	@$(BIN)/python -m tests.bench.cold_start $(BENCH)

check: setup .tools/checkov/.installed ## Check format, style, types, arrows between folders, weaknesses and the template
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive functions
	$(BIN)/cfn-lint template.yaml
	$(SAM) validate --lint
	.tools/checkov/bin/checkov --config-file .checkov.yaml

format: .venv/.installed ## Format the code, and correct what can be corrected without thinking
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

schemas: .venv/.installed ## Write the JSON Schemas of the YAML files anew
	$(BIN)/python -m local.schemas

docs: .venv/.installed ## Write the tables that are made from the models and the manifests anew
	$(BIN)/python -m local.docs

build: .tools/sam/.installed ## Build for AWS
	env -u LAYER_FOR $(SAM) build

sbom: .venv/.installed ## Write the software bill of materials of what is deployed (.aws-sam/sbom.cdx.json)
	@$(BIN)/python -m local.sbom

validate: .tools/sam/.installed ## Check the template as SAM sees it
	$(SAM) validate --lint

deploy: .tools/sam/.installed ## Build and deploy on AWS: make deploy ENV=test, or ENV=production
	@case "$(ENV)" in \
		test|production) ;; \
		*) echo "Say where: make deploy ENV=test, or make deploy ENV=production." >&2; exit 2 ;; \
	esac
	$(MAKE) build
	$(SAM) deploy --config-env $(ENV)

lock: ## Lock the dependencies anew (needs uv; make lock UPGRADE=--upgrade takes the newest)
	@for name in requirements/test requirements/sam requirements/embedded-aws requirements/bench requirements/checkov layers/dependencies/requirements; do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" $(UPGRADE) $$name.in -o $$name.txt || exit 1; \
	done

clean: down ## Remove all that was built or installed here
	rm -rf .aws-sam .local .venv .tools .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis

# ----------------------------------------------------------------------------------------------------------------------
# Set-up: one stamp an environment, made anew when its lock changes
# ----------------------------------------------------------------------------------------------------------------------

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Passerelle needs Python 3.11 or newer, and found none: install it (https://www.python.org/downloads/)," >&2; \
		echo "so that python3 or python3.13 runs it, then try again." >&2; exit 1; \
	fi

.venv/.installed: requirements/test.txt pyproject.toml | python
	@echo "Installing the tools and libraries of development (.venv)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/$(INSTALL) requirements/test.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.tools/%/.installed: requirements/%.txt | python
	@echo "Installing $* (.tools/$*)"
	@$(PYTHON) -m venv .tools/$*
	@.tools/$*/bin/$(INSTALL) requirements/$*.txt
	@touch $@

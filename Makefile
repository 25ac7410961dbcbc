# Everything a newcomer types. Each target sets up what it needs first; nothing has to be installed beforehand.
.DEFAULT_GOAL := help
.PHONY: help run reset lint lint-python lint-app format test test-full audit bench bench-full pictures deb lock clean

PY := .venv/bin/python
# Processes that share the Python tests (tests/support/workers.py says how); 0: this one alone.
# One more than two processors: whoever drives a browser or a killed server waits half of its time.
WORKERS ?= 3

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: ## start the demo school (http://localhost:8080) and the demo hub (http://localhost:8090)
	@.ci/setup run
	@exec .venv/bin/tirek demo

reset: ## forget the demo's data
	rm -rf .data

lint: ## ruff, mypy, ESLint, tsc
	@.ci/setup dev
	@$(MAKE) --no-print-directory --output-sync -j2 lint-python lint-app

lint-python:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

lint-app:
	.ci/setup npm lint

format: ## let ruff lay out the Python code
	@.ci/setup dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

test: ## the tests, offline; a quarter of an hour
	@.ci/setup dev
	@.ci/setup browser || [ -z "$$CI" ]
	.ci/setup npm test
	$(PY) -m pytest -n $(WORKERS) -m "not slow"

test-full: ## every test at full size
	@.ci/setup dev
	@.ci/setup browser
	@.ci/setup firefox
	@.ci/setup old-chromiums
	.ci/setup npm test
	TIREK_SEEDS=10000 $(PY) -m pytest -n $(WORKERS)

bench: ## the figures, a line each: name value unit target (ONLY=sync,app for some families)
	@.ci/setup dev
	@.ci/setup browser
	@$(PY) -m tests.bench $(if $(ONLY),--only $(ONLY))

bench-full: ## the figures at full size
	@.ci/setup dev
	@.ci/setup browser
	@$(PY) -m tests.bench --full $(if $(ONLY),--only $(ONLY))

pictures: ## take the pictures of docs/screens.md anew
	@.ci/setup dev
	@.ci/setup browser
	$(PY) -m tests.docs.album

audit: ## compare the locks with published advisories; says so where these can't be reached
	@.ci/setup dev
	@.ci/setup audit

deb: ## the Debian package that installs without a network (ARCH=arm64 for a Raspberry Pi)
	@.ci/setup run
	@$(PY) -m server.install.deb --arch $(or $(ARCH),amd64)

lock: ## resolve the Python locks anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt

clean: ## remove everything that the targets above made
	rm -rf .venv .data pwa/node_modules pwa/dist server/app_build server/shell_build

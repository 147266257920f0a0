# Two commands set everything up: `make run` (the demo) and `make test` (all tests). Both are safe to repeat.
.PHONY: run test lint types contracts bench shots docs messages vendor clean
PY := .venv/bin/python

run:        ## set up and serve the demo on http://127.0.0.1:8000 (VAERN_PORT changes the port)
	@scripts/setup base
	@VAERN_MODE=demo .venv/bin/vaern serve --demo

test:       ## set up and run every test, on both databases
	@scripts/setup test
	@scripts/test

lint:       ## style and format
	@scripts/setup test
	@.venv/bin/ruff check src tests bench scripts verifier
	@.venv/bin/ruff format --check src tests bench scripts verifier

types:      ## mypy strict
	@scripts/setup test
	@VAERN_MODE=test .venv/bin/mypy

contracts:  ## who may import whom
	@scripts/setup test
	@.venv/bin/lint-imports

bench:      ## measure; figures depend on the machine, ratios less
	@scripts/setup test
	@$(PY) -m bench

shots:      ## a screenshot of every page, as each role that can see it, in shots/
	@scripts/setup test
	@VAERN_MODE=demo $(PY) -m scripts.shots

docs:       ## regenerate what is generated in docs/
	@scripts/setup test
	@$(PY) -m scripts.docs

messages:   ## gather texts and merge translations into locale/
	@scripts/setup test
	@$(PY) -m scripts.messages

vendor:     ## fetch the vendored front-end files anew (needs npm)
	@python3 front/vendor.py

clean:      ## remove what the other targets made (not your data in var/)
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache shots

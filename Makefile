# The commands of this repository. `make up` is all that a first look needs.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: help up test servers browser lighthouse crawl measures check lint lock bench

help:
	@echo "make up     install what is needed and start the demo (Ctrl-C stops it)"
	@echo "make test   run the tests: SQLite, an embedded broker, real processes; needs nothing else"
	@echo "make servers  run what PostgreSQL, Redis and MariaDB must see, too"
	@echo "make browser  run the pages in Chromium"
	@echo "make crawl   send 20,000 hostile requests over every route; CRAWL=2000 sends fewer"
	@echo "make measures  print what the browser tests measure of the pages: presses, rows, words, heights"
	@echo "make check  format, style, types and templates, in seconds: before each commit"
	@echo "make lint   the same, and migrations, Django's own checks and the locked lists"
	@echo "make bench  measure, on a PostgreSQL and a Redis; BENCH='1000 lists' names the cases and what is measured"
	@echo "make lock   lock the dependencies of pyproject.toml with hashes"

up:
	@$(call install,requirements.txt)
	@exec $(PY) manage.py up

test:
	@$(call install,requirements.txt tests/requirements.txt)
	@exec $(PY) -m tests.run

servers:
	@$(call install,requirements.txt tests/requirements.txt tests/requirements-tools.txt)
	@exec $(PY) -m tests.real_servers $(PY) -m tests.run --lane services

browser:
	@$(call install,requirements.txt tests/requirements.txt tests/requirements-tools.txt)
	@exec $(PY) -m tests.run --lane browser

lighthouse:
	@$(call install,requirements.txt tests/requirements.txt)
	@exec $(PY) -m tests.lighthouse $(or $(DESK),http://127.0.0.1:8000)

crawl:
	@$(call install,requirements.txt tests/requirements.txt)
	@DAYLIGHT_CRAWL_SEED=$${DAYLIGHT_CRAWL_SEED:-$$(date +%s)} DAYLIGHT_CRAWL=$(or $(CRAWL),20000) $(PY) -m pytest -q tests/crawl/test_crawl.py

measures:
	@$(call install,requirements.txt tests/requirements.txt tests/requirements-tools.txt)
	@exec $(PY) -m pytest -q tests/browser --measures

check:
	@$(call install,requirements.txt tests/requirements.txt tests/requirements-tools.txt)
	@exec $(PY) -m tests.lint --quick

lint:
	@$(call install,requirements.txt tests/requirements.txt tests/requirements-tools.txt)
	@exec $(PY) -m tests.lint

bench:
	@$(call install,requirements.txt tests/requirements.txt tests/requirements-tools.txt)
	@exec $(PY) -m tests.real_servers --durable $(PY) bench/run.py $(BENCH)

lock:
	uv pip compile pyproject.toml --generate-hashes --universal -p 3.11 -o requirements.txt
	uv pip compile --group pyproject.toml:mariadb --generate-hashes --universal -p 3.11 -o requirements-mariadb.txt
	uv pip compile tests/requirements.in --generate-hashes --universal -p 3.11 -o tests/requirements.txt
	uv pip compile tests/requirements-tools.in --generate-hashes --universal -p 3.11 -o tests/requirements-tools.txt

define install
if command -v $(PYTHON) >/dev/null 2>&1; then $(PYTHON) -I portal/up/install.py $(1); \
else echo "$(PYTHON) is not found. Install Python 3.11 or newer, or name yours: make up PYTHON=/path/to/python3" >&2; exit 2; fi
endef
